import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ScoredStep } from '../../src/tasks/task.ts';
import { visible } from '../../src/cli/text-table.ts';
import { elman, lunch, orders, temporaryFolder } from './run.ts';

const cwd = temporaryFolder();
const run = (args: readonly string[], options: { input?: string; env?: Record<string, string> } = {}) =>
  elman(['score', 'runs/lunch', ...args], { cwd, ...options });

interface Document {
  readonly steps: readonly ScoredStep[];
  readonly mean: number | null;
  readonly perplexity: number | null;
  readonly bits: number | null;
  readonly scored: number;
}

async function json(args: readonly string[], input?: string): Promise<Document> {
  const { status, out, err } = await run([...args, '--json'], input === undefined ? {} : { input });
  expect(err).toBe('');
  expect(status).toBe(0);
  return JSON.parse(out) as Document;
}

beforeAll(async () => {
  const { status, err } = await elman(['train', lunch], { cwd });
  expect(status, err).toBe(0);
});

describe('a text', () => {
  const text = '짜장\n짬뽕\n짬뽕\n\n볶음밥\n짜장\n';

  it('is scored step by step, in a table with what it comes to', async () => {
    const { status, out } = await run(['--text', text]);
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^line {2}sequence {2}item +surprise {2}rank$/);
    expect(lines[1]).toMatch(/^ {3}1 {2}#1 {8}짜장 +– {5}–$/);
    expect(lines[2]).toMatch(/^ {3}2 {2}#1 {8}짬뽕 +0\.00\d {5}1$/);
    expect(lines[3]).toMatch(/^ {3}3 {2}#1 {8}짬뽕 +\d+\.\d{3} {5}[23]$/);
    expect(lines[4]).toMatch(/^ {3}5 {2}#2 {8}볶음밥 +– {5}–$/);
    expect(lines.slice(6)).toEqual([
      '',
      expect.stringMatching(/^mean surprise {2}[\d.]+ nats$/),
      expect.stringMatching(/^perplexity {5}[\d.]+$/),
      expect.stringMatching(/^bits a step {4}[\d.]+$/),
      'scored         3 of 5 steps',
      '',
    ]);
    expect(status).toBe(0);
  });

  it('gives one document with --json, the same from standard input', async () => {
    const document = await json(['--text', text]);
    expect(Object.keys(document)).toEqual(['steps', 'mean', 'perplexity', 'bits', 'scored']);
    expect(document.steps.map(({ item, line, sequence }) => [item, line, sequence])).toEqual([
      ['짜장', 1, '#1'],
      ['짬뽕', 2, '#1'],
      ['짬뽕', 3, '#1'],
      ['볶음밥', 5, '#2'],
      ['짜장', 6, '#2'],
    ]);
    expect(Object.keys(document.steps[0]!).toSorted()).toEqual(['item', 'line', 'rank', 'sequence', 'surprise']);
    const known = document.steps.flatMap(({ surprise }) => (surprise === null ? [] : [surprise]));
    expect(document.scored).toBe(3);
    expect(document.mean).toBeCloseTo(known.reduce((sum, nats) => sum + nats, 0) / 3, 12);
    expect(document.perplexity).toBeCloseTo(Math.exp(document.mean!), 12);
    expect(document.bits).toBeCloseTo(document.mean! / Math.LN2, 12);
    expect(await json(['-'], text)).toEqual(document);
  });

  it('--top shows the most surprising steps only, and means are still over all', async () => {
    const all = await json(['--text', text]);
    const top = await json(['--text', text, '--top', '2']);
    expect(top).toEqual({ ...all, steps: top.steps });
    expect(top.steps.map(({ line }) => line)[0]).toBe(3);
    expect(top.steps[0]!.surprise).toBeGreaterThanOrEqual(top.steps[1]!.surprise!);
    expect((await json(['--text', text, '--top', '100'])).steps).toHaveLength(3);
  });

  it('of which the model knows nothing has no figures', async () => {
    const { status, out, err } = await run(['--text', '피자\n짜장']);
    expect(out).toMatch(/\n\nscored {2}0 of 2 steps\n$/);
    expect(err).toContain('note: 1 events are of items that are not in the vocabulary');
    expect(status).toBe(0);
    const document = JSON.parse((await run(['--text', '피자', '--json'])).out) as Document;
    expect(document).toEqual({
      steps: [{ item: '피자', surprise: null, rank: null, line: 1 }],
      mean: null,
      perplexity: null,
      bits: null,
      scored: 0,
    });
  });
});

describe('a file', () => {
  it('has as mean what evaluate finds as loss', async () => {
    copyFileSync(orders, join(cwd, 'mine.csv'));
    const document = await json(['--file', 'mine.csv']);
    const evaluated = await elman(['evaluate', 'runs/lunch', '--data', 'mine.csv', '--json'], { cwd });
    const { metrics } = JSON.parse(evaluated.out) as { metrics: { loss: number; predictions: number } };
    expect(document.mean).toBeCloseTo(metrics.loss, 12);
    expect(document.scored).toBe(metrics.predictions);
    expect(document.steps.map(({ line }) => line).slice(0, 3)).toEqual([2, 3, 4]);
    expect(document.steps[0]).not.toHaveProperty('sequence');
  });

  it('shows an anomaly at the top', async () => {
    writeFileSync(
      join(cwd, 'odd.csv'),
      'date,dish\n2026-01-01,짜장\n2026-01-02,짬뽕\n2026-01-03,볶음밥\n2026-01-04,볶음밥\n2026-01-05,짜장\n',
    );
    const { out } = await run(['--file', 'odd.csv', '--top', '1']);
    expect(out.split('\n').slice(0, 2)).toEqual([
      'line  item    surprise  rank',
      expect.stringMatching(/^ {3}5 {2}볶음밥 +\d+\.\d{3} +[23]$/),
    ]);
  });
});

describe('what makes no sense is refused', () => {
  const cases: [string[], string][] = [
    [[], 'score needs something to score: --file FILE, --text TEXT, or - for standard input'],
    [['orders.csv'], 'a file is given as --file orders.csv'],
    [['--file', 'a.csv', '--text', 'a'], '--file and --text cannot be used together'],
    [['-', '--text', 'a'], '--text and - cannot be used together'],
    [['--file', 'none.csv'], 'there is no file none.csv'],
    [['--text', ''], 'there is nothing to score'],
    [['--text', 'a', '--top', '0'], '--top takes a whole number from 1 up'],
  ];
  it.each(cases)('%j', async (args, message) => {
    const { status, out, err } = await run(args);
    expect(err).toContain(message);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect([status, out]).toEqual([2, '']);
  });

  it('in Korean too', async () => {
    const { err } = await run(['orders.csv'], { env: { LANG: 'ko_KR.UTF-8' } });
    expect(err).toContain('파일은 --file orders.csv처럼 씁니다');
  });

  it('what is not UTF-8', async () => {
    const script = `printf '\\xb0\\xa1' | "$NODE" "$MAIN" score runs/lunch -`;
    const { spawnSync } = await import('node:child_process');
    const { main } = await import('./run.ts');
    const env = { ...process.env, NODE: process.execPath, MAIN: main, LC_ALL: 'C' };
    const { status, stderr } = spawnSync('bash', ['-c', script], { cwd, env, encoding: 'utf8' });
    expect(stderr).toContain('standard input is not UTF-8 text');
    expect(status).toBe(2);
  });
});

it('what cannot be seen is escaped, and spaces at the ends are quoted', () => {
  const shown = [
    '짜장',
    'a b',
    '\n',
    '\r\n\t',
    ' ',
    'a ',
    '',
    '\u001b[31m',
    'a\u202eb',
    '\u200b',
    '\\n',
    '👩‍🚀',
    '\u{e0001}',
  ];
  expect(shown.map(visible)).toEqual([
    '짜장',
    'a b',
    '\\n',
    '\\r\\n\\t',
    '" "',
    '"a "',
    '""',
    '\\u001b[31m',
    'a\\u202eb',
    '\\u200b',
    '\\n',
    '👩‍🚀',
    '\\u{e0001}',
  ]);
});
