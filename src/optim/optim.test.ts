import { describe, expect, test } from 'vitest';
import { readGolden, type GoldenArrays, type OptimiserCase } from '../../test/goldens/golden.ts';
import { bits, expectClose } from '../../test/support/close.ts';
import { createReferenceBackend } from '../backend/reference.ts';
import { createWasmBackend } from '../backend/wasm.ts';
import { step, withBackend } from '../tensor/engine.ts';
import { add, mul, scale } from '../tensor/ops/arithmetic.ts';
import { sum } from '../tensor/ops/reduce.ts';
import { Parameter, tensor } from '../tensor/tensor.ts';
import { ElmanError } from '../util/errors.ts';
import { Random } from '../util/random.ts';
import {
  adagrad,
  adam,
  adamw,
  asgd,
  clipGradNorm,
  clipGradValue,
  gradNorm,
  rmsprop,
  sgd,
  type NamedParameters,
  type Optimizer,
} from './index.ts';

const goldens = readGolden('optimisers');
const backends = [createWasmBackend(), createReferenceBackend()];

type Make = (parameters: NamedParameters, options: OptimiserCase['options']) => Optimizer;

/** How PyTorch's optimisers are said here. */
const makers: Record<OptimiserCase['optimiser'], Make> = {
  sgd: (parameters, { weight_decay: weightDecay = 0, ...options }) => sgd(parameters, { ...options, weightDecay }),
  adam: (parameters, { weight_decay: weightDecay = 0, ...options }) => adam(parameters, { ...options, weightDecay }),
  adamw: (parameters, { weight_decay: weightDecay = 0.01, ...options }) =>
    adamw(parameters, { ...options, weightDecay }),
  rmsprop: (parameters, { weight_decay: weightDecay = 0, ...options }) =>
    rmsprop(parameters, { ...options, weightDecay }),
  adagrad: (
    parameters,
    {
      weight_decay: weightDecay = 0,
      lr_decay: lrDecay = 0,
      initial_accumulator_value: initialAccumulator = 0,
      ...options
    },
  ) => adagrad(parameters, { ...options, weightDecay, lrDecay, initialAccumulator }),
  asgd: (parameters, { weight_decay: weightDecay = 0, ...options }) => asgd(parameters, { ...options, weightDecay }),
};

function parametersFrom(arrays: GoldenArrays): Map<string, Parameter> {
  return new Map(Object.entries(arrays).map(([name, { data, shape }]) => [name, new Parameter(data, shape)]));
}

function setGradients(parameters: ReadonlyMap<string, Parameter>, gradients: GoldenArrays): void {
  for (const [name, parameter] of parameters) {
    const { data, shape } = gradients[name]!;
    parameter.grad = tensor(data, shape);
  }
}

for (const backend of backends) {
  describe(`optimisers agree with PyTorch on the ${backend.name} backend`, () => {
    for (const golden of goldens.cases) {
      test(`${golden.name}, after 1, 2 and 20 updates`, () =>
        withBackend(backend, () => {
          const parameters = parametersFrom(goldens.parameters);
          const optimizer = makers[golden.optimiser](parameters, golden.options);
          goldens.gradients.forEach((gradients, i) => {
            // Both ways of living: in a step, and outside of one.
            const update = (): void => {
              setGradients(parameters, gradients);
              optimizer.step();
              optimizer.zeroGrad();
            };
            if (i % 2 === 0) step(update);
            else update();
            const wanted = golden.after[String(i + 1) as keyof typeof golden.after];
            if (wanted === undefined) return;
            for (const [key, parameter] of parameters) {
              expectClose(parameter.toArray(), wanted[key]!.data, 1e-5, `${key} after ${i + 1} updates`);
            }
            const averages = golden.averages?.[String(i + 1) as keyof typeof golden.after];
            if (averages === undefined) return;
            const { arrays } = optimizer.state();
            for (const key of parameters.keys()) {
              expectClose(arrays.get(`${key}/average`)!, averages[key]!.data, 1e-5, `average of ${key}`);
            }
          });
        }));
    }
  });

  describe(`clipping agrees with PyTorch on the ${backend.name} backend`, () => {
    for (const golden of goldens.clipping) {
      if (golden.kind === 'norm' && golden.norm_type !== 2) {
        test.skip(`${golden.name} (Elman clips by the Euclidean norm only)`);
        continue;
      }
      for (const inside of [true, false]) {
        test(`${golden.name}, ${inside ? 'inside' : 'outside of'} a step`, () =>
          withBackend(backend, () => {
            const parameters = parametersFrom(golden.before);
            const clip = (): void => {
              setGradients(parameters, golden.before);
              if (golden.kind === 'value') clipGradValue(parameters.values(), golden.limit);
              else {
                const norm = clipGradNorm(parameters.values(), golden.limit);
                expectClose([norm], [golden.total_norm!], 1e-6, 'norm');
              }
              for (const [key, { grad }] of parameters) {
                expectClose(grad!.toArray(), golden.after[key]!.data, 1e-6, `gradient of ${key}`);
              }
            };
            if (inside) step(clip);
            else clip();
          }));
      }
    }
  });
}

