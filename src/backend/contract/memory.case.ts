import { describe, expect, it } from 'vitest';
import type { Backend } from '../backend.ts';

const code = (code: string): unknown => expect.objectContaining({ name: 'ElmanError', code });

/** What the contract says of memory itself. Each test takes a backend of its own. */
export function memoryContract(create: () => Backend): void {
  describe('memory', () => {
    it('hands out aligned pieces that do not overlap, never at 0', () => {
      const backend = create();
      const sizes = [0, 1, 63, 64, 65, 1000, 8, 0];
      const pieces = sizes.map((bytes) => ({ ptr: backend.allocate(bytes), bytes }));
      for (const { ptr } of pieces) expect(ptr % 64).toBe(0);
      pieces.sort((a, b) => a.ptr - b.ptr);
      let end = 1;
      for (const { ptr, bytes } of pieces) {
        expect(ptr).toBeGreaterThanOrEqual(end);
        end = ptr + Math.max(bytes, 1);
      }
      expect(end).toBeLessThanOrEqual(backend.memoryBytes);
    });

    it('uses again what was given back', () => {
      const backend = create();
      const first = backend.allocate(1 << 20);
      backend.free(first);
      const before = backend.memoryBytes;
      for (let i = 0; i < 1000; i++) backend.free(backend.allocate(1 << 20));
      expect(backend.memoryBytes).toBe(before);
    });

    it('grows when it is full, and keeps what it holds', () => {
      const backend = create();
      const small = backend.allocate(4 * backend.floatBytes);
      backend.writeFloats(small, [1, 2, 3, 4]);
      const before = backend.memoryBytes;
      const large = backend.allocate(before + 64);
      expect(backend.memoryBytes).toBeGreaterThan(before);
      backend.kernels.fill(7, large, before / backend.floatBytes);
      expect([...backend.readFloats(small, 4)]).toEqual([1, 2, 3, 4]);
      expect(backend.readFloats(large + before - backend.floatBytes, 1)[0]).toBe(7);
      backend.kernels.scale(2, small, small, 4);
      expect([...backend.readFloats(small, 4)]).toEqual([2, 4, 6, 8]);
    });

    it('refuses to free what it did not hand out, or twice', () => {
      const backend = create();
      const ptr = backend.allocate(256);
      for (const wrong of [0, ptr + 64, ptr - 64, 12345, -1, NaN])
        expect(() => backend.free(wrong)).toThrow(code('memory/unknown'));
      backend.free(ptr);
      expect(() => backend.free(ptr)).toThrow(code('memory/unknown'));
    });

    it('says when there is no more', () => {
      expect(() => create().allocate(2 ** 45)).toThrow(code('memory/exhausted'));
    });

    it('reads and writes copies', () => {
      const backend = create();
      const ptr = backend.allocate(64);
      const values = Float64Array.of(0.1, -0, NaN, -Infinity, 1e300);
      backend.writeFloats(ptr, values);
      const read = backend.readFloats(ptr, 5);
      expect([...read]).toEqual(backend.floatBytes === 4 ? [...Float32Array.from(values)] : [...values]);
      read[0] = 5;
      expect(backend.readFloats(ptr, 1)[0]).not.toBe(5);
      backend.writeInts(ptr, [1, -2147483648, 2147483647]);
      expect([...backend.readInts(ptr, 3)]).toEqual([1, -2147483648, 2147483647]);
      expect(backend.readFloats(ptr, 0)).toHaveLength(0);
    });

    it('gives windows that show later writes', () => {
      const backend = create();
      const ptr = backend.allocate(64);
      const view = backend.viewFloats(ptr, 3);
      backend.writeFloats(ptr, [1, 2, 3]);
      expect([...view]).toEqual([1, 2, 3]);
      view[1] = 9;
      expect([...backend.readFloats(ptr, 3)]).toEqual([1, 9, 3]);
    });

    it('refuses addresses outside of it, and between two numbers', () => {
      const backend = create();
      const end = backend.memoryBytes;
      const attempts: [string, () => unknown][] = [
        ['address 0', () => backend.readFloats(0, 1)],
        ['below 0', () => backend.readFloats(-64, 1)],
        ['beyond the end', () => backend.readFloats(end, 1)],
        ['across the end', () => backend.readFloats(end - backend.floatBytes, 2)],
        ['ints across the end', () => backend.readInts(end - 4, 2)],
        ['a view across the end', () => backend.viewFloats(end - 64, 65)],
        ['between two numbers', () => backend.readFloats(64 + backend.floatBytes / 2, 1)],
        ['a negative count', () => backend.readFloats(64, -1)],
        ['half a number', () => backend.readFloats(64, 1.5)],
        ['not a number', () => backend.readInts(NaN, 1)],
        ['a write to 0', () => backend.writeFloats(0, [1])],
        ['a write across the end', () => backend.writeFloats(end - backend.floatBytes, [1, 2])],
        ['a write of ints beyond the end', () => backend.writeInts(end, [1])],
      ];
      for (const [what, attempt] of attempts) expect(attempt, what).toThrow(code('memory/bounds'));
    });
  });
}
