import {
  adam,
  add,
  crossEntropy,
  ElmanCell,
  exp,
  Linear,
  noGrad,
  Random,
  reshape,
  softmax,
  step,
  tensor,
  traceStep,
  unroll,
  type ElmanState,
  type Parameter,
  type Tensor,
} from 'elman-rnn';
import { menuOf, servedDays, type Rule } from './rule.ts';

/** All that a training hangs on: the same description gives the same bits, in a page and in Node. */
export interface Description extends Rule {
  readonly hidden: number;
  readonly epochs: number;
  readonly seed: number;
}

/** What one epoch gave. */
export interface Epoch {
  readonly epoch: number;
  /** Mean cross-entropy a day, in nats. */
  readonly loss: number;
}

/** What a training came to, on the four weeks after those that it learnt from. */
export interface Outcome {
  readonly days: number;
  readonly right: number;
  /** How many days the commonest dish alone would have got right. */
  readonly commonest: number;
}

/** The numbers of one day, each list as it lies in its tensor; I dishes, H hidden numbers. */
export interface Day {
  /** The dish that goes in, as its place on the menu, and whether it is what the network said the day before. */
  readonly input: number;
  readonly isFedBack: boolean;
  /** One-hot [I]. */
  readonly x: readonly number[];
  /** h of the day before [H]. */
  readonly before: readonly number[];
  /** W_xh·x, W_hh·h [H], their sum with b, a [H], and h = tanh a [H]. */
  readonly fromInput: readonly number[];
  readonly fromState: readonly number[];
  readonly sum: readonly number[];
  readonly h: readonly number[];
  /** y = W_hy·h + b_y [I], e^y and softmax y. */
  readonly scores: readonly number[];
  readonly exponentials: readonly number[];
  readonly probabilities: readonly number[];
  /** The likeliest dish, by its place on the menu. */
  readonly next: number;
}

/** Row-major: W_xh [H, I], W_hh [H, H], b [H], W_hy [I, H], b_y [I]. */
export interface Weights {
  readonly inputToHidden: readonly number[];
  readonly hiddenToHidden: readonly number[];
  readonly hiddenBias: readonly number[];
  readonly hiddenToOutput: readonly number[];
  readonly outputBias: readonly number[];
}

/** The weeks that are learnt from, and those that it is tried on. */
const LEARNT = 84;
const TRIED = 28;
/** How many days a row of a batch has, and how many rows a batch. */
const STEPS = 21;
const ROWS = 16;
/** How many rows a gradient is checked on. */
const CHECKED = 4;
const RATE = 0.01;

/** One-hot dishes into an Elman network, a linear layer and softmax over the dishes. */
export class LunchNetwork {
  /** The dishes that it knows. */
  readonly menu: readonly number[];
  /** The days that it learns from, each dish by its place on the menu. */
  readonly #learnt: readonly number[];
  readonly #cell: ElmanCell;
  readonly #head: Linear;

  constructor({ hidden, seed, ...rule }: Description) {
    this.menu = menuOf(rule);
    this.#learnt = this.#places(servedDays(rule, LEARNT));
    const rng = Random.derive(seed, 'init');
    this.#cell = new ElmanCell({ inputSize: this.menu.length, hiddenSize: hidden, rng });
    this.#head = new Linear({ inputSize: hidden, outputSize: this.menu.length, rng });
  }

