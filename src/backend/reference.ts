import { expect } from '../util/errors.ts';
import { Allocator, alignment } from './allocator.ts';
import type { Backend, Kernels, Ptr } from './backend.ts';
import { convolutionKernels } from './reference/conv.ts';
import { elementwiseKernels } from './reference/elementwise.ts';
import { gateKernels } from './reference/gates.ts';
import { ReferenceMemory } from './reference/memory.ts';
import { movingKernels } from './reference/moving.ts';
import { normKernels } from './reference/norm.ts';
import { productKernels } from './reference/products.ts';
import { reductionKernels } from './reference/reductions.ts';
import { softmaxKernels } from './reference/softmax.ts';
import { updateKernels } from './reference/updates.ts';
import { programsOver } from './sequences/programs.ts';

/**
 * The backend to be trusted: every kernel in plain loops and float64, slow and obviously right. Gradients are checked on
 * it, and the fast backends are held to it.
 */
export function createReferenceBackend(): Backend {
  const memory = new ReferenceMemory(1 << 20);
  const kernels: Kernels = {
    ...productKernels(memory),
    ...movingKernels(memory),
    ...elementwiseKernels(memory),
    ...reductionKernels(memory),
    ...softmaxKernels(memory),
    ...normKernels(memory),
    ...convolutionKernels(memory),
    ...gateKernels(memory),
    ...updateKernels(memory),
  };

  const allocator = new Allocator(alignment, memory.bytes, (bytes) => {
    memory.grow(memory.bytes + Math.max(bytes, memory.bytes));
    return memory.bytes;
  });

  /** Where in the typed arrays `n` numbers of `size` bytes begin, once all of them are known to lie in the memory. */
  const index = (ptr: Ptr, n: number, size: 4 | 8): number => {
    const lies = ptr > 0 && ptr % size === 0 && Number.isInteger(n) && n >= 0 && ptr + n * size <= memory.bytes;
    expect(
      lies,
      'memory/bounds',
      () => `expected ${n} numbers of ${size} bytes within the ${memory.bytes} bytes of memory, got address ${ptr}`,
      { ptr, count: n, memoryBytes: memory.bytes },
    );
    return ptr / size;
  };
  const viewFloats = (ptr: Ptr, n: number) => {
    const at = index(ptr, n, 8);
    return memory.floats.subarray(at, at + n);
  };

  return {
    name: 'reference',
    library: null,
    floatBytes: 8,
    kernels,
    programs: programsOver(kernels, 8),
    threads: 1,
    memoryLimit: Infinity,
    get memoryBytes() {
      return memory.bytes;
    },
    allocate: (bytes) => allocator.allocate(bytes),
    free: (ptr) => allocator.free(ptr),
    readFloats: (ptr, n) => viewFloats(ptr, n).slice(),
    readInts(ptr, n) {
      const at = index(ptr, n, 4);
      return memory.ints.slice(at, at + n);
    },
    writeFloats(ptr, values) {
      memory.floats.set(values, index(ptr, values.length, 8));
    },
    writeInts(ptr, values) {
      memory.ints.set(values, index(ptr, values.length, 4));
    },
    viewFloats,
  };
}
