import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sequence } from './sessions.ts';
import {
  partNames,
  split,
  splitSequences,
  withoutPast,
  type Split,
  type SplitOptions,
  type SplitRange,
  type Splittable,
} from './split.ts';

const day = 86_400_000;
const sequence = (key: string, days: number[], group = key): Sequence => ({
  key,
  group,
  items: Int32Array.from(days, (_, i) => i),
  times: Float64Array.from(days, (d) => d * day),
  lines: Int32Array.from(days, (_, i) => i + 2),
});
const row = (key: string, length: number, group = key): Splittable => ({ key, group, length });
const rows = Array.from({ length: 20 }, (_, i) => row(`s${i}`, 5, `g${i % 5}`));
const indices = (parts: Split<SplitRange>) => partNames.map((part) => parts[part].map(({ index }) => index));

describe('split by fraction', () => {
  it('draws sequences by seed', () => {
    const parts = split(rows, { by: 'fraction', validation: 0.1, test: 0.2, seed: 7 });
    expect(indices(parts).map((part) => part.length)).toEqual([14, 2, 4]);
    expect(split(rows, { by: 'fraction', validation: 0.1, test: 0.2, seed: 7 })).toEqual(parts);
    expect(split(rows, { by: 'fraction', validation: 0.1, test: 0.2, seed: 8 })).not.toEqual(parts);
  });

  it('keeps the validation part when a test part is added', () => {
    const without = split(rows, { by: 'fraction', validation: 0.2, seed: 1 });
    expect(split(rows, { by: 'fraction', validation: 0.2, test: 0.3, seed: 1 }).validation).toEqual(without.validation);
  });

  it('says which part would be empty', () => {
    expect(() => split(rows.slice(0, 3), { by: 'fraction', test: 0.1 })).toThrowError(
      expect.objectContaining({
        code: 'data/split-empty',
        message: expect.stringContaining('nothing is left for test (0.1) of 3 sequences with 15 events'),
        details: expect.objectContaining({ part: 'test', sequences: 3, events: 15 }),
      }),
    );
    expect(() => split([], { by: 'fraction' })).toThrowError(
      expect.objectContaining({ code: 'data/split-empty', details: expect.objectContaining({ part: 'train' }) }),
    );
  });

  it.each([
    { by: 'fraction', test: 1 },
    { by: 'fraction', test: -0.1 },
    { by: 'fraction', validation: Number.NaN },
    { by: 'fraction', validation: 0.5, test: 0.5 },
    { by: 'group', test: ['nobody'] },
    { by: 'group', test: ['g1'], validation: ['g1'] },
    { by: 'time', test: '7d' },
    { by: 'time', test: 0.2, whole: true },
  ] satisfies SplitOptions[])('refuses %j', (options) => {
    expect(() => split(rows, options)).toThrowError(expect.objectContaining({ code: 'config/split' }));
  });
});

describe('split by group', () => {
  it('keeps a group together', () => {
    const parts = split(rows, { by: 'group', validation: 0.2, test: 0.4, seed: 3 });
    const groups = indices(parts).map((part) => new Set(part.map((i) => rows[i]!.group)));
    expect(groups.map((set) => set.size)).toEqual([2, 1, 2]);
    expect(new Set(groups.flatMap((set) => [...set])).size).toBe(5);
  });

  it('takes the groups that are named', () => {
    const parts = split(rows, { by: 'group', test: ['g3'], validation: 0.2 });
    expect(parts.test.map(({ index }) => rows[index]!.group)).toEqual(['g3', 'g3', 'g3', 'g3']);
    expect(parts.validation).toHaveLength(4);
  });
});

