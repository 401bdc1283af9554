import type { Kernels, Ptr } from '../backend.ts';
import type { ReferenceMemory } from './memory.ts';

/** Layer normalisation over rows [rows, cols]. */
export function normKernels(memory: ReferenceMemory): Pick<Kernels, 'layerNormRows' | 'layerNormRowsGrad'> {
  /** Numbers that may not be there: `absent` stands for them, and nothing is written. */
  const optional = (ptr: Ptr, absent: number) => {
    if (ptr === 0) return { get: () => absent, set: () => {} };
    const start = memory.float(ptr);
    return {
      get: (i: number) => memory.floats[start + i]!,
      set: (i: number, value: number) => void (memory.floats[start + i] = value),
    };
  };
  const meanOf = (cols: number, term: (j: number) => number): number => {
    let sum = 0;
    for (let j = 0; j < cols; j++) sum += term(j);
    return sum / cols;
  };

  return {
    layerNormRows(x, gain, bias, y, normal, rstd, rows, cols, eps) {
      const f = memory.floats;
      const [x0, y0] = [memory.float(x), memory.float(y)];
      const [gains, biases, normals, rstds] = [
        optional(gain, 1),
        optional(bias, 0),
        optional(normal, 0),
        optional(rstd, 0),
      ];
      for (let i = 0; i < rows; i++) {
        const at = i * cols;
        const mean = meanOf(cols, (j) => f[x0 + at + j]!);
        const variance = meanOf(cols, (j) => (f[x0 + at + j]! - mean) * (f[x0 + at + j]! - mean));
        const scale = 1 / Math.sqrt(variance + eps);
        for (let j = 0; j < cols; j++) {
          const value = (f[x0 + at + j]! - mean) * scale;
          normals.set(at + j, value);
          f[y0 + at + j] = value * gains.get(j) + biases.get(j);
        }
        rstds.set(i, scale);
      }
    },

    layerNormRowsGrad(normal, rstd, gain, dy, dx, rows, cols) {
      const f = memory.floats;
      const [normal0, rstd0, dy0, dx0] = [memory.float(normal), memory.float(rstd), memory.float(dy), memory.float(dx)];
      const gains = optional(gain, 1);
      for (let i = 0; i < rows; i++) {
        const at = i * cols;
        const g = (j: number): number => f[dy0 + at + j]! * gains.get(j);
        const mean = meanOf(cols, g);
        const slope = meanOf(cols, (j) => g(j) * f[normal0 + at + j]!);
        for (let j = 0; j < cols; j++) f[dx0 + at + j] = f[rstd0 + i]! * (g(j) - mean - f[normal0 + at + j]! * slope);
      }
    },
  };
}
