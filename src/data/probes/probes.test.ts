import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../util/random.ts';
import { addingFloor, addingProblem, copyFloor, copyMemory, digitImages, imageRows, runningParity } from './index.ts';
import { readIdx } from '../images/idx.ts';

const sizes = fc.record({
  seed: fc.nat(),
  batch: fc.integer({ min: 1, max: 5 }),
  steps: fc.integer({ min: 2, max: 40 }),
});

describe('the adding problem', () => {
  it('marks two steps and asks for the sum of their values', () => {
    fc.assert(
      fc.property(sizes, ({ seed, batch, steps }) => {
        const { inputs, targets } = addingProblem({ batch, steps }, new Random(seed));
        expect(inputs).toHaveLength(batch * steps * 2);
        for (let b = 0; b < batch; b++) {
          const row = Array.from({ length: steps }, (_, t) => inputs.subarray((b * steps + t) * 2).subarray(0, 2));
          const marked = row.filter(([, marker]) => marker === 1);
          expect(row.filter(([, marker]) => marker === 0)).toHaveLength(steps - 2);
          expect(marked).toHaveLength(2);
          expect(targets[b]).toBe(Math.fround(marked[0]![0]! + marked[1]![0]!));
          for (const [value] of row) expect(value! >= 0 && value! <= 1).toBe(true);
        }
      }),
    );
  });

  it('marks each pair of steps equally often', () => {
    const { inputs } = addingProblem({ batch: 6000, steps: 4 }, new Random(3));
    const pairs = new Map<string, number>();
    for (let b = 0; b < 6000; b++) {
      const pair = [0, 1, 2, 3].filter((t) => inputs[(b * 4 + t) * 2 + 1] === 1).join();
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    }
    expect(pairs.size).toBe(6);
    for (const count of pairs.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });

  it('has the floor that the constant 1 reaches', () => {
    const { targets } = addingProblem({ batch: 50_000, steps: 10 }, new Random(1));
    const error = targets.reduce((sum, target) => sum + (target - 1) * (target - 1), 0) / targets.length;
    expect(error).toBeCloseTo(addingFloor, 2);
  });
});

describe('copy memory', () => {
  it('shows symbols, waits, and asks for them in their order', () => {
    const options = fc.record({
      batch: fc.integer({ min: 1, max: 4 }),
      delay: fc.integer({ min: 1, max: 30 }),
      symbols: fc.integer({ min: 1, max: 9 }),
      length: fc.integer({ min: 1, max: 12 }),
    });
    fc.assert(
      fc.property(options, fc.nat(), (options, seed) => {
        const { batch, delay, symbols, length } = options;
        const { inputs, targets } = copyMemory(options, new Random(seed));
        const steps = delay + 2 * length;
        expect([inputs.length, targets.length]).toEqual([batch * steps, batch * steps]);
        for (let b = 0; b < batch; b++) {
          const input = [...inputs.subarray(b * steps, (b + 1) * steps)];
          const target = [...targets.subarray(b * steps, (b + 1) * steps)];
          expect(input.slice(0, length).every((id) => id >= 0 && id < symbols)).toBe(true);
          expect(target.slice(-length)).toEqual(input.slice(0, length));
          expect(target.slice(0, -length).every((id) => id === symbols)).toBe(true);
          const blank = Array<number>(delay - 1).fill(symbols);
          expect(input.slice(length)).toEqual([...blank, symbols + 1, ...Array<number>(length).fill(symbols)]);
        }
      }),
    );
  });

  it('has the floor of Arjovsky, Shah and Bengio', () => {
    expect(copyFloor({ delay: 100 })).toBeCloseTo((10 * Math.log(8)) / 120, 12);
    expect(copyFloor({ delay: 30, symbols: 2, length: 5 })).toBeCloseTo((5 * Math.LN2) / 40, 12);
  });
});

describe('running parity', () => {
  it('says after each bit whether the ones so far are odd', () => {
    fc.assert(
      fc.property(sizes, ({ seed, batch, steps }) => {
        const { inputs, targets } = runningParity({ batch, steps }, new Random(seed));
        for (let b = 0; b < batch; b++) {
          const row = inputs.subarray(b * steps, (b + 1) * steps);
          row.forEach((bit, t) => {
            expect([0, 1]).toContain(bit);
            expect(targets[b * steps + t]).toBe(row.subarray(0, t + 1).reduce((sum, one) => sum + one) % 2);
          });
        }
      }),
    );
  });
});

describe('every generator', () => {
  it('is a function of its seed', () => {
    const make = {
      adding: (seed: number) => addingProblem({ batch: 3, steps: 9 }, new Random(seed)),
      copy: (seed: number) => copyMemory({ batch: 3, delay: 9 }, new Random(seed)),
      parity: (seed: number) => runningParity({ batch: 3, steps: 9 }, new Random(seed)),
    };
    for (const [name, made] of Object.entries(make)) {
      expect(made(5), name).toEqual(made(5));
      expect(made(5), name).not.toEqual(made(6));
    }
  });

  it.each([
    ['a batch of none', () => addingProblem({ batch: 0, steps: 9 }, new Random(1)), 'batch', 1],
    ['one step', () => addingProblem({ batch: 1, steps: 1 }, new Random(1)), 'steps', 2],
    ['half a step', () => runningParity({ batch: 1, steps: 2.5 }, new Random(1)), 'steps', 1],
    ['no delay', () => copyMemory({ batch: 1, delay: 0 }, new Random(1)), 'delay', 1],
    ['no symbols', () => copyFloor({ delay: 1, symbols: 0 }), 'symbols', 1],
  ])('refuses %s', (_, make, name, least) => {
    expect(make).toThrow(
      expect.objectContaining({ code: 'config/probe-size', details: expect.objectContaining({ name, least }) }),
    );
  });
});

describe('digits', () => {
  /** Two images of 2 rows by 3, as a file. */
  const imageFile = Uint8Array.of(
    0,
    0,
    8,
    3,
    0,
    0,
    0,
    2,
    0,
    0,
    0,
    2,
    0,
    0,
    0,
    3,
    0,
    51,
    102,
    153,
    204,
    255,
    1,
    2,
    3,
    4,
    5,
    6,
  );
  const labelFile = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 4);
  const images = readIdx(imageFile, 'images');
  const labels = readIdx(labelFile, 'labels');

  it('are read from IDX, wherever in memory it lies', () => {
    expect(images.shape).toEqual([2, 2, 3]);
    expect([...labels.data]).toEqual([7, 4]);
    const shifted = new Uint8Array([9, 9, 9, ...imageFile]).subarray(3);
    expect(readIdx(shifted, 'images')).toEqual(images);
  });

  it.each([
    ['text', new TextEncoder().encode('label,pixel'), 'two zeros'],
    ['nothing', new Uint8Array(0), 'two zeros'],
    ['floats', Uint8Array.of(0, 0, 13, 1, 0, 0, 0, 0), 'its type is 13'],
    ['no axes', Uint8Array.of(0, 0, 8, 0), 'its 0 extents'],
    ['half a head', imageFile.subarray(0, 10), 'its 3 extents'],
    ['a part', imageFile.subarray(0, 20), 'needs 12 bytes, but 4 follow'],
    ['too much', new Uint8Array([...labelFile, 1]), 'needs 2 bytes, but 3 follow'],
  ])('refuse %s', (_, bytes, problem) => {
    expect(() => readIdx(bytes, 'some-file')).toThrow(
      expect.objectContaining({ code: 'data/idx', message: expect.stringContaining(problem) }),
    );
  });

  it('become sequences of rows, from 0 to 1', () => {
    const { inputs, targets } = imageRows(digitImages(images, labels), [1, 0]);
    const scaled = [1, 2, 3, 4, 5, 6, 0, 51, 102, 153, 204, 255].map((pixel) => Math.fround(pixel / 255));
    expect([...inputs]).toEqual(scaled);
    expect([...targets]).toEqual([4, 7]);
  });

  it('are paired, and there', () => {
    expect(() => digitImages(images, { shape: [3], data: new Uint8Array(3) })).toThrow(
      expect.objectContaining({ code: 'data/idx-pair' }),
    );
    for (const index of [2, -1, 0.5]) {
      expect(() => imageRows(digitImages(images, labels), [index])).toThrow(
        expect.objectContaining({ code: 'data/idx-index' }),
      );
    }
  });
});
