import { describe, expect, it } from 'vitest';
import type { Backend, Kernels } from './backend.ts';
import { Bench, type Tests, type Tolerance } from './contract/bench.case.ts';
import { convolutions } from './contract/conv.case.ts';
import { elementwise } from './contract/elementwise.case.ts';
import { elman } from './contract/elman.case.ts';
import { gruReset } from './contract/gru-reset.case.ts';
import { gru } from './contract/gru.case.ts';
import { lstm } from './contract/lstm.case.ts';
import { memoryContract } from './contract/memory.case.ts';
import { moving } from './contract/moving.case.ts';
import { norms } from './contract/norm.case.ts';
import { products } from './contract/products.case.ts';
import { reductions } from './contract/reductions.case.ts';
import { softmaxes } from './contract/softmax.case.ts';
import { updates } from './contract/updates.case.ts';

/** The tests of every kernel: a kernel without any does not compile, and fails below. */
const tests: Tests<keyof Kernels> = {
  ...products,
  ...moving,
  ...elementwise,
  ...reductions,
  ...softmaxes,
  ...norms,
  ...convolutions,
  ...elman,
  ...lstm,
  ...gru,
  ...gruReset,
  ...updates,
};

/**
 * The suite that every backend passes: each kernel against formulas in float64 (backward gate kernels against numeric
 * derivatives, or the reference), within `tolerance`; and, to the bit, what the contract promises to the bit. Around
 * every buffer and between its rows stand guards, so a kernel that writes where it must not fails.
 */
export function backendContract(name: string, create: () => Backend, tolerance: Tolerance): void {
  describe(`${name} keeps the contract of a backend`, () => {
    const bench = new Bench(create(), tolerance);

    for (const [kernel, cases] of Object.entries(tests)) {
      describe(kernel, () => {
        for (const [title, test] of Object.entries(cases)) it(title, () => test(bench));
      });
    }

    it('has no kernel without a test', () => {
      const kernels = Object.entries(bench.backend.kernels).filter(([, kernel]) => typeof kernel === 'function');
      const untested = kernels.map(([kernel]) => kernel).filter((kernel) => !(kernel in tests));
      // What a module exports for itself is no kernel.
      expect(untested.filter((kernel) => !['scratchBytes', 'initialise'].includes(kernel))).toEqual([]);
      for (const kernel of Object.keys(tests)) expect(bench.backend.kernels).toHaveProperty(kernel);
    });

    it('was run kernel by kernel', (context) => {
      // Only a whole run can tell.
      if (bench.called.size < 10) context.skip('a part of the suite was chosen');
      expect([...bench.called].sort()).toEqual(Object.keys(tests).sort());
    });

    memoryContract(create);
  });
}
