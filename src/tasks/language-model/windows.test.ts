import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../util/random.ts';
import { layOut, piecesOf, windowsOf } from './windows.ts';

const documentsArb = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 12 });

/** Documents whose ids are all different, so that a target says where it stands. */
function documentsOf(lengths: readonly number[]): { ids: Int32Array }[] {
  let next = 0;
  return lengths.map((length) => ({ ids: Int32Array.from({ length }, () => next++) }));
}

const targetsOf = (documents: { ids: Int32Array }[]): number[] => documents.flatMap(({ ids }) => [...ids.subarray(1)]);

describe('piecesOf and windowsOf', () => {
  it('reach every target once, each behind the symbol before it', () => {
    const settings = fc.record({
      lengths: documentsArb,
      rows: fc.integer({ min: 1, max: 5 }),
      steps: fc.integer({ min: 1, max: 9 }),
      lead: fc.integer({ min: 0, max: 12 }),
      seed: fc.option(fc.integer({ min: 0 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(settings, ({ lengths, rows, steps, lead, seed }) => {
        const documents = documentsOf(lengths);
        const seen: number[] = [];
        const rng = seed === undefined ? undefined : new Random(seed);
        for (const window of windowsOf(piecesOf(documents, rows, lead), rows, steps, rng)) {
          const { ids, targets, batch, count } = layOut(window);
          expect(batch).toBeLessThanOrEqual(rows);
          expect(window.steps).toBeLessThanOrEqual(steps);
          const found = [...targets.keys()].filter((i) => targets[i]! >= 0);
          expect(found).toHaveLength(count);
          expect(found.map((i) => ids[i]! + 1)).toEqual(found.map((i) => targets[i]!));
          seen.push(...found.map((i) => targets[i]!));
        }
        expect(seen.toSorted((a, b) => a - b)).toEqual(targetsOf(documents));
      }),
    );
  });

  it('carry a row on exactly where its inputs go on', () => {
    fc.assert(
      fc.property(
        documentsArb,
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 9 }),
        (lengths, rows, steps) => {
          const documents = documentsOf(lengths);
          const last = new Map<number, number>();
          for (const window of windowsOf(piecesOf(documents, rows), rows, steps, new Random(1))) {
            const { ids, goesOn, batch, lengths: valid } = layOut(window);
            for (let b = 0; b < batch; b++) {
              const n = valid?.[b] ?? window.steps;
              if (n === 0) continue;
              if (goesOn[b] === 1) expect(ids[b * window.steps]).toBe(last.get(b)! + 1);
              last.set(b, ids[b * window.steps + n - 1]!);
            }
          }
        },
      ),
    );
  });

  it('cut one long document into equal rows, and a window elsewhere in each epoch', () => {
    const pieces = piecesOf(documentsOf([101]), 4);
    expect(pieces.map(({ start, end }) => end - start)).toEqual([25, 25, 25, 25]);
    const first = (seed: number): number => windowsOf(pieces, 4, 8, new Random(seed))[0]!.steps;
    expect(new Set(Array.from({ length: 40 }, (_, seed) => first(seed))).size).toBe(8);
    expect(windowsOf(pieces, 4, 8).map(({ steps }) => steps)).toEqual([8, 8, 8, 1]);
  });

  it('leave short documents whole', () => {
    const windows = windowsOf(piecesOf(documentsOf([5, 4, 6, 3]), 2), 2, 10, new Random(3));
    for (const window of windows) expect(layOut(window).goesOn).not.toContain(1);
  });
});
