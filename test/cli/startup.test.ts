import { expect, it } from 'vitest';
import { elman, lunch, temporaryFolder } from './run.ts';

const cwd = temporaryFolder();

/** The packages that a command loads, from what Node says of its module loader. */
async function packagesOf(args: readonly string[]): Promise<string[]> {
  const { status, err } = await elman(args, { cwd, env: { NODE_DEBUG: 'esm' } });
  expect(status).toBe(0);
  return [...new Set([...err.matchAll(/node_modules\/([\w-]+)\//g)].map((match) => match[1]!))].sort();
}

it('predict loads neither zod nor yaml nor what draws bars', async () => {
  await elman(['train', lunch, '--run', 'run', '--set', 'train.epochs=1'], { cwd });
  const packages = await packagesOf(['predict', 'run', '--input', '짜장']);
  expect(packages).toContain('commander');
  for (const heavy of ['zod', 'yaml', 'cli-progress', 'picocolors']) expect(packages).not.toContain(heavy);
});

it('predict of a small model starts no thread', async () => {
  const { status, err } = await elman(['predict', 'run', '--input', '짜장', '--threads', '4'], {
    cwd,
    env: { NODE_DEBUG: 'worker' },
  });
  expect([status, err]).toEqual([0, '']);
});

it('help and version load commander alone', async () => {
  expect(await packagesOf(['--version'])).toEqual(['commander']);
  expect(await packagesOf(['train', '--help'])).toEqual(['commander']);
});
