import type { Kernels, Ptr } from '../backend.ts';
import type { Programs } from '../sequences/program-table.ts';

/** Everything a helper can be given a part of. */
export type Functions = Kernels & Programs;

/**
 * How a call falls into parts that need nothing of one another: over its rows, columns or elements, never over a
 * reduction. A part is the same call on a piece, so the bits of an output do not depend on the number of parts.
 */
export interface Split<A extends readonly number[]> {
  /** Parts begin at multiples of this: what a kernel handles at a time. */
  readonly grain: number;
  /** How many rows, columns or elements there are. */
  readonly extent: (args: A) => number;
  /** What the whole call costs, in nanoseconds on one thread, roughly. */
  readonly cost: (args: A) => number;
  /** The call on `count` of them from `from` on. */
  readonly part: (args: A, from: number, count: number) => A;
}

type Numbers = readonly number[];
/** Nanoseconds: of a multiply-add in a product, of an element that is moved or computed, of one with an exponential. */
const [PRODUCT, ELEMENT, EXPONENTIAL] = [1 / 20, 0.4, 2];
const FLOAT = 4;

/** The address `n` numbers on; none stays none. */
function on(ptr: Ptr, n: number): Ptr {
  return ptr === 0 ? 0 : ptr + n * FLOAT;
}

/** The call on n rows from `from` on: argument `count` says how many; `widths` how far apart they are behind each address. */
function piece<A extends Numbers>(args: A, count: number, n: number, widths: readonly number[], from: number): A {
  const part = [...args];
  for (const [i, width] of widths.entries()) part[i] = on(args[i]!, from * width);
  part[count] = n;
  return part as Numbers as A;
}

/** Over n contiguous elements: arguments `first` to `last` are addresses of as many, argument `n` counts them. */
function elements<A extends Numbers>(first: number, last: number, n: number, each = ELEMENT): Split<A> {
  return {
    grain: 16,
    extent: (args) => args[n]!,
    cost: (args) => args[n]! * each,
    part: (args, from, count) => {
      const part = [...args];
      for (let i = first; i <= last; i++) part[i] = on(args[i]!, from);
      part[n] = count;
      return part as Numbers as A;
    },
  };
}

/**
 * Over rows: argument `count` counts them, argument `cols` the numbers in a row, each of which costs `each`; `widths`
 * says how far apart rows are behind each of the first arguments, 0 for what is no address or the same for all.
 */
function rows<A extends Numbers>(
  count: number,
  cols: number,
  each: number,
  widths: (args: A) => readonly number[],
): Split<A> {
  return {
    grain: 1,
    extent: (args) => args[count]!,
    cost: (args) => args[count]! * args[cols]! * each,
    part: (args, from, n) => piece(args, count, n, widths(args), from),
  };
}

/** Over the rows of a batch: arguments `count` and on of a program are rows, steps, hidden; `widths` as for rows. */
function batch<A extends Numbers>(
  count: number,
  gates: number,
  widths: (steps: number, hidden: number) => readonly number[],
): Split<A> {
  const sizes = (args: A): [number, number] => [args[count + 1]!, args[count + 2]!];
  return {
    grain: 4,
    extent: (args) => args[count]!,
    cost: (args) => {
      const [steps, hidden] = sizes(args);
      return args[count]! * steps * gates * hidden * (hidden * PRODUCT + EXPONENTIAL);
    },
    part: (args, from, n) => piece(args, count, n, widths(...sizes(args)), from),
  };
}

/** How many windows of `size` fit along `extent` numbers with `padding` at both ends. */
function windows(extent: number, size: number, stride: number, padding = 0): number {
  return Math.floor((extent + 2 * padding - size) / stride) + 1;
}

type Patches = Parameters<Kernels['im2col']>;

/** How many numbers the patches of one image have. */
function patchNumbers([, , , height, width, channels, kh, kw, stride, padding]: Patches): number {
  return windows(height, kh, stride, padding) * windows(width, kw, stride, padding) * kh * kw * channels;
}

/** Over the images of a batch; `widths` are those of an image behind the first two arguments. */
function patches(widths: (image: number, patches: number) => readonly [number, number], each: number): Split<Patches> {
  return {
    grain: 1,
    extent: ([, , batch]) => batch,
    cost: (args) => args[2] * patchNumbers(args) * each,
    part: (args, from, n) => piece(args, 2, n, widths(args[3] * args[4] * args[5], patchNumbers(args)), from),
  };
}

