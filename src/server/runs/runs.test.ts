import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunDetail, RunsAnswer } from '../../protocol/index.ts';
import { serveStudio, type StudioServer } from '../studio.ts';

const outside = mkdtempSync(join(tmpdir(), 'elman-runs-'));
const runs = join(outside, 'runs');
const page = join(outside, 'page');
const servers: StudioServer[] = [];
const line = (epoch: number, more: object): string => `${JSON.stringify({ epoch, step: 4 * epoch, ...more })}\n`;

function write(run: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(runs, run), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(runs, run, name), text);
}

/** As if nothing had been written to a run for so many seconds. */
function leave(run: string, names: readonly string[], seconds: number): void {
  const then = Date.now() / 1000 - seconds;
  for (const name of names) utimesSync(join(runs, run, name), then, then);
}

async function serve(folder?: string): Promise<string> {
  const server = await serveStudio(page, 0, folder);
  servers.push(server);
  return server.address;
}

let address: string;
const list = async (): Promise<RunsAnswer> => (await (await fetch(`${address}runs.json`)).json()) as RunsAnswer;
const ask = (path: string): Promise<Response> => fetch(`${address}runs.json?run=${encodeURIComponent(path)}`);
const detail = async (path: string): Promise<RunDetail> => (await (await ask(path)).json()) as RunDetail;
const stateOf = async (path: string): Promise<string | undefined> =>
  (await list()).runs.find((run) => run.path === path)?.state;

beforeAll(async () => {
  mkdirSync(page);
  writeFileSync(join(page, 'index.html'), '<!doctype html>');
  write('lunch', {
    'config.yaml':
      'task: next-item\nmodel: { hidden: 16, layers: 1 }\ntrain:\n  epochs: 3 # enough\n  betas: [0.9, 0.99]\n',
    'metrics.jsonl': line(1, { trainLoss: 1.5, loss: 1.25 }) + line(2, { trainLoss: 1, loss: null, library: 'x' }),
    'times.jsonl': line(1, { seconds: 2.5 }),
    'samples.jsonl': line(1, { text: '짜장\n짬뽕' }) + line(2, { text: 5 }),
  });
  address = await serve(runs);
});

afterAll(async () => {
  for (const server of servers) await server.close();
  rmSync(outside, { recursive: true, force: true });
});

