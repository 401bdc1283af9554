import { describe, expect, test } from 'vitest';
import { step, tensor } from '../tensor/index.ts';
import { Random } from '../util/random.ts';
import { Linear, linearStream } from './index.ts';

describe('a stepped linear layer', () => {
  for (const [inputSize, outputSize, bias] of [
    [1, 1, true],
    [7, 33, true],
    [20, 5, false],
  ] as const) {
    test(`from ${inputSize} to ${outputSize} numbers${bias ? '' : ', without bias,'} gives the same bits as on a batch`, () => {
      const rng = new Random(5);
      const layer = new Linear({ inputSize, outputSize, bias, rng });
      const rows = Float32Array.from({ length: 4 * inputSize }, () => rng.normal());
      const whole = step(() => layer.forward(tensor(rows, [4, inputSize])).toArray());
      const stepped = linearStream(layer.weight, layer.bias);
      const one = (b: number): number[] => Array.from(stepped.step(rows.subarray(b * inputSize, (b + 1) * inputSize)));
      expect([0, 1, 2, 3].flatMap(one)).toEqual(Array.from(whole));
    });
  }

  test('takes up a weight that was changed', () => {
    const layer = new Linear({ inputSize: 2, outputSize: 1, bias: false, rng: new Random(1) });
    const stepped = linearStream(layer.weight, undefined);
    stepped.step([1, 1]);
    layer.weight.assign([2, 3]);
    expect(Array.from(stepped.step([1, 1]))).toEqual([5]);
  });

  test('refuses a row of another size', () => {
    const layer = new Linear({ inputSize: 2, outputSize: 1, rng: new Random(1) });
    expect(() => linearStream(layer.weight, layer.bias).step([1])).toThrow(/takes 2 numbers, got 1/);
  });
});
