import { expect, test } from 'vitest';
import { recurrent } from '../cells/index.ts';
import { mul, slice, step, sum, tensor, withBackend } from '../tensor/index.ts';
import { Random } from '../util/random.ts';
import type { Backend } from './backend.ts';
import { createReferenceBackend } from './reference.ts';
import { createWasmBackend } from './wasm.ts';

const STEPS = 400;
/** The smallest float32 with a leading digit. */
const LEAST = 2 ** -126;

/** Gradients of a long sequence of which the last step alone is asked for: of the inputs, and of the weights. */
function gradients(backend: Backend, cell: 'elman' | 'gru' | 'gru-reset-before' | 'lstm'): number[][] {
  return withBackend(backend, () => {
    const rng = new Random(4);
    const layer = recurrent({ cell, inputSize: 3, hiddenSize: 5, rng });
    const values = Array.from({ length: 2 * STEPS * 3 }, () => rng.normal());
    return step(() => {
      const xs = tensor(values, [2, STEPS, 3], { requiresGrad: true });
      const last = slice(layer.forward(xs).ys, 1, STEPS - 1, STEPS);
      sum(mul(last, last)).backward();
      const weights = Array.from(layer.namedParameters(), ([, weight]) => weight.grad!.toArray());
      return [xs.grad!.toArray(), ...weights].map((numbers) => [...numbers]);
    });
  });
}

test.each(['elman', 'gru', 'gru-reset-before', 'lstm'] as const)(
  'a gradient that vanishes on its way back through time is 0, not a number without a leading digit: %s',
  (cell) => {
    const [found, exact] = [createWasmBackend(), createReferenceBackend()].map((backend) => gradients(backend, cell));
    const [dxs, ...dweights] = found!;
    const [exactDxs, ...exactDweights] = exact!;
    expect(dxs!.filter((value) => value !== 0 && Math.abs(value) < LEAST)).toEqual([]);
    // What is 0 had all but vanished, and the end of the sequence has its gradient.
    dxs!.forEach((value, i) => {
      if (value === 0) expect(Math.abs(exactDxs![i]!)).toBeLessThan(2 ** -76);
    });
    expect(dxs!.filter((value) => value === 0).length).toBeGreaterThan(STEPS);
    expect(dxs!.slice(-3).every((value) => Math.abs(value) > 1e-6)).toBe(true);
    dweights.forEach((numbers, w) =>
      numbers.forEach((value, i) => expect(value).toBeCloseTo(exactDweights[w]![i]!, 5)),
    );
  },
);
