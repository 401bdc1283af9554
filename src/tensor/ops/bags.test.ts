import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectClose } from '../../../test/support/close.ts';
import { createReferenceBackend } from '../../backend/reference.ts';
import { createWasmBackend } from '../../backend/wasm.ts';
import { Random } from '../../util/random.ts';
import { bagMeans, gradcheck, mul, Parameter, step, sum, tensor, withBackend } from '../index.ts';

const numbers = (count: number, rng: Random): Float32Array => Float32Array.from({ length: count }, () => rng.normal());

describe('means of bags of rows', () => {
  for (const backend of [createWasmBackend(), createReferenceBackend()]) {
    test(`are what a loop gives, on the ${backend.name} backend`, () =>
      withBackend(backend, () => {
        fc.assert(
          fc.property(
            fc.array(fc.array(fc.nat(6), { maxLength: 5 }), { minLength: 1, maxLength: 6 }),
            fc.integer({ min: 1, max: 9 }),
            (bags, width) => {
              const table = numbers(7 * width, new Random(1));
              const starts = Int32Array.from([0, ...bags.map((_, b) => bags.slice(0, b + 1).flat().length)]);
              const means = bagMeans(tensor(table, [7, width]), Int32Array.from(bags.flat()), starts);
              const wanted = bags.flatMap((bag) =>
                Array.from({ length: width }, (_, f) =>
                  bag.reduce((total, id) => total + table[id * width + f]! / bag.length, 0),
                ),
              );
              expect(means.shape).toEqual([bags.length, width]);
              expectClose(means.toArray(), wanted, 1e-6);
            },
          ),
          { numRuns: 50 },
        );
      }));
  }

  test('have the gradients of central differences', () => {
    const report = gradcheck(() => {
      const rng = new Random(4);
      const table = new Parameter(numbers(12, rng), [4, 3]);
      const upstream = tensor(numbers(9, rng), [3, 3]);
      const [ids, starts] = [Int32Array.of(0, 3, 3, 1), Int32Array.of(0, 3, 3, 4)];
      return { parameters: [['table', table]], loss: () => sum(mul(bagMeans(table, ids, starts), upstream)) };
    });
    expect(report.passed, JSON.stringify(report.worst)).toBe(true);
  });

  test('refuse starts and ids that do not fit', () => {
    const table = tensor([1, 2, 3, 4], [2, 2]);
    const means = (ids: number[], starts: number[]) => () =>
      step(() => bagMeans(table, Int32Array.from(ids), Int32Array.from(starts)));
    expect(means([2], [0, 1])).toThrow(/id 2 at position 0 is not a row of a table of 2/);
    expect(means([-1], [0, 1])).toThrow(/id -1 at position 0/);
    expect(means([0, 1], [0, 1])).toThrow(/starts that rise from 0 to the 2 ids/);
    expect(means([0, 1], [0, 2, 1, 2])).toThrow(/starts that rise/);
    expect(means([0], [1])).toThrow(/starts that rise/);
  });
});
