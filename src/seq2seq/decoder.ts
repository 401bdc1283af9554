import { stack, unroll, type Cell, type Layer, type State } from '../cells/index.ts';
import {
  Attention,
  collectParameters,
  Embedding,
  Linear,
  normal,
  selectAttended,
  type Attended,
  type AttentionName,
  type Module,
} from '../nn/index.ts';
import {
  argmaxRows,
  concat,
  dropout,
  gather,
  linear,
  mul,
  noGrad,
  overSteps,
  Parameter,
  reshape,
  stackTensors,
  tanh,
  tensor,
  zeros,
  type Tensor,
} from '../tensor/index.ts';
import { expect } from '../util/errors.ts';
import type { Random } from '../util/random.ts';
import { cellSteps, type CellSteps } from './cell-steps.ts';
import type { Memory } from './memory.ts';

/** How a decoder computes, whatever it reads. */
export interface DecoderConfig {
  /** E, the numbers of a symbol. */
  readonly embedding: number;
  /** Where it looks in the memory; `none`: it has the summary alone. */
  readonly attention: AttentionName | 'none';
  /** Numbers that `additive` attention compares by; the decoder's own size by default. */
  readonly attentionSize?: number | undefined;
  /** Whether the attentional state of a step is part of the next step's input (Luong 2015). */
  readonly inputFeeding: boolean;
  /** Whether scores are made of the summary too, beside the attentional state, so that nothing need be carried there. */
  readonly summaryOutput?: boolean | undefined;
  /** Whether the table of symbols is also what scores them (Press and Wolf 2017). */
  readonly tied: boolean;
  /** In training: rates of dropout on embedded symbols, between cells, and on what the scores are made of. */
  readonly inputDropout: number;
  readonly dropout: number;
  readonly outputDropout: number;
  /** Whether the masks of dropout last for a sentence. */
  readonly lockedDropout?: boolean | undefined;
}

export interface DecoderOptions extends DecoderConfig {
  /** V, how many symbols there are. */
  readonly size: number;
  /** A, the numbers of h̃; E when `tied`. */
  readonly outputSize: number;
  /** F and G of the {@link Memory} it is to read. */
  readonly memorySize: number;
  readonly summarySize: number;
  /** Makes the cells of the stack, one after another, each for inputs of a size. */
  readonly cell: (inputSize: number) => Cell;
  readonly layers: number;
  readonly rng: Random;
}

/** What one step gives for R rows. */
export interface DecoderStep {
  /** What scores are made of, the attentional state h̃ first: [R, outputSize]. */
  readonly out: Tensor;
  readonly state: State;
  /** Where it looked, [R, S]; none without attention. */
  readonly weights: Tensor | undefined;
}

/** A decoder that has been given a memory: it can be stepped, over any rows of it. */
export interface Speaker {
  /** The state before the first symbol. */
  readonly first: State;
  /** ids [R], the symbols before: of the first step, the one that begins. */
  step(ids: ArrayLike<number>, state: State): DecoderStep;
  /** out [R, outputSize] → scores of all symbols, [R, V]. */
  scores(out: Tensor): Tensor;
  /** The same over the memory's rows that are named, in that order. */
  select(rows: ArrayLike<number>): Speaker;
}

export interface TeacherOptions {
  /** Draws dropout, and which symbols are the decoder's own; without it nothing is dropped. */
  readonly rng?: Random | undefined;
  /** Share of the symbols that are given as they should be; the others are the likeliest by the step before (scheduled sampling, Bengio 2015). 1 by default. */
  readonly teacherForcing?: number | undefined;
}

/** Parts of the state beside those of the cells: what is fed to the next step, and what all steps have. */
const FEED = 'feed';
const SUMMARY = 'summary';

/**
 * Says a sequence of symbols over a {@link Memory}, in the form of Luong (2015):
 *
 *     x_t = [E·y_{t−1}; h̃_{t−1}]     s_t = cells(x_t)     h̃_t = tanh(W_c·[context(s_t); s_t])     scores = W_o·h̃_t + b
 *
 * with h̃_{t−1} in x_t only by `inputFeeding`, and h̃ = s (or tanh(W_c·s) where h̃ is of another size) without
 * attention, and [h̃_t; summary] in place of h̃_t by `summaryOutput`. Each part of the first state is tanh(W·summary + b).
 * Parameters: `embedding.weight` [V, E]; `rnn.*`, as PyTorch names them; `first.PART.*`; `attention.*`;
 * `combine.weight` [A, F + H]; `head.weight` [V, outputSize] unless tied, `head.bias` [V].
 */
