import { describe, expect, test } from 'vitest';
import { bits } from '../../test/support/close.ts';
import { createReferenceBackend } from '../backend/reference.ts';
import { createWasmBackend } from '../backend/wasm.ts';
import { ElmanError } from '../util/errors.ts';
import { currentEngine, noGrad, step, withBackend } from './engine.ts';
import { add, mul, scale } from './ops/arithmetic.ts';
import { exp, tanh } from './ops/functions.ts';
import { matmul } from './ops/matmul.ts';
import { sum } from './ops/reduce.ts';
import { reshape } from './ops/shape.ts';
import { Parameter, tensor, zeros, type Tensor } from './tensor.ts';

/** What `run` throws, which must be an error of the house. */
function errorOf(run: () => unknown): ElmanError {
  try {
    run();
  } catch (error) {
    if (error instanceof ElmanError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('making tensors', () => {
  test('a nested array gives its shape', () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(x.shape).toEqual([2, 3]);
    expect([...x.toArray()]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('a number is a scalar, and an empty array has the shape [0]', () => {
    expect(tensor(0.5).shape).toEqual([]);
    expect(tensor(0.5).item()).toBe(0.5);
    expect(tensor([]).shape).toEqual([0]);
    expect(tensor([[], []]).shape).toEqual([2, 0]);
  });

  test('a typed array is a vector unless a shape is given', () => {
    expect(tensor(Float32Array.of(1, 2)).shape).toEqual([2]);
    expect(tensor(Int32Array.of(1, 2), [1, 2]).shape).toEqual([1, 2]);
  });

  test('the numbers are copied, on the way in and on the way out', () => {
    const given = Float32Array.of(1, 2);
    const x = tensor(given);
    given[0] = 9;
    x.toArray()[1] = 9;
    expect([...x.toArray()]).toEqual([1, 2]);
  });

  test('zeros are zeros', () => {
    expect([...zeros([2, 2]).toArray()]).toEqual([0, 0, 0, 0]);
  });

  test('numbers that do not fill the shape are refused with both counts', () => {
    const error = errorOf(() => tensor([1, 2, 3], [2, 2]));
    expect(error.code).toBe('tensor/size');
    expect(error.message).toBe('shape [2, 2] holds 4 numbers, got 3');
  });

  test('ragged rows are refused with their shapes', () => {
    const error = errorOf(() => tensor([[1, 2], [3]]));
    expect(error.code).toBe('tensor/ragged');
    expect(error.message).toContain('[2]');
    expect(error.message).toContain('[1]');
  });

  test('a shape that is no shape is refused', () => {
    for (const shape of [[-1], [1.5], [Number.NaN]]) {
      expect(errorOf(() => zeros(shape)).code, String(shape)).toBe('tensor/shape');
      expect(errorOf(() => new Parameter([], shape)).code, String(shape)).toBe('tensor/shape');
    }
  });

  test('an axis that is not there is named with the shape', () => {
    expect(errorOf(() => zeros([2, 3]).dim(2)).message).toBe('axis 2 is not one of a tensor of shape [2, 3]');
    expect(zeros([2, 3]).dim(-1)).toBe(3);
  });

  test('item() of many numbers is refused with the shape', () => {
    const error = errorOf(() => zeros([2, 3]).item());
    expect(error.code).toBe('tensor/item');
    expect(error.message).toContain('[2, 3]');
    expect(tensor([[4]]).item()).toBe(4);
  });
});

describe('parameters', () => {
  test('assign overwrites the numbers and counts the change', () => {
    const p = new Parameter([1, 2], [2]);
    const before = p.version;
    p.assign([3, 4]);
    expect([...p.toArray()]).toEqual([3, 4]);
    expect(p.version).toBe(before + 1);
  });

  test('assigning another count is refused', () => {
    expect(errorOf(() => new Parameter([1, 2], [2]).assign([1])).code).toBe('tensor/size');
    expect(errorOf(() => new Parameter([1, 2], [3])).code).toBe('tensor/size');
  });

  test('only parameters can be written to', () => {
    expect(errorOf(() => tensor([1]).storage.write([2])).code).toBe('tensor/immutable');
  });

  test('keep() of a parameter is a copy that later updates do not change', () => {
    const p = new Parameter([1, 2], [2]);
    const kept = p.keep();
    p.assign([3, 4]);
    expect([...kept.toArray()]).toEqual([1, 2]);
    expect(kept.requiresGrad).toBe(false);
  });
});

describe('backward', () => {
  test('adds up what comes back over all ways, also when a tensor is used twice by one op', () => {
    const x = tensor([3], undefined, { requiresGrad: true });
    // y = x² + 2x + x: dy/dx = 2x + 3
    const y = add(add(mul(x, x), scale(x, 2)), x);
    sum(y).backward();
    expect(x.grad!.item()).toBe(9);
  });

  test('a result used by many gets the sum, and the gradient that was handed in stays as it was', () => {
    const x = tensor([1, 2], undefined, { requiresGrad: true });
    const h = scale(x, 2);
    const y = add(add(add(h, h), h), h);
    const given = tensor([1, 10]);
    y.backward(given);
    expect([...x.grad!.toArray()]).toEqual([8, 80]);
    expect([...given.toArray()]).toEqual([1, 10]);
  });

  test('a second loss in the same step adds to the gradients', () => {
    const p = new Parameter([1, 2], [2]);
    step(() => {
      sum(scale(p, 3)).backward();
      sum(scale(p, 4)).backward();
      expect([...p.grad!.toArray()]).toEqual([7, 7]);
    });
  });

  test('outside of a step gradients add up until they are forgotten', () => {
    const p = new Parameter([1, 2], [2]);
    sum(scale(p, 3)).backward();
    sum(scale(p, 4)).backward();
    expect([...p.grad!.toArray()]).toEqual([7, 7]);
  });

  test('two leaves may get one and the same gradient', () => {
    const a = new Parameter([1, 2], [2]);
    const b = new Parameter([3, 4], [2]);
    step(() => {
      sum(add(a, b)).backward();
      sum(a).backward();
      expect([...a.grad!.toArray()]).toEqual([2, 2]);
      expect([...b.grad!.toArray()]).toEqual([1, 1]);
    });
  });

  test('going back twice through one result is refused with the name of the op', () => {
    const x = tensor([1], undefined, { requiresGrad: true });
    const y = sum(tanh(x));
    y.backward();
    const error = errorOf(() => y.backward());
    expect(error.code).toBe('tensor/backward-twice');
    expect(error.message).toContain('"sum"');
    expect(error.message).toContain('anew');
  });

  test('a part of the graph that a second loss shares is refused too', () => {
    const h = tanh(tensor([1], undefined, { requiresGrad: true }));
    sum(h).backward();
    expect(errorOf(() => sum(scale(h, 2)).backward()).message).toContain('"tanh"');
  });

  test('backward of many numbers without a gradient is refused with the shape', () => {
    const error = errorOf(() => tanh(tensor([1, 2], undefined, { requiresGrad: true })).backward());
    expect(error.code).toBe('tensor/backward-scalar');
    expect(error.message).toContain('[2]');
    expect(error.message).toContain('sum()');
  });

  test('a gradient of another shape is refused with both shapes', () => {
    const y = tanh(tensor([1, 2], undefined, { requiresGrad: true }));
    expect(errorOf(() => y.backward(tensor([1, 2, 3]))).message).toBe('the gradient must have the shape [2], got [3]');
  });

  test('a result that depends on nothing trainable is refused', () => {
    expect(errorOf(() => sum(tensor([1, 2])).backward()).code).toBe('tensor/no-tape');
  });

  test('a gradient that an earlier step left at a parameter is refused, and the message says how to clear it', () => {
    const p = new Parameter([1], [1]);
    step(() => sum(p).backward());
    const error = step(() => errorOf(() => sum(p).backward()));
    expect(error.code).toBe('tensor/stale-gradient');
    expect(error.message).toContain('zeroGrad()');
  });

  test('detach cuts the way back', () => {
    const x = tensor([2], undefined, { requiresGrad: true });
    const y = mul(x, x.detach());
    sum(y).backward();
    expect(x.grad!.item()).toBe(2);
    expect(x.detach().requiresGrad).toBe(false);
  });

  test('noGrad records nothing, and records again afterwards, also after an error', () => {
    const x = tensor([2], undefined, { requiresGrad: true });
    const y = noGrad(() => tanh(x));
    expect(y.requiresGrad).toBe(false);
    expect(errorOf(() => sum(y).backward()).message).toContain('noGrad()');
    expect(() =>
      noGrad(() => {
        throw new Error('mine');
      }),
    ).toThrow('mine');
    expect(tanh(x).requiresGrad).toBe(true);
  });
});

describe('steps', () => {
  test('a tensor of an ended step throws an error that names its step', () => {
    let x: Tensor | undefined;
    step(() => {
      x = scale(tensor([1, 2]), 2);
    });
    const made = currentEngine().epoch;
    step(() => scale(tensor([1]), 2));
    for (const use of [() => x!.toArray(), () => scale(x!, 2), () => x!.keep(), () => step(() => scale(x!, 2))]) {
      const error = errorOf(use);
      expect(error.code).toBe('tensor/stale');
      expect(error.message).toContain(`step ${made}`);
      expect(error.message).toContain('keep()');
      expect(error.details['step']).toBe(made);
    }
  });

  test('keep() carries a tensor out of its step, off the tape', () => {
    const p = new Parameter([1, 2], [2]);
    const kept = step(() => scale(p, 3).keep());
    expect([...kept.toArray()]).toEqual([3, 6]);
    expect(kept.requiresGrad).toBe(false);
    expect(step(() => [...add(kept, kept).toArray()])).toEqual([6, 12]);
  });

  test('keep() of a reshaped tensor keeps its shape', () => {
    const kept = step(() => reshape(scale(tensor([1, 2, 3, 4]), 1), [2, 2]).keep());
    expect(kept.shape).toEqual([2, 2]);
    expect([...kept.toArray()]).toEqual([1, 2, 3, 4]);
  });

  test('a tensor that was kept goes on being usable in its own step', () => {
    step(() => {
      const x = scale(tensor([1, 2]), 2);
      x.keep();
      expect([...scale(x, 2).toArray()]).toEqual([4, 8]);
    });
  });

  test('a step inside a step is part of the outer one', () => {
    step(() => {
      const inner = step(() => scale(tensor([1]), 5));
      expect(inner.item()).toBe(5);
      expect(scale(inner, 2).item()).toBe(10);
    });
  });

  test('a step that throws has ended, and the next one works', () => {
    expect(() =>
      step(() => {
        throw new Error('mine');
      }),
    ).toThrow('mine');
    expect(currentEngine().inStep).toBe(false);
    expect(step(() => scale(tensor([1]), 2).item())).toBe(2);
  });

  test('so are noGrad and withBackend that await', () => {
    expect(() => noGrad(async () => {})).toThrow(/noGrad\(\) must finish/);
    expect(() => withBackend(currentEngine().backend, async () => {})).toThrow(/withBackend\(\) must finish/);
  });

  test('a step that awaits is refused, and its later failure crashes nobody', async () => {
    const error = errorOf(() =>
      step(async () => {
        await Promise.resolve();
        throw new Error('later');
      }),
    );
    expect(error.code).toBe('tensor/async-step');
    expect(error.message).toContain('await outside of step()');
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(currentEngine().inStep).toBe(false);
  });

  test('a failing op outside of a step leaves no step open', () => {
    expect(() => matmul(zeros([2, 3]), zeros([2, 3]))).toThrow(ElmanError);
    expect(currentEngine().inStep).toBe(false);
  });

  test('tensors of two backends do not mix, and the message names both', () => {
    const other = withBackend(createReferenceBackend(), () => tensor([1]));
    const error = errorOf(() => add(tensor([1]), other));
    expect(error.code).toBe('tensor/backends');
    expect(error.message).toContain('wasm');
    expect(error.message).toContain('reference');
  });

  test('withBackend goes back to the backend before, also after an error', () => {
    const before = currentEngine();
    expect(() =>
      withBackend(createReferenceBackend(), () => {
        throw new Error('mine');
      }),
    ).toThrow('mine');
    expect(currentEngine()).toBe(before);
  });

  test('when the memory refuses to grow as a step ends, the next step does not write where others live', () => {
    const backend = createWasmBackend();
    let refuse = false;
    const stubborn = Object.create(backend, {
      allocate: {
        value: (bytes: number) => {
          if (refuse) throw new Error('no memory');
          return backend.allocate(bytes);
        },
      },
      memoryBytes: { get: () => backend.memoryBytes },
      kernels: { value: backend.kernels },
      readFloats: { value: backend.readFloats.bind(backend) },
      writeFloats: { value: backend.writeFloats.bind(backend) },
      free: { value: backend.free.bind(backend) },
    }) as typeof backend;
    withBackend(stubborn, () => {
      step(() => {
        for (let i = 0; i < 8; i++) exp(zeros([100_000]));
        refuse = true;
      });
      refuse = false;
      const p = new Parameter(new Float32Array(500_000).fill(7), [500_000]);
      step(() => {
        for (let i = 0; i < 8; i++) exp(zeros([100_000]));
      });
      expect(p.toArray().every((value) => value === 7)).toBe(true);
    });
  });
});

describe('outside of a step', () => {
  test('results live on and have the bits that they have inside', () => {
    const numbers = Float32Array.from({ length: 600 }, (_, i) => (((i * 37) % 101) - 50) / 17);
    const compute = (): { y: string; grad: string } => {
      const x = tensor(numbers, [20, 30], { requiresGrad: true });
      const w = tensor(numbers, [30, 20], { requiresGrad: true });
      const y = tanh(matmul(x, w));
      sum(mul(y, y)).backward();
      return { y: bits(y.toArray()), grad: bits(x.grad!.toArray()) + bits(w.grad!.toArray()) };
    };
    expect(compute()).toEqual(step(compute));
  });

  test('the way back may be walked in a step of its own', () => {
    const x = tensor([0.5], undefined, { requiresGrad: true });
    const y = sum(exp(x));
    step(() => {
      y.backward();
      expect(x.grad!.item()).toBeCloseTo(Math.exp(0.5), 6);
    });
  });
});
