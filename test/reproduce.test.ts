import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { built, runScript, type Ended } from './support/built.ts';

built('index.js');
const folder = mkdtempSync(join(tmpdir(), 'elman-reproduce-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const reproduce = (...args: string[]): Promise<Ended> => runScript(['reproduce/main.mjs', ...args]);

interface Report {
  readonly floors: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly results: readonly {
    readonly cell: string;
    readonly probe: string;
    readonly updates: number;
    readonly ended: string;
    readonly seconds: number;
    readonly figures: Readonly<Record<string, number>>;
  }[];
}

const figuresOf = ({ results }: Report) => results.map(({ cell, probe, figures }) => ({ cell, probe, figures }));

describe('npm run reproduce', () => {
  it('says how it is used', async () => {
    const { status, stdout } = await reproduce('--help');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {2}probes +each cell on adding/m);
    expect((await reproduce('probes', '--help')).stdout).toMatch(/^ {2}--resume +go on/m);
    expect((await reproduce()).status).toBe(2);
  });

  it.each([
    [['prob'], /there is no experiment "prob"; there are probes, .*; did you mean "probes"\?/],
    [['probes', '--resum'], 'there is no option --resum, see --help; did you mean "--resume"?'],
    [['probes', '--cells', 'gur'], /there is no cell "gur"; there are .*; did you mean "gru"\?/],
    [['probes', '--probes', 'adding,parrity'], /there is no probe "parrity"; .*; did you mean "parity"\?/],
    [['probes', '--seed', 'one'], '--seed takes a whole number of at least 0, got "one"'],
    [['probes', '--updates', '0'], '--updates takes a whole number of at least 1, got "0"'],
  ])('refuses %j', async (args, message) => {
    const { status, stdout, stderr } = await reproduce(...args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('the probes', () => {
  const run = join(folder, 'probes');
  const args = [
    'probes',
    '--cells',
    'elman-relu,gru',
    '--probes',
    'adding,copy,reber,parity',
    '--updates',
    '2',
    '--run',
    run,
  ];
  const names = ['adding', 'copy', 'reber', 'parity'];
  let report: Report;

  it('measure each cell on each, and keep what they found', async () => {
    const { status, stdout, stderr } = await reproduce(...args, '--json');
    expect(status, stderr).toBe(0);
    report = JSON.parse(stdout) as Report;
    expect(report.results.map(({ cell, probe }) => `${probe} ${cell}`)).toEqual(
      names.flatMap((name) => [`${name} elman-relu`, `${name} gru`]),
    );
    for (const { updates, ended, figures } of report.results) {
      expect([updates, ended]).toEqual([2, 'updates']);
      for (const figure of Object.values(figures)) expect(figure).toBeGreaterThanOrEqual(0);
    }
    expect(report.floors['adding']).toEqual({ MSE: 1 / 6 });
    expect(readFileSync(join(run, 'results.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(8);
  });

  it('do not throw away what is there', async () => {
    const { status, stderr } = await reproduce(...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(/results\.jsonl holds results of an earlier run: --resume .*, --overwrite/);
  });

  it('go on where they were killed, and find the same', async () => {
    const file = join(run, 'results.jsonl');
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, `${lines.slice(0, 5).join('\n')}\n${lines[5]!.slice(0, 40)}`);
    const { status, stdout, stderr } = await reproduce(...args, '--resume', '--json');
    expect(status, stderr).toBe(0);
    expect(figuresOf(JSON.parse(stdout) as Report)).toEqual(figuresOf(report));
    const trained = stderr.split('\n').filter((line) => line.includes('2/2'));
    expect(trained.map((line) => line.split('  ').slice(0, 2))).toEqual([
      ['reber', 'gru'],
      ['parity', 'elman-relu'],
      ['parity', 'gru'],
    ]);
  });

  it('print one table', async () => {
    const { stdout } = await reproduce(...args, '--resume');
    const [head, , floor, ...rows] = stdout.trimEnd().split('\n');
    for (const title of ['adding, T = 200', 'copy memory, T = ', 'embedded Reber', 'parity, '])
      expect(head).toContain(title);
    expect(floor).toMatch(/^remembers nothing +0\.16667 +0\.5199 \/ 0\.125 +0\.500 \/ 0\.500 +0\.500 \/ 0\.500$/);
    expect(rows.map((row) => row.split(' ')[0])).toEqual(['elman-relu', 'gru']);
    expect(rows[0]).toMatch(/ 0\.\d{5} · 2 · \d+ s /);

    const markdown = (await reproduce(...args, '--resume', '--markdown')).stdout.trimEnd().split('\n');
    expect(markdown).toHaveLength(5);
    for (const line of markdown) expect(line.match(/\|/g)).toHaveLength(6);
  });

  it('train anew under other settings', async () => {
    const other = args.with(args.indexOf('--updates') + 1, '1').with(args.indexOf('--probes') + 1, 'parity');
    const { stdout, stderr } = await reproduce(...other, '--resume', '--json');
    expect((JSON.parse(stdout) as Report).results.map(({ updates }) => updates)).toEqual([1, 1]);
    expect(stderr).toContain('1/1');
  });

  it('end when the goal is reached', async () => {
    const run = join(folder, 'parity');
    const { stdout, stderr } = await reproduce('probes', '--cells', 'elman-relu', '--probes', 'parity', '--run', run);
    expect(stderr).toMatch(/^parity {2}elman-relu {2}1\.000 \/ 1\.000 {2}goal after \d+ updates/m);
    expect(stdout).toMatch(/ · \d+ ✓ · /);
    expect(stdout).toMatch(/^✓ the goal was reached/m);
  });

  it('tell bright digits from dark ones', async () => {
    const script = `
      import { mnist } from './reproduce/probes/mnist.mjs';
      import { train } from './reproduce/probes/train.mjs';
      const digits = (count) => ({
        images: { shape: [count, 4, 3], data: Uint8Array.from({ length: count * 12 }, (_, i) => ((i - (i % 12)) / 12) % 3 === 0 ? 250 : i % 40) },
        labels: { shape: [count], data: Uint8Array.from({ length: count }, (_, i) => (i % 3 === 0 ? 7 : 4)) },
      });
      const probe = mnist({ training: digits(60), test: digits(30) }, { hidden: 8, batch: 10, updates: 200, every: 20 });
      console.log(JSON.stringify({ floor: probe.floor, ...train(probe, { cell: 'gru', seed: 1 }) }));`;
    const { status, stdout, stderr } = await runScript(['--input-type=module', '--eval', script]);
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ floor: [2 / 3], figures: [1], ended: 'goal' });
  });
});