describe('split by time', () => {
  it('cuts one long sequence', () => {
    const long = sequence(
      '',
      Array.from({ length: 10 }, (_, i) => i),
    );
    const parts = splitSequences([long], { by: 'time', validation: 0.2, test: 0.1 });
    expect(partNames.map((part) => parts[part].map((piece) => [piece.start, piece.items.length]))).toEqual([
      [[0, 7]],
      [[7, 9]],
      [[9, 10]],
    ]);
    expect([...withoutPast(parts.validation[0]!).items]).toEqual([7, 8]);
    expect([...withoutPast(parts.validation[0]!).lines]).toEqual([9, 10]);
  });

  it('cuts all sequences at the same moments', () => {
    const parts = split(
      [sequence('a', [0, 1, 2, 3]), sequence('b', [2, 3, 8, 9]), sequence('c', [8, 9])].map((s) => ({
        ...s,
        length: s.items.length,
      })),
      { by: 'time', test: 0.2, validation: 0.2 },
    );
    // Ten events; the two on day 9 are the test part, the two on day 8 the validation part.
    expect(parts).toEqual({
      train: [
        { index: 0, start: 0, end: 4 },
        { index: 1, start: 0, end: 2 },
      ],
      validation: [
        { index: 1, start: 2, end: 3 },
        { index: 2, start: 0, end: 1 },
      ],
      test: [
        { index: 1, start: 3, end: 4 },
        { index: 2, start: 1, end: 2 },
      ],
    });
  });

  it('takes a stretch of time, and whole sequences by their last event', () => {
    const all = [sequence('a', [0, 1]), sequence('b', [4, 5.5]), sequence('c', [6, 6.5]), sequence('d', [6.25, 7])];
    const parts = splitSequences(all, { by: 'time', test: '1d', validation: '1d', whole: true });
    expect(partNames.map((part) => parts[part].map(({ key, start }) => [key, start]))).toEqual([
      [['a', 0]],
      [['b', 0]],
      [
        ['c', 0],
        ['d', 0],
      ],
    ]);
  });

  it('cuts by position where there are no times', () => {
    const parts = split([row('a', 10), row('b', 5)], { by: 'time', validation: 0.2, test: 0.2 });
    expect(parts.test).toEqual([
      { index: 0, start: 8, end: 10 },
      { index: 1, start: 4, end: 5 },
    ]);
    expect(parts.validation).toEqual([
      { index: 0, start: 6, end: 8 },
      { index: 1, start: 3, end: 4 },
    ]);
  });

  it('says when nothing is left to train on', () => {
    const all = [sequence('a', [0, 0.5, 1])].map((s) => ({ ...s, length: 3 }));
    expect(() => split(all, { by: 'time', test: '30d' })).toThrowError(
      expect.objectContaining({ code: 'data/split-empty', details: expect.objectContaining({ part: 'train' }) }),
    );
  });
});

it('puts every position of every row in exactly one part, the past before the future', () => {
  const lengths = fc.array(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 12 }), {
    minLength: 1,
    maxLength: 12,
  });
  const share = fc.constantFrom(undefined, 0, 0.1, 0.3, 0.45);
  const how = fc.record({
    by: fc.constantFrom('fraction', 'group', 'time'),
    validation: share,
    test: share,
    whole: fc.boolean(),
  });
  fc.assert(
    fc.property(lengths, how, (all, { by, validation, test, whole }) => {
      const made = all.map((days, i) =>
        sequence(
          `s${i}`,
          days.toSorted((a, b) => a - b),
          `g${i % 3}`,
        ),
      );
      const rows = made.map((s) => ({ ...s, length: s.items.length }));
      const options = (by === 'time' ? { by, validation, test, whole } : { by, validation, test }) as SplitOptions;
      let parts: Split<SplitRange>;
      try {
        parts = split(rows, options);
      } catch (thrown) {
        expect(thrown).toMatchObject({ code: 'data/split-empty' });
        return;
      }
      const seen = rows.map((row) => Array.from({ length: row.length }, () => 0));
      for (const part of partNames)
        for (const { index, start, end } of parts[part]) for (let i = start; i < end; i++) seen[index]![i]!++;
      expect(seen.flat().every((times) => times === 1)).toBe(true);
      if (by !== 'time' || whole) return;
      const times = partNames.map((part) =>
        parts[part].flatMap(({ index, start, end }) => Array.from(rows[index]!.times!.slice(start, end))),
      );
      expect(Math.max(...times[0]!)).toBeLessThan(Math.min(...times[1]!, ...times[2]!));
      expect(Math.max(...times[1]!)).toBeLessThan(Math.min(...times[2]!));
    }),
  );
});
