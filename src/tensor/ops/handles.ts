import type { Flag, Ptr } from '../../backend/backend.ts';
import type { Engine, Storage } from '../engine.ts';
import type { Tensor } from '../tensor.ts';
import { make } from './op.ts';

/** What one step adds to a weight's gradient, dyᵀ·x: dy [rows, n] and x [rows, k]. */
export interface Product {
  readonly dy: Storage;
  readonly x: Storage;
  readonly rows: number;
}

/** What one step adds to a table's gradient: dy [ids, cols] to the rows of those ids. */
export interface LookUp {
  readonly dy: Storage;
  readonly ids: Storage;
  readonly cols: number;
}

/** A weight that the steps of a loop share, as an op meets it. */
export interface SharedWeight {
  /** The weight [n, k], packed as op(B) of `gemm`: once for all steps. */
  packed(transB: Flag): Ptr;
  /** Notes what a step adds to the gradient. The first to come gives the zeros that all is added to, the others nothing. */
  note(what: Product | LookUp): Tensor | undefined;
}

/**
 * The weights that stand for others over steps (`overSteps`). Ops look here; who makes them is elsewhere, for a page
 * that has no such loop need not load it.
 */
export const handles = new WeakMap<Tensor, SharedWeight>();

export function isOverSteps(weight: Tensor): boolean {
  return handles.has(weight);
}

/** The weight, packed as op(B) of `gemm`, if it stands for one over steps; else 0. */
export function packedOverSteps(weight: Tensor, transB: Flag): Ptr {
  return handles.get(weight)?.packed(transB) ?? 0;
}

/** y [rows, n] = (accumulate ? y : 0) + x·weightᵀ for a weight [n, k]; or, without transB, x·weight for one [k, n]. */
export function timesWeight(
  x: Ptr,
  weight: Tensor,
  transB: Flag,
  y: Ptr,
  rows: number,
  accumulate: Flag,
  { kernels }: Engine,
): void {
  const cols = weight.dim(1);
  const [n, k] = transB === 1 ? [weight.dim(0), cols] : [cols, weight.dim(0)];
  const packed = packedOverSteps(weight, transB);
  if (packed === 0) kernels.gemm(0, transB, rows, n, k, x, k, weight.storage.ptr, cols, y, n, accumulate);
  else kernels.gemmPacked(0, rows, n, k, x, k, packed, y, n, accumulate);
}

/** The gradient dyᵀ·x of a weight [n, k], from dy [rows, n] and x [rows, k]; or nothing yet, for a weight over steps. */
export function productGradient(
  weight: Tensor,
  dy: Storage,
  x: Storage,
  rows: number,
  engine: Engine,
): Tensor | undefined {
  if (!weight.requiresGrad) return undefined;
  const shared = handles.get(weight);
  if (shared !== undefined) return shared.note({ dy, x, rows });
  const [n, k] = weight.shape as [number, number];
  return make(engine, weight.shape, (dw) => engine.kernels.gemm(1, 0, n, k, rows, dy.ptr, n, x.ptr, k, dw, k, 0));
}

/** The gradient of a table whose rows `ids` were looked up; or nothing yet, for a table over steps. */
export function lookUpGradient(
  table: Tensor,
  dy: Storage,
  ids: Storage,
  cols: number,
  engine: Engine,
): Tensor | undefined {
  const shared = handles.get(table);
  if (shared !== undefined) return shared.note({ dy, ids, cols });
  const { kernels } = engine;
  return make(engine, table.shape, (dtable) => {
    kernels.fill(0, dtable, table.size);
    kernels.scatterAddRows(dy.ptr, ids.ptr, dtable, ids.length, cols);
  });
}
