import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { sizes } from '../src/cli/bench/sizes.ts';
import { runScript } from './support/built.ts';

// bench/ is plain JavaScript: what is used of it here is typed here.
const load = <T>(path: string): Promise<T> => import(new URL(`../bench/${path}`, import.meta.url).href) as Promise<T>;

interface Row {
  readonly work: string;
  readonly peer: string;
  readonly setting: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly best?: number;
  readonly median?: number;
  readonly passes?: number;
  readonly failed?: string;
}
interface Run extends Row {
  readonly pass: number;
}
interface Target {
  readonly work: string;
  readonly ours: Readonly<Record<string, unknown>>;
  readonly theirs?: Readonly<Record<string, unknown>>;
  readonly peer: string;
  readonly least: number;
}

const { medianOf, summarise, compare } = await load<{
  medianOf: (values: readonly number[]) => number;
  summarise: (runs: readonly Run[]) => Row[];
  compare: (rows: readonly Row[]) => {
    ratio?: number;
    medianRatio?: number;
    ratios: Record<string, number | undefined>;
    failed?: string;
  }[];
}>('statistics.mjs');
const { judge } = await load<{
  judge: (targets: readonly Target[], rows: readonly Row[]) => { ratio?: number; state: string; why?: string }[];
}>('acceptance.mjs');
const { alternate } = await load<{
  alternate: (theirs: readonly string[], ours: readonly string[], pass: number) => string[];
}>('order.mjs');
const { render, duration, times } = await load<{
  render: (table: { title: string; head: string[]; rows: string[][]; texts: number }, markdown: boolean) => string[];
  duration: (ms: number | undefined) => string;
  times: (ratio: number | undefined) => string;
}>('table.mjs');
const { trainSizes, allWork, chooseWork } = await load<{
  trainSizes: unknown;
  allWork: () => { id: string }[];
  chooseWork: (wanted: { cells: string[]; sizes: string[]; only?: string }) => { id: string }[];
}>('work.mjs');
const { targets } = await load<{ targets: readonly Target[] }>('targets.mjs');
const { elman, peers } = await load<{
  elman: { settings: (work: unknown) => { options: Record<string, unknown> }[] };
  peers: readonly { name: string; settings: (work: unknown) => { options: Record<string, unknown> }[] }[];
}>('peers/index.mjs');
const { ask, cleanEnvironment, reasonOf } = await load<{
  ask: (command: object, request: object, options: object) => Promise<{ best: number; median: number }>;
  cleanEnvironment: (extra?: Record<string, string>) => Record<string, string | undefined>;
  reasonOf: (ended: { status: number | null; stderr: string }) => string;
}>('process.mjs');
const { measure } = await load<{
  measure: (step: () => unknown, limits: object) => Promise<{ rounds: number[]; repetitions: number }>;
}>('runner.mjs');

const run = (peer: string, setting: string, pass: number, found: Partial<Run>, options = {}): Run => ({
  work: 'train lstm S2',
  peer,
  setting,
  options,
  pass,
  ...found,
});

const runs: readonly Run[] = [
  run('torch', '1 thread', 0, { best: 12, median: 14 }),
  run('elman', 'wasm', 0, { best: 6, median: 7 }, { backend: 'wasm', threads: 2 }),
  run('torch', '2 threads', 0, { best: 10, median: 20 }),
  run('elman', 'blas', 0, { failed: 'no BLAS here' }, { backend: 'blas', threads: 2 }),
  run('elman', 'wasm', 1, { best: 5, median: 9 }, { backend: 'wasm', threads: 2 }),
  run('torch', '1 thread', 1, { best: 11, median: 18 }),
  run('jax', 'any', 0, { failed: 'no python3' }),
];

describe('figures', () => {
  it('have a median', () => {
    expect(medianOf([3, 1, 2])).toBe(2);
    expect(medianOf([4, 1, 3, 2])).toBe(2.5);
  });

  it('are the best of all processes and the median of their medians', () => {
    const rows = summarise(runs);
    expect(rows.map(({ peer, setting, best, median, passes }) => [peer, setting, best, median, passes])).toEqual([
      ['torch', '1 thread', 11, 16, 2],
      ['elman', 'wasm', 5, 8, 2],
      ['torch', '2 threads', 10, 20, 1],
      ['elman', 'blas', undefined, undefined, 0],
      ['jax', 'any', undefined, undefined, 0],
    ]);
    expect(rows[3]!.failed).toBe('no BLAS here');
  });

  it('are compared at the best setting of each', () => {
    const [torch, jax] = compare(summarise(runs));
    expect(torch).toMatchObject({ ratio: 2, medianRatio: 2, ratios: { wasm: 2, blas: undefined } });
    expect(jax!.ratio).toBeUndefined();
    expect(jax!.failed).toBe('jax failed: no python3');
  });

  it('are held to targets', () => {
    const rows = summarise(runs);
    const target = (over: Partial<Target>): Target => ({
      work: 'train lstm S2',
      ours: { backend: 'wasm' },
      peer: 'torch',
      least: 2,
      ...over,
    });
    const verdicts = judge(
      [
        target({}),
        target({ least: 2.01 }),
        target({ ours: { backend: 'blas' } }),
        target({ peer: 'brain.js' }),
        target({ peer: 'elman', theirs: { backend: 'wasm', threads: 2 }, least: 1 }),
      ],
      rows,
    );
    expect(verdicts.map(({ ratio, state, why }) => [ratio, state, why])).toEqual([
      [2, 'met', undefined],
      [2, 'not met', undefined],
      [undefined, 'not measured', 'elman failed: no BLAS here'],
      [undefined, 'not measured', 'not measured'],
      [1, 'met', undefined],
    ]);
  });
});