type Pool = Parameters<Kernels['maxPool']>;

/** Over the images of a batch; `widths` are those of an image, of H × W and of H' × W' pixels, behind the first three arguments. */
function pool(widths: (image: number, pooled: number) => readonly [number, number, number]): Split<Pool> {
  return {
    grain: 1,
    extent: ([, , , batch]) => batch,
    cost: ([, , , batch, height, width, channels]) => batch * height * width * channels * 2 * ELEMENT,
    part: (args, from, n) => {
      const [, , , , height, width, channels, size, stride] = args;
      const pooled = windows(height, size, stride) * windows(width, size, stride) * channels;
      return piece(args, 3, n, widths(height * width * channels, pooled), from);
    },
  };
}

const gemm: Split<Parameters<Kernels['gemm']>> = {
  grain: 8,
  extent: ([, , m, n]) => Math.max(m, n),
  cost: ([, , m, n, k]) => m * n * k * PRODUCT,
  part: ([transA, transB, m, n, k, a, lda, b, ldb, c, ldc, accumulate], from, count) =>
    m >= n
      ? [
          transA,
          transB,
          count,
          n,
          k,
          on(a, transA === 1 ? from : from * lda),
          lda,
          b,
          ldb,
          on(c, from * ldc),
          ldc,
          accumulate,
        ]
      : [
          transA,
          transB,
          m,
          count,
          k,
          a,
          lda,
          on(b, transB === 1 ? from * ldb : from),
          ldb,
          on(c, from),
          ldc,
          accumulate,
        ],
};

const gemmPacked: Split<Parameters<Kernels['gemmPacked']>> = {
  grain: 4,
  extent: ([, m]) => m,
  cost: ([, m, n, k]) => m * n * k * PRODUCT,
  part: ([transA, , n, k, a, lda, packed, c, ldc, accumulate], from, count) => [
    transA,
    count,
    n,
    k,
    on(a, transA === 1 ? from : from * lda),
    lda,
    packed,
    on(c, from * ldc),
    ldc,
    accumulate,
  ],
};

/** Panels of 8 columns lie one behind the other. */
const pack: Split<Parameters<Kernels['pack']>> = {
  grain: 16,
  extent: ([, n]) => n,
  cost: ([, n, k]) => n * k * ELEMENT,
  part: ([transB, , k, b, ldb, packed], from, count) => [
    transB,
    count,
    k,
    on(b, transB === 1 ? from * ldb : from),
    ldb,
    on(packed, from * k),
  ],
};

const stridedCopy: Split<Parameters<Kernels['stridedCopy']>> = {
  grain: 1,
  extent: ([, , d0]) => d0,
  cost: ([, , d0, d1, d2, d3]) => d0 * d1 * d2 * d3 * 4 * ELEMENT,
  part: ([x, y, , d1, d2, d3, s0, ...rest], from, count) => [
    on(x, from * s0),
    on(y, from * d1 * d2 * d3),
    count,
    d1,
    d2,
    d3,
    s0,
    ...rest,
  ],
};

/** Over columns: a column is summed by one thread, in its order. */
const sumRows: Split<Parameters<Kernels['sumRows']>> = {
  grain: 16,
  extent: ([, , , , cols]) => cols,
  cost: ([, , , count, cols]) => count * cols * ELEMENT,
  part: ([x, ldx, y, count, , accumulate], from, cols) => [on(x, from), ldx, on(y, from), count, cols, accumulate],
};