  *namedParameters(): Generator<readonly [string, Parameter]> {
    yield* this.#cell.namedParameters();
    for (const [name, parameter] of this.#head.namedParameters()) yield [`head.${name}`, parameter];
  }

  /** Trains by truncated sequences; a turn an epoch. */
  *train(description: Description): Generator<Epoch, Outcome, void> {
    const optimizer = adam(this.namedParameters(), { lr: RATE });
    const starts = Array.from({ length: LEARNT - STEPS }, (_, start) => start);
    for (let epoch = 1; epoch <= description.epochs; epoch++) {
      const shuffled = shuffle(starts, Random.derive(description.seed, 'shuffle', epoch));
      let [sum, batches] = [0, 0];
      for (let at = 0; at + ROWS <= shuffled.length; at += ROWS) {
        const rows = shuffled.slice(at, at + ROWS);
        sum += step(() => {
          const loss = this.#loss(rows);
          optimizer.zeroGrad();
          loss.backward();
          optimizer.step();
          return loss.item();
        });
        batches++;
      }
      yield { epoch, loss: sum / batches };
    }
    return this.#tried(description);
  }

  /** The loss that a gradient check differentiates: of a batch that stays the same. */
  checkedLoss(): Tensor {
    return this.#loss(Array.from({ length: CHECKED }, (_, start) => start));
  }

  /** Goes through a history of dishes day by day, then so many days ahead on what it says itself. */
  trace(history: readonly number[], ahead: number): Day[] {
    const places = this.#places(history);
    return noGrad(() => {
      const days: Day[] = [];
      let state: ElmanState = this.#cell.zeroState(1);
      for (let t = 0; t < places.length + ahead; t++) {
        const input = places[t] ?? days[t - 1]!.next;
        const { day, next } = this.#day(input, t >= places.length, state);
        days.push(day);
        state = next;
      }
      return days;
    });
  }

  weights(): Weights {
    const { weight_ih, weight_hh, bias_ih, bias_hh } = this.#cell.weights;
    return {
      inputToHidden: numbers(weight_ih),
      hiddenToHidden: numbers(weight_hh),
      hiddenBias: numbers(add(bias_ih!, bias_hh!)),
      hiddenToOutput: numbers(this.#head.weight),
      outputBias: numbers(this.#head.bias!),
    };
  }

  /** The mean cross-entropy a day of sequences that begin on these days. */
  #loss(starts: readonly number[]): Tensor {
    const inputs = starts.flatMap((start) => this.#learnt.slice(start, start + STEPS));
    const targets = starts.flatMap((start) => this.#learnt.slice(start + 1, start + STEPS + 1));
    const xs = reshape(this.#oneHot(inputs), [starts.length, STEPS, this.menu.length]); // [B·T, I] → [B, T, I]
    const scores = this.#head.forward(unroll(this.#cell).forward(xs).ys);
    return crossEntropy(reshape(scores, [starts.length * STEPS, this.menu.length]), targets);
  }

  #day(input: number, isFedBack: boolean, state: ElmanState): { readonly day: Day; readonly next: ElmanState } {
    const x = this.#oneHot([input]);
    const { parts, y, state: next } = traceStep(this.#cell, x, state);
    const scores = this.#head.forward(y);
    const probabilities = numbers(softmax(scores));
    const day = {
      input,
      isFedBack,
      x: numbers(x),
      before: numbers(state.h),
      fromInput: numbers(parts['W_ih·x']!),
      fromState: numbers(parts['W_hh·h']!),
      sum: numbers(parts['a']!),
      h: numbers(y),
      scores: numbers(scores),
      exponentials: numbers(exp(scores)),
      probabilities,
      next: probabilities.indexOf(Math.max(...probabilities)),
    };
    return { day, next };
  }

  #tried(rule: Rule): Outcome {
    const served = servedDays(rule, LEARNT + TRIED + 1);
    const days = this.trace(served.slice(LEARNT - STEPS, -1), 0).slice(STEPS);
    const answers = this.#places(served.slice(LEARNT + 1));
    const counts = this.menu.map((_, place) => answers.filter((answer) => answer === place).length);
    return {
      days: TRIED,
      right: days.filter(({ next }, i) => next === answers[i]).length,
      commonest: Math.max(...counts),
    };
  }

  #places(served: readonly number[]): number[] {
    return served.map((dish) => this.menu.indexOf(dish));
  }

  /** [N, I] */
  #oneHot(places: readonly number[]): Tensor {
    const size = this.menu.length;
    const rows = new Float32Array(places.length * size);
    for (const [row, place] of places.entries()) rows[row * size + place] = 1;
    return tensor(rows, [places.length, size]);
  }
}

function numbers(x: Tensor): number[] {
  return [...x.toArray()];
}

/** A new order (Fisher and Yates). */
function shuffle(items: readonly number[], rng: Random): number[] {
  const mixed = [...items];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = rng.below(i + 1);
    [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
  }
  return mixed;
}
