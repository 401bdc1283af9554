import { expect } from '../../util/errors.ts';
import { NextSymbol, predictSteps } from '../symbols/next-symbol.ts';
import { traceSymbols } from '../symbols/trace.ts';
import type { Prediction, PredictRequest, TaskStream, Traced } from '../task.ts';
import { promptIds, type Asked } from './sample.ts';

/** Takes text in, a piece at a time, and says which symbol comes next. Keeps one state: the pieces are one document. */
export class LanguageModelStream implements TaskStream {
  readonly #asked: Asked;
  readonly #next: NextSymbol;
  #begun = false;

  constructor(asked: Asked) {
    this.#asked = asked;
    this.#next = new NextSymbol(asked.network, asked.vocabulary);
  }

  step(input: string, top = 1): Prediction {
    const ids = promptIds(input, this.#asked, !this.#begun);
    expect(ids.length > 0, 'input/no-text', () => 'there is nothing to go on: give some text');
    for (const id of ids) this.#next.feed(id);
    this.#begun = true;
    return this.#next.prediction(1, top);
  }

  reset(): void {
    this.#next.reset();
    this.#begun = false;
  }
}

/** Goes through a text symbol by symbol, with what each step would predict. */
export function trace(asked: Asked, text: string): Traced {
  const ids = promptIds(text, asked);
  expect(ids.length > 0, 'input/no-text', () => 'there is nothing to go on: give some text');
  return traceSymbols(asked.network, asked.vocabulary, ids);
}

/** Reads the inputs as the lines of a text, then predicts `steps` symbols, each fed back in before the next. */
export function ask(asked: Asked, { inputs, ...options }: PredictRequest): Prediction[] {
  const ids = promptIds(inputs.join('\n'), asked);
  expect(ids.length > 0, 'input/no-text', () => 'there is nothing to go on: give some text');
  return predictSteps(asked.network, asked.vocabulary, ids, options);
}
