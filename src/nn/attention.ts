import {
  add,
  linear,
  matmul,
  overSteps,
  reshape,
  softmax,
  tanh,
  tensor,
  transpose,
  gather,
  type Parameter,
  type Tensor,
} from '../tensor/index.ts';
import { checkLengths } from '../tensor/ops/lengths.ts';
import { expect } from '../util/errors.ts';
import type { Random } from '../util/random.ts';
import { shapeText } from '../util/shape.ts';
import { parameter, uniform } from './init.ts';
import { Linear } from './linear.ts';
import { collectParameters, type Module } from './module.ts';

export const attentionNames = ['additive', 'dot', 'general'] as const;

export type AttentionName = (typeof attentionNames)[number];

export interface AttentionOptions {
  readonly score: AttentionName;
  /** F, the numbers of one place of the memory. */
  readonly memorySize: number;
  /** H, the numbers of what asks. */
  readonly querySize: number;
  /** A, the numbers that `additive` compares by; H by default. */
  readonly size?: number | undefined;
  readonly rng: Random;
}

/** A memory made ready for questions: what does not change from one to the next. */
export interface Attended {
  /** [B, S, F] */
  readonly values: Tensor;
  /** What the score compares with: [B, S, A], or turned, [B, K, S], where it is a product. */
  readonly keys: Tensor;
  /** 0 at the places of each row, −∞ beyond: [B, 1, S]; none where all rows are full. */
  readonly mask: Tensor | undefined;
  readonly score: Score;
}

/** queries [B, T, H] against the keys → [B, T, S]. */
type Score = (queries: Tensor, keys: Tensor) => Tensor;

/**
 * Where to look: weights over the places h_1 … h_S of a memory for a question s, and what stands there in their mean.
 *
 *     α = softmax(score(s, h_i) over i)     context = Σ_i α_i·h_i
 *
 *     dot       s·h_i                          (Luong 2015; needs H = F)
 *     general   s·(W·h_i)                      (Luong 2015)            `memory.weight` [H, F]
 *     additive  v·tanh(W_s·s + W_h·h_i + b)    (Bahdanau 2015)         `query.weight` [A, H], `memory.weight` [A, F], `memory.bias` [A], `v` [A]
 *
 * Places beyond a row's length have weight 0, and do not change its bits.
 */
export class Attention implements Module {
  readonly score: AttentionName;
  readonly #sizes: Pick<AttentionOptions, 'memorySize' | 'querySize'>;
  readonly #memory: Linear | undefined;
  readonly #query: Linear | undefined;
  readonly #v: Parameter | undefined;

  /** @throws `nn/attention` for `dot` between sizes that differ. */
  constructor({ score, memorySize, querySize, size = querySize, rng }: AttentionOptions) {
    this.score = score;
    this.#sizes = { memorySize, querySize };
    expect(
      score !== 'dot' || memorySize === querySize,
      'nn/attention',
      () =>
        `dot attention multiplies the question with the memory, so both must have as many numbers; they have ${querySize} and ${memorySize}: take general, or make the sizes equal`,
      { querySize, memorySize },
    );
    if (score === 'additive') {
      this.#query = new Linear({ inputSize: querySize, outputSize: size, bias: false, rng });
      this.#memory = new Linear({ inputSize: memorySize, outputSize: size, rng });
      this.#v = parameter([size], () => uniform(1 / Math.sqrt(size))([size], rng));
    } else if (score === 'general')
      this.#memory = new Linear({ inputSize: memorySize, outputSize: querySize, bias: false, rng });
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ memory: this.#memory, query: this.#query, v: this.#v });
  }

  /**
   * Makes a memory ready.
   * @param values [B, S, F]
   * @param lengths valid places a row, each at least 1; all by default
   * @throws `nn/attention` for another shape or a row without places, `tensor/lengths` for lengths that do not fit.
   */
  begin(values: Tensor, lengths?: Int32Array): Attended {
    const { memorySize } = this.#sizes;
    expect(
      values.rank === 3 && values.dim(2) === memorySize && values.dim(1) > 0,
      'nn/attention',
      () => `attention looks at a memory [B, S, ${memorySize}] of at least one place, got ${shapeText(values.shape)}`,
      { shape: values.shape },
    );
    const [batch, places] = values.shape as [number, number, number];
    checkLengths(lengths, batch, places, 'attention');
    expect(
      lengths === undefined || !lengths.includes(0),
      'nn/attention',
      () => `row ${lengths?.indexOf(0)} of the memory has no places: there is nothing to look at`,
      { row: lengths?.indexOf(0) },
    );
    const keys = this.#memory === undefined ? values : this.#memory.forward(values);
    const v = this.#v && reshape(this.#v, [1, this.#v.size]); // [A] → [1, A]
    const weight = this.#query && overSteps(this.#query.weight);
    return {
      values,
      keys: this.score === 'additive' ? keys : transpose(keys, [0, 2, 1]), // [B, S, H] → [B, H, S]
      mask: lengths?.some((n) => n < places) ? tensor(beyond(lengths, places), [batch, 1, places]) : undefined,
      score:
        v === undefined || weight === undefined
          ? matmul
          : (queries, additive) => additiveScores(linear(queries, weight), additive, v),
    };
  }

  /** queries [B, T, H] → contexts [B, T, F] and weights [B, T, S]. */
  attend({ values, keys, mask, score }: Attended, queries: Tensor): { context: Tensor; weights: Tensor } {
    const { querySize } = this.#sizes;
    expect(
      queries.rank === 3 && queries.dim(2) === querySize && queries.dim(0) === values.dim(0),
      'nn/attention',
      () =>
        `attention is asked with [B, T, ${querySize}], a row for each of the memory's ${values.dim(0)}; got ${shapeText(queries.shape)}`,
      { shape: queries.shape },
    );
    const scores = score(queries, keys);
    const weights = softmax(mask === undefined ? scores : add(scores, mask));
    return { context: matmul(weights, values), weights }; // [B, T, S]·[B, S, F] → [B, T, F]
  }
}

/** The memory's rows that are named, in that order. */
export function selectAttended({ values, keys, mask, score }: Attended, rows: ArrayLike<number>): Attended {
  return {
    values: gather(values, rows),
    keys: gather(keys, rows),
    mask: mask && gather(mask, rows),
    score,
  };
}

/** v·tanh(q_t + k_i): queries [B, T, A], keys [B, S, A], v [1, A] → [B, T, S]. */
function additiveScores(queries: Tensor, keys: Tensor, v: Tensor): Tensor {
  const [batch, steps, size] = queries.shape as [number, number, number];
  const places = keys.dim(1);
  const both = add(reshape(queries, [batch, steps, 1, size]), reshape(keys, [batch, 1, places, size]));
  return reshape(linear(tanh(both), v), [batch, steps, places]); // [B, T, S, 1] → [B, T, S]
}

function beyond(lengths: Int32Array, places: number): Float32Array {
  const mask = new Float32Array(lengths.length * places);
  lengths.forEach((n, b) => mask.fill(-Infinity, b * places + n, (b + 1) * places));
  return mask;
}
