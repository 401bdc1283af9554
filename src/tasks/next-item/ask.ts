import type { Vocabulary } from '../../data/vocabulary.ts';
import { softmax, tensor } from '../../tensor/index.ts';
import { expect } from '../../util/errors.ts';
import type { Prediction, PredictRequest, TaskStream } from '../task.ts';
import type { SymbolStepper, SymbolNetwork } from '../symbols/network.ts';

/** Takes items one by one and says what comes next. One of these is one sequence. */
export class NextItemStream implements TaskStream {
  readonly #next: SymbolStepper;
  readonly #vocabulary: Vocabulary;
  #probabilities: ArrayLike<number> | null = null;

  constructor(model: SymbolNetwork, vocabulary: Vocabulary) {
    this.#next = model.stepper();
    this.#vocabulary = vocabulary;
  }

  step(input: string, top = 1): Prediction {
    this.feed(input === '' ? -1 : this.#vocabulary.encode(input));
    return this.prediction(1, top);
  }

  reset(): void {
    this.#next.reset();
    this.#probabilities = null;
  }

  /** Takes an item in; −1 is unknown: then the model's own prediction goes in, or nothing at the very start. */
  feed(id: number): void {
    const known = id >= 0 || this.#probabilities === null ? id : this.best;
    this.#probabilities = softmax(tensor(this.#next.step(known))).toArray();
  }

  /** The likeliest next item; of equally likely ones the first. */
  get best(): number {
    const probabilities = this.#probabilities ?? [];
    let best = 0;
    for (let id = 1; id < probabilities.length; id++) if (probabilities[id]! > probabilities[best]!) best = id;
    return best;
  }

  /** What the stream now expects. */
  prediction(stepAhead: number, count: number): Prediction {
    const probabilities = this.#probabilities ?? [];
    const top = topOf(probabilities, Math.max(1, count)).map((id) => ({
      item: this.#vocabulary.decode(id),
      probability: probabilities[id]!,
    }));
    return { ...top[0]!, step: stepAhead, top };
  }
}

/** The indices of the `count` largest numbers, the largest first; of equal ones the first comes first. */
function topOf(numbers: ArrayLike<number>, count: number): number[] {
  const top: number[] = [];
  for (let i = 0; i < numbers.length; i++) {
    if (top.length === count && numbers[i]! <= numbers[top[count - 1]!]!) continue;
    let at = Math.min(top.length, count - 1);
    for (; at > 0 && numbers[top[at - 1]!]! < numbers[i]!; at--) top[at] = top[at - 1]!;
    top[at] = i;
  }
  return top;
}

/** Feeds a history in, then predicts `steps` items, each fed back in before the next. */
export function ask(
  model: SymbolNetwork,
  vocabulary: Vocabulary,
  { inputs, steps = 1, top = 1 }: PredictRequest,
): Prediction[] {
  expect(
    inputs.some((input) => input !== ''),
    'input/empty',
    () => 'there is nothing to go on: give at least one known item',
  );
  expect(
    Number.isInteger(steps) && steps > 0,
    'usage/steps',
    () => `the number of steps is a whole number above 0, got ${steps}`,
    { got: steps },
  );
  expect(
    Number.isInteger(top) && top > 0,
    'usage/top',
    () => `the number of candidates is a whole number above 0, got ${top}`,
    { got: top },
  );
  const ids = inputs.map((input) => (input === '' ? -1 : vocabulary.encode(input)));
  const stream = new NextItemStream(model, vocabulary);
  for (const id of ids) stream.feed(id);
  return Array.from({ length: steps }, (_, i) => {
    if (i > 0) stream.feed(stream.best);
    return stream.prediction(i + 1, top);
  });
}
