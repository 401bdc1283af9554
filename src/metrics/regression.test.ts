import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  meanAbsoluteError,
  meanSquaredError,
  RegressionMetrics,
  rootMeanSquaredError,
  rSquared,
} from './regression.ts';

test('an example by hand: errors 1, -2, 3', () => {
  const predicted = [2, 0, 3];
  const actual = [1, 2, 0];
  expect(meanSquaredError(predicted, actual)).toBe(14 / 3);
  expect(meanAbsoluteError(predicted, actual)).toBe(2);
  expect(rootMeanSquaredError(predicted, actual)).toBe(Math.sqrt(14 / 3));
});

test('R² is what is explained of the spread', () => {
  expect(rSquared([1, 2, 3, 5], [1, 2, 3, 4])).toBeCloseTo(1 - 1 / 5, 12);
  expect(rSquared([2.5, 2.5, 2.5, 2.5], [1, 2, 3, 4])).toBe(0);
  expect(rSquared([1, 2], [3, 3])).toBeNaN();
  expect(rSquared([], [])).toBeNaN();
});

test('batches add up to the whole', () => {
  const values = fc.array(fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 })), {
    minLength: 1,
  });
  fc.assert(
    fc.property(values, fc.nat(20), (pairs, cut) => {
      const predicted = pairs.map(([p]) => p);
      const actual = pairs.map(([, a]) => a);
      const metrics = new RegressionMetrics();
      metrics.addAll(predicted.slice(0, cut), actual.slice(0, cut));
      metrics.addAll(predicted.slice(cut), actual.slice(cut));
      expect(metrics.count).toBe(pairs.length);
      expect(metrics.result()).toEqual({
        mse: meanSquaredError(predicted, actual),
        mae: meanAbsoluteError(predicted, actual),
        rmse: rootMeanSquaredError(predicted, actual),
      });
    }),
  );
});

test('nothing gives NaN, unequal lengths an error', () => {
  expect(meanSquaredError([], [])).toBeNaN();
  expect(() => meanAbsoluteError([1, 2], [1])).toThrow(/2 predicted but 1 actual/);
});
