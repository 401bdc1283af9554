import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accuracy, ConfusionMatrix } from './classification.ts';

const actual = [0, 0, 0, 1, 1, 2, 2, 2, 2, 3];
const predicted = [0, 1, 0, 1, 0, 2, 2, 1, 0, 2];

describe('an example, worked out by hand', () => {
  const matrix = new ConfusionMatrix(5);
  matrix.addAll(predicted, actual);
  const report = matrix.report();

  test('counts', () => {
    expect(matrix.rows()).toEqual([
      [2, 1, 0, 0, 0],
      [1, 1, 0, 0, 0],
      [1, 1, 2, 0, 0],
      [0, 0, 1, 0, 0],
      [0, 0, 0, 0, 0],
    ]);
    expect(matrix.count(1, 0)).toBe(1);
  });

  test('scores', () => {
    expect(report.accuracy).toBe(0.5);
    expect(accuracy(predicted, actual)).toBe(0.5);
    expect(report.classes).toEqual([
      { precision: 2 / 4, recall: 2 / 3, f1: 4 / 7, support: 3 },
      { precision: 1 / 3, recall: 1 / 2, f1: 2 / 5, support: 2 },
      { precision: 2 / 3, recall: 2 / 4, f1: 4 / 7, support: 4 },
      { precision: 0, recall: 0, f1: 0, support: 1 },
      { precision: 0, recall: 0, f1: 0, support: 0 },
    ]);
    // The class that never occurs is left out of the mean.
    expect(report.macro.precision).toBeCloseTo(0.375, 12);
    expect(report.macro.recall).toBeCloseTo(0.416666666666, 11);
    expect(report.macro.f1).toBeCloseTo(0.385714285714, 11);
    expect(report.micro).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5 });
  });
});

test('negative actual classes are padding', () => {
  expect(accuracy([1, 1, 9], [1, 0, -1])).toBe(0.5);
  const matrix = new ConfusionMatrix(2);
  matrix.addAll([1, 1, 9], [1, 0, -1]);
  expect(matrix.report().accuracy).toBe(0.5);
});

test('agrees with counting class by class', () => {
  const pairs = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(pairs, (rows) => {
      const matrix = new ConfusionMatrix(4);
      for (const [p, a] of rows) matrix.add(p, a);
      const { classes, macro, micro, accuracy: overall } = matrix.report();
      const f1s: number[] = [];
      for (let c = 0; c < 4; c++) {
        const tp = rows.filter(([p, a]) => p === c && a === c).length;
        const called = rows.filter(([p]) => p === c).length;
        const are = rows.filter(([, a]) => a === c).length;
        const precision = called === 0 ? 0 : tp / called;
        const recall = are === 0 ? 0 : tp / are;
        const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
        if (called + are > 0) f1s.push(f1);
        expect(classes[c]!.precision).toBe(precision);
        expect(classes[c]!.recall).toBe(recall);
        expect(classes[c]!.f1).toBeCloseTo(f1, 12);
      }
      expect(macro.f1).toBeCloseTo(f1s.reduce((sum, f1) => sum + f1, 0) / f1s.length, 12);
      expect(overall).toBe(rows.filter(([p, a]) => p === a).length / rows.length);
      expect(micro.f1).toBeCloseTo(overall, 12);
    }),
  );
});

test('refuses classes that are none', () => {
  expect(() => new ConfusionMatrix(0)).toThrow(/at least one class/);
  expect(() => new ConfusionMatrix(2).add(2, 0)).toThrow(/predicted class should be one of 0 to 1, got 2/);
  expect(() => new ConfusionMatrix(2).add(0, 0.5)).toThrow(/actual class/);
  expect(() => new ConfusionMatrix(2).count(0, 7)).toThrow(/actual class/);
  expect(() => accuracy([1], [])).toThrow(/1 predicted but 0 actual/);
  expect(accuracy([], [])).toBeNaN();
  expect(new ConfusionMatrix(2).report().accuracy).toBeNaN();
});
