import { expect, test } from 'vitest';
import { Random } from '../../util/random.ts';
import { FeatureFront } from './features.ts';
import { noisy } from './noisy.ts';

const rows = (length: number) => ({ values: new Float32Array(length * 2).fill(1), length });

test('noise has the deviation that was asked for, in training alone, and none beyond the end of a row', () => {
  const front = noisy(new FeatureFront(2), 0.5);
  const batch = [rows(2000), rows(500)];
  expect(front.forward(batch).xs.toArray()).toEqual(new FeatureFront(2).forward(batch).xs.toArray());
  const { xs, lengths } = front.forward(batch, new Random(1));
  expect([...lengths]).toEqual([2000, 500]);
  const numbers = xs.toArray();
  expect(numbers.subarray(4000 + 1000).every((value) => value === 0)).toBe(true);
  const noise = Array.from(numbers.subarray(0, 5000), (value) => value - 1);
  const mean = noise.reduce((a, b) => a + b, 0) / noise.length;
  const deviation = Math.sqrt(noise.reduce((a, b) => a + b * b, 0) / noise.length);
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(deviation - 0.5)).toBeLessThan(0.02);
  expect(front.forward(batch, new Random(1)).xs.toArray()).toEqual(numbers);
  expect(front.cut(batch[0]!, 3, 5)).toEqual(rows(2));
  expect([front.outputSize, front.lengthOf(batch[1]!), [...front.namedParameters()]]).toEqual([2, 500, []]);
});

test('no noise is the front itself', () => {
  const front = new FeatureFront(2);
  expect(noisy(front, 0)).toBe(front);
});
