import type { Kernels } from '../backend.ts';
import type { ReferenceMemory } from './memory.ts';

type Reductions = Pick<
  Kernels,
  'sum' | 'rowSum' | 'sumRows' | 'sumSquares' | 'activeRows' | 'firstNonFinite' | 'argmaxRows' | 'rankRows'
>;

/** Kernels that give fewer numbers than they take. */
export function reductionKernels(memory: ReferenceMemory): Reductions {
  const rowSum: Kernels['rowSum'] = (x, y, rows, cols) => {
    const f = memory.floats;
    const [x0, y0] = [memory.float(x), memory.float(y)];
    for (let i = 0; i < rows; i++) {
      let sum = 0;
      for (let j = 0; j < cols; j++) sum += f[x0 + i * cols + j]!;
      f[y0 + i] = sum;
    }
  };

  return {
    sum: (x, y, n) => rowSum(x, y, 1, n),
    rowSum,

    sumRows(x, ldx, y, rows, cols, accumulate) {
      const f = memory.floats;
      const [x0, y0] = [memory.float(x), memory.float(y)];
      for (let j = 0; j < cols; j++) {
        let sum = accumulate ? f[y0 + j]! : 0;
        for (let i = 0; i < rows; i++) sum += f[x0 + i * ldx + j]!;
        f[y0 + j] = sum;
      }
    },

    sumSquares(x, n) {
      const x0 = memory.float(x);
      let sum = 0;
      for (let i = 0; i < n; i++) sum += memory.floats[x0 + i]! * memory.floats[x0 + i]!;
      return sum;
    },

    activeRows(lengths, t, rows) {
      const from = memory.int(lengths);
      return memory.ints.subarray(from, from + rows).findLastIndex((length) => length > t) + 1;
    },

    firstNonFinite(x, n) {
      const x0 = memory.float(x);
      return memory.floats.subarray(x0, x0 + n).findIndex((value) => !Number.isFinite(value));
    },

    argmaxRows(x, y, rows, cols) {
      const [x0, y0] = [memory.float(x), memory.int(y)];
      for (let i = 0; i < rows; i++) {
        let [best, largest] = [-1, 0];
        for (let j = 0; j < cols; j++) {
          const value = memory.floats[x0 + i * cols + j]!;
          if (!Number.isNaN(value) && (best < 0 || value > largest)) [best, largest] = [j, value];
        }
        memory.ints[y0 + i] = Math.max(best, 0);
      }
    },

    rankRows(x, targets, above, equal, rows, cols) {
      const [f, ints] = [memory.floats, memory.ints];
      const [x0, t0, above0, equal0] = [memory.float(x), memory.int(targets), memory.int(above), memory.int(equal)];
      for (let i = 0; i < rows; i++) {
        const target = ints[t0 + i]!;
        let [larger, same] = [0, 0];
        if (target >= 0) {
          const score = f[x0 + i * cols + target]!;
          for (let j = 0; j < cols; j++) {
            const other = f[x0 + i * cols + j]!;
            if (other > score) larger++;
            if (j !== target && other === score) same++;
          }
          if (Number.isNaN(score)) larger = cols - 1;
        }
        ints[above0 + i] = larger;
        ints[equal0 + i] = same;
      }
    },
  };
}
