import { describe, expect, test } from 'vitest';
import { step, tensor } from '../tensor/index.ts';
import { Random } from '../util/random.ts';
import { Conv2d, ConvEncoder, parametersOf, stateOf } from './index.ts';

const shapes = (module: Parameters<typeof parametersOf>[0]): unknown =>
  Object.fromEntries(Array.from(parametersOf(module), ([name, { shape }]) => [name, shape]));

describe('a convolution as a module', () => {
  test("has PyTorch's parameters, drawn within ±1/√(fan in)", () => {
    const conv = new Conv2d({ inputSize: 3, outputSize: 8, kernel: [2, 5], rng: new Random(1) });
    expect(shapes(conv)).toEqual({ weight: [8, 3, 2, 5], bias: [8] });
    for (const parameter of parametersOf(conv).values()) {
      const largest = Math.max(...Array.from(parameter.toArray(), Math.abs));
      expect(largest).toBeLessThan(1 / Math.sqrt(30));
      expect(largest).toBeGreaterThan(0.5 / Math.sqrt(30));
    }
    expect(shapes(new Conv2d({ inputSize: 1, outputSize: 2, kernel: 3, bias: false, rng: new Random(1) }))).toEqual({
      weight: [2, 1, 3, 3],
    });
  });

  test('keeps the size with the right padding, and halves it with a stride', () => {
    const conv = new Conv2d({ inputSize: 2, outputSize: 4, kernel: 3, stride: 2, padding: 1, rng: new Random(1) });
    expect(conv.forward(tensor(new Float32Array(2 * 28 * 20 * 2), [2, 28, 20, 2])).shape).toEqual([2, 14, 10, 4]);
  });
});

