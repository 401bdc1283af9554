import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGolden } from '../../test/goldens/golden.ts';
import { SegmentMetrics, segmentsOf } from './segments.ts';

const of = (...pairs: (readonly [string, string])[]) => {
  const metrics = new SegmentMetrics();
  for (const [predicted, actual] of pairs) metrics.add(Array.from(predicted, Number), Array.from(actual, Number));
  return metrics.result();
};

describe('segments of frames', () => {
  test('are runs of one label', () => {
    expect(segmentsOf([1, 1, 0, 1])).toEqual([
      { label: 1, start: 0, end: 2 },
      { label: 0, start: 2, end: 3 },
      { label: 1, start: 3, end: 4 },
    ]);
    expect(segmentsOf([])).toEqual([]);
  });

  test('half of a segment is right at an overlap of 50 % and no more', () => {
    // Predicted 0: 4 of 8 frames. Predicted 1: 2 of 6 frames of the union.
    expect(of(['00001111', '00000011']).f1).toEqual([1, 1, 1]);
    expect(of(['00011111', '00000011']).f1).toEqual([1, 1, 0.5]);
    expect(of(['00011111', '00000011']).accuracy).toBe(5 / 8);
  });

  test('a flicker makes two wrong segments of three, though most frames are right', () => {
    // 0 0 0 0 1 0 0 0 against 0 all the time: the first 0 covers half, the second is one too many, the 1 is wrong.
    const { f1, edit, accuracy } = of(['00001000', '00000000']);
    expect(f1).toEqual([0.5, 0.5, 0.5]);
    expect(edit).toBeCloseTo(1 / 3, 12);
    expect(accuracy).toBe(7 / 8);
  });

  test('an actual segment makes one predicted right, the one before others', () => {
    expect(of(['01010', '00000']).f1[0]).toBeCloseTo(2 / 6, 12);
  });

  test('edit scores are means over sequences, F1 is of all segments', () => {
    const both = of(['0011', '0011'], ['0101', '0000']);
    expect(both.edit).toBeCloseTo((1 + 1 / 4) / 2, 12);
    expect(both.f1[0]).toBeCloseTo((2 * 3) / (6 + 3), 12);
  });

  test('agree with sets of frames', () => {
    for (const { pairs, f1, edit, accuracy } of readGolden('segments').cases) {
      const metrics = new SegmentMetrics();
      for (const [predicted, actual] of pairs) metrics.add(predicted, actual);
      const result = metrics.result();
      result.f1.forEach((value, i) => expect(value).toBeCloseTo(f1[i]!, 12));
      expect(result.edit).toBeCloseTo(edit, 12);
      expect(result.accuracy).toBe(accuracy);
    }
  });

  test('what is right scores 1, and a larger overlap never more than a smaller', () => {
    const labels = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(labels, labels, (a, b) => {
        const same = new SegmentMetrics();
        same.add(a, a);
        expect(same.result()).toEqual({ accuracy: 1, edit: 1, f1: [1, 1, 1] });
        const metrics = new SegmentMetrics();
        metrics.add(
          a.map((_, t) => b[t % b.length]!),
          a,
        );
        const { f1, edit } = metrics.result();
        expect(f1[0]).toBeGreaterThanOrEqual(f1[1]!);
        expect(f1[1]).toBeGreaterThanOrEqual(f1[2]!);
        expect(edit).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test('nothing at all is no error', () => {
    expect(of().f1[0]).toBeNaN();
    expect(() => new SegmentMetrics().add([1], [])).toThrow(/1 predicted but 0 actual/);
  });
});
