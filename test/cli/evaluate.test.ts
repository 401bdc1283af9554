import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { elman, temporaryFolder } from './run.ts';

const cwd = temporaryFolder();
const run = (args: readonly string[]) => elman(args, { cwd });

/** A table with so many events, `a` and `b` in turn. */
function writeTable(path: string, events: number): void {
  writeFileSync(join(cwd, path), ['item', ...Array.from({ length: events }, (_, i) => 'ab'[i % 2])].join('\n'));
}

/** How many events of a part were predicted. */
async function predictions(split: string): Promise<number> {
  const { out, err } = await run(['evaluate', 'run', '--split', split, '--json']);
  expect(err).toBe('');
  return (JSON.parse(out) as { metrics: { predictions: number } }).metrics.predictions;
}

describe('files of one name in several folders', () => {
  beforeAll(async () => {
    for (const folder of ['train', 'validation', 'test']) mkdirSync(join(cwd, folder));
    writeTable('train/x.csv', 41);
    writeTable('validation/x.csv', 21);
    writeTable('test/x.csv', 11);
    writeFileSync(
      join(cwd, 'elman.yaml'),
      [
        'task: next-item',
        'data: { file: train/x.csv, validation: validation/x.csv, test: test/x.csv, item: item }',
        'model: { hidden: 2 }',
        'train: { epochs: 1 }',
        'run: run',
      ].join('\n'),
    );
    const { status, err } = await run(['train', 'elman.yaml']);
    expect(status, err).toBe(0);
  });

  it('are each read for its own part', async () => {
    expect([await predictions('train'), await predictions('validation'), await predictions('test')]).toEqual([
      40, 20, 10,
    ]);
  });

  it('are read where the config of the run says that they lie now', async () => {
    renameSync(join(cwd, 'test'), join(cwd, 'held-out'));
    expect((await run(['evaluate', 'run', '--json'])).err).toContain('there is no file');
    const config = join(cwd, 'run', 'config.yaml');
    writeFileSync(config, readFileSync(config, 'utf8').replace('../test/x.csv', '../held-out/x.csv'));
    expect(await predictions('test')).toBe(10);
  });
});
