import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { built, runScript, type Ended } from './support/built.ts';

built('cli/main.js');
const root = fileURLToPath(new URL('../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'elman-example-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = join(folder, 'run');
const config = join(folder, 'elman.yaml');
writeFileSync(join(folder, 'a.txt'), 'abc de.\n'.repeat(100));
writeFileSync(
  config,
  [
    'task: language-model',
    'data: { file: a.txt }',
    'model: { cell: gru, hidden: 8 }',
    'train: { epochs: 1, seed: 7 }',
  ].join('\n'),
);

/** The experiment on a text of its own; prints its table, then its document in one line. */
const experiment = (values: object, settings: object = {}): Promise<Ended> => {
  const example = {
    name: 'small',
    title: '',
    config: relative(root, config),
    split: 'test',
    metric: 'loss',
    unit: 'nats',
    digits: 2,
    goal: 1e-6,
    published: [{ value: 1.25, source: 'someone' }],
    ...settings,
  };
  const script = `
    import { exampleExperiment } from './reproduce/train-example.mjs';
    const io = { out: console.log, note: console.error };
    const report = await exampleExperiment(${JSON.stringify(example)}).run(${JSON.stringify(values)}, io);
    console.log(JSON.stringify(report));`;
  return runScript(['--input-type=module', '--eval', script]);
};

interface Report {
  readonly figure: number;
  readonly goal: number;
  readonly seed: number | null;
  readonly runs?: readonly { readonly seed: number; readonly figure: number }[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly reached: boolean;
  readonly seconds: number | null;
  readonly parameters: number;
  readonly baselines: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const reportOf = ({ stdout }: Ended): Report => JSON.parse(stdout.trim().split('\n').at(-1)!) as Report;

describe('an example that is made anew', () => {
  it('is trained and measured, and taken up again without training', async () => {
    const first = await experiment({ run });
    expect(first.status, first.stderr).toBe(0);
    const report = reportOf(first);
    expect(report.figure).toBe(report.metrics['loss']);
    expect(report.reached).toBe(false);
    expect(report.seconds).toBeGreaterThan(0);
    expect(report.parameters).toBeGreaterThan(8 * 8 * 3);
    const figure = report.figure.toFixed(2);
    const lines = first.stdout.split('\n').slice(0, 9);
    expect(lines[0]).toMatch(/^small, test part +nats$/);
    expect(lines[1]).toMatch(new RegExp(`^measured here +${figure} {2}weights of epoch 1$`));
    expect(lines[2]).toMatch(/^goal +≤ 0\.00 {2}missed$/);
    expect(lines[3]).toMatch(/^published +1\.25 {2}someone$/);
    expect(lines[6]).toMatch(new RegExp(`^trigram +${report.baselines['trigram']!['loss']!.toFixed(2)} {2}counted`));
    expect(lines[7]).toMatch(new RegExp(`^parameters +${report.parameters.toLocaleString('en')}$`));

    const weights = readFileSync(join(run, 'model.safetensors'));
    const again = await experiment({ run, resume: true });
    expect(again.status, again.stderr).toBe(0);
    expect(reportOf(again)).toEqual(report);
    expect(readFileSync(join(run, 'model.safetensors')).equals(weights)).toBe(true);

    rmSync(`${run}.training.json`);
    const elsewhere = await experiment({ run, resume: true });
    expect(reportOf(elsewhere).seconds).toBe(null);
    expect(elsewhere.stdout).toMatch(/^training +–/m);
  });

  it('is trained with several seeds, of which the median counts', async () => {
    const settings = {
      seeds: [3, 1, 2],
      metric: 'perplexity',
      higherIsBetter: true,
      percent: true,
      goal: 'unigram',
      also: ['loss'],
    };
    const several = await experiment({ run: join(folder, 'seeds') }, settings);
    expect(several.status, several.stderr).toBe(0);
    const report = reportOf(several);
    const figures = report.runs!.map(({ figure }) => figure);
    expect(report.runs!.map(({ seed }) => seed)).toEqual([3, 1, 2]);
    expect(new Set(figures).size).toBe(3);
    expect(report.figure).toBe(figures.toSorted((a, b) => a - b)[1]);
    expect(figures[settings.seeds.indexOf(report.seed!)]).toBe(report.figure);
    expect(report.goal).toBe(report.baselines['unigram']!['perplexity']);
    expect(report.reached).toBe(report.figure > report.goal);
    const shown = (value: number): string => (value * 100).toFixed(2).replace('.', '\\.');
    expect(several.stdout).toMatch(new RegExp(`^seed 3 +${shown(figures[0]!)} {2}weights of epoch 1$`, 'm'));
    expect(several.stdout).toMatch(new RegExp(`^measured here +${shown(report.figure)} {2}the median, of seed`, 'm'));
    expect(several.stdout).toMatch(new RegExp(`^goal +> ${shown(report.goal)} {2}(reached|missed)$`, 'm'));
    expect(several.stdout).toMatch(new RegExp(`^loss +${shown(report.metrics['loss']!)} {2}measured here$`, 'm'));
    expect(several.stdout).toMatch(/^loss of bigram +\d/m);
  });

  it('never replaces a run unasked', async () => {
    const { status, stderr } = await experiment({ run });
    expect(status).not.toBe(0);
    expect(stderr).toContain('holds a finished run');
    expect(stderr).toContain('elman train ended with status 2');
  });

  it.each(['char-lm', 'word-lm'])('%s says how it is used, and finds its config', async (name) => {
    const { status, stdout } = await runScript(['reproduce/main.mjs', name, '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain(`runs/reproduce/${name}`);
    expect(readFileSync(join(root, 'reproduce', `${name}.mjs`), 'utf8')).toContain(`examples/${name}/elman.yaml`);
    expect(readFileSync(join(root, 'examples', name, 'elman.yaml'), 'utf8')).toContain('task: language-model');
  });
});