describe('a stack of convolutions', () => {
  const images = (batch: number, height: number, width: number, channels: number) =>
    tensor(
      Float32Array.from({ length: batch * height * width * channels }, (_, i) => ((i * 7) % 11) / 11),
      [batch, height, width, channels],
    );

  test('says how many numbers an image becomes', () => {
    for (const [height, width, channels, output, wanted] of [
      [28, 28, [8, 16], 'flat', 7 * 7 * 16],
      [28, 28, [8, 16], 'mean', 16],
      [9, 5, [4, 4, 4], 'flat', 2 * 1 * 4],
      [1, 6, [3, 5], 'flat', 6 * 5],
    ] as const) {
      const encoder = new ConvEncoder({ height, width, inputSize: 2, channels, output, rng: new Random(2) });
      expect(encoder.outputSize).toBe(wanted);
      expect(step(() => encoder.forward(images(3, height, width, 2)).shape)).toEqual([3, wanted]);
    }
  });

  test('names what it learns, and gives an image the same bits alone', () => {
    const encoder = new ConvEncoder({
      height: 8,
      width: 8,
      inputSize: 1,
      channels: [4, 6],
      kernel: 5,
      rng: new Random(3),
    });
    expect(shapes(encoder)).toEqual({
      'conv0.weight': [4, 1, 5, 5],
      'conv0.bias': [4],
      'norm0.weight': [4],
      'norm0.bias': [4],
      'conv1.weight': [6, 4, 5, 5],
      'conv1.bias': [6],
      'norm1.weight': [6],
      'norm1.bias': [6],
    });
    const three = step(() => encoder.forward(images(3, 8, 8, 1)).toArray());
    const one = step(() => encoder.forward(images(1, 8, 8, 1)).toArray());
    expect(three.subarray(0, one.length)).toEqual(one);
    expect(three.every((value) => value >= 0)).toBe(true);
    const plain = new ConvEncoder({
      height: 8,
      width: 8,
      inputSize: 1,
      channels: [2],
      norm: 'none',
      rng: new Random(3),
    });
    expect(Object.keys(shapes(plain) as object)).toEqual(['conv0.weight', 'conv0.bias']);
  });

  test('gives the same numbers as a map of places, as their mean, and side by side', () => {
    const encoded = (output: 'flat' | 'mean' | 'map') => {
      const encoder = new ConvEncoder({
        height: 9,
        width: 12,
        inputSize: 2,
        channels: [4, 6],
        output,
        rng: new Random(4),
      });
      expect(encoder.mapShape).toEqual([2, 3, 6]);
      return step(() => {
        const y = encoder.forward(images(2, 9, 12, 2));
        return { shape: y.shape, values: Array.from(y.toArray()) };
      });
    };
    const [flat, mean, map] = [encoded('flat'), encoded('mean'), encoded('map')];
    expect(map.shape).toEqual([2, 2, 3, 6]);
    expect(map.values).toEqual(flat.values);
    const means = Array.from({ length: 12 }, (_, i) => {
      const [b, c] = [Math.floor(i / 6), i % 6];
      return [0, 1, 2, 3, 4, 5].reduce((sum, place) => sum + map.values[(b * 6 + place) * 6 + c]! / 6, 0);
    });
    mean.values.forEach((value, i) => expect(value).toBeCloseTo(means[i]!, 5));
  });

  test('halves what its first blocks see, where not all do', () => {
    const options = { height: 16, width: 12, inputSize: 2, channels: [3, 4, 5], rng: new Random(4) } as const;
    for (const [pooled, height, width] of [
      [0, 16, 12],
      [2, 4, 3],
      [3, 2, 1],
    ] as const) {
      const encoder = new ConvEncoder({ ...options, pooled, output: 'map' });
      expect(encoder.mapShape).toEqual([height, width, 5]);
      expect(step(() => encoder.forward(images(2, 16, 12, 2)).shape)).toEqual([2, height, width, 5]);
    }
  });

  test('settles on some images: every channel of every block has mean 0 and deviation 1 before ReLU', () => {
    for (const norm of ['layer', 'none'] as const) {
      const encoder = (channels: readonly number[]) =>
        new ConvEncoder({ height: 8, width: 6, inputSize: 2, channels, norm, output: 'map', rng: new Random(5) });
      const x = images(20, 8, 6, 2);
      const [one, two] = [encoder([4]), encoder([4, 6])];
      one.settle(x);
      two.settle(x);
      // The first block does not know of the second.
      expect(stateOf(two).get('conv0.weight')).toEqual(stateOf(one).get('conv0.weight'));
      for (const settled of [one, two]) {
        const channels = settled.mapShape[2];
        // Of a standard normal, half is above 0, with a second moment of a half.
        const y = step(() => settled.forward(x).toArray());
        for (let c = 0; c < channels; c++) {
          const own = Array.from(y).filter((_, i) => i % channels === c);
          const positive = own.filter((value) => value > 0);
          expect(positive.length / own.length).toBeGreaterThan(0.1);
          expect(positive.length / own.length).toBeLessThan(0.9);
          expect(own.reduce((sum, value) => sum + value * value, 0) / own.length).toBeLessThan(1);
        }
      }
      const [conv, scaled] = [stateOf(one).get('conv0.weight')!, stateOf(encoder([4])).get('conv0.weight')!];
      if (norm === 'layer') expect(conv).toEqual(scaled);
      else expect(conv).not.toEqual(scaled);
    }
  });

  test('leaves a channel that never changes at 0', () => {
    const encoder = new ConvEncoder({
      height: 4,
      width: 4,
      inputSize: 1,
      channels: [3],
      norm: 'none',
      rng: new Random(5),
    });
    const blank = tensor(new Float32Array(16).fill(2), [1, 4, 4, 1]);
    encoder.settle(blank);
    expect(step(() => encoder.forward(blank).toArray()).every(Number.isFinite)).toBe(true);
  });

  test('refuses what cannot be built', () => {
    const options = { height: 8, width: 8, inputSize: 1, rng: new Random(1) };
    expect(() => new ConvEncoder({ ...options, channels: [] })).toThrow(/at least one block/);
    expect(() => new ConvEncoder({ ...options, channels: [4], kernel: 4 })).toThrow(/odd whole number/);
  });
});
