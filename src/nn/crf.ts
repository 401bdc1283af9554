import { add, offset, sub } from '../tensor/ops/arithmetic.ts';
import { exp, log } from '../tensor/ops/functions.ts';
import { checkLengths } from '../tensor/ops/lengths.ts';
import { matmul } from '../tensor/ops/matmul.ts';
import { sum } from '../tensor/ops/reduce.ts';
import { gather, selectRows } from '../tensor/ops/rows.ts';
import { chunk, reshape } from '../tensor/ops/shape.ts';
import { tensor, type Parameter, type Tensor } from '../tensor/tensor.ts';
import { expect } from '../util/errors.ts';
import type { Random } from '../util/random.ts';
import { parameter, uniform, type Init } from './init.ts';
import { collectParameters, type Module } from './module.ts';

export interface CrfOptions {
  /** K, how many different labels there are. */
  readonly labels: number;
  readonly rng: Random;
  /** Uniform in ±0.1 by default, as in the package pytorch-crf. */
  readonly init?: Init;
}

/** Added before a logarithm, so that what cannot be reached is very unlikely rather than −∞, and has a gradient. */
const TINY = 1e-37;

/**
 * A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) over the scores that a network gives
 * each label at each step, as in Lample et al. 2016. Of labels y_1 … y_n the score is
 *
 *     s(y) = start[y_1] + Σ_t e[t, y_t] + Σ_t A[y_{t−1}, y_t] + end[y_n]          p(y) = exp(s(y)) / Z
 *
 * and Z, the sum of exp(s) over all K^n ways to label, comes from the forward algorithm (Rabiner 1989):
 * α_1 = start + e_1, α_t[j] = log Σ_i exp(α_{t−1}[i] + A[i, j]) + e_t[j], log Z = log Σ_j exp(α_n[j] + end[j]).
 * It is computed as log(exp(α − m)·exp(A)) + m with m the largest of a row, so that a step is one product of matrices.
 *
 * Parameters: `transitions` A [K, K] from row to column, `start_transitions` [K], `end_transitions` [K].
 */
export class Crf implements Module {
  readonly transitions: Parameter;
  readonly start: Parameter;
  readonly end: Parameter;

  constructor({ labels, rng, init = uniform(0.1) }: CrfOptions) {
    this.transitions = parameter([labels, labels], () => init([labels, labels], rng));
    this.start = parameter([labels], () => init([labels], rng));
    this.end = parameter([labels], () => init([labels], rng));
  }

  get labels(): number {
    return this.start.dim(0);
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({
      transitions: this.transitions,
      start_transitions: this.start,
      end_transitions: this.end,
    });
  }

  /**
   * −log p(y), in nats, of each row: emissions [B, T, K], labels [B·T] row by row → [B]. What lies beyond a row's length
   * counts nothing. The mean over sequences or over steps is the caller's.
   * @throws `tensor/lengths` for lengths that do not fit, `nn/crf` for a row of no steps, `tensor/index` for a label at or above K.
   */
  loss(emissions: Tensor, labels: ArrayLike<number>, lengths?: Int32Array): Tensor {
    const [batch, steps, count] = emissions.shape as [number, number, number];
    checkLengths(lengths, batch, steps, 'crf');
    const ends = lengths ?? new Int32Array(batch).fill(steps);
    expect(
      count === this.labels && labels.length === batch * steps && ends.every((n) => n > 0),
      'nn/crf',
      () =>
        `a CRF of ${this.labels} labels needs emissions [B, T, ${this.labels}], a label for each of the B·T steps and at least one step a row, got [${emissions.shape.join(', ')}] and ${labels.length} labels`,
      { labels: this.labels, shape: emissions.shape, got: labels.length },
    );
    return sub(this.#logZ(emissions, ends), this.#score(emissions, labels, ends));
  }

  /** s(y) of each row: [B] */
  #score(emissions: Tensor, labels: ArrayLike<number>, ends: Int32Array): Tensor {
    const [batch, steps, count] = emissions.shape as [number, number, number];
    const at = (of: (i: number, t: number) => number): Int32Array =>
      Int32Array.from({ length: batch * steps }, (_, i) =>
        i % steps < ends[Math.floor(i / steps)]! ? of(i, i % steps) : -1,
      );
    const emitted = gather(
      reshape(emissions, [-1]),
      at((i) => i * count + labels[i]!),
      [batch, steps],
    ); // [B, T, K] → [B·T·K]
    const moves = at((i, t) => (t === 0 ? -1 : labels[i - 1]! * count + labels[i]!));
    const moved = gather(reshape(this.transitions, [-1]), moves, [batch, steps]);
    const first = gather(
      this.start,
      Int32Array.from(ends, (_, b) => labels[b * steps]!),
    );
    const last = gather(
      this.end,
      Int32Array.from(ends, (n, b) => labels[b * steps + n - 1]!),
    );
    return add(add(sum(add(emitted, moved), 1), first), last);
  }

  /** log Z of each row: [B] */
  #logZ(emissions: Tensor, ends: Int32Array): Tensor {
    const [batch, steps, count] = emissions.shape as [number, number, number];
    const each = chunk(emissions, 1, steps).map((e) => reshape(e, [batch, count])); // [B, 1, K] → [B, K]
    const weights = exp(this.transitions);
    let alpha = add(each[0]!, this.start);
    for (let t = 1; t < steps; t++) {
      const next = add(logSumExp(alpha, weights), each[t]!);
      alpha = ends.every((n) => n > t)
        ? next
        : selectRows(
            Array.from(ends, (n) => (n > t ? 1 : 0)),
            next,
            alpha,
          );
    }
    // exp(end) as a matrix of one column: the same product.
    return reshape(logSumExp(alpha, reshape(exp(this.end), [count, 1])), [batch]);
  }
}

/** log Σ_i exp(α[b, i])·w[i, j]: alpha [B, K], w [K, J] → [B, J] */
function logSumExp(alpha: Tensor, weights: Tensor): Tensor {
  const [batch, count] = alpha.shape as [number, number];
  const numbers = alpha.toArray();
  const largest = new Float64Array(batch).fill(-Infinity);
  for (let i = 0; i < numbers.length; i++) {
    const b = Math.floor(i / count);
    if (numbers[i]! > largest[b]!) largest[b] = numbers[i]!;
  }
  // A constant: what it adds to the gradient it takes away again. A row of −∞ alone must not become −∞ − (−∞).
  const m = tensor(
    largest.map((value) => (Number.isFinite(value) ? value : 0)),
    [batch, 1],
  );
  return add(log(offset(matmul(exp(sub(alpha, m)), weights), TINY)), m);
}