describe('the work', () => {
  it('has the sizes of elman bench train', () => expect(trainSizes).toEqual(sizes));

  it('is chosen by cell, size and kind', () => {
    const ids = (wanted: Parameters<typeof chooseWork>[0]): string[] => chooseWork(wanted).map(({ id }) => id);
    const all = { cells: ['lstm', 'gru'], sizes: ['S1', 'H16', 'C50'] };
    expect(ids(all)).toEqual(['train lstm S1', 'train gru S1', 'sequence lstm C50', 'stream lstm H16']);
    expect(ids({ ...all, only: 'train' })).toEqual(['train lstm S1', 'train gru S1', 'sequence lstm C50']);
    expect(ids({ ...all, only: 'stream' })).toEqual(['stream lstm H16']);
  });

  it('can be held to each target: both sides have a setting for it', () => {
    const everyone = new Map([...peers.map((peer) => [peer.name, peer] as const), ['elman', elman] as const]);
    for (const { work: id, ours, peer, theirs = {} } of targets) {
      const work = allWork().find((work) => work.id === id);
      const matching = (who: string, options: Readonly<Record<string, unknown>>) =>
        everyone
          .get(who)!
          .settings(work)
          .filter((setting) => Object.entries(options).every(([name, value]) => setting.options[name] === value));
      expect([id, matching('elman', ours).length > 0, matching(peer, theirs).length > 0]).toEqual([id, true, true]);
    }
  });

  it('alternates, each setting once a pass', () => {
    expect(alternate(['a', 'b', 'c', 'd'], ['1', '2'], 0)).toEqual(['a', '1', 'b', 'c', '2', 'd']);
    expect(alternate(['a', 'b'], ['1', '2'], 0)).toEqual(['a', '1', 'b', '2']);
    expect(alternate(['a', 'b'], ['1', '2'], 1)).toEqual(['2', 'b', '1', 'a']);
  });
});

describe('a process', () => {
  const node = (script: string): object => ({ file: process.execPath, args: ['--eval', script, '--'] });
  const limits = { timeoutMs: 20_000 };

  it('is asked with a request and gives rounds', async () => {
    const script = 'console.log(JSON.stringify({ rounds: [3, 1, JSON.parse(process.argv[1]).last] }))';
    expect(await ask(node(script), { last: 2 }, limits)).toMatchObject({ best: 1, median: 2 });
  });

  it.each([
    ['console.error("first\\nthe reason\\n"); process.exitCode = 1', 'the reason'],
    ['process.exitCode = 3', 'ended with status 3'],
    ['console.log("hello")', 'printed no JSON document but "hello\\n"'],
    ['console.log(JSON.stringify({ rounds: [1, null] }))', 'printed what is no time: {"rounds":[1,null]}'],
    ['console.log("{}")', 'printed what is no time: {}'],
  ])('that fails says why: %s', async (script, reason) => {
    await expect(ask(node(script), {}, limits)).rejects.toThrow(reason);
  });

  it('that hangs is ended', async () => {
    await expect(ask(node('setInterval(() => {}, 1000)'), {}, { timeoutMs: 300 })).rejects.toThrow('still running');
  });

  it('has no preset kernels of OpenBLAS, and its own threads', () => {
    const env = cleanEnvironment({ OPENBLAS_CORETYPE: 'Haswell', OPENBLAS_L2_SIZE: '512', ELMAN_THREADS: '2' });
    expect(Object.keys(env)).not.toContain('OPENBLAS_CORETYPE');
    expect(Object.keys(env)).not.toContain('OPENBLAS_L2_SIZE');
    expect(env['ELMAN_THREADS']).toBe('2');
  });

  it('says its reason without what package managers add', () => {
    const stderr = 'npm error code E404\nnpm error no such package\nnpm error A complete log of this run is in: x\n';
    expect(reasonOf({ status: 1, stderr })).toBe('no such package');
  });
});