describe('clipping', () => {
  test('changes a gradient that two parameters share once', () => {
    for (const run of [step, (fn: () => void) => fn()]) {
      const a = new Parameter([0, 0], [2]);
      const b = new Parameter([0, 0], [2]);
      run(() => {
        add(a, b).backward(scale(tensor([3, 4]), 1));
        // ‖(3, 4, 3, 4)‖ = 5√2
        expect(clipGradNorm([a, b], 1)).toBeCloseTo(5 * Math.SQRT2, 6);
        for (const { grad } of [a, b]) expectClose(grad!.toArray(), [3 / (5 * Math.SQRT2), 4 / (5 * Math.SQRT2)], 1e-6);
        expect(gradNorm([a, b])).toBeCloseTo(1, 5);
      });
    }
  });

  test('a parameter that is named twice counts once, one without a gradient not at all', () => {
    const a = new Parameter([0, 0], [2]);
    a.grad = tensor([3, 4]);
    expect(gradNorm([a, a, new Parameter([1], [1])])).toBeCloseTo(5, 6);
    expect(gradNorm([])).toBe(0);
    expect(clipGradNorm([], 1)).toBe(0);
  });

  test('a norm that is not finite is reported, and nothing is scaled', () => {
    const a = new Parameter([0, 0], [2]);
    for (const bad of [Number.NaN, Infinity]) {
      a.grad = tensor([bad, 4]);
      expect(clipGradNorm([a], 1)).toBe(bad);
      expect(a.grad.toArray()[1]).toBe(4);
    }
  });

  test('a norm too large for float32 is still a number', () => {
    const a = new Parameter([0, 0], [2]);
    a.grad = tensor([3e30, 4e30]);
    expectClose([clipGradNorm([a], 1) / 1e30], [5], 1e-6);
  });
});

