import type { Kernels } from '../kernel-table.ts';
import { elmanPrograms } from './elman.ts';
import { gruResetPrograms } from './gru-reset-before.ts';
import { gruPrograms } from './gru.ts';
import { lstmPrograms } from './lstm.ts';
import type { Programs } from './program-table.ts';

/** The programs over these kernels, which are not shared out themselves: a part stays on its thread. */
export function programsOver(kernels: Kernels, floatBytes: number): Programs {
  return {
    ...elmanPrograms(kernels, floatBytes),
    ...lstmPrograms(kernels, floatBytes),
    ...gruPrograms(kernels, floatBytes),
    ...gruResetPrograms(kernels, floatBytes),
  };
}
