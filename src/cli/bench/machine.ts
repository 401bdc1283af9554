import { availableParallelism, cpus, totalmem } from 'node:os';
import { createWasmBackend } from '../../backend/wasm.ts';
import { rounded } from '../numbers.ts';
import { quickGflops } from './gemm.ts';

/** What a measurement was made on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGB: number;
  readonly platform: string;
  readonly node: string;
  /** Of the WASM kernels on one thread, whatever is measured: what machines are compared by. */
  readonly gemmGflops: number;
  /** The system library that computes products; null without one. */
  readonly blas: string | null;
}

export function describeMachine(blas: string | null): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 1e8) / 10,
    platform: `${process.platform}-${process.arch}`,
    node: process.versions.node,
    gemmGflops: rounded(quickGflops(createWasmBackend())),
    blas,
  };
}
