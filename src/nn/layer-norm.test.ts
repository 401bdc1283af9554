import { describe, expect, test } from 'vitest';
import { expectClose } from '../../test/support/close.ts';
import { tensor } from '../tensor/index.ts';
import { LayerNorm, parametersOf } from './index.ts';

describe('layer normalisation', () => {
  test('is (x − mean) / √(variance + eps) over the last axis, then weight and bias', () => {
    const layer = new LayerNorm({ size: 4, eps: 3 });
    const y = layer.forward(tensor([-1, 1, -1, 1, 9, 11, 9, 11], [2, 1, 4]));
    expect(y.shape).toEqual([2, 1, 4]);
    expectClose(y.toArray(), [-0.5, 0.5, -0.5, 0.5, -0.5, 0.5, -0.5, 0.5], 1e-7);
    layer.weight.assign([1, 2, 3, 4]);
    layer.bias!.assign([0, 0, 10, 10]);
    expectClose(layer.forward(tensor([[-1, 1, -1, 1]])).toArray(), [-0.5, 1, 8.5, 12], 1e-6);
  });

  test("has PyTorch's parameters, which start at 1 and 0", () => {
    const found = parametersOf(new LayerNorm({ size: 3 }));
    expect([...found].map(([name, { shape }]) => [name, shape])).toEqual([
      ['weight', [3]],
      ['bias', [3]],
    ]);
    expect([...found.values()].map((parameter) => [...parameter.toArray()])).toEqual([
      [1, 1, 1],
      [0, 0, 0],
    ]);
    expect([...parametersOf(new LayerNorm({ size: 3, bias: false })).keys()]).toEqual(['weight']);
  });

  test('refuses a size that is none', () => {
    expect(() => new LayerNorm({ size: 0 })).toThrow(/size must be a whole number above 0, got 0/);
  });
});
