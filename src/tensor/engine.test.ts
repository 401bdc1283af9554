import { describe, expect, test } from 'vitest';
import { createReferenceBackend } from '../backend/reference.ts';
import { createWasmBackend } from '../backend/wasm.ts';
import { ElmanError } from '../util/errors.ts';
import { engineOf, withBackend, type Engine } from './engine.ts';
import { add, mul } from './ops/arithmetic.ts';
import { matmul } from './ops/matmul.ts';
import { sum } from './ops/reduce.ts';
import { Parameter, tensor, type Tensor } from './tensor.ts';

const KILOBYTE = 1024;

function fresh<T>(run: (engine: Engine) => T): T {
  const backend = createReferenceBackend();
  return withBackend(backend, () => run(engineOf(backend)));
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ElmanError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

describe('a region', () => {
  test('gives back what it took: the step holds one at a time', () => {
    fresh((engine) => {
      engine.step(() => {
        for (let i = 0; i < 100; i++) engine.region(() => engine.allocate(KILOBYTE / 8));
      });
      expect(engine.stepBytes).toBe(KILOBYTE);
      engine.step(() => {
        for (let i = 0; i < 100; i++) engine.allocate(KILOBYTE / 8);
      });
      expect(engine.stepBytes).toBe(100 * KILOBYTE);
    });
  });

  test('leaves what was brought in from the heap to be brought in anew', () => {
    fresh((engine) => {
      const x = tensor([1, 2, 3]);
      const read = engine.step(() => {
        engine.region(() => add(x, x));
        const other = tensor([7, 8, 9]);
        // Takes the very place where x was.
        const doubled = add(other, other);
        return [add(x, tensor([0, 0, 0])).toArray(), doubled.toArray()];
      });
      expect(read.map((numbers) => [...numbers])).toEqual([
        [1, 2, 3],
        [14, 16, 18],
      ]);
    });
  });

  test('what was made in it is stale afterwards, unless it was kept', () => {
    fresh((engine) => {
      engine.step(() => {
        const [lost, kept] = engine.region(() => {
          const x = tensor([1, 2]);
          return [add(x, x), add(x, x).keep()] as const;
        });
        expect(codeOf(() => lost.toArray())).toBe('tensor/stale');
        expect([...add(kept, kept).toArray()]).toEqual([4, 8]);
      });
    });
  });

  test('regions lie in one another, also across blocks of the arena', () => {
    fresh((engine) => {
      engine.step(() => {
        const outer = engine.region(() => {
          const before = add(tensor([1]), tensor([1]));
          engine.region(() => engine.allocate(1 << 18));
          return before.item() + engine.region(() => add(before, tensor([1])).item());
        });
        expect(outer).toBe(5);
      });
      expect(engine.stepBytes).toBeLessThan((1 << 21) + KILOBYTE);
    });
  });

  test('works on in an op outside of steps', () => {
    fresh((engine) => {
      const kept = engine.op(() => {
        const result = engine.allocate(1);
        engine.region(() => engine.kernels.copy(add(tensor([1]), tensor([2])).storage.ptr, result.ptr, 1));
        return result;
      });
      expect([...kept.read()]).toEqual([3]);
    });
  });
});

describe('a dry run', () => {
  const work = (w: Tensor, x: Tensor) => (): void => {
    const y = sum(mul(matmul(x, w), matmul(x, w)));
    y.backward();
    expect(y.item()).toBeDefined();
  };

  for (const make of [createReferenceBackend, () => createWasmBackend()]) {
    test(`counts what the step takes then, to the byte, and computes nothing: ${make().name}`, () => {
      withBackend(make(), () => {
        const w = new Parameter([1, 2, 3, 4], [2, 2]);
        const { engine } = w;
        const x = tensor(
          Array.from({ length: 200 }, (_, i) => i),
          [100, 2],
        );
        const before = engine.backend.memoryBytes;
        const dry = engine.dryRun(work(w, x));
        w.grad = null;
        expect(engine.backend.memoryBytes).toBe(before);
        expect([...w.toArray()]).toEqual([1, 2, 3, 4]);
        engine.step(() => {
          work(w, x)();
          expect(w.grad!.toArray().every((g) => g > 0)).toBe(true);
        });
        expect(engine.stepBytes).toBeGreaterThan(3 * 100 * 2 * engine.floatBytes);
        expect(dry).toEqual({ step: engine.stepBytes, persistent: 0 });
      });
    });
  }

  test('counts terabytes, and what would live outside of the step', () => {
    fresh((engine) => {
      const held = engine.persistentBytes;
      const dry = engine.dryRun(() => {
        engine.scratch(1e12);
        engine.persistent(1e10);
      });
      expect(dry.step).toBeGreaterThan(7.9e12);
      expect(dry.persistent).toBe(8e10);
      expect(engine.persistentBytes).toBe(held);
      engine.step(() => expect(add(tensor([1]), tensor([2])).item()).toBe(3));
    });
  });

  test('is undone when it fails, and not begun in a step', () => {
    fresh((engine) => {
      expect(() =>
        engine.dryRun(() => {
          throw new Error('no');
        }),
      ).toThrow('no');
      expect(engine.step(() => add(tensor([1]), tensor([2])).item())).toBe(3);
      expect(engine.step(() => codeOf(() => engine.dryRun(() => {})))).toBe('tensor/dry-run');
    });
  });
});

test('a reserved arena takes what was asked for, once', () => {
  fresh((engine) => {
    engine.reserve(1 << 22);
    expect(engine.arenaBytes).toBe(1 << 22);
    engine.reserve(1 << 20);
    expect(engine.arenaBytes).toBe(1 << 22);
    engine.step(() => engine.scratch(1 << 19));
    expect(engine.arenaBytes).toBe(1 << 22);
    expect(engine.stepBytes).toBe(1 << 22);
    expect(engine.step(() => codeOf(() => engine.reserve(1)))).toBe('tensor/reserve');
  });
});
