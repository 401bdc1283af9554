import {
  adam,
  crossEntropy,
  ElmanCell,
  GruCell,
  Linear,
  LstmCell,
  noGrad,
  Random,
  reshape,
  softmax,
  step,
  tensor,
  traceStep,
  unroll,
  type Cell,
  type CellOptions,
  type Parameter,
  type State,
  type Tensor,
} from 'elman-rnn';
import type { CellKind } from '../../ui/cells.ts';
import { daysOf, menu, type PartName } from './rule.ts';

/** A cell with what it learns. */
type Learner = Cell & { readonly namedParameters: () => Iterable<readonly [string, Parameter]> };

interface Kind {
  readonly make: (options: CellOptions) => Learner;
  /** What is shown of a step, in the order in which it comes about: its name here, and in the trace. */
  readonly parts: readonly (readonly [name: PartName, inTrace: string])[];
}

const kinds: Readonly<Record<CellKind, Kind>> = {
  elman: {
    make: (options) => new ElmanCell(options),
    parts: [
      ['a', 'a'],
      ['h', "h'"],
    ],
  },
  lstm: {
    make: (options) => new LstmCell(options),
    parts: [
      ['i', 'i'],
      ['f', 'f'],
      ['g', 'g'],
      ['o', 'o'],
      ['c', "c'"],
      ['h', "h'"],
    ],
  },
  gru: {
    make: (options) => new GruCell(options),
    parts: [
      ['r', 'r'],
      ['z', 'z'],
      ['n', 'n'],
      ['h', "h'"],
    ],
  },
};

/** All that a training hangs on, for all three cells: the same description gives the same bits, in a page and in Node. */
export interface Description {
  readonly hidden: number;
  readonly epochs: number;
  readonly seed: number;
}

/** What one epoch of one cell gave. */
export interface Epoch {
  readonly cell: CellKind;
  readonly epoch: number;
  /** Mean cross-entropy a day, in nats. */
  readonly loss: number;
}

/** What a cell's training came to, on the four weeks after those that it learnt from. */
export interface Outcome {
  readonly cell: CellKind;
  readonly days: number;
  readonly right: number;
}

/** One part of all steps: row-major, a row a unit, a column a step [H, T]. */
export interface Part {
  readonly name: PartName;
  readonly values: readonly number[];
}

/** A cell gone through days, T of them, each with I dishes to foretell. */
export interface Unrolled {
  readonly cell: CellKind;
  readonly parts: readonly Part[];
  /** What is said of the day after each [T, I], and the likeliest dish of it [T], by its place on the menu. */
  readonly probabilities: readonly (readonly number[])[];
  readonly next: readonly number[];
}

/** The days that are learnt from, and those that it is tried on. */
const LEARNT = 84;
const TRIED = 28;
/** How many days a row of a batch has, and how many rows a batch. */
const STEPS = 21;
const ROWS = 16;
const RATE = 0.01;

/** One-hot dishes into a cell, a linear layer and softmax over the dishes. */
export class CellNetwork {
  readonly kind: CellKind;
  readonly #cell: Learner;
  readonly #head: Linear;
  readonly #seed: number;
  readonly #optimizer;

  constructor(kind: CellKind, { hidden, seed }: Description) {
    this.kind = kind;
    this.#seed = seed;
    const rng = Random.derive(seed, 'init');
    this.#cell = kinds[kind].make({ inputSize: menu.length, hiddenSize: hidden, rng });
    this.#head = new Linear({ inputSize: hidden, outputSize: menu.length, rng });
    this.#optimizer = adam([...this.#cell.namedParameters(), ...this.#head.namedParameters()], { lr: RATE });
  }

  /** One epoch of truncated sequences, in an order that the seed and the epoch give, whatever the cell. */
  learn(epoch: number): Epoch {
    const learnt = daysOf(LEARNT);
    const layer = unroll(this.#cell);
    const starts = Array.from({ length: LEARNT - STEPS }, (_, start) => start);
    const shuffled = shuffle(starts, Random.derive(this.#seed, 'shuffle', epoch));
    let [sum, batches] = [0, 0];
    for (let at = 0; at + ROWS <= shuffled.length; at += ROWS) {
      const rows = shuffled.slice(at, at + ROWS);
      sum += step(() => {
        const inputs = rows.flatMap((start) => learnt.slice(start, start + STEPS));
        const targets = rows.flatMap((start) => learnt.slice(start + 1, start + STEPS + 1));
        const xs = reshape(oneHot(inputs), [ROWS, STEPS, menu.length]); // [B·T, I] → [B, T, I]
        const scores = this.#head.forward(layer.forward(xs).ys);
        const loss = crossEntropy(reshape(scores, [ROWS * STEPS, menu.length]), targets);
        this.#optimizer.zeroGrad();
        loss.backward();
        this.#optimizer.step();
        return loss.item();
      });
      batches++;
    }
    return { cell: this.kind, epoch, loss: sum / batches };
  }

  /** Goes through days from a state of zeros, with every part of every step. */
  trace(days: readonly number[]): Unrolled {
    const { parts } = kinds[this.kind];
    return noGrad(() => {
      let state: State = this.#cell.zeroState(1);
      const steps = days.map((day) => {
        const traced = traceStep(this.#cell, oneHot([day]), state);
        state = traced.state;
        const probabilities = [...softmax(this.#head.forward(traced.y)).toArray()];
        return { parts: parts.map(([, inTrace]) => traced.parts[inTrace]!.toArray()), probabilities };
      });
      return {
        cell: this.kind,
        parts: parts.map(([name], part) => ({ name, values: byUnits(steps.map((each) => each.parts[part]!)) })),
        probabilities: steps.map(({ probabilities }) => probabilities),
        next: steps.map(({ probabilities }) => probabilities.indexOf(Math.max(...probabilities))),
      };
    });
  }

  tried(): Outcome {
    const days = daysOf(LEARNT + TRIED + 1);
    const { next } = this.trace(days.slice(LEARNT - STEPS, -1));
    const right = days.slice(LEARNT + 1).filter((day, i) => next[STEPS + i] === day).length;
    return { cell: this.kind, days: TRIED, right };
  }
}

/** [T] vectors of H numbers → [H, T], row-major. */
function byUnits(steps: readonly ArrayLike<number>[]): number[] {
  return Array.from({ length: steps[0]?.length ?? 0 }, (_, unit) => steps.map((values) => values[unit]!)).flat();
}

/** [N, I] */
function oneHot(days: readonly number[]): Tensor {
  const rows = new Float32Array(days.length * menu.length);
  for (const [row, day] of days.entries()) rows[row * menu.length + day] = 1;
  return tensor(rows, [days.length, menu.length]);
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
