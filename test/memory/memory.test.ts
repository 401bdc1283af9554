import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { built, runScript } from '../support/built.ts';

const MEGABYTE = 1 << 20;

interface Sizes {
  readonly memory: number;
  readonly heap: number;
}

async function run<T>(script: string): Promise<T> {
  built('cells/index.js');
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { status, stdout, stderr } = await runScript(['--expose-gc', path]);
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as T;
}

test('10,000 training steps of batches of every shape take no more memory than the first hundreds', async () => {
  const { last, warm, end } = await run<{ last: number; warm: Sizes; end: Sizes }>('./steps.mjs');
  expect(last).toBeGreaterThan(0);
  expect(end.memory).toBe(warm.memory);
  // A hundred bytes kept in each of the 9,000 steps between would show.
  expect(end.heap - warm.heap).toBeLessThan(0.9 * MEGABYTE);
});

test('models that are dropped give their memory back', async () => {
  const { memory } = await run<{ memory: number[] }>('./models.mjs');
  // Sixty of 3.2 MB each would take 192 MB; a few may wait to be collected.
  expect(memory.at(-1)).toBeLessThan(memory[0]! + 20 * MEGABYTE);
});
