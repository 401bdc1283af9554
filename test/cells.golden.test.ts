import { describe, expect, test } from 'vitest';
import { createReferenceBackend } from '../src/backend/reference.ts';
import { createWasmBackend } from '../src/backend/wasm.ts';
import { cells, unroll, type Cell, type CellOptions, type Layer } from '../src/cells/index.ts';
import { loadStateInto, parametersOf } from '../src/nn/index.ts';
import { add, mul, step, sum, tensor, withBackend, type Tensor } from '../src/tensor/index.ts';
import { Random } from '../src/util/random.ts';
import { readGolden, type CellCase, type CellGolden, type GoldenArray } from './goldens/golden.ts';
import { expectClose } from './support/close.ts';

const OUTPUTS = 1e-5;
const GRADIENTS = 1e-4;

/** Every cell that make_cells.py knows; the compiler lists what is missing. */
const known: Readonly<Record<CellGolden, true>> = {
  jordan: true,
  'lstm-peephole': true,
  'lstm-projection': true,
  'lstm-layer-norm': true,
  'lstm-coupled': true,
  janet: true,
  'ind-rnn': true,
};

const backends = { wasm: createWasmBackend(), reference: createReferenceBackend() };

for (const [backend, engine] of Object.entries(backends)) {
  describe(`cells against PyTorch on the ${backend} backend`, () => {
    for (const cell of Object.keys(known) as CellGolden[]) {
      for (const golden of readGolden(`cell-${cell}`).cases) {
        test(`${cell}: ${golden.name}`, () => withBackend(engine, () => check(golden, made(golden))));
        test(`${cell}: ${golden.name}, step by step`, () =>
          withBackend(engine, () => check(golden, stepped(made(golden)))));
      }
    }
  });
}

function made({ cell, options, bias, input, hidden }: CellCase): Cell {
  const make = cells[cell] as (options: CellOptions) => Cell;
  return make({ ...options, inputSize: input, hiddenSize: hidden, bias, rng: new Random(1) });
}

/** A cell with its `fused` taken away. */
function stepped(cell: Cell): Cell {
  return {
    inputSize: cell.inputSize,
    outputSize: cell.outputSize,
    zeroState: (batch) => cell.zeroState(batch),
    namedParameters: () => cell.namedParameters(),
    step: (x, state) => cell.step(x, state),
  };
}

function check(golden: CellCase, cell: Cell): void {
  const layer: Layer = unroll(cell);
  loadStateInto(layer, new Map(Object.entries(golden.parameters)));
  step(() => {
    const from = (array: GoldenArray, requiresGrad = false): Tensor =>
      tensor(array.data, array.shape, { requiresGrad });
    const x = from(golden.x, true);
    const state =
      golden.state === null
        ? undefined
        : Object.fromEntries(Object.entries(golden.state).map(([name, value]) => [name, from(value, true)]));
    const lengths = golden.lengths === null ? undefined : Int32Array.from(golden.lengths);
    const { ys, state: last } = layer.forward(x, { state, lengths });
    close(ys, golden.ys, OUTPUTS, 'ys');
    expect(Object.keys(last)).toEqual(Object.keys(golden.last));
    let loss = sum(mul(ys, from(golden.wy)));
    for (const [name, wanted] of Object.entries(golden.last)) {
      close(last[name]!, wanted, OUTPUTS, `last ${name}`);
      loss = add(loss, sum(mul(last[name]!, from(golden.ws[name]!))));
    }
    loss.backward();
    close(x.grad!, golden.gradients.x, GRADIENTS, 'gradient of x');
    for (const [name, value] of Object.entries(state ?? {}))
      close(value.grad!, golden.gradients.state![name]!, GRADIENTS, `gradient of ${name}`);
    for (const [name, parameter] of parametersOf(layer)) {
      close(parameter.grad!, golden.gradients.parameters[name]!, GRADIENTS, `gradient of ${name}`);
      parameter.grad = null;
    }
  });
}

function close(found: Tensor, wanted: GoldenArray, tolerance: number, what: string): void {
  expect(found.shape, `shape of ${what}`).toEqual(wanted.shape);
  expectClose(found.toArray(), wanted.data, tolerance, what);
}
