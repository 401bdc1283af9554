import {
  adam,
  add,
  clipGradNorm,
  crossEntropy,
  ElmanCell,
  gradNorm,
  GruCell,
  Linear,
  LstmCell,
  mapState,
  mul,
  noGrad,
  orthogonal,
  Random,
  reshape,
  slice,
  softmax,
  step,
  sum,
  tensor,
  traceStep,
  unroll,
  zeros,
  type Cell,
  type CellOptions,
  type Parameter,
  type State,
  type Tensor,
} from 'elman-rnn';
import type { CellKind } from '../../ui/cells.ts';
import type { Description, Frame, Outcome, Seen, Sizes, StatePart } from './description.ts';
import { capitals, letters } from './letters.ts';
import { largestSingularValue } from './singular-value.ts';
import { drawSequence, drawSequences } from './task.ts';

/** A cell whose first state is h. */
type Learner = Cell<{ readonly h: Tensor } & State>;

interface Kind {
  readonly make: (options: CellOptions, keep: number) => Learner;
  /** What {@link Seen.kept} is of the parts of a step. */
  readonly kept: (part: (name: string) => number[]) => number[];
}

const kinds: Readonly<Record<CellKind, Kind>> = {
  elman: {
    make: (options) => new ElmanCell(options),
    kept: (part) => part("h'").map((h) => 1 - h * h),
  },
  lstm: {
    make: (options, keep) => new LstmCell({ ...options, forgetBias: keep }),
    kept: (part) => part('f'),
  },
  gru: {
    make: (options, keep) => new GruCell({ ...options, updateBias: keep }),
    kept: (part) => part('z'),
  },
};

/** How many sequences a batch has, the batch of a gradient check, and those that it is tried on. */
const ROWS = 16;
const CHECKED = 4;
const TRIED = 100;

/** Letters, one-hot, into a cell; a linear layer and softmax over the capitals read its last state. */
export class TimeNetwork {
  readonly kind: CellKind;
  readonly #description: Description;
  readonly #cell: Learner;
  readonly #head: Linear;
  readonly #optimizer;

  constructor(kind: CellKind, description: Description) {
    const { hidden, scale, keep, rate, seed } = description;
    this.kind = kind;
    this.#description = description;
    const rng = Random.derive(seed, 'init');
    const options = { inputSize: letters.length, hiddenSize: hidden, rng, recurrentInit: orthogonal(scale) };
    this.#cell = kinds[kind].make(options, keep);
    this.#head = new Linear({ inputSize: hidden, outputSize: capitals, rng });
    this.#optimizer = adam(this.namedParameters(), { lr: rate });
  }

