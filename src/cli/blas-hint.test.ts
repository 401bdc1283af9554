import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { loadBlas } from '../node/blas.ts';
import type { TrainEvent } from '../train/events.ts';
import { messageOf } from '../util/errors.ts';
import { hintAtBlas, timed, type Timed } from './blas-hint.ts';
import { createCli } from './cli.ts';

const missing = reasonOfAbsence();

function reasonOfAbsence(): string | undefined {
  try {
    loadBlas();
    return undefined;
  } catch (error) {
    return `there is no BLAS here: ${messageOf(error)}`;
  }
}

const event = (type: 'step' | 'checkpoint') => ({ type }) as TrainEvent;

/** What is said of a training whose products are so large, once it has gone on for `goesOnMs`. */
async function said(
  hidden: number,
  { afterMs = 0, environment = '', found }: { afterMs?: number; environment?: string; found?: Timed } = {},
): Promise<string[]> {
  const before = process.env['ELMAN_BLAS'];
  process.env['ELMAN_BLAS'] = environment;
  const notes: string[] = [];
  try {
    const listen = hintAtBlas(
      { ...(await createCli([])), note: (line) => notes.push(line) },
      { hidden, batch: 32 },
      afterMs,
      found && (() => Promise.resolve(found)),
    );
    for (const type of ['checkpoint', 'step', 'step'] as const) listen(event(type));
    await pause(1500);
  } finally {
    if (before === undefined) delete process.env['ELMAN_BLAS'];
    else process.env['ELMAN_BLAS'] = before;
  }
  return notes;
}

it('a long training of a large model is told once what the BLAS would gain, if it is worth a word', async () => {
  const notes = await said(256, { found: { ours: 9, its: 2, name: 'OpenBLAS' } });
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(/about 4\.5 times as fast: --backend blas/);
  expect(await said(256, { found: { ours: 9, its: 8, name: 'OpenBLAS' } })).toEqual([]);
});

// Which of the two is faster is the machine's: a library may not know its processor.
it('products are timed with the library and without it', async (context) => {
  if (missing !== undefined) context.skip(missing);
  const { ours, its, name } = await timed({ hidden: 256, batch: 32 });
  expect(Math.min(ours, its)).toBeGreaterThan(0);
  expect(name).not.toBe('');
});

it('a small model, a short training and a machine without a BLAS are told nothing', async () => {
  expect(await said(64)).toEqual([]);
  expect(await said(256, { afterMs: 60_000 })).toEqual([]);
  expect(await said(256, { environment: '/none/libblas.so' })).toEqual([]);
});
