import { checkTop } from '../parts.ts';
import type { Vocabulary } from '../../data/vocabulary.ts';
import { softmax, tensor } from '../../tensor/index.ts';
import { expect } from '../../util/errors.ts';
import type { Prediction } from '../task.ts';
import type { SymbolNetwork, SymbolStepper } from './network.ts';

/** Takes the ids of one sequence and knows how likely each symbol is to come next. */
export class NextSymbol {
  readonly #stepper: SymbolStepper;
  readonly #vocabulary: Vocabulary;
  #probabilities: ArrayLike<number> | null = null;

  constructor(network: SymbolNetwork, vocabulary: Vocabulary) {
    this.#stepper = network.stepper();
    this.#vocabulary = vocabulary;
  }

  /** Takes a symbol in; −1 is unknown: then the network's own prediction goes in, or nothing at the very start. */
  feed(id: number): void {
    const known = id >= 0 || this.#probabilities === null ? id : this.best;
    this.#probabilities = softmax(tensor(this.#stepper.step(known))).toArray();
  }

  /** What it keeps in mind: vectors by name. */
  state(): Readonly<Record<string, readonly number[]>> {
    return Object.fromEntries(
      Object.entries(this.#stepper.state()).map(([name, values]) => [name, Array.from(values)]),
    );
  }

  reset(): void {
    this.#stepper.reset();
    this.#probabilities = null;
  }

  /** The likeliest next symbol; of equally likely ones the first. */
  get best(): number {
    const probabilities = this.#probabilities ?? [];
    let best = 0;
    for (let id = 1; id < probabilities.length; id++) if (probabilities[id]! > probabilities[best]!) best = id;
    return best;
  }

  /** What it now expects. */
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

/** Feeds a history in, then predicts `steps` symbols, each fed back in before the next. */
export function predictSteps(
  network: SymbolNetwork,
  vocabulary: Vocabulary,
  ids: readonly number[],
  { steps = 1, top = 1 }: { readonly steps?: number | undefined; readonly top?: number | undefined },
): Prediction[] {
  expect(
    Number.isInteger(steps) && steps > 0,
    'usage/steps',
    () => `the number of steps is a whole number above 0, got ${steps}`,
    { got: steps },
  );
  checkTop(top);
  const next = new NextSymbol(network, vocabulary);
  for (const id of ids) next.feed(id);
  return Array.from({ length: steps }, (_, i) => {
    if (i > 0) next.feed(next.best);
    return next.prediction(i + 1, top);
  });
}
