import { describe, expect, test } from 'vitest';
import { createReferenceBackend } from '../src/backend/reference.ts';
import { createWasmBackend } from '../src/backend/wasm.ts';
import {
  recurrent,
  bidirectional,
  stack,
  unroll,
  ElmanCell,
  GruCell,
  LstmCell,
  type Cell,
  type Layer,
} from '../src/cells/index.ts';
import { loadStateInto, parametersOf } from '../src/nn/index.ts';
import { add, mul, stackTensors, step, sum, tensor, Tensor, withBackend, slice, reshape } from '../src/tensor/index.ts';
import { Random } from '../src/util/random.ts';
import { readGolden, type GoldenArray, type RecurrentCase } from './goldens/golden.ts';

const OUTPUTS = 1e-5;
const GRADIENTS = 1e-4;

type PyTorchCell = RecurrentCase['cell'];

const files: readonly (readonly [PyTorchCell, `recurrent-${PyTorchCell}`])[] = [
  ['elman', 'recurrent-elman'],
  ['elman-relu', 'recurrent-elman-relu'],
  ['lstm', 'recurrent-lstm'],
  ['gru', 'recurrent-gru'],
  ['gru-reset-before', 'recurrent-gru-reset-before'],
];

const backends = { wasm: createWasmBackend(), reference: createReferenceBackend() };

for (const [backend, engine] of Object.entries(backends)) {
  describe(`recurrent layers against PyTorch on the ${backend} backend`, () => {
    for (const [cell, file] of files) {
      for (const golden of readGolden(file).cases) {
        test(`${cell}: ${golden.name}`, () => withBackend(engine, () => check(golden, recurrentFor(golden, cell))));
      }
    }
  });
}

describe('the plain scan over step against PyTorch', () => {
  for (const [cell, file] of files) {
    for (const golden of readGolden(file).cases) {
      test(`${cell}: ${golden.name}`, () => withBackend(backends.wasm, () => check(golden, scannedFor(golden, cell))));
    }
  }
});

function recurrentFor(golden: RecurrentCase, cell: PyTorchCell): Layer {
  return recurrent({
    cell,
    inputSize: golden.input,
    hiddenSize: golden.hidden,
    layers: golden.layers,
    bidirectional: golden.directions === 2,
    rng: new Random(1),
  });
}

/** The same layers, with every cell's fused path taken away. */
function scannedFor(golden: RecurrentCase, cell: PyTorchCell): Layer {
  const make = (inputSize: number): Cell => {
    const options = { inputSize, hiddenSize: golden.hidden, rng: new Random(1) };
    const made = {
      elman: () => new ElmanCell(options),
      'elman-relu': () => new ElmanCell({ ...options, activation: 'relu' }),
      lstm: () => new LstmCell(options),
      gru: () => new GruCell(options),
      'gru-reset-before': () => new GruCell({ ...options, reset: 'before' }),
    }[cell]() as Cell;
    return {
      inputSize,
      outputSize: golden.hidden,
      zeroState: (batch) => made.zeroState(batch),
      namedParameters: () => made.namedParameters(),
      step: (x, state) => made.step(x, state),
    };
  };
  const width = golden.hidden * golden.directions;
  return stack(
    Array.from({ length: golden.layers }, (_, k) => {
      const inputSize = k === 0 ? golden.input : width;
      return golden.directions === 2 ? bidirectional(make(inputSize), make(inputSize)) : unroll(make(inputSize));
    }),
  );
}

function check(golden: RecurrentCase, layer: Layer): void {
  loadStateInto(layer, new Map(Object.entries(golden.parameters)));
  step(() => {
    const from = (array: GoldenArray, requiresGrad = false): Tensor =>
      tensor(array.data, array.shape, { requiresGrad });
    const x = from(golden.x, true);
    const given = { h: golden.h0 && from(golden.h0, true), c: golden.c0 && from(golden.c0, true) };
    const names = Object.keys(layer.zeroState(1));
    const state =
      given.h === null
        ? undefined
        : Object.fromEntries(names.map((name) => [name, row(given[name[0] as 'h' | 'c']!, order(golden, name))]));
    const lengths = golden.lengths === null ? undefined : Int32Array.from(golden.lengths);
    const { ys, state: last } = layer.forward(x, { state, lengths });
    const gather = (kind: string): Tensor => {
      const mine = names
        .filter((name) => name.startsWith(kind))
        .toSorted((a, b) => order(golden, a) - order(golden, b));
      return stackTensors(
        mine.map((name) => last[name]!),
        0,
      );
    };
    const finals: [Tensor, GoldenArray, GoldenArray][] = [[gather('h'), golden.h_n, golden.wh]];
    if (golden.c_n !== null) finals.push([gather('c'), golden.c_n, golden.wc!]);
    close(ys, golden.ys, OUTPUTS, 'ys');
    for (const [found, wanted] of finals) close(found, wanted, OUTPUTS, 'last state');
    let loss = sum(mul(ys, from(golden.wy)));
    for (const [found, , weight] of finals) loss = add(loss, sum(mul(found, from(weight))));
    loss.backward();
    close(x.grad!, golden.gradients.x, GRADIENTS, 'gradient of x');
    if (given.h !== null) close(given.h.grad!, golden.gradients.h0!, GRADIENTS, 'gradient of h0');
    if (given.c !== null) close(given.c.grad!, golden.gradients.c0!, GRADIENTS, 'gradient of c0');
    for (const [name, parameter] of parametersOf(layer))
      close(parameter.grad!, golden.gradients.parameters[name]!, GRADIENTS, `gradient of ${name}`);
    for (const parameter of parametersOf(layer).values()) parameter.grad = null;
  });
}

/** Where a state stands in PyTorch's h_n: l0 forward, l0 backward, l1 forward … */
function order({ directions }: RecurrentCase, name: string): number {
  return Number(/_l(\d+)/.exec(name)![1]) * directions + (name.endsWith('_reverse') ? 1 : 0);
}

function row(states: Tensor, i: number): Tensor {
  return reshape(slice(states, 0, i, i + 1), states.shape.slice(1));
}

function close(found: Tensor, wanted: GoldenArray, tolerance: number, what: string): void {
  expect(found.shape, what).toEqual(wanted.shape);
  const numbers = found.toArray();
  let worst = 0;
  for (let i = 0; i < numbers.length; i++)
    worst = Math.max(worst, Math.abs(numbers[i]! - wanted.data[i]!) || (Number.isNaN(numbers[i]!) ? Infinity : 0));
  expect(worst, `largest deviation of ${what}`).toBeLessThan(tolerance);
}
