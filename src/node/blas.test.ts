import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHelper } from '../../dist/node/backend.js';
import { built, runScript } from '../../test/support/built.ts';
import { bits, expectClose } from '../../test/support/close.ts';
import type { Backend, Flag, Ptr } from '../backend/backend.ts';
import { createWasmBackend } from '../backend/wasm.ts';
import { recurrent } from '../cells/index.ts';
import { collectParameters } from '../nn/index.ts';
import { adam } from '../optim/index.ts';
import { mul, step, sum, tensor, withBackend } from '../tensor/index.ts';
import { ElmanError, messageOf } from '../util/errors.ts';
import { Random } from '../util/random.ts';
import { loadBlas, type SystemBlas } from './blas.ts';

const found = find();

function find(): SystemBlas | string {
  try {
    return loadBlas();
  } catch (error) {
    return messageOf(error);
  }
}

const missing = typeof found === 'string' ? `there is no BLAS here: ${found}` : undefined;

/** A backend that calls the library on so many threads, all of which listen, however little there is to do. */
function withLibrary(threads: number): Backend {
  const backend = createWasmBackend({ threads, startHelper, blas: found as SystemBlas });
  backend.pool?.waitUntilReady();
  if (backend.pool !== null) backend.pool.worthSharing = 0;
  return backend;
}

describe('products by the BLAS', () => {
  let backend!: Backend;
  beforeAll(() => {
    if (missing === undefined) backend = withLibrary(1);
  });

  const rng = new Random(3);
  const numbers = (n: number): Float32Array => Float32Array.from({ length: n }, () => rng.normal());

  interface Shape {
    readonly m: number;
    readonly n: number;
    readonly k: number;
  }
  const shapes: readonly Shape[] = [
    { m: 1, n: 5, k: 3 },
    { m: 7, n: 9, k: 4 },
    { m: 1, n: 190, k: 260 },
    { m: 1, n: 513, k: 128 },
    { m: 33, n: 65, k: 31 },
    { m: 150, n: 31, k: 700 },
    { m: 257, n: 192, k: 65 },
  ];
  const flags: readonly Flag[] = [0, 1];
  const cases = shapes.flatMap((shape) =>
    flags.flatMap((transA) =>
      flags.flatMap((transB) => flags.map((accumulate) => ({ ...shape, transA, transB, accumulate }))),
    ),
  );

  /** A matrix in the memory, its rows `gap` numbers further apart than they are long; between them is NaN. */
  function place(values: Float32Array, cols: number, gap: number): { readonly ptr: Ptr; readonly ld: number } {
    const rows = values.length / cols;
    const ld = cols + gap;
    const spread = new Float32Array(rows * ld).fill(NaN);
    for (let i = 0; i < rows; i++) spread.set(values.subarray(i * cols, (i + 1) * cols), i * ld);
    const ptr = backend.allocate(spread.byteLength);
    backend.writeFloats(ptr, spread);
    return { ptr, ld };
  }

  function read(ptr: Ptr, rows: number, cols: number, ld: number): Float32Array {
    const all = backend.readFloats(ptr, rows * ld);
    const values = new Float32Array(rows * cols);
    for (let i = 0; i < rows; i++) {
      values.set(all.subarray(i * ld, i * ld + cols), i * cols);
      // Nothing but C itself is written.
      expect([...all.subarray(i * ld + cols, (i + 1) * ld)].every(Number.isNaN)).toBe(true);
    }
    return values;
  }

  for (const { m, n, k, transA, transB, accumulate } of cases) {
    const name = `${m} × ${n} × ${k}, ${transA ? 'Aᵀ' : 'A'}·${transB ? 'Bᵀ' : 'B'}${accumulate ? ' + C' : ''}`;
    it(`are those of float64: ${name}`, (context) => {
      if (missing !== undefined) context.skip(missing);
      const [a, b, before] = [
        numbers(m * k),
        numbers(k * n),
        accumulate ? numbers(m * n) : new Float32Array(m * n).fill(NaN),
      ];
      const wanted = Float64Array.from({ length: m * n }, (_, at) => {
        const [i, j] = [Math.floor(at / n), at % n];
        let total = accumulate ? before[at]! : 0;
        for (let p = 0; p < k; p++) total += a[transA ? p * m + i : i * k + p]! * b[transB ? j * k + p : p * n + j]!;
        return total;
      });
      const A = place(a, transA ? m : k, 3);
      const B = place(b, transB ? k : n, 2);
      const [C, P] = [place(before, n, 5), place(before, n, 5)];
      backend.kernels.gemm(transA, transB, m, n, k, A.ptr, A.ld, B.ptr, B.ld, C.ptr, C.ld, accumulate);
      expectClose(read(C.ptr, m, n, C.ld), wanted, 2e-5 * Math.sqrt(k), 'the product');
      const packed = backend.allocate(backend.kernels.packedSize(n, k) * 4);
      backend.kernels.pack(transB, n, k, B.ptr, B.ld, packed);
      backend.kernels.gemmPacked(transA, m, n, k, A.ptr, A.ld, packed, P.ptr, P.ld, accumulate);
      expectClose(read(P.ptr, m, n, P.ld), wanted, 2e-5 * Math.sqrt(k), 'the product with B packed');
      for (const ptr of [A.ptr, B.ptr, C.ptr, P.ptr, packed]) backend.free(ptr);
    });
  }
});