describe('the measuring loop', () => {
  it('fills rounds, and stops when its budget is spent', async () => {
    let calls = 0;
    const work = (): void => {
      calls++;
      const end = performance.now() + 2;
      while (performance.now() < end);
    };
    const { rounds, repetitions } = await measure(work, { rounds: 3, roundMs: 10, warmUpMs: 10, budgetMs: 1000 });
    expect(rounds).toHaveLength(3);
    for (const ms of rounds) expect(ms).toBeGreaterThanOrEqual(2);
    expect(calls).toBeGreaterThanOrEqual(3 * repetitions);
    expect((await measure(work, { rounds: 3, roundMs: 1, warmUpMs: 0, budgetMs: 0 })).rounds).toHaveLength(1);
  });

  it('waits for work that is asynchronous', async () => {
    const work = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
    const { rounds } = await measure(work, { rounds: 2, roundMs: 5, warmUpMs: 0, budgetMs: 1000 });
    for (const ms of rounds) expect(ms).toBeGreaterThan(3);
  });
});

describe('a table', () => {
  const table = {
    title: 'T',
    head: ['who', 'best'],
    rows: [
      ['a|b', '1.00 ms'],
      ['c', '10.0 µs'],
    ],
    texts: 1,
  };

  it('is aligned, or Markdown', () => {
    expect(render(table, false)).toEqual(['T', '', 'who     best', 'a|b  1.00 ms', 'c    10.0 µs', '']);
    expect(render(table, true)).toEqual([
      '### T',
      '',
      '| who | best |',
      '|---|--:|',
      '| a\\|b | 1.00 ms |',
      '| c | 10.0 µs |',
      '',
    ]);
  });

  it('has figures of three digits', () => {
    expect([0.000381, 0.0127, 0.68, 39.5, 8031, undefined].map(duration)).toEqual([
      '0.381 µs',
      '12.7 µs',
      '0.680 ms',
      '39.5 ms',
      '8.03 s',
      '–',
    ]);
    expect([0.4567, 15, 1363.4, undefined].map(times)).toEqual(['0.457×', '15.0×', '1363×', '–']);
  });
});

describe('npm run bench:peers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'elman-bench-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('says how it is used', async () => {
    const { status, stdout } = await runScript(['bench/main.mjs', '--help']);
    expect(status).toBe(0);
    for (const { name } of peers) expect(stdout).toContain(`\n  ${name} `);
  });

  it.each([
    [['--peers', 'pytorch'], '--peers knows no "pytorch"; there are torch, '],
    [['--only', 'both'], '--only knows no "both"; there are train, stream'],
    [['--rounds', '0'], '--rounds takes a whole number of at least 1, got "0"'],
    [['--round', '1'], "Unknown option '--round'"],
    [['--peers', 'brain.js', '--sizes', 'S1'], 'no peer that was chosen is measured on this'],
    [['--from', 'nowhere.json'], '--from nowhere.json could not be read'],
  ])('refuses %j', async (args, message) => {
    const { status, stdout, stderr } = await runScript(['bench/main.mjs', ...args]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`bench: ${message}`);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('prints earlier results anew, wins and losses alike', async () => {
    const file = join(folder, 'results.json');
    const machine = { cpu: 'a CPU', cores: 2, memoryGB: 4, platform: 'linux-x64', node: '20.20.2', load: 0.1 };
    const lost = { ...run('torch', '1 thread', 0, { best: 0.02, median: 0.02 }), work: 'stream lstm H256' };
    const stream = { ...run('elman', 'wasm', 0, { best: 0.04, median: 0.04 }), work: 'stream lstm H256' };
    writeFileSync(
      file,
      JSON.stringify({
        date: '2026-01-02T03:04:05.678Z',
        machine,
        options: {},
        versions: { torch: { torch: '2.13.0', python: '3.11' } },
        runs: [...runs, lost, stream],
      }),
    );
    const { stdout } = await promisify(execFile)(process.execPath, ['bench/main.mjs', '--from', file, '--markdown']);
    expect(stdout).toMatch(
      /^2026-01-02, a CPU, 2 cores, 4 GB, linux-x64, Node 20\.20\.2, load 0\.100\ntorch 2\.13\.0\n/,
    );
    expect(stdout).toContain(
      '| train lstm S2 | torch | 2 threads | 10.0 ms | 5.00 ms | 2.00× | 2.00× | 2.00× | – | won |',
    );
    expect(stdout).toContain(
      '| stream lstm H256 | torch | 1 thread | 20.0 µs | 40.0 µs | 0.500× | 0.500× | – | – | lost |',
    );
    expect(stdout).toContain('| train lstm S2 | elman | blas | failed: no BLAS here |  |');
    expect(stdout).toContain('| train lstm S2 | wasm, 2 threads | torch | 0.500× | 2.00× | met |');
    expect(stdout).toContain('| stream lstm H256 | at its best | torch | 1.20× | 0.500× | not met |');
  });
});
