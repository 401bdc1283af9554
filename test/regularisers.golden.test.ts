import { describe, expect, test } from 'vitest';
import { createReferenceBackend } from '../src/backend/reference.ts';
import { createWasmBackend } from '../src/backend/wasm.ts';
import {
  ElmanCell,
  lockedDropout,
  LstmCell,
  unroll,
  variationalDropout,
  weightDrop,
  zoneout,
  type Cell,
  type Layer,
} from '../src/cells/index.ts';
import { loadStateInto, parametersOf } from '../src/nn/index.ts';
import { mul, step, sum, tensor, withBackend } from '../src/tensor/index.ts';
import { Random } from '../src/util/random.ts';
import { readGolden, type RegulariserCase } from './goldens/golden.ts';
import { expectClose } from './support/close.ts';

const around: Readonly<Record<RegulariserCase['kind'], (cell: Cell, rate: number) => Cell>> = {
  'weight-drop': (cell, rate) => weightDrop(cell, rate),
  locked: (cell, rate) => lockedDropout(cell, { input: rate, output: rate }),
  variational: (cell, rate) => variationalDropout(cell, rate),
  zoneout: (cell, rate) => zoneout(cell, rate),
};

for (const [name, backend] of Object.entries({ wasm: createWasmBackend(), reference: createReferenceBackend() })) {
  describe(`regularised layers against PyTorch on the ${name} backend`, () => {
    const { cases, torch } = readGolden('regularisers');
    expect(torch).toBe('2.13.0+cpu');
    for (const golden of cases) test(golden.name, () => withBackend(backend, () => check(golden)));
  });
}

function check({ kind, cell, seed, rate, x, parameters, wy, ys, gradients }: RegulariserCase): void {
  const options = { inputSize: x.shape[2]!, hiddenSize: ys.shape[2]!, rng: new Random(1) };
  const inside = (cell === 'lstm' ? new LstmCell(options) : new ElmanCell(options)) as Cell;
  const layer: Layer = unroll(around[kind](inside, rate));
  loadStateInto(layer, new Map(Object.entries(parameters)));
  step(() => {
    const xs = tensor(x.data, x.shape, { requiresGrad: true });
    const out = layer.forward(xs, { training: true, rng: new Random(seed) });
    expectClose(out.ys.toArray(), ys.data, 1e-5, 'ys');
    sum(mul(out.ys, tensor(wy.data, wy.shape))).backward();
    expectClose(xs.grad!.toArray(), gradients['x']!.data, 1e-4, 'the gradient of x');
    for (const [name, parameter] of parametersOf(layer))
      expectClose(parameter.grad!.toArray(), gradients[name]!.data, 1e-4, `the gradient of ${name}`);
  });
}
