import { describe, expect, test } from 'vitest';
import { decaysOnPlateau, isTriggered } from './history.ts';

describe('decays on a plateau', () => {
  test('come each time so many epochs on end were not better', () => {
    const costs = [5, 4, 4, 4.5, 3, 3.5, 3.2, 3.1, 3, 2];
    const after = (patience: number): number[] => costs.map((_, i) => decaysOnPlateau(costs.slice(0, i + 1), patience));
    expect(after(1)).toEqual([0, 0, 1, 2, 2, 3, 4, 5, 6, 6]);
    expect(after(2)).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 3, 3]);
    expect(after(3)).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
  });

  test('count an epoch that was not a number as one that was not better', () => {
    expect(decaysOnPlateau([3, null, null, 2], 2)).toBe(1);
    expect(decaysOnPlateau([null, null], 2)).toBe(1);
    expect(decaysOnPlateau([], 1)).toBe(0);
  });
});

describe('the non-monotonic trigger', () => {
  test('is an epoch worse than the best of all before but the last n', () => {
    // Merity et al., algorithm 1: t > n and v > min over logs of 0 … t − n − 1.
    const byTheBook = (costs: readonly number[], n: number): boolean =>
      costs.some((v, t) => t > n && v > Math.min(...costs.slice(0, t - n)));
    const courses = [
      [5, 4, 3, 2, 1],
      [5, 4, 4.5, 3],
      [5, 4, 4.5, 4.4, 4.3],
      [5, 4, 4.5, 4.4, 5.5],
      [1, 2, 3, 4, 5, 6],
      [3, 3, 3, 3],
      [],
    ];
    for (const costs of courses)
      for (const n of [0, 1, 2, 5]) expect(isTriggered(costs, n), `${costs.join()} by ${n}`).toBe(byTheBook(costs, n));
    expect(isTriggered([5, 4, 4.5, 4.4, 5.5], 2)).toBe(true);
    expect(isTriggered([5, 4, 4.5, 4.4, 4.3], 2)).toBe(true);
    expect(isTriggered([5, 4, 4.5, 3.9], 1)).toBe(false);
  });

  test('passes over an epoch that was not a number', () => {
    expect(isTriggered([null, 1, null, 2], 0)).toBe(true);
    expect(isTriggered([1, null, null, 1], 0)).toBe(false);
  });
});
