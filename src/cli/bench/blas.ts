import { createWasmBackend } from '../../backend/wasm.ts';
import { loadBlas } from '../../node/blas.ts';
import { quickGflops } from './gemm.ts';
import { rounded } from '../numbers.ts';

/** A system library, and how fast it is. */
export interface BlasSpeed {
  readonly name: string;
  readonly library: string;
  readonly version: string;
  readonly kernel: string;
  readonly path: string;
  /** Of a middling product on one thread. */
  readonly gemmGflops: number;
}

/** Loads the BLAS and times a product. @throws as {@link loadBlas} */
export function measureBlas(): BlasSpeed {
  const blas = loadBlas();
  const { name, library, version, kernel, path } = blas;
  return { name, library, version, kernel, path, gemmGflops: rounded(quickGflops(createWasmBackend({ blas }))) };
}

/** What chooses OpenBLAS's kernel in place of the processor. The second goes with the first. */
const kernelVariables = ['OPENBLAS_CORETYPE', 'OPENBLAS_L2_SIZE'] as const;

/** What a library is that the environment tells which kernel to use, and what it would be if it did not. */
export interface PinnedKernel {
  /** The variables that are set. */
  readonly variables: readonly string[];
  /** What it uses without them. */
  readonly kernel: string;
  readonly gemmGflops: number;
  /** The command that unsets them. */
  readonly unset: string;
}

/** Times the kernel that OpenBLAS chooses by itself, in a process of its own; null when nothing keeps it from that. */
export async function measureUnpinned({ library }: BlasSpeed): Promise<PinnedKernel | null> {
  const variables = kernelVariables.filter((name) => (process.env[name] ?? '') !== '');
  if (library !== 'OpenBLAS' || !variables.includes('OPENBLAS_CORETYPE')) return null;
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  const { fileURLToPath } = await import('node:url');
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !variables.some((one) => one === name)),
  );
  const script = fileURLToPath(new URL('./blas-process.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env, timeout: 30_000 });
  const { kernel, gemmGflops } = JSON.parse(stdout) as BlasSpeed;
  return { variables, kernel, gemmGflops, unset: `unset ${variables.join(' ')}` };
}
