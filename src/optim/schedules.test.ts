import { describe, expect, test } from 'vitest';
import { constantRate, cosineDecay, linearDecay, stepDecay, warmUp, type Schedule } from './schedules.ts';

function course(schedule: Schedule, total: number): number[] {
  return Array.from({ length: total }, (_, update) => schedule(update, total));
}

describe('schedules', () => {
  test('constant stays', () => {
    expect(course(constantRate, 3)).toEqual([1, 1, 1]);
  });

  test('step decay multiplies each time so many updates have passed', () => {
    expect(course(stepDecay(2, 0.5), 6)).toEqual([1, 1, 0.5, 0.5, 0.25, 0.25]);
    expect(stepDecay(1, 0.1)(3, 4)).toBeCloseTo(0.001, 15);
  });

  test('linear decay falls in a straight line to its end at the last update', () => {
    expect(course(linearDecay(), 5)).toEqual([1, 0.75, 0.5, 0.25, 0]);
    expect(course(linearDecay(0.5), 3)).toEqual([1, 0.75, 0.5]);
  });

  test('cosine decay falls as half a cosine to its end at the last update', () => {
    const values = course(cosineDecay(), 5);
    const wanted = [1, (1 + Math.SQRT1_2) / 2, 0.5, (1 - Math.SQRT1_2) / 2, 0];
    values.forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 12));
    expect(cosineDecay(0.1)(9, 10)).toBeCloseTo(0.1, 12);
  });

  test('warm-up rises in a straight line to 1, then what follows starts', () => {
    expect(course(warmUp(4), 6)).toEqual([0.25, 0.5, 0.75, 1, 1, 1]);
    expect(course(warmUp(2, linearDecay()), 5)).toEqual([0.5, 1, 1, 0.5, 0]);
  });

  test('beyond the last update the end stays, and a single update gets the full rate', () => {
    expect(linearDecay()(99, 10)).toBe(0);
    expect(cosineDecay(0.2)(99, 10)).toBeCloseTo(0.2, 12);
    expect(linearDecay()(0, 1)).toBe(1);
    expect(course(warmUp(5, cosineDecay()), 3)).toEqual([0.2, 0.4, 0.6]);
  });
});
