import { expect, it } from 'vitest';
import { backendContract } from './contract.case.ts';
import { createReferenceBackend } from './reference.ts';

backendContract('the reference', createReferenceBackend, { relative: 1e-13, absolute: 1e-13 });

it('ends loudly when a kernel is handed no address', () => {
  const { kernels, memoryBytes } = createReferenceBackend();
  for (const wrong of [0, 12, -8, NaN, memoryBytes + 8])
    expect(() => kernels.fill(1, wrong, 1)).toThrow(expect.objectContaining({ code: 'memory/unknown' }));
});