export class Decoder implements Module {
  /** V */
  readonly size: number;
  /** The numbers that scores are made of: A, those of h̃, and G more with `summaryOutput`. */
  readonly outputSize: number;
  readonly attention: Attention | undefined;
  readonly embedding: Embedding;
  readonly #cells: readonly Cell[];
  readonly #layers: Layer;
  readonly #first: ReadonlyMap<string, Linear>;
  readonly #combine: Linear | undefined;
  readonly #head: { readonly weight: Parameter; readonly bias: Parameter };
  readonly #options: DecoderOptions;

  constructor(options: DecoderOptions) {
    const { size, embedding, memorySize, summarySize, outputSize, cell, layers, rng, tied, attention } = options;
    const { summaryOutput = false } = options;
    expect(
      !tied || outputSize === embedding,
      'config/tied',
      () => `model.tied needs model.embedding to be what the layers give out (${outputSize}), got ${embedding}`,
      { hidden: outputSize, embedding },
    );
    expect(
      !tied || !summaryOutput,
      'config/summary-output',
      () =>
        'model.summaryOutput needs scores of their own, which model.tied takes from the table of pieces: set one of them to false',
    );
    this.size = size;
    this.outputSize = outputSize + (summaryOutput ? summarySize : 0);
    this.#options = options;
    this.embedding = new Embedding({ count: size, size: embedding, rng, init: normal(1 / Math.sqrt(embedding)) });
    let hidden = embedding + (options.inputFeeding && attention !== 'none' ? outputSize : 0);
    this.#cells = Array.from({ length: layers }, () => {
      const made = cell(hidden);
      hidden = made.outputSize;
      return made;
    });
    this.#layers = stack(this.#cells.map(unroll), { dropout: options.dropout, locked: options.lockedDropout });
    this.attention =
      attention === 'none'
        ? undefined
        : new Attention({ score: attention, memorySize, querySize: hidden, size: options.attentionSize, rng });
    const combined = this.attention === undefined ? hidden : memorySize + hidden;
    this.#combine =
      this.attention === undefined && outputSize === hidden
        ? undefined
        : new Linear({ inputSize: combined, outputSize, rng, bias: false });
    this.#first = new Map(
      Object.entries(this.#layers.zeroState(1)).map(([name, part]) => [
        name,
        new Linear({ inputSize: summarySize, outputSize: part.dim(1), rng }),
      ]),
    );
    const own = tied ? undefined : new Linear({ inputSize: this.outputSize, outputSize: size, rng });
    this.#head = own
      ? { weight: own.weight, bias: own.bias! }
      : { weight: this.embedding.weight, bias: new Parameter(new Float32Array(size), [size]) };
  }

  *namedParameters(): Iterable<readonly [string, Parameter]> {
    yield* collectParameters({
      embedding: this.embedding,
      rnn: this.#layers,
      attention: this.attention,
      combine: this.#combine,
    });
    for (const [name, first] of this.#first) yield* collectParameters({ [`first.${name}`]: first });
    if (!this.#options.tied) yield ['head.weight', this.#head.weight];
    yield ['head.bias', this.#head.bias];
  }

  /** Whether each step needs what the step before came to. */
  get #feeds(): boolean {
    return this.#options.inputFeeding && this.attention !== undefined;
  }

  /**
   * What the decoder makes of sentences that it is given: ids [B, T], each symbol the one before what is to be said;
   * negative beyond a sentence's end → what scores are made of, [B, T, outputSize], with dropout, and where it looked, [B, T, S].
   */
  forward(
    memory: Memory,
    ids: Int32Array,
    { rng, teacherForcing = 1 }: TeacherOptions = {},
  ): { out: Tensor; weights: Tensor | undefined } {
    const batch = memory.summary.dim(0);
    const steps = ids.length / batch;
    return this.#feeds || (teacherForcing < 1 && rng !== undefined)
      ? this.#looped(memory, ids, batch, steps, teacherForcing, rng)
      : this.#fused(memory, ids, batch, steps, rng);
  }

  /** [..., outputSize] → scores of all symbols [..., V]. */
  scores(out: Tensor): Tensor {
    return linear(out, this.#head.weight, this.#head.bias);
  }

  /** Takes a memory in, to be asked step by step. Without `rng` nothing is dropped. */
  begin(memory: Memory, rng?: Random): Speaker {
    const batch = memory.summary.dim(0);
    const { dropout: rate, lockedDropout: locked = false } = this.#options;
    const steps = cellSteps(this.#cells, batch, { dropout: rate, locked, rng });
    const combine = this.#combine && overSteps(this.#combine.weight);
    const table = overSteps(this.embedding.weight);
    const head = this.#options.tied ? table : overSteps(this.#head.weight);
    const attended = this.attention?.begin(memory.values, memory.lengths);
    const first = this.#firstState(memory.summary);
    const speaker = (over: Attended | undefined): Speaker => ({
      first: {
        ...first,
        ...(this.#feeds && { [FEED]: zeros([batch, this.#options.outputSize]) }),
        ...(this.#options.summaryOutput && { [SUMMARY]: memory.summary }),
      },
      step: (ids, state) => this.#step(gather(table, ids), state, { steps, combine, attended: over }, rng),
      scores: (out) => linear(out, head, this.#head.bias),
      select: (rows) => speaker(over && selectAttended(over, rows)),
    });
    return speaker(attended);
  }

  /** Each part of the state, from the summary [B, G]. */
  #firstState(summary: Tensor): State {
    return Object.fromEntries(Array.from(this.#first, ([name, first]) => [name, tanh(first.forward(summary))]));
  }

  #step(
    embedded: Tensor,
    { [FEED]: feed, [SUMMARY]: summary, ...state }: State,
    through: { steps: CellSteps; combine: Tensor | undefined; attended: Attended | undefined },
    rng: Random | undefined,
  ): DecoderStep {
    const symbol = this.#dropInput(embedded, rng);
    const { y, state: next } = through.steps(feed === undefined ? symbol : concat([symbol, feed], 1), state);
    const [rows, hidden] = y.shape as [number, number];
    const found = through.attended && this.attention!.attend(through.attended, reshape(y, [rows, 1, hidden]));
    const joined = found === undefined ? y : concat([reshape(found.context, [rows, found.context.dim(2)]), y], 1);
    const out = through.combine === undefined ? joined : tanh(linear(joined, through.combine));
    return {
      out: summary === undefined ? out : concat([out, summary], 1),
      state: { ...next, ...(feed && { [FEED]: out }), ...(summary && { [SUMMARY]: summary }) },
      weights: found && reshape(found.weights, [rows, found.weights.dim(2)]),
    };
  }

  #fused(
    memory: Memory,
    ids: Int32Array,
    batch: number,
    steps: number,
    rng: Random | undefined,
  ): { out: Tensor; weights: Tensor | undefined } {
    const embedded = this.#dropInput(this.embedding.forward(ids, [batch, steps]), rng);
    const { ys } = this.#layers.forward(embedded, {
      state: this.#firstState(memory.summary),
      training: rng !== undefined,
      ...(rng && { rng }),
    });
    const found = this.attention?.attend(this.attention.begin(memory.values, memory.lengths), ys);
    const joined = found === undefined ? ys : concat([found.context, ys], 2);
    const own = this.#combine === undefined ? joined : tanh(this.#combine.forward(joined));
    const out = this.#options.summaryOutput ? concat([own, repeated(memory.summary, steps)], 2) : own;
    return { out: this.#dropOutput(out, rng), weights: found?.weights };
  }

  #looped(
    memory: Memory,
    ids: Int32Array,
    batch: number,
    steps: number,
    teacherForcing: number,
    rng: Random | undefined,
  ): { out: Tensor; weights: Tensor | undefined } {
    const speaker = this.begin(memory, rng);
    let { first: state } = speaker;
    const [outs, looks]: [Tensor[], Tensor[]] = [[], []];
    for (let t = 0; t < steps; t++) {
      const given = Int32Array.from({ length: batch }, (_, b) => ids[b * steps + t]!);
      if (t > 0 && teacherForcing < 1 && rng !== undefined) {
        const said = noGrad(() => argmaxRows(speaker.scores(outs[t - 1]!.detach())));
        for (let b = 0; b < batch; b++) if (given[b]! >= 0 && rng.uniform() >= teacherForcing) given[b] = said[b]!;
      }
      const { out, state: next, weights } = speaker.step(given, state);
      state = next;
      outs.push(out);
      if (weights !== undefined) looks.push(weights);
    }
    return {
      out: this.#dropOutput(stackTensors(outs, 1), rng),
      weights: looks.length === 0 ? undefined : stackTensors(looks, 1),
    };
  }

  #dropInput(embedded: Tensor, rng: Random | undefined): Tensor {
    const { inputDropout: rate } = this.#options;
    return rng === undefined || rate === 0 ? embedded : dropout(embedded, rate, rng.bits());
  }

  #dropOutput(out: Tensor, rng: Random | undefined): Tensor {
    const { outputDropout: rate, lockedDropout } = this.#options;
    if (rng === undefined || rate === 0) return out;
    if (!lockedDropout) return dropout(out, rate, rng.bits());
    const [batch, , size] = out.shape as [number, number, number];
    return mul(out, dropout(tensor(new Float32Array(batch * size).fill(1), [batch, 1, size]), rate, rng.bits()));
  }
}

/** x [B, G] at each of so many steps, [B, T, G]. */
function repeated(x: Tensor, steps: number): Tensor {
  return stackTensors(
    Array.from({ length: steps }, () => x),
    1,
  );
}
