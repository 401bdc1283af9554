import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Backend } from '../../backend/backend.ts';
import { quickGflops } from './gemm.ts';

/** What a measurement was made on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGB: number;
  readonly platform: string;
  readonly node: string;
  readonly gemmGflops: number;
}

export function describeMachine(backend: Backend): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 1e8) / 10,
    platform: `${process.platform}-${process.arch}`,
    node: process.versions.node,
    gemmGflops: rounded(quickGflops(backend)),
  };
}

/** Four significant digits: more is noise. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
