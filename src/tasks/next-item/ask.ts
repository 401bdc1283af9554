import type { Vocabulary } from '../../data/vocabulary.ts';
import { expect } from '../../util/errors.ts';
import type { SymbolNetwork } from '../symbols/network.ts';
import { NextSymbol, predictSteps } from '../symbols/next-symbol.ts';
import { traceSymbols } from '../symbols/trace.ts';
import type { Prediction, PredictRequest, TaskStream, Traced } from '../task.ts';

/** Takes items one by one and says what comes next. One of these is one sequence. */
export class NextItemStream implements TaskStream {
  readonly #next: NextSymbol;
  readonly #vocabulary: Vocabulary;

  constructor(model: SymbolNetwork, vocabulary: Vocabulary) {
    this.#next = new NextSymbol(model, vocabulary);
    this.#vocabulary = vocabulary;
  }

  step(input: string, top = 1): Prediction {
    this.#next.feed(input === '' ? -1 : this.#vocabulary.encode(input));
    return this.#next.prediction(1, top);
  }

  reset(): void {
    this.#next.reset();
  }
}

/** Goes through a history, an item a line and a blank line where it is not known, with what each step would predict. */
export function trace(model: SymbolNetwork, vocabulary: Vocabulary, history: string): Traced {
  return traceSymbols(model, vocabulary, idsOf(vocabulary, history.split(/\r\n|\n|\r/)));
}

/** Feeds a history in, then predicts `steps` items, each fed back in before the next. */
export function ask(
  model: SymbolNetwork,
  vocabulary: Vocabulary,
  { inputs, ...options }: PredictRequest,
): Prediction[] {
  return predictSteps(model, vocabulary, idsOf(vocabulary, inputs), options);
}

function idsOf(vocabulary: Vocabulary, inputs: readonly string[]): number[] {
  expect(
    inputs.some((input) => input !== ''),
    'input/empty',
    () => 'there is nothing to go on: give at least one known item',
  );
  return inputs.map((input) => (input === '' ? -1 : vocabulary.encode(input)));
}
