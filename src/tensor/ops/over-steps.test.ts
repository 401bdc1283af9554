import { describe, expect, test } from 'vitest';
import { bits, expectClose } from '../../../test/support/close.ts';
import { createWasmBackend } from '../../backend/wasm.ts';
import { Random } from '../../util/random.ts';
import type { Shape } from '../../util/shape.ts';
import { step, withBackend } from '../engine.ts';
import { gradcheck } from '../gradcheck.ts';
import { Parameter, tensor, zeros, type Tensor } from '../tensor.ts';
import { add, mul } from './arithmetic.ts';
import { tanh } from './functions.ts';
import { linear } from './linear.ts';
import { overSteps } from './over-steps.ts';
import {
  elmanSequence,
  gruResetBeforeSequence,
  gruSequence,
  lstmSequence,
  type RecurrentWeights,
} from './recurrent.ts';
import { sum } from './reduce.ts';
import { gather } from './rows.ts';
import { reshape } from './shape.ts';

const [ROWS, INPUT, HIDDEN, STEPS] = [3, 4, 5, 3];

type Weights = Readonly<Record<string, Tensor>>;
interface Loop {
  readonly shapes: Readonly<Record<string, Shape>>;
  /** One step: h [ROWS, HIDDEN] and x [ROWS, INPUT] → the next h. */
  readonly next: (w: Weights, h: Tensor, x: Tensor, t: number) => Tensor;
}

const recurrent = (gates: number, sequence: (xs: Tensor, h: Tensor, w: RecurrentWeights) => Tensor): Loop => ({
  shapes: {
    weight_ih: [gates * HIDDEN, INPUT],
    weight_hh: [gates * HIDDEN, HIDDEN],
    bias_ih: [gates * HIDDEN],
    bias_hh: [gates * HIDDEN],
  },
  next: (w, h, x) => sequence(reshape(x, [ROWS, 1, INPUT]), h, w as unknown as RecurrentWeights),
});

const loops: Readonly<Record<string, Loop>> = {
  linear: {
    shapes: { w: [HIDDEN, HIDDEN], u: [HIDDEN, INPUT] },
    next: ({ w, u }, h, x) => tanh(add(linear(h, w!), linear(x, u!))),
  },
  'a weight that is also used as it is': {
    shapes: { w: [HIDDEN, HIDDEN] },
    next: ({ w }, h) => add(tanh(linear(h, w!)), sum(mul(w!, w!))),
  },
  'rows of a table, and the table as a weight': {
    shapes: { table: [7, HIDDEN] },
    next: ({ table }, h, _x, t) =>
      tanh(add(gather(table!, [t, 2, 6]), linear(linear(h, table!), reshape(table!, [HIDDEN, 7])))),
  },
  elman: recurrent(1, (xs, h, w) => elmanSequence(xs, h, w)[1]),
  lstm: recurrent(4, (xs, h, w) => lstmSequence(xs, h, h, w)[1]),
  gru: recurrent(3, (xs, h, w) => gruSequence(xs, h, w)[1]),
  'gru, reset before': recurrent(3, (xs, h, w) => gruResetBeforeSequence(xs, h, w)[1]),
};

function made({ shapes }: Loop): Map<string, Parameter> {
  const rng = new Random(5);
  const draw = (size: number): number[] => Array.from({ length: size }, () => rng.normal() / 2);
  return new Map(
    Object.entries(shapes).map(([name, shape]) => [name, new Parameter(draw(shape.reduce((a, b) => a * b, 1)), shape)]),
  );
}

/** Σ of squares of all states, through the weights as they are or through handles. */
function run(loop: Loop, parameters: ReadonlyMap<string, Parameter>, handles: boolean): Tensor {
  const weights = Object.fromEntries(
    Array.from(parameters, ([name, p]) => [name, handles && p.rank === 2 ? overSteps(p) : p]),
  );
  const rng = new Random(9);
  let h: Tensor = zeros([ROWS, HIDDEN]);
  let total: Tensor = tensor(0);
  for (let t = 0; t < STEPS; t++) {
    const x = tensor(
      Array.from({ length: ROWS * INPUT }, () => rng.normal()),
      [ROWS, INPUT],
    );
    h = loop.next(weights, h, x, t);
    total = add(total, sum(mul(h, h)));
  }
  return total;
}

describe.each(Object.entries(loops))('weights over steps: %s', (_, loop) => {
  test('the same bits on the way in, the same gradients on the way back', () => {
    withBackend(createWasmBackend(), () => {
      const parameters = made(loop);
      const [plain, shared] = [false, true].map((handles) =>
        step(() => {
          const loss = run(loop, parameters, handles);
          for (const p of parameters.values()) p.grad = null;
          loss.backward();
          return { loss: loss.toArray(), grads: Array.from(parameters.values(), (p) => p.grad!.toArray()) };
        }),
      );
      expect(bits(shared!.loss)).toEqual(bits(plain!.loss));
      shared!.grads.forEach((grad, i) => expectClose(grad, plain!.grads[i]!, 1e-5));
    });
  });

  test('the gradient is the numeric one', () => {
    const report = gradcheck(() => {
      const parameters = made(loop);
      return { loss: () => run(loop, parameters, true), parameters };
    });
    expect(report.worst.error).toBeLessThan(1e-6);
    expect(report.passed).toBe(true);
  });

  test('outside of a step it computes the same', () => {
    withBackend(createWasmBackend(), () => {
      const parameters = made(loop);
      const inside = step(() => run(loop, parameters, true).toArray());
      const loss = run(loop, parameters, true);
      expect(bits(loss.toArray())).toEqual(bits(inside));
      loss.backward();
      const [first] = parameters.values();
      expect(first!.grad!.toArray().some((x) => x !== 0)).toBe(true);
    });
  });
});