describe('an optimiser', () => {
  const quadratic = (make: (parameters: NamedParameters) => Optimizer) => {
    const rng = new Random(3);
    const p = new Parameter(
      Float32Array.from({ length: 50 }, () => rng.normal()),
      [5, 10],
    );
    const q = new Parameter(
      Float32Array.from({ length: 7 }, () => rng.normal()),
      [7],
    );
    const optimizer = make([
      ['p', p],
      ['q', q],
    ]);
    return {
      p,
      q,
      optimizer,
      update: (): void =>
        step(() => {
          add(sum(mul(p, p)), sum(mul(mul(q, q), 3))).backward();
          optimizer.step();
          optimizer.zeroGrad();
        }),
      numbers: (): string => bits(p.toArray()) + bits(q.toArray()),
    };
  };
  const kinds: Record<string, (parameters: NamedParameters) => Optimizer> = {
    sgd: (parameters) => sgd(parameters, { lr: 0.05 }),
    'sgd with momentum': (parameters) => sgd(parameters, { lr: 0.01, momentum: 0.9, nesterov: true }),
    adam: (parameters) => adam(parameters, { lr: 0.01 }),
    adamw: (parameters) => adamw(parameters, { lr: 0.01 }),
    rmsprop: (parameters) => rmsprop(parameters, { lr: 0.01, centered: true, momentum: 0.5 }),
    adagrad: (parameters) => adagrad(parameters, { lr: 0.1, lrDecay: 0.01 }),
    asgd: (parameters) => asgd(parameters, { lr: 0.05, t0: 3 }),
  };

  test("refuses Nesterov's momentum without momentum, or with dampening", () => {
    const parameters: NamedParameters = [['p', new Parameter([1], [1])]];
    for (const wrong of [{}, { momentum: 0.9, dampening: 0.1 }]) {
      expect(() => sgd(parameters, { ...wrong, nesterov: true })).toThrow(
        expect.objectContaining({ code: 'config/nesterov' }),
      );
    }
  });

  for (const [name, make] of Object.entries(kinds)) {
    test(`${name} goes down`, () => {
      const it = quadratic(make);
      const size = (): number => [...it.p.toArray()].reduce((total, x) => total + x * x, 0);
      const before = size();
      for (let i = 0; i < 50; i++) it.update();
      expect(size()).toBeLessThan(before / 2);
    });

    test(`${name} taken up from its saved state gives the same bits as going on`, () => {
      const through = quadratic(make);
      for (let i = 0; i < 7; i++) through.update();
      const state = through.optimizer.state();
      const numbers = [through.p.toArray(), through.q.toArray()] as const;
      expect(state.updates).toEqual({ p: 7, q: 7 });
      for (let i = 0; i < 6; i++) through.update();

      const resumed = quadratic(make);
      // Further on already: what is loaded counts, not what was there.
      for (let i = 0; i < 20; i++) resumed.update();
      resumed.p.assign(numbers[0]);
      resumed.q.assign(numbers[1]);
      resumed.optimizer.loadState(state);
      for (let i = 0; i < 6; i++) resumed.update();
      expect(resumed.numbers()).toBe(through.numbers());
      expect(resumed.optimizer.state()).toEqual(through.optimizer.state());
    });
  }

  test('a parameter whose first gradient comes late begins then, as in PyTorch', () => {
    const firstStep = (make: (parameters: [string, Parameter][]) => Optimizer, waiting: number): number => {
      const [p, q] = [new Parameter([1], [1]), new Parameter([1], [1])];
      const optimizer = make([
        ['p', p],
        ['q', q],
      ]);
      for (let i = 0; i <= waiting; i++) {
        p.grad = tensor([0.5]);
        q.grad = i === waiting ? tensor([0.5]) : null;
        optimizer.step();
      }
      return q.toArray()[0]!;
    };
    for (const make of [
      (parameters: [string, Parameter][]) => adam(parameters, { lr: 0.1 }),
      (parameters: [string, Parameter][]) => sgd(parameters, { lr: 0.1, momentum: 0.9, dampening: 0.9 }),
    ]) {
      expect(firstStep(make, 100)).toBe(firstStep(make, 0));
    }
  });

  test('Adam takes a huge count of updates up at once', () => {
    const p = new Parameter([1], [1]);
    const optimizer = adam([['p', p]]);
    optimizer.loadState({
      updates: { p: Number.MAX_SAFE_INTEGER - 1 },
      arrays: new Map([
        ['p/m', new Float32Array(1)],
        ['p/v', new Float32Array(1)],
      ]),
    });
    p.grad = tensor([1]);
    optimizer.step();
    expect(Number.isFinite(p.toArray()[0]!)).toBe(true);
  });

  test('the saved state is a copy', () => {
    const it = quadratic(kinds['adam']!);
    it.update();
    const state = it.optimizer.state();
    const before = bits(state.arrays.get('p/m')!);
    it.update();
    expect(bits(state.arrays.get('p/m')!)).toBe(before);
  });

  test('a state of other parameters is refused with all that is wrong, and nothing is touched', () => {
    const it = quadratic(kinds['adam']!);
    it.update();
    const before = it.optimizer.state();
    const arrays = new Map(before.arrays).set('r/m', new Float32Array(1));
    arrays.delete('p/v');
    arrays.set('q/m', new Float32Array(3));
    let error: unknown;
    try {
      it.optimizer.loadState({ updates: { p: 9, q: 9 }, arrays });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ElmanError);
    expect((error as ElmanError).code).toBe('optim/state');
    for (const name of ['p/v', 'q/m', 'r/m']) expect((error as ElmanError).message).toContain(name);
    expect(it.optimizer.state()).toEqual(before);
  });

  test('leaves a parameter without a gradient alone', () => {
    const p = new Parameter([1, 2], [2]);
    const q = new Parameter([3], [1]);
    const optimizer = adamw([
      ['p', p],
      ['q', q],
    ]);
    step(() => {
      sum(p).backward();
      optimizer.step();
    });
    expect([...q.toArray()]).toEqual([3]);
    expect([p.version, q.version]).toEqual([2, 1]);
  });

  test('forgets gradients when told to', () => {
    const p = new Parameter([1, 2], [2]);
    const optimizer = sgd([['p', p]]);
    step(() => {
      sum(p).backward();
      optimizer.zeroGrad();
      expect(p.grad).toBeNull();
    });
  });

  test('takes its learning rate anew at each update', () => {
    const p = new Parameter([1], [1]);
    const optimizer = sgd([['p', p]], { lr: 0.5 });
    for (const lr of [0.25, 0]) {
      optimizer.lr = lr;
      step(() => {
        sum(p).backward();
        optimizer.step();
        optimizer.zeroGrad();
      });
      expect(p.toArray()[0]).toBe(0.75);
    }
  });

  test('a parameter under two names is updated once', () => {
    const p = new Parameter([1], [1]);
    const optimizer = sgd(
      [
        ['in', p],
        ['out', p],
      ],
      { lr: 0.5 },
    );
    sum(p).backward();
    optimizer.step();
    expect([...p.toArray()]).toEqual([0.5]);
  });

  test('needs a parameter', () => {
    expect(() => adam([])).toThrow('at least one parameter');
  });
});
