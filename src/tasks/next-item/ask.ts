import type { Vocabulary } from '../../data/vocabulary.ts';
import { expect } from '../../util/errors.ts';
import type { SymbolNetwork } from '../symbols/network.ts';
import { NextSymbol, predictSteps } from '../symbols/next-symbol.ts';
import type { Prediction, PredictRequest, TaskStream } from '../task.ts';

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

/** Feeds a history in, then predicts `steps` items, each fed back in before the next. */
export function ask(
  model: SymbolNetwork,
  vocabulary: Vocabulary,
  { inputs, ...options }: PredictRequest,
): Prediction[] {
  expect(
    inputs.some((input) => input !== ''),
    'input/empty',
    () => 'there is nothing to go on: give at least one known item',
  );
  const ids = inputs.map((input) => (input === '' ? -1 : vocabulary.encode(input)));
  return predictSteps(model, vocabulary, ids, options);
}
