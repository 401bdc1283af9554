import { describe, expect, it } from 'vitest';
import { MemoryHost } from '../../test/support/memory-host.ts';
import type { Kernels } from '../backend/backend.ts';
import { createWasmBackend } from '../backend/wasm.ts';
import { computedBy, computedByOf, readCheckpoint, readIdentity, writeCheckpoint, type Identity } from './index.ts';
import { errorOf, go, hashOf } from './toy-run.case.ts';
import { Toy } from './toy.case.ts';

const file = 'run/checkpoints/last.safetensors';
const blas = { backend: 'blas', library: 'OpenBLAS 0.3.21 (Zen)', threads: 2 };

/** A run that stopped in its second epoch, its checkpoint as if `change` were its identity. */
async function stopped(change: (identity: Identity) => Identity): Promise<MemoryHost> {
  const controller = new AbortController();
  const { host } = await go({
    signal: controller.signal,
    on: (event) => {
      if (event.type === 'step' && event.step === 6) controller.abort();
    },
  });
  const saved = readCheckpoint(await host.read(file), file);
  await host.write(file, writeCheckpoint({ ...saved, identity: change(saved.identity) }));
  return host;
}

const resume = (host: MemoryHost, otherBackend?: boolean) =>
  go({ host, resume: true, otherBackend, toy: new Toy({ weightSeed: 99 }) });

describe('what a run is computed by', () => {
  it('stands in its checkpoint, and a library with its threads', async () => {
    const host = await stopped((identity) => identity);
    const identity = readIdentity(await host.read(file), file);
    expect(identity).toEqual(readCheckpoint(await host.read(file), file).identity);
    expect(computedByOf(identity)).toEqual({ backend: 'wasm' });
    const library = { name: blas.library, path: '', over: (kernels: Kernels) => kernels };
    expect(computedBy(createWasmBackend({ blas: library }))).toEqual({ ...blas, threads: 1 });
    expect(computedByOf({ task: 'toy', ...blas })).toEqual(blas);
  });

  it('is WASM in checkpoints that do not say', async () => {
    const { host: undisturbed } = await go();
    const host = await stopped(({ backend: _backend, ...identity }) => identity);
    expect(computedByOf(readIdentity(await host.read(file), file))).toEqual({ backend: 'wasm' });
    await resume(host);
    expect(await hashOf(host)).toBe(await hashOf(undisturbed));
  });

  it('must be the same in a resume, unless another is asked for', async () => {
    const host = await stopped((identity) => ({ ...identity, ...blas }));
    const { code, details } = await errorOf(resume(host));
    expect(code).toBe('config/resume-changed');
    expect(details['changed']).toEqual([
      'backend: "blas" → "wasm"',
      'library: "OpenBLAS 0.3.21 (Zen)" → nothing',
      'threads: 2 → nothing',
    ]);
    const { result } = await resume(host, true);
    expect(result.reason).toBe('epochs');
    // From then on it is the other's run.
    expect(computedByOf(readIdentity(await host.read(file), file))).toEqual({ backend: 'wasm' });
  });

  it('is not all that must be the same', async () => {
    const host = await stopped((identity) => ({ ...identity, ...blas, dataHash: 'other' }));
    expect((await errorOf(resume(host, true))).details['changed']).toEqual(['dataHash: "other" → "abc"']);
  });
});
