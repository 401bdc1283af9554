import { describe, expect, test } from 'vitest';
import { bits } from '../../test/support/close.ts';
import { sum, tensor, Parameter } from '../tensor/index.ts';
import { ElmanError } from '../util/errors.ts';
import { Random } from '../util/random.ts';
import {
  collectParameters,
  constant,
  countParameters,
  Embedding,
  Linear,
  loadStateInto,
  normal,
  oneHot,
  parametersOf,
  stateOf,
  uniform,
  xavierUniform,
  type Module,
} from './index.ts';

const rng = (): Random => new Random(3);

function module(fields: Parameters<typeof collectParameters>[0]): Module {
  return { namedParameters: () => collectParameters(fields) };
}

function errorOf(run: () => unknown): ElmanError {
  try {
    run();
  } catch (error) {
    if (error instanceof ElmanError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('linear', () => {
  test('is x·Wᵀ + b over the last axis', () => {
    const layer = new Linear({ inputSize: 2, outputSize: 3, rng: rng() });
    layer.weight.assign([1, 2, 3, 4, 5, 6]);
    layer.bias!.assign([0.5, 0, -1]);
    const y = layer.forward(tensor([1, 1, 2, 0], [2, 1, 2]));
    expect(y.shape).toEqual([2, 1, 3]);
    expect([...y.toArray()]).toEqual([3.5, 7, 10, 2.5, 6, 9]);
  });

  test('may do without a bias', () => {
    const layer = new Linear({ inputSize: 2, outputSize: 1, rng: rng(), bias: false });
    expect([...parametersOf(layer).keys()]).toEqual(['weight']);
    layer.weight.assign([2, 3]);
    expect(layer.forward(tensor([[1, 1]])).item()).toBe(5);
  });

  test("starts within ±1/√inputs, as PyTorch's, or as it is told", () => {
    const numbers = [...stateOf(new Linear({ inputSize: 100, outputSize: 50, rng: rng() })).values()];
    expect(numbers.map(({ shape }) => shape)).toEqual([[50, 100], [50]]);
    for (const { data } of numbers) {
      expect(Math.max(...data.map(Math.abs))).toBeLessThanOrEqual(0.1);
      expect(Math.max(...data)).toBeGreaterThan(0.08);
    }
    const told = new Linear({ inputSize: 2, outputSize: 1, rng: rng(), init: constant(0.25) });
    expect([...told.weight.toArray(), ...told.bias!.toArray()]).toEqual([0.25, 0.25, 0.25]);
  });
});

describe('embedding', () => {
  test('looks rows up, in any layout; padding gives zeros and gets no gradient', () => {
    const table = new Embedding({ count: 3, size: 2, rng: rng() });
    table.weight.assign([1, 2, 3, 4, 5, 6]);
    const y = table.forward([2, -1, 0, 2], [2, 2]);
    expect(y.shape).toEqual([2, 2, 2]);
    expect([...y.toArray()]).toEqual([5, 6, 0, 0, 1, 2, 5, 6]);
    sum(y).backward();
    expect([...table.weight.grad!.toArray()]).toEqual([1, 1, 0, 0, 2, 2]);
    expect(table.forward([1]).shape).toEqual([1, 2]);
  });

  test('is drawn from the normal distribution', () => {
    const numbers = new Embedding({ count: 100, size: 100, rng: rng() }).weight.toArray();
    const mean = [...numbers].reduce((a, b) => a + b, 0) / numbers.length;
    const variance = [...numbers].reduce((a, b) => a + (b - mean) * (b - mean), 0) / numbers.length;
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });

  test('one-hot vectors have one 1, and none for padding', () => {
    expect([...oneHot([1, -1, 0], 2)]).toEqual([0, 1, 0, 0, 1, 0]);
    expect(errorOf(() => oneHot([0, 2], 2)).message).toContain('id 2 at position 1 is not one of 2');
  });
});

describe('init', () => {
  test('depends on the seed alone', () => {
    for (const init of [uniform(1), normal(1), xavierUniform()]) {
      expect(bits(init([3, 4], new Random(1)))).toBe(bits(init([3, 4], new Random(1))));
      expect(bits(init([3, 4], new Random(1)))).not.toBe(bits(init([3, 4], new Random(2))));
    }
  });

  test("Xavier's bound is √(6 / (in + out)), times its gain", () => {
    const numbers = xavierUniform(2)([50, 100], rng());
    const bound = 2 * Math.sqrt(6 / 150);
    expect(Math.max(...numbers.map(Math.abs))).toBeLessThanOrEqual(bound);
    expect(Math.max(...numbers)).toBeGreaterThan(bound * 0.97);
    expect(Math.min(...numbers)).toBeLessThan(-bound * 0.97);
  });
});

describe('modules', () => {
  const p = (): Parameter => new Parameter([1, 2], [2]);

  test('name their parameters by field, and those of a field by a dot', () => {
    const inner = module({ weight: p(), bias: p(), none: undefined });
    const outer = module({ head: inner, '': inner, scale: p() });
    expect([...parametersOf(outer).keys()]).toEqual(['head.weight', 'head.bias', 'weight', 'bias', 'scale']);
  });

  test('two parameters of one name are refused, one parameter twice under a name is not', () => {
    const shared = p();
    expect(errorOf(() => parametersOf(module({ '': module({ a: p() }), a: p() }))).message).toContain('"a"');
    expect(parametersOf(module({ '': module({ a: shared }), a: shared })).size).toBe(1);
  });

  test('a parameter that is used twice counts once', () => {
    const shared = p();
    expect(countParameters(module({ in: shared, out: shared, other: p() }))).toBe(4);
  });

  test('the state is a copy that can be put back', () => {
    const a = new Linear({ inputSize: 3, outputSize: 2, rng: rng() });
    const state = stateOf(a);
    const before = bits(a.weight.toArray());
    a.weight.assign(new Float32Array(6));
    expect(bits(state.get('weight')!.data)).toBe(before);
    const version = a.weight.version;
    loadStateInto(a, state);
    expect(bits(a.weight.toArray())).toBe(before);
    expect(a.weight.version).toBe(version + 1);
  });

  test('a state that does not fit is refused with all that is wrong at once, and nothing is touched', () => {
    const a = new Linear({ inputSize: 3, outputSize: 2, rng: rng() });
    const before = bits(a.weight.toArray());
    const state = stateOf(a);
    state.delete('bias');
    state.set('extra', { shape: [1], data: Float32Array.of(1) });
    state.set('weight', { shape: [3, 2], data: new Float32Array(6) });
    const error = errorOf(() => loadStateInto(a, state, 'old.safetensors'));
    expect(error.code).toBe('model/mismatch');
    for (const part of ['old.safetensors', 'bias', 'extra', 'weight', '[3, 2]', '[2, 3]']) {
      expect(error.message).toContain(part);
    }
    expect(bits(a.weight.toArray())).toBe(before);
  });
});
