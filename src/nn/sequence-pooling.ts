import {
  add,
  argmaxRows,
  gather,
  linear,
  matmul,
  mul,
  noGrad,
  reshape,
  softmax,
  sum,
  tanh,
  tensor,
  transpose,
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

/*
 * From what recurrent layers give at every step to one vector a sequence: ys [B, T, F] → [B, F]. Each row counts its
 * first `lengths[b]` steps alone (T without lengths), so that a row gives the same bits in any batch.
 * All throw `nn/pooling` for ys of another rank and for a row without steps, `tensor/lengths` for lengths that do not fit.
 */

/**
 * What each direction says when it has read all: of the first F/directions numbers those at the row's last step, of the
 * others, which a reversed direction gave, those at its first.
 * @param directions 1, or 2 for the outputs of a bidirectional layer.
 */
export function lastOverTime(ys: Tensor, lengths?: Int32Array, directions: 1 | 2 = 1): Tensor {
  const [batch, steps, features] = checked('lastOverTime', ys, lengths);
  const part = features / directions;
  const rows = new Int32Array(batch * directions);
  for (let b = 0; b < batch; b++) {
    rows[b * directions] = (b * steps + (lengths?.[b] ?? steps) - 1) * directions;
    if (directions === 2) rows[b * 2 + 1] = b * steps * 2 + 1;
  }
  const halves = reshape(ys, [batch * steps * directions, part]); // [B, T, D·P] → [B·T·D, P]
  return reshape(gather(halves, rows), [batch, features]); // [B·D, P] → [B, D·P]
}

/** The largest of each number over the row's steps; of equal ones the first, which alone gets the gradient. */
export function maxOverTime(ys: Tensor, lengths?: Int32Array): Tensor {
  const [batch, steps, features] = checked('maxOverTime', ys, lengths);
  const best = noGrad(() => {
    const byFeature = transpose(withoutPadding(ys, lengths), [0, 2, 1]); // [B, T, F] → [B, F, T]
    return argmaxRows(reshape(byFeature, [batch * features, steps]));
  });
  const places = best.map((t, i) => {
    const b = Math.floor(i / features);
    return (b * steps + t) * features + (i - b * features);
  });
  return gather(reshape(ys, [ys.size]), places, [batch, features]);
}

/** Steps beyond a row's length as copies of its first, which a maximum that takes the first of equals never chooses. */
function withoutPadding(ys: Tensor, lengths: Int32Array | undefined): Tensor {
  const [batch, steps, features] = ys.shape as [number, number, number];
  if (lengths === undefined || lengths.every((n) => n === steps)) return ys;
  const rows = Int32Array.from({ length: batch * steps }, (_, i) =>
    i % steps < lengths[(i / steps) | 0]! ? i : i - (i % steps),
  );
  return gather(reshape(ys, [batch * steps, features]), rows, [batch, steps]);
}

/** (1/n) Σ_t y_t over the row's n steps. */
export function meanOverTime(ys: Tensor, lengths?: Int32Array): Tensor {
  const [batch, steps] = checked('meanOverTime', ys, lengths);
  const share = new Float64Array(batch * steps);
  for (let b = 0; b < batch; b++) {
    const n = lengths?.[b] ?? steps;
    share.fill(1 / n, b * steps, b * steps + n);
  }
  return sum(mul(ys, tensor(share, [batch, steps, 1])), 1);
}

export interface AttentionPoolingOptions {
  /** F, the numbers of a step. */
  readonly inputSize: number;
  /** A, the numbers that a step is judged by. */
  readonly size: number;
  readonly rng: Random;
}

/**
 * A mean over time whose weights are learnt (Bahdanau 2015; over one sequence, Yang 2016):
 *
 *     e_t = v·tanh(W·y_t + b)     a = softmax(e) over the row's steps     Σ_t a_t·y_t
 *
 * Parameters: `project.weight` [A, F], `project.bias` [A], `query` [A].
 */
export class AttentionPooling implements Module {
  readonly project: Linear;
  readonly query: Parameter;

  constructor({ inputSize, size, rng }: AttentionPoolingOptions) {
    this.project = new Linear({ inputSize, outputSize: size, rng });
    this.query = parameter([size], () => uniform(1 / Math.sqrt(size))([size], rng));
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ project: this.project, query: this.query });
  }

  /** ys [B, T, F] → pooled [B, F], and the weights [B, T], which are 0 beyond each row's length. */
  forward(ys: Tensor, lengths?: Int32Array): { pooled: Tensor; weights: Tensor } {
    const [batch, steps, features] = checked('AttentionPooling', ys, lengths);
    const judged = tanh(this.project.forward(ys)); // [B, T, A]
    const scores = reshape(linear(judged, reshape(this.query, [1, this.query.size])), [batch, steps]); // [B, T, 1] → [B, T]
    const weights = softmax(
      lengths === undefined ? scores : add(scores, tensor(beyond(lengths, steps), [batch, steps])),
    );
    const rows = reshape(weights, [batch, 1, steps]);
    return { pooled: reshape(matmul(rows, ys), [batch, features]), weights }; // [B, 1, T]·[B, T, F] → [B, F]
  }
}

/** 0 at the steps of each row, −∞ beyond: [B, T]. */
function beyond(lengths: Int32Array, steps: number): Float32Array {
  const mask = new Float32Array(lengths.length * steps);
  lengths.forEach((n, b) => mask.fill(-Infinity, b * steps + n, (b + 1) * steps));
  return mask;
}

function checked(
  name: string,
  ys: Tensor,
  lengths: Int32Array | undefined,
): [batch: number, steps: number, features: number] {
  expect(
    ys.rank === 3,
    'nn/pooling',
    () => `${name} takes what a layer gives at every step, [B, T, F], got a tensor of shape ${shapeText(ys.shape)}`,
    { name, shape: ys.shape },
  );
  const [batch, steps, features] = ys.shape as [number, number, number];
  checkLengths(lengths, batch, steps, name);
  const empty = steps === 0 ? 0 : (lengths?.indexOf(0) ?? -1);
  expect(empty < 0, 'nn/pooling', () => `${name}: row ${empty} has no steps: there is nothing to pool`, {
    name,
    row: empty,
  });
  return [batch, steps, features];
}