describe('runs are told of', () => {
  it('as a list, and each in full', async () => {
    const { folder, runs: found, more } = await list();
    expect({ folder, more }).toEqual({ folder: 'runs', more: false });
    expect(found).toMatchObject([{ path: 'lunch', state: 'running', epoch: 2, epochs: 3, task: 'next-item' }]);
    expect(await detail('lunch')).toMatchObject({
      path: 'lunch',
      version: found[0]!.version,
      epoch: [1, 2],
      step: [4, 8],
      seconds: [2.5, null],
      figures: { trainLoss: [1.5, 1], loss: [1.25, null] },
      samples: [{ epoch: 1, step: 4, text: '짜장\n짬뽕' }],
      settings: {
        task: 'next-item',
        'model.hidden': '16',
        'model.layers': '1',
        'train.epochs': '3',
        'train.betas': '[0.9,0.99]',
      },
      broken: 0,
    });
  });

  it('as they grow, with a line that is being written left out until it is whole', async () => {
    const before = (await list()).runs[0]!.version;
    const path = join(runs, 'lunch/metrics.jsonl');
    appendFileSync(path, line(3, { trainLoss: 0.5 }).slice(0, 20));
    expect((await list()).runs[0]!.version).not.toBe(before);
    expect(await detail('lunch')).toMatchObject({ epoch: [1, 2], broken: 0 });
    appendFileSync(path, line(3, { trainLoss: 0.5 }).slice(20));
    expect(await detail('lunch')).toMatchObject({ epoch: [1, 2, 3], figures: { trainLoss: [1.5, 1, 0.5] } });
    expect((await list()).runs[0]!.epoch).toBe(3);
  });

  it('as they appear, however deep, and go', async () => {
    write('a/b/new', { 'metrics.jsonl': line(1, { trainLoss: 1 }) });
    mkdirSync(join(runs, 'begun/checkpoints'), { recursive: true });
    write('begun', { 'config.yaml': 'train: {' });
    write('no-run', { 'config.yaml': 'a: 1' });
    write('lunch/checkpoints/inner', { 'metrics.jsonl': '' });
    write('.hidden', { 'metrics.jsonl': '' });
    expect((await list()).runs.map(({ path }) => path)).toEqual(['a/b/new', 'begun', 'lunch']);
    expect(await detail('begun')).toMatchObject({ epoch: [], config: 'train: {', settings: {} });
    for (const folder of ['a', 'begun']) rmSync(join(runs, folder), { recursive: true });
    expect((await list()).runs.map(({ path }) => path)).toEqual(['lunch']);
  });

  it('with what became of them', async () => {
    const ends = {
      done: { finished: 'patience' },
      interrupted: { stopped: 'aborted' },
      diverged: { stopped: 'not-finite' },
    };
    for (const [state, end] of Object.entries(ends)) {
      write(state, { 'metrics.jsonl': line(1, { trainLoss: 1 }) + line(1, end) });
      expect(await stateOf(state)).toBe(state);
      expect((await detail(state)).epoch).toEqual([1]);
    }
    const files = { 'metrics.jsonl': line(1, {}), 'config.yaml': 'train: { checkpointEvery: 200 }' };
    write('killed', files);
    leave('killed', Object.keys(files), 500);
    expect(await stateOf('killed')).toBe('running');
    leave('killed', Object.keys(files), 700);
    expect(await stateOf('killed')).toBe('silent');
    // A checkpoint is a sign of life.
    write('killed/checkpoints', { 'last.safetensors': '' });
    expect(await stateOf('killed')).toBe('running');
  });

  it('however damaged their files are', async () => {
    const junk = ['', 'nonsense', '5', '[1]', 'null', '{"epoch":"1","step":1}', '{"epoch":1}', '{"epoch":2,"st'];
    write('damaged', {
      'metrics.jsonl': `${junk.join('\n')}\n${line(3, { trainLoss: 1, __proto__: 2 })}\u0000\u00ff`,
      'times.jsonl': line(3, { seconds: 'long' }),
      'samples.jsonl': '\ufffd\n',
      'config.yaml': 'a: &a\n  b: *a\n',
    });
    expect(await detail('damaged')).toMatchObject({
      epoch: [3],
      figures: { trainLoss: [1] },
      seconds: [null],
      samples: [],
      settings: {},
      broken: junk.length + 1,
    });
  });
});

describe('nothing else is told of', () => {
  it.each(['..', '../secret', '/etc', 'lunch/..', 'lunch/', './lunch', 'lunch/checkpoints', 'linked', 'none', '\0'])(
    'by a path such as %j',
    async (path) => {
      write('../secret', { 'metrics.jsonl': line(1, {}) });
      rmSync(join(runs, 'linked'), { force: true });
      symlinkSync(join(outside, 'secret'), join(runs, 'linked'));
      const answer = await ask(path);
      expect([answer.status, await answer.text()]).toEqual([404, 'there is no such run\n']);
    },
  );

  it('by links to files', async () => {
    writeFileSync(join(outside, 'secret.yaml'), 'secret: yes');
    write('links', { 'metrics.jsonl': line(1, {}) });
    symlinkSync(join(outside, 'secret.yaml'), join(runs, 'links/config.yaml'));
    symlinkSync(join(outside, 'secret/metrics.jsonl'), join(runs, 'links/times.jsonl'));
    expect(await detail('links')).toMatchObject({ config: '', seconds: [null], broken: 0 });
  });

  it.skipIf(process.platform === 'win32')('by a pipe, which is not waited for', async () => {
    write('pipes', { 'metrics.jsonl': line(1, {}) });
    execFileSync('mkfifo', [join(runs, 'pipes/config.yaml')]);
    expect(await detail('pipes')).toMatchObject({ epoch: [1], config: '' });
  });

  it('to others than readers of this machine', async () => {
    expect((await fetch(`${address}runs.json`, { method: 'POST' })).status).toBe(405);
    const head = await fetch(`${address}runs.json`, { method: 'HEAD' });
    expect([head.status, head.headers.get('cross-origin-resource-policy')]).toEqual([200, 'same-origin']);
    expect(head.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('where no folder is followed', async () => {
    const without = await serve();
    expect(await (await fetch(`${without}runs.json`)).json()).toEqual({ folder: null, runs: [], more: false });
    expect((await fetch(`${without}runs.json?run=lunch`)).status).toBe(404);
  });
});