  *namedParameters(): Generator<readonly [string, Parameter]> {
    yield* this.#cell.namedParameters();
    for (const [name, parameter] of this.#head.namedParameters()) yield [`head.${name}`, parameter];
  }

  /** Some updates, each on sequences of its own, which are the same for every cell. */
  learn(from: number, count: number): Frame {
    const { steps, seed } = this.#description;
    let [loss, right, norm, clipped] = [0, 0, 0, 0];
    let sizes: readonly Sizes[] = [];
    for (let update = from; update < from + count; update++) {
      const sequences = drawSequences(Random.derive(seed, 'batch', update), steps, ROWS);
      const done = this.#update(sequences, update === from);
      loss += done.loss / count;
      right += done.right / count;
      norm = Math.max(norm, done.norm);
      if (this.#isClipped(done.norm)) clipped++;
      if (update === from) sizes = done.sizes;
    }
    return { cell: this.kind, update: from, sizes, loss, right: right / ROWS, norm, clipped, of: count };
  }

  /** How often it answers rightly on sequences that it has not seen. */
  tried(): Outcome {
    const { steps, seed } = this.#description;
    const sequences = drawSequences(Random.derive(seed, 'tried'), steps, TRIED);
    const right = step(() => noGrad(() => rightOf(this.#scores(this.#end(sequences)), sequences)));
    return { cell: this.kind, right, of: TRIED };
  }

  /** Goes through the sequence that has this number. */
  see(sequence: readonly number[]): Seen {
    const { hidden } = this.#description;
    const { answers, chances, kept } = noGrad(() => step(() => this.#answers(sequence)));
    const { weight_hh } = Object.fromEntries(this.#cell.namedParameters());
    return {
      cell: this.kind,
      answers,
      chances,
      kept,
      connectivity: step(() => this.#connectivity(sequence, answers)),
      gain: this.kind === 'elman' ? largestSingularValue(weight_hh!.toArray(), hidden) : null,
    };
  }

  /** The sequence that has this number. */
  example(number: number): number[] {
    const { steps, seed } = this.#description;
    return drawSequence(Random.derive(seed, 'example', number), steps);
  }

  /** The loss that a gradient check differentiates: of a batch that stays the same. */
  checkedLoss(): Tensor {
    const { steps, seed } = this.#description;
    const sequences = drawSequences(Random.derive(seed, 'checked'), steps, CHECKED);
    return crossEntropy(this.#scores(this.#end(sequences)), firsts(sequences));
  }

  #update(sequences: readonly (readonly number[])[], isMeasured: boolean) {
    const parameters = Array.from(this.namedParameters(), ([, parameter]) => parameter);
    return step(() => {
      const nudges: State[] = [];
      const watched = (state: State): State => {
        const zero = mapState(state, ({ shape }) => tensor(zeros(shape).toArray(), shape, { requiresGrad: true }));
        nudges.push(zero);
        return mapState(state, (value, name) => add(value, zero[name]!));
      };
      const scores = this.#scores(this.#end(sequences, isMeasured ? watched : undefined));
      const loss = crossEntropy(scores, firsts(sequences));
      this.#optimizer.zeroGrad();
      loss.backward();
      const { clip } = this.#description;
      const norm = clip === null ? gradNorm(parameters) : clipGradNorm(parameters, clip);
      this.#optimizer.step();
      return { loss: loss.item(), right: rightOf(scores, sequences), norm, sizes: sizesOf(nudges) };
    });
  }

  #isClipped(norm: number): boolean {
    const { clip } = this.#description;
    return clip !== null && Number.isFinite(norm) && norm > clip;
  }

  /**
   * The state after the last step, a step at a time. `change` may add noughts to each state: the gradient of such a nought
   * is ∂L/∂s, through all that comes of s.
   */
  #end(sequences: readonly (readonly number[])[], change?: (state: State) => State): State {
    let state: State = this.#cell.zeroState(sequences.length);
    for (let t = 0; t < this.#description.steps; t++) {
      const x = oneHot(sequences.map((sequence) => sequence[t]!)); // [B, I]
      state = this.#cell.step(x, state as { h: Tensor }).state;
      if (change !== undefined) state = change(state);
    }
    return state;
  }

  #scores({ h }: State): Tensor {
    return this.#head.forward(h!);
  }

  #answers(sequence: readonly number[]): Pick<Seen, 'answers' | 'chances' | 'kept'> {
    let state: State = this.#cell.zeroState(1);
    const steps = sequence.map((letter) => {
      const traced = traceStep(this.#cell, oneHot([letter]), state as { h: Tensor });
      state = traced.state;
      const chances = [...softmax(this.#scores(state)).toArray()];
      const kept = kinds[this.kind].kept((name) => [...traced.parts[name]!.toArray()]);
      return { answer: largestAt(chances), chance: chances[sequence[0]!]!, kept: mean(kept) };
    });
    return {
      answers: steps.map(({ answer }) => answer),
      chances: steps.map(({ chance }) => chance),
      kept: steps.map(({ kept }) => kept),
    };
  }

  /** All answers in one walk: as many copies of the sequence, each as long as it takes to the answer, the longest first. */
  #connectivity(sequence: readonly number[], answers: readonly number[]): number[] {
    const steps = sequence.length;
    const outputs = answers.map((_, row) => steps - 1 - row);
    const copies = outputs.flatMap(() => sequence);
    const xs = tensor(oneHot(copies).toArray(), [steps, steps, letters.length], { requiresGrad: true }); // [S, T, I]
    const lengths = Int32Array.from(outputs, (output) => output + 1);
    const scores = this.#scores(unroll(this.#cell).forward(xs, { lengths }).state); // [S, K]
    const asked = oneHot(outputs.map((output) => answers[output]!)).toArray();
    this.#optimizer.zeroGrad();
    sum(mul(scores, slice(tensor(asked, [steps, letters.length]), 1, 0, capitals))).backward();
    const sizes = norms(reshape(xs.grad!, [steps * steps, letters.length])); // [S, T, I] → [S·T, I]
    return outputs.flatMap((_, output) => sizes.slice((steps - 1 - output) * steps, (steps - output) * steps));
  }
}

function sizesOf(nudges: readonly State[]): Sizes[] {
  return Object.keys(nudges[0] ?? {}).map((part) => ({
    part: part as StatePart,
    // L is the mean over the batch, so each row has its share of ∂L/∂s already.
    values: nudges.flatMap(({ [part]: zero }) =>
      // The last c has none: h comes of it within the same step, and nothing else reads it.
      zero!.grad === null ? [] : [norms(zero!.grad).reduce((total, norm) => total + norm, 0)],
    ),
  }));
}

/** The Euclidean norm of each row of [N, F]. */
function norms(x: Tensor): number[] {
  const [rows, columns] = x.shape as [number, number];
  const values = x.toArray();
  return Array.from({ length: rows }, (_, row) => {
    let squares = 0;
    for (let at = row * columns; at < (row + 1) * columns; at++) squares += values[at]! * values[at]!;
    return Math.sqrt(squares);
  });
}

function rightOf(scores: Tensor, sequences: readonly (readonly number[])[]): number {
  const values = [...scores.toArray()];
  return firsts(sequences).filter(
    (first, row) => largestAt(values.slice(row * capitals, (row + 1) * capitals)) === first,
  ).length;
}

function firsts(sequences: readonly (readonly number[])[]): number[] {
  return sequences.map(([first]) => first!);
}

function largestAt(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** [N, I] */
function oneHot(places: readonly number[]): Tensor {
  const rows = new Float32Array(places.length * letters.length);
  for (const [row, place] of places.entries()) rows[row * letters.length + place] = 1;
  return tensor(rows, [places.length, letters.length]);
}

/** What a gradient check makes anew. */
export interface CheckedNetwork {
  readonly kind: CellKind;
  readonly description: Description;
}

export function checkedNetwork({ kind, description }: CheckedNetwork): TimeNetwork {
  return new TimeNetwork(kind, description);
}
