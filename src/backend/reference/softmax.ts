import { exp, log } from '../../util/portable-math.ts';
import type { Kernels } from '../backend.ts';
import type { ReferenceMemory } from './memory.ts';

type Softmax = Pick<
  Kernels,
  'softmaxRows' | 'softmaxRowsGrad' | 'logSoftmaxRows' | 'logSoftmaxRowsGrad' | 'crossEntropyRows' | 'scaleRows'
>;

/** Softmax over rows [rows, cols], and what belongs to it. */
export function softmaxKernels(memory: ReferenceMemory): Softmax {
  /** The largest of a row, and log Σ exp(x − largest): no exponent overflows, and one term of the sum is 1. */
  const logSum = (start: number, cols: number) => {
    const row = memory.floats.subarray(start, start + cols);
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    return { largest, rest: log(row.reduce((sum, x) => sum + exp(x - largest), 0)) };
  };

  return {
    softmaxRows(x, y, rows, cols) {
      const f = memory.floats;
      const [x0, y0] = [memory.float(x), memory.float(y)];
      for (let i = 0; i < rows * cols; i += cols) {
        const { largest, rest } = logSum(x0 + i, cols);
        for (let j = i; j < i + cols; j++) f[y0 + j] = exp(f[x0 + j]! - largest - rest);
      }
    },

    softmaxRowsGrad(y, dy, dx, rows, cols) {
      const f = memory.floats;
      const [y0, dy0, dx0] = [memory.float(y), memory.float(dy), memory.float(dx)];
      for (let i = 0; i < rows * cols; i += cols) {
        let dot = 0;
        for (let j = i; j < i + cols; j++) dot += f[y0 + j]! * f[dy0 + j]!;
        for (let j = i; j < i + cols; j++) f[dx0 + j] = f[y0 + j]! * (f[dy0 + j]! - dot);
      }
    },

    logSoftmaxRows(x, y, rows, cols) {
      const f = memory.floats;
      const [x0, y0] = [memory.float(x), memory.float(y)];
      for (let i = 0; i < rows * cols; i += cols) {
        const { largest, rest } = logSum(x0 + i, cols);
        for (let j = i; j < i + cols; j++) f[y0 + j] = f[x0 + j]! - largest - rest;
      }
    },

    logSoftmaxRowsGrad(y, dy, dx, rows, cols) {
      const f = memory.floats;
      const [y0, dy0, dx0] = [memory.float(y), memory.float(dy), memory.float(dx)];
      for (let i = 0; i < rows * cols; i += cols) {
        let sum = 0;
        for (let j = i; j < i + cols; j++) sum += f[dy0 + j]!;
        for (let j = i; j < i + cols; j++) f[dx0 + j] = f[dy0 + j]! - exp(f[y0 + j]!) * sum;
      }
    },

    crossEntropyRows(x, targets, loss, dx, rows, cols) {
      const f = memory.floats;
      const [x0, t0, loss0] = [memory.float(x), memory.int(targets), memory.float(loss)];
      for (let i = 0; i < rows; i++) {
        const start = x0 + i * cols;
        const target = memory.ints[t0 + i]!;
        const { largest, rest } = logSum(start, cols);
        f[loss0 + i] = target < 0 ? 0 : largest - f[start + target]! + rest;
        if (dx === 0) continue;
        const dx0 = memory.float(dx) + i * cols;
        for (let j = 0; j < cols; j++)
          f[dx0 + j] = target < 0 ? 0 : exp(f[start + j]! - largest - rest) - (j === target ? 1 : 0);
      }
    },

    scaleRows(x, s, y, rows, cols) {
      const f = memory.floats;
      const [x0, s0, y0] = [memory.float(x), memory.float(s), memory.float(y)];
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < cols; j++) f[y0 + i * cols + j] = f[x0 + i * cols + j]! * f[s0 + i]!;
    },
  };
}