/** Every kernel and program, and how it is split; null is never: its parts would need one another, or it is never large. */
export const splits: { readonly [K in keyof Functions]: Split<Parameters<Functions[K]>> | null } = {
  gemm,
  packedSize: null,
  pack,
  gemmPacked,
  fill: elements(1, 1, 2),
  copy: elements(0, 1, 2),
  copyRows: rows(4, 5, ELEMENT, ([, ldx, , ldy]) => [ldx, 0, ldy]),
  stridedCopy,
  stridedAdd: null,
  gatherRows: rows(3, 4, ELEMENT, ([, , , , cols]) => [0, 1, cols]),
  scatterAddRows: null,
  add: elements(0, 2, 3),
  sub: elements(0, 2, 3),
  mul: elements(0, 2, 3),
  div: elements(0, 2, 3),
  scale: elements(1, 2, 3),
  offset: elements(1, 2, 3),
  axpy: elements(1, 2, 3),
  clamp: elements(2, 3, 4),
  relu: elements(0, 1, 2),
  tanh: elements(0, 1, 2, EXPONENTIAL),
  sigmoid: elements(0, 1, 2, EXPONENTIAL),
  exp: elements(0, 1, 2, EXPONENTIAL),
  log: elements(0, 1, 2, EXPONENTIAL),
  sqrt: elements(0, 1, 2),
  abs: elements(0, 1, 2),
  reluGrad: elements(0, 2, 3),
  tanhGrad: elements(0, 2, 3),
  sigmoidGrad: elements(0, 2, 3),
  absGrad: elements(0, 2, 3),
  dropoutMask: null,
  sum: null,
  rowSum: rows(2, 3, ELEMENT, ([, , , cols]) => [cols, 1]),
  sumRows,
  sumSquares: null,
  activeRows: null,
  firstNonFinite: null,
  argmaxRows: rows(2, 3, ELEMENT, ([, , , cols]) => [cols, 1]),
  rankRows: rows(4, 5, ELEMENT, ([, , , , , cols]) => [cols, 1, 1, 1]),
  softmaxRows: rows(2, 3, EXPONENTIAL, ([, , , cols]) => [cols, cols]),
  softmaxRowsGrad: rows(3, 4, ELEMENT, ([, , , , cols]) => [cols, cols, cols]),
  logSoftmaxRows: rows(2, 3, EXPONENTIAL, ([, , , cols]) => [cols, cols]),
  logSoftmaxRowsGrad: rows(3, 4, EXPONENTIAL, ([, , , , cols]) => [cols, cols, cols]),
  crossEntropyRows: rows(4, 5, EXPONENTIAL, ([, , , , , cols]) => [cols, 1, 1, cols]),
  scaleRows: rows(3, 4, ELEMENT, ([, , , , cols]) => [cols, 1, cols]),
  layerNormRows: rows(6, 7, 2 * ELEMENT, ([, , , , , , , cols]) => [cols, 0, 0, cols, cols, 1]),
  layerNormRowsGrad: rows(5, 6, 2 * ELEMENT, ([, , , , , , cols]) => [cols, 1, 0, cols, cols]),
  im2col: patches((image, patches) => [image, patches], ELEMENT),
  col2im: patches((image, patches) => [patches, image], 2 * ELEMENT),
  maxPool: pool((image, pooled) => [image, pooled, pooled]),
  maxPoolGrad: pool((image, pooled) => [pooled, pooled, image]),
  // One step of a recurrence is a part of a program already.
  elmanForward: null,
  elmanBackward: null,
  lstmForward: null,
  lstmBackward: null,
  gruForward: null,
  gruBackward: null,
  gruResetForward: null,
  gruCandidateForward: null,
  gruCandidateBackward: null,
  gruResetBackward: null,
  sgdUpdate: elements(0, 2, 3, 2 * ELEMENT),
  adamUpdate: elements(0, 3, 4, 4 * ELEMENT),
  rmspropUpdate: elements(0, 4, 5, 4 * ELEMENT),
  adagradUpdate: elements(0, 2, 3, 2 * ELEMENT),
  elmanSteps: batch(6, 1, (t, h) => [t * h, t * h, t * h, h, 0, 1]),
  elmanStepsBack: batch(6, 1, (t, h) => [t * h, t * h, h, t * h, 0, 1]),
  lstmSteps: batch(9, 4, (t, h) => [4 * t * h, t * h, t * h, t * h, t * h, h, h, 0, 1]),
  lstmStepsBack: batch(9, 4, (t, h) => [4 * t * h, t * h, t * h, t * h, h, h, 4 * t * h, 0, 1]),
  gruSteps: batch(9, 3, (t, h) => [3 * t * h, t * h, t * h, t * h, h, 3 * h, 0, 0, 1]),
  gruStepsBack: batch(9, 3, (t, h) => [3 * t * h, t * h, t * h, t * h, h, 3 * t * h, 3 * t * h, 0, 1]),
  gruResetSteps: batch(8, 3, (t, h) => [3 * t * h, t * h, t * h, t * h, h, 0, 0, 1]),
  gruResetStepsBack: batch(9, 3, (t, h) => [3 * t * h, t * h, t * h, h, h, 3 * t * h, 0, 0, 1]),
};

/** In the order of the table, which is the same on all threads: a job is named by its place in it. */
export const functionNames = Object.keys(splits) as readonly (keyof Functions)[];
