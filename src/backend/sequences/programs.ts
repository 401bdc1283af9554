import type { Kernels } from '../backend.ts';
import { elmanPrograms, type ElmanPrograms } from './elman.ts';
import { gruResetPrograms, type GruResetPrograms } from './gru-reset-before.ts';
import { gruPrograms, type GruPrograms } from './gru.ts';
import { lstmPrograms, type LstmPrograms } from './lstm.ts';

/**
 * Loops over kernels that walk some rows of a batch through all steps. A row needs no other row, so any part of them can
 * run on any thread; like kernels, programs take numbers only.
 */
export type Programs = ElmanPrograms & LstmPrograms & GruPrograms & GruResetPrograms;

export function programsOver(kernels: Kernels, floatBytes: number): Programs {
  return {
    ...elmanPrograms(kernels, floatBytes),
    ...lstmPrograms(kernels, floatBytes),
    ...gruPrograms(kernels, floatBytes),
    ...gruResetPrograms(kernels, floatBytes),
  };
}
