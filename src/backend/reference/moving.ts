import type { Kernels } from '../backend.ts';
import type { ReferenceMemory } from './memory.ts';

type Moving = Pick<
  Kernels,
  'fill' | 'copy' | 'copyRows' | 'stridedCopy' | 'stridedAdd' | 'gatherRows' | 'scatterAddRows'
>;

/** Kernels that move numbers without computing, or only add them. */
export function movingKernels(memory: ReferenceMemory): Moving {
  /** Calls `visit` with the contiguous and the strided offset of each element of [d0,d1,d2,d3], in row-major order. */
  const walk = (
    d: readonly [number, number, number, number],
    s: readonly [number, number, number, number],
    visit: (i: number, at: number) => void,
  ) => {
    let i = 0;
    for (let i0 = 0; i0 < d[0]; i0++)
      for (let i1 = 0; i1 < d[1]; i1++)
        for (let i2 = 0; i2 < d[2]; i2++)
          for (let i3 = 0; i3 < d[3]; i3++) visit(i++, i0 * s[0] + i1 * s[1] + i2 * s[2] + i3 * s[3]);
  };

  return {
    fill(value, y, n) {
      const y0 = memory.float(y);
      for (let i = 0; i < n; i++) memory.floats[y0 + i] = value;
    },

    copy(x, y, n) {
      const f = memory.floats;
      const [x0, y0] = [memory.float(x), memory.float(y)];
      for (let i = 0; i < n; i++) f[y0 + i] = f[x0 + i]!;
    },

    copyRows(x, ldx, y, ldy, rows, cols) {
      const f = memory.floats;
      const [x0, y0] = [memory.float(x), memory.float(y)];
      for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) f[y0 + i * ldy + j] = f[x0 + i * ldx + j]!;
    },

    stridedCopy(x, y, d0, d1, d2, d3, s0, s1, s2, s3) {
      const f = memory.floats;
      const [x0, y0] = [memory.float(x), memory.float(y)];
      walk([d0, d1, d2, d3], [s0, s1, s2, s3], (i, at) => {
        f[y0 + i] = f[x0 + at]!;
      });
    },

    stridedAdd(x, y, d0, d1, d2, d3, s0, s1, s2, s3) {
      const f = memory.floats;
      const [x0, y0] = [memory.float(x), memory.float(y)];
      walk([d0, d1, d2, d3], [s0, s1, s2, s3], (i, at) => {
        f[y0 + at]! += f[x0 + i]!;
      });
    },

    gatherRows(table, ids, y, rows, cols) {
      const f = memory.floats;
      const [t0, id0, y0] = [memory.float(table), memory.int(ids), memory.float(y)];
      for (let i = 0; i < rows; i++) {
        const id = memory.ints[id0 + i]!;
        for (let j = 0; j < cols; j++) f[y0 + i * cols + j] = id < 0 ? 0 : f[t0 + id * cols + j]!;
      }
    },

    scatterAddRows(x, ids, table, rows, cols) {
      const f = memory.floats;
      const [x0, id0, t0] = [memory.float(x), memory.int(ids), memory.float(table)];
      for (let i = 0; i < rows; i++) {
        const id = memory.ints[id0 + i]!;
        if (id < 0) continue;
        for (let j = 0; j < cols; j++) f[t0 + id * cols + j]! += f[x0 + i * cols + j]!;
      }
    },
  };
}
