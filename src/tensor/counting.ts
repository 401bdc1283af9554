import type { Backend, FloatArray, Kernels, Ptr } from '../backend/backend.ts';

/** The kernels that tell something. */
type Telling = { [K in keyof Kernels]: ReturnType<Kernels[K]> extends void ? never : K }[keyof Kernels];

/**
 * A backend that computes nothing and has no memory: for finding out how much a step takes. Where a kernel tells
 * something it is what is usual: sizes are the real backend's own, numbers are finite, sums and indices 0.
 */
export function countingBackend(real: Backend): Backend {
  const telling: Pick<Kernels, Telling> = {
    packedSize: (n, k) => real.kernels.packedSize(n, k),
    sumSquares: () => 0,
    activeRows: () => 0,
    firstNonFinite: () => -1,
  };
  const zeros = (n: number): FloatArray => (real.floatBytes === 8 ? new Float64Array(n) : new Float32Array(n));
  const nowhere: Ptr = 64;
  return {
    ...real,
    name: real.name,
    kernels: { ...nothing(real.kernels), ...telling },
    programs: nothing(real.programs),
    threads: real.threads,
    memoryBytes: real.memoryBytes,
    allocate: () => nowhere,
    free: () => {},
    readFloats: (_, n) => zeros(n),
    readInts: (_, n) => new Int32Array(n),
    writeFloats: () => {},
    writeInts: () => {},
    viewFloats: (_, n) => zeros(n),
  };
}

/** A table of functions that do nothing, under the same names. */
function nothing<T extends object>(table: T): T {
  return Object.fromEntries(Object.keys(table).map((name) => [name, () => {}])) as T;
}
