import { describe, expect, test } from 'vitest';
import { bits } from '../../test/support/close.ts';
import { ElmanError } from '../util/errors.ts';
import { Random } from '../util/random.ts';
import {
  blank,
  uniform,
  identity,
  initNamed,
  initNames,
  inits,
  kaimingNormal,
  kaimingUniform,
  orthogonal,
  xavierNormal,
  xavierUniform,
  type Init,
  type InitName,
} from './index.ts';

const rng = (): Random => new Random(3);

function errorOf(run: () => unknown): ElmanError {
  try {
    run();
  } catch (error) {
    if (error instanceof ElmanError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The deviation of the numbers from their mean. */
function deviation(numbers: Float32Array): number {
  const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
  return Math.sqrt(numbers.reduce((a, b) => a + (b - mean) ** 2, 0) / numbers.length);
}

describe('every named initialisation', () => {
  for (const name of initNames) {
    test(`${name} fills a matrix with finite numbers that depend on the seed alone`, () => {
      const init = initNamed(name);
      const numbers = init([6, 4], new Random(1));
      expect(numbers).toHaveLength(24);
      expect(numbers.every(Number.isFinite)).toBe(true);
      expect(bits(init([6, 4], new Random(1)))).toBe(bits(numbers));
      const drawn = name !== 'zeros' && name !== 'identity';
      expect(bits(init([6, 4], new Random(2))) !== bits(numbers)).toBe(drawn);
    });
  }

  test('is found by its name, and a slip of the pen is set right', () => {
    expect(initNamed('orthogonal')).toBe(inits.orthogonal);
    const error = errorOf(() => initNamed('ortogonal' as InitName));
    expect(error.code).toBe('config/init');
    expect(error.message).toContain('did you mean "orthogonal"?');
    expect(error.message).toContain('kaiming-uniform');
    expect(errorOf(() => initNamed('constructor' as InitName)).code).toBe('config/init');
  });
});

describe('fans', () => {
  // A weight [200, 300]: fan in 300, fan out 200.
  const cases: readonly (readonly [string, Init, wanted: number, bound: number])[] = [
    ['Xavier uniform: variance 2 / (in + out)', xavierUniform(), Math.sqrt(2 / 500), Math.sqrt(6 / 500)],
    ['Xavier normal: variance 2 / (in + out)', xavierNormal(), Math.sqrt(2 / 500), Infinity],
    ['Kaiming uniform: variance 2 / in', kaimingUniform(), Math.sqrt(2 / 300), Math.sqrt(6 / 300)],
    ['Kaiming normal: variance 2 / in', kaimingNormal(), Math.sqrt(2 / 300), Infinity],
    ['a gain of 3 in place of √2', kaimingNormal(3), 3 / Math.sqrt(300), Infinity],
  ];
  for (const [name, init, wanted, bound] of cases) {
    test(name, () => {
      const numbers = init([200, 300], rng());
      expect(deviation(numbers) / wanted).toBeCloseTo(1, 1.9);
      const largest = Math.max(...numbers.map(Math.abs));
      expect(largest).toBeLessThanOrEqual(bound);
      expect(largest).toBeGreaterThan(bound === Infinity ? 3 * wanted : 0.99 * bound);
    });
  }

  test('of a convolution [out, in, width] count its width', () => {
    const largest = Math.max(...kaimingUniform()([40, 10, 30], rng()).map(Math.abs));
    expect(largest / Math.sqrt(6 / 300)).toBeCloseTo(1, 2);
  });
});

describe('orthogonal', () => {
  for (const [rows, cols] of [
    [64, 64],
    [40, 7],
    [7, 40],
    [1, 5],
    [1, 1],
  ] as const) {
    test(`[${rows}, ${cols}] has orthonormal ${rows < cols ? 'rows' : 'columns'}, to the precision of its numbers`, () => {
      const q = orthogonal()([rows, cols], rng());
      const count = Math.min(rows, cols);
      const at = (vector: number, i: number): number => (rows < cols ? q[vector * cols + i]! : q[i * cols + vector]!);
      let worst = 0;
      for (let a = 0; a < count; a++) {
        for (let b = 0; b < count; b++) {
          let product = 0;
          for (let i = 0; i < Math.max(rows, cols); i++) product += at(a, i) * at(b, i);
          worst = Math.max(worst, Math.abs(product - (a === b ? 1 : 0)));
        }
      }
      expect(worst).toBeLessThan(3e-7);
    });
  }

  test('is uniform: the mean of an entry is 0 and of its square 1 / size, whatever the entry', () => {
    const [sum, squares] = [new Float64Array(9), new Float64Array(9)];
    const source = rng();
    for (let k = 0; k < 4000; k++) {
      orthogonal()([3, 3], source).forEach((value, i) => {
        sum[i]! += value / 4000;
        squares[i]! += (value * value) / 4000;
      });
    }
    for (const value of sum) expect(Math.abs(value)).toBeLessThan(0.04);
    for (const value of squares) expect(Math.abs(value - 1 / 3)).toBeLessThan(0.03);
  });

  test('takes a gain, and refuses what is not a matrix', () => {
    expect(orthogonal(2)([1, 1], rng())[0]).toBe(2 * orthogonal()([1, 1], rng())[0]!);
    const error = errorOf(() => orthogonal()([8], rng()));
    expect(error.code).toBe('nn/init');
    expect(error.message).toContain('[8]');
    expect(error.message).toContain('biasInit');
  });
});

test('the identity has its value on the diagonal, as long as there is one', () => {
  expect([...identity()([2, 3], rng())]).toEqual([1, 0, 0, 0, 1, 0]);
  expect([...identity(0.5)([3, 2], rng())]).toEqual([0.5, 0, 0, 0.5, 0, 0]);
  expect(errorOf(() => identity()([3], rng())).code).toBe('nn/init');
});

test('blank leaves zeros and draws nothing, and ends with what it ran', () => {
  const rng = new Random(3);
  const before = rng.state;
  const made = blank(() => Object.values(inits).map((init) => init([3, 3], rng)));
  for (const values of made) expect([...values].filter((x) => x !== 0 && x !== 1)).toEqual([]);
  expect(rng.state).toEqual(before);
  expect(() =>
    blank(() => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect([...uniform(1)([4], rng)].some((x) => x !== 0)).toBe(true);
});
