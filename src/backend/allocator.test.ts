import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Allocator, alignment } from './allocator.ts';

function refuse(): never {
  throw new Error('no growth expected');
}

describe('Allocator', () => {
  test('hands out aligned addresses above 0', () => {
    const allocator = new Allocator(1, 10_000, refuse);
    expect([allocator.allocate(1), allocator.allocate(65), allocator.allocate(0)]).toEqual([64, 128, 256]);
    expect(allocator.usedBytes).toBe(256);
  });

  test('grows when nothing fits, by no more than is missing at the end', () => {
    const asked: number[] = [];
    let end = 1024;
    const allocator = new Allocator(64, end, (bytes) => {
      asked.push(bytes);
      return (end += bytes + 100);
    });
    const first = allocator.allocate(512);
    const second = allocator.allocate(1024);
    expect(second).toBe(first + 512);
    expect(asked).toEqual([1024 - (1024 - 64 - 512)]);
    allocator.free(first);
    expect(allocator.allocate(500)).toBe(first);
  });

  test('a growth that fails leaves everything as it was', () => {
    const allocator = new Allocator(64, 1024, refuse);
    const before = allocator.freeBlocks;
    expect(() => allocator.allocate(2000)).toThrow('no growth expected');
    expect(allocator.freeBlocks).toEqual(before);
    expect(allocator.usedBytes).toBe(0);
  });

  test('refuses to free what it did not hand out, or twice', () => {
    const allocator = new Allocator(64, 1024, refuse);
    const ptr = allocator.allocate(10);
    allocator.free(ptr);
    for (const wrong of [ptr, 0, 65]) {
      expect(() => allocator.free(wrong)).toThrow(expect.objectContaining({ code: 'memory/unknown' }));
    }
    expect(() => allocator.allocate(-1)).toThrow(expect.objectContaining({ code: 'memory/size' }));
    expect(() => allocator.allocate(1.5)).toThrow(expect.objectContaining({ code: 'memory/size' }));
  });

  test('pieces never overlap, and all that is freed becomes one block again', () => {
    // A step allocates so many bytes, or frees one of the living pieces.
    const step = fc.oneof(
      fc.nat({ max: 3000 }),
      fc.nat({ max: 1000 }).map((i) => -1 - i),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const start = 128;
        let end = 4096;
        const allocator = new Allocator(start, end, (bytes) => (end += bytes));
        const alive: { ptr: number; bytes: number }[] = [];
        for (const bytes of steps) {
          if (bytes >= 0) {
            const ptr = allocator.allocate(bytes);
            expect(ptr % alignment).toBe(0);
            expect(ptr).toBeGreaterThanOrEqual(start);
            expect(ptr + bytes).toBeLessThanOrEqual(end);
            for (const other of alive) expect(ptr + bytes <= other.ptr || other.ptr + other.bytes <= ptr).toBe(true);
            alive.push({ ptr, bytes: Math.max(bytes, 1) });
          } else if (alive.length > 0) {
            const [gone] = alive.splice(-(bytes + 1) % alive.length, 1);
            allocator.free(gone!.ptr);
          }
          const blocks = allocator.freeBlocks;
          for (let i = 1; i < blocks.length; i++)
            expect(blocks[i - 1]![0] + blocks[i - 1]![1]).toBeLessThan(blocks[i]![0]);
        }
        for (const { ptr } of alive) allocator.free(ptr);
        expect(allocator.usedBytes).toBe(0);
        expect(allocator.freeBlocks).toEqual([[start, end - (end % alignment) - start]]);
      }),
      { numRuns: 200 },
    );
  });
});