describe('layers computed with the BLAS', () => {
  interface Trained {
    readonly outputs: Float32Array;
    readonly gradients: Float32Array[];
    readonly weights: Float32Array[];
  }

  /** Two layers over ragged rows: outputs and gradients of the first update, and the weights after three. */
  function train(backend: Backend, cell: 'elman' | 'lstm' | 'gru'): Trained {
    return withBackend(backend, () => {
      const rng = new Random(5);
      const [batch, time, inputSize, hiddenSize] = [13, 9, 24, 96];
      const layer = recurrent({ cell, inputSize, hiddenSize, layers: 2, rng });
      const parameters = collectParameters({ layer });
      const optimizer = adam(parameters);
      const xs = tensor(
        Float32Array.from({ length: batch * time * inputSize }, () => rng.normal()),
        [batch, time, inputSize],
      );
      const lengths = Int32Array.from({ length: batch }, (_, b) => 1 + ((b * 5 + 8) % time));
      const seen: Omit<Trained, 'weights'>[] = [];
      for (let i = 0; i < 3; i++) {
        step(() => {
          const { ys } = layer.forward(xs, { lengths });
          sum(mul(ys, ys)).backward();
          const gradients = [...layer.namedParameters()].map(([, weight]) => weight.grad!.toArray() as Float32Array);
          seen.push({ outputs: ys.toArray() as Float32Array, gradients });
          optimizer.step();
          optimizer.zeroGrad();
        });
      }
      const weights = [...layer.namedParameters()].map(([, weight]) => weight.toArray() as Float32Array);
      return { ...seen[0]!, weights };
    });
  }

  for (const cell of ['elman', 'lstm', 'gru'] as const) {
    for (const threads of [1, 2]) {
      it(`equal those of WASM, and repeat their bits: ${cell}, threads: ${threads}`, (context) => {
        if (missing !== undefined) context.skip(missing);
        const wasm = train(createWasmBackend(), cell);
        const blas = train(withLibrary(threads), cell);
        expectClose(blas.outputs, wasm.outputs, 1e-5, 'outputs');
        blas.gradients.forEach((gradient, i) => expectClose(gradient, wasm.gradients[i]!, 1e-4, `gradient ${i}`));
        const again = train(withLibrary(threads), cell);
        expect(again.weights.map(bits)).toEqual(blas.weights.map(bits));
      });
    }
  }
});

describe('a BLAS that is found', () => {
  it('says what it is and where it lies', (context) => {
    if (typeof found === 'string') {
      context.skip(missing);
      return;
    }
    expect(found.name.startsWith(found.library)).toBe(true);
    expect(found.name).toContain(found.version);
    expect(found.name).toContain(found.kernel);
    // Helping threads load it again by its path.
    expect(loadBlas(found.path)).toMatchObject({ name: found.name, path: found.path });
  });
});

describe('without a BLAS there is one clear error', () => {
  const folder = mkdtempSync(join(tmpdir(), 'elman-blas-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function errorOf(work: () => unknown): ElmanError {
    try {
      work();
    } catch (error) {
      if (error instanceof ElmanError) return error;
      throw error;
    }
    throw new Error('nothing was thrown');
  }

  it('when no library is there', () => {
    const { code, message } = errorOf(() => loadBlas('', ['libnone.so.0', '/none/libnone.so']));
    expect(code).toBe('blas/none');
    expect(message).toMatch(/install one, such as OpenBLAS \(`.+ install .+`\), or name its file in ELMAN_BLAS/);
  });

  it('when the one that is named is not there, no library, or another one', () => {
    const text = join(folder, 'text.so');
    writeFileSync(text, 'no library');
    for (const [path, reason] of [
      ['/none/libnone.so', 'there is no such file'],
      [text, 'text.so'],
      [process.platform === 'linux' ? 'libm.so.6' : text, ''],
    ] as const) {
      const { code, message } = errorOf(() => loadBlas(path));
      expect(code).toBe('usage/blas');
      expect(message).toContain(`${path} is not a BLAS that can be used`);
      expect(message).toContain(reason);
    }
  });

  it('when the package koffi is not there', async () => {
    built('node/blas.js');
    for (const part of ['node', 'backend', 'util']) {
      cpSync(new URL(`../../dist/${part}`, import.meta.url), join(folder, part), { recursive: true });
    }
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    // One that gives nothing, so that none is found in the folders above.
    mkdirSync(join(folder, 'node_modules', 'koffi'), { recursive: true });
    writeFileSync(join(folder, 'node_modules', 'koffi', 'package.json'), '{ "name": "koffi", "exports": {} }');
    const script = join(folder, 'main.mjs');
    writeFileSync(
      script,
      `import { loadBlas } from './node/blas.js';
      try { console.log(loadBlas().path); } catch (error) { console.log(error.code, error.message); }`,
    );
    const { stdout, stderr } = await runScript([script]);
    expect(stderr + stdout).toMatch(/^blas\/koffi .*`npm install koffi`\n$/);
  });
});
