import { createHash } from 'node:crypto';
import { promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Dataset } from './dataset.ts';
import { getFiles, type DownloadProgress } from './datasets.ts';
import type { NpmPack } from './npm-package.ts';
import { readTar } from './tar.ts';

const contents = { 'one.csv': 'date,dish\n2026-11-25,짜장\n', 'two.csv': 'x'.repeat(600) };
const version = '1.0.0';

let folder: string;
let cacheDir: string;
let packed: string[];

beforeEach(async () => {
  vi.stubEnv('ELMAN_DATA', '');
  folder = await fs.mkdtemp(join(tmpdir(), 'elman-npm-'));
  cacheDir = join(folder, 'cache');
  packed = [];
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await fs.rm(folder, { recursive: true, force: true });
});

function lunches(version: string): Dataset {
  const npm = { name: 'lunches', version };
  const files = Object.entries(contents).map(([name, text]) => ({
    name,
    bytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
    from: { npm, path: `data/${name}` },
  }));
  return { name: 'lunch', title: 'Lunches', source: 'here', licence: 'CC0', files };
}

/** A header and its content, as tar has them. */
function entry(path: string, content: string, { type = '0', prefix = '' } = {}): Buffer {
  const body = Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(path, 0);
  header.write('0000644\0', 100);
  header.write(`${body.length.toString(8).padStart(11, '0')} `, 124);
  header.write(' '.repeat(8), 148);
  header.write(type, 156);
  header.write('ustar\u000000', 257);
  header.write(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}

const end = Buffer.alloc(1024);
const archive = (files: Readonly<Record<string, string>>): Buffer =>
  Buffer.concat([...Object.entries(files).map(([path, text]) => entry(`package/${path}`, text)), end]);

/** Does as npm does, with the files given. */
const packing =
  (files: Readonly<Record<string, string>>): NpmPack =>
  async (spec, to) => {
    packed.push(spec);
    await fs.writeFile(join(to, 'lunches-1.0.0.tgz'), gzipSync(archive(files)));
  };

const whole = Object.fromEntries(Object.entries(contents).map(([name, text]) => [`data/${name}`, text]));
const get = (npmPack: NpmPack, options = {}) => getFiles(lunches(version), { cacheDir, npmPack, ...options });
const cached = (name: string): string => join(cacheDir, 'lunch', name);

describe('a data set from npm', () => {
  it('is fetched once for all its files, which lie in the cache', async () => {
    const progress: DownloadProgress[] = [];
    const paths = await get(packing(whole), { onProgress: (at: DownloadProgress) => progress.push(at) });
    expect(paths).toEqual({ 'one.csv': cached('one.csv'), 'two.csv': cached('two.csv') });
    for (const [name, text] of Object.entries(contents)) expect(await fs.readFile(cached(name), 'utf8')).toBe(text);
    expect(await fs.readdir(join(cacheDir, 'lunch'))).toEqual(['one.csv', 'two.csv']);
    expect(progress.map(({ file, received, total }) => [file, received / total])).toEqual([
      ['one.csv', 1],
      ['two.csv', 1],
    ]);
    await get(packing(whole));
    expect(packed).toEqual(['lunches@1.0.0']);
  });

  it('is taken from ELMAN_DATA first', async () => {
    await fs.mkdir(join(folder, 'data', 'lunch'), { recursive: true });
    for (const [name, text] of Object.entries(contents)) {
      await fs.writeFile(join(folder, 'data', 'lunch', `${name}.gz`), gzipSync(text));
    }
    vi.stubEnv('ELMAN_DATA', join(folder, 'data'));
    await get(packing({}));
    expect(packed).toEqual([]);
    expect(await fs.readFile(cached('two.csv'), 'utf8')).toBe(contents['two.csv']);
  });

  it('is fetched anew when the cache is damaged', async () => {
    await get(packing(whole));
    await fs.writeFile(cached('two.csv'), 'damaged');
    await get(packing(whole));
    expect(packed).toHaveLength(2);
    expect(await fs.readFile(cached('two.csv'), 'utf8')).toBe(contents['two.csv']);
  });

  it.each([
    ['other', { ...whole, 'data/two.csv': 'changed' }, 7],
    ['absent', { 'data/one.csv': contents['one.csv'] }, 0],
  ])('is refused when a file of it is %s', async (_, files, bytes) => {
    await expect(get(packing(files))).rejects.toMatchObject({
      code: 'data/checksum',
      message: expect.stringContaining('data/two.csv of the npm package lunches@1.0.0'),
      details: { bytes, expectedBytes: 600, fetched: true },
    });
    expect(await fs.readdir(join(cacheDir, 'lunch'))).toEqual(['one.csv']);
  });

  it.each([
    [
      'without a network',
      'npm error code ENOTFOUND\nnpm error errno ENOTFOUND\nnpm error network request to it failed\nnpm error network Be online\n',
      'network request to it failed',
    ],
    ['with an npm that says nothing', '', 'it ended'],
  ])('says %s what can be done', async (_, stderr, reason) => {
    const npmPack = () => Promise.reject(Object.assign(new Error('it ended\nbadly'), { stderr }));
    await expect(get(npmPack)).rejects.toMatchObject({
      code: 'data/download-failed',
      message: `npm:lunches@1.0.0 cannot be fetched: ${reason}; try again, or put the file at ${cached('one.csv')}, or name a folder that holds lunch/one.csv in ELMAN_DATA`,
    });
    expect(await fs.readdir(join(cacheDir, 'lunch'))).toEqual([]);
  });

  it('says when there is no npm', async () => {
    vi.stubEnv('PATH', folder);
    await expect(getFiles(lunches(version), { cacheDir })).rejects.toMatchObject({
      code: 'data/download-failed',
      details: { reason: expect.stringMatching(/^the command npm.* is not found$/) },
    });
  });

  it('says when npm leaves nothing', async () => {
    await expect(get(() => Promise.resolve())).rejects.toMatchObject({
      details: { reason: 'npm pack leaves no file' },
    });
  });

  it('is packed by npm itself, which runs none of its scripts', async () => {
    const source = join(folder, 'source');
    await fs.mkdir(join(source, 'data'), { recursive: true });
    for (const [path, text] of Object.entries(whole)) await fs.writeFile(join(source, path), text);
    const scripts = { prepack: 'touch ../prepacked', prepare: 'touch ../prepared' };
    await fs.writeFile(join(source, 'package.json'), JSON.stringify({ name: 'lunches', version, scripts }));
    vi.stubEnv('npm_config_cache', join(folder, 'npm-cache'));
    vi.stubEnv('npm_config_offline', 'true');
    await getFiles(lunches(`file:${source}`), { cacheDir });
    for (const [name, text] of Object.entries(contents)) expect(await fs.readFile(cached(name), 'utf8')).toBe(text);
    expect((await fs.readdir(folder)).filter((name) => name.startsWith('prep'))).toEqual([]);
  });

  it('says in one sentence what npm itself says', async () => {
    vi.stubEnv('npm_config_cache', join(folder, 'npm-cache'));
    vi.stubEnv('npm_config_offline', 'true');
    await expect(getFiles(lunches(version), { cacheDir })).rejects.toMatchObject({
      code: 'data/download-failed',
      message: expect.stringMatching(/^npm:lunches@1\.0\.0 cannot be fetched: \S.*; try again, or put the file at /),
    });
  });
});

describe('a data set that is made from packages', () => {
  const source = ['eins', 'zwei'].map((text, i) => `diag(${i}, 1 /* Error */, "${text}", "${text} en"),`).join('\n');
  const package_ = {
    'lib/typescript.js': source,
    'lib/ko/diagnosticMessages.generated.json': '{"eins": "하나", "zwei": "둘"}',
  };
  const made: Record<string, string> = {
    'train.tsv': 'key\ten\tko\neins\teins en\t하나\nzwei\tzwei en\t둘\n',
    'validation.tsv': 'key\ten\tko\n',
    'test.tsv': 'key\ten\tko\n',
  };
  const messages = (files: Readonly<Record<string, string>>): Dataset => ({
    ...lunches(version),
    files: Object.entries(files).map(([name, text]) => ({
      name,
      bytes: Buffer.byteLength(text),
      sha256: createHash('sha256').update(text).digest('hex'),
      from: { made: { packages: [{ name: 'typescript', version: '1.2.3' }], rule: 'typescript-messages' } },
    })),
  });

  it('is made once, out of files that it does not keep', async () => {
    const received: number[] = [];
    const options = {
      cacheDir,
      npmPack: packing(package_),
      onProgress: (at: DownloadProgress) => received.push(at.received),
    };
    expect(Object.keys(await getFiles(messages(made), options))).toEqual(Object.keys(made));
    await getFiles(messages(made), options);
    expect(packed).toEqual(['typescript@1.2.3']);
    expect(await fs.readFile(cached('train.tsv'), 'utf8')).toBe(made['train.tsv']);
    expect((await fs.readdir(join(cacheDir, 'lunch'))).toSorted()).toEqual(['test.tsv', 'train.tsv', 'validation.tsv']);
    expect(received).toEqual([Object.values(package_).reduce((sum, text) => sum + Buffer.byteLength(text), 0)]);
  });

  it('is refused when what is made is not what it should be', async () => {
    const other = messages({ ...made, 'test.tsv': 'something else' });
    await expect(getFiles(other, { cacheDir, npmPack: packing(package_) })).rejects.toMatchObject({
      code: 'data/checksum',
      message: expect.stringContaining('test.tsv made from the npm package typescript@1.2.3'),
    });
  });
});

describe('tar', () => {
  it('gives its files, and nothing else', () => {
    const bytes = Buffer.concat([
      entry('package', '', { type: '5' }),
      entry('pax', '20 path=elsewhere\n', { type: 'x' }),
      entry('b.txt', 'b', { prefix: 'package/deep' }),
      entry('link', '', { type: '2' }),
      entry('package/empty', ''),
      end,
    ]);
    const files = readTar(bytes, 'a.tgz');
    expect([...files].map(([path, content]) => [path, content.toString()])).toEqual([
      ['package/deep/b.txt', 'b'],
      ['package/empty', ''],
    ]);
  });

  const good = archive(whole);
  it.each([
    ['in the middle', good.subarray(0, 1700), 'goes beyond the end'],
    ['before its end', good.subarray(0, good.length - end.length), 'its end is missing'],
    ['before it begins', Buffer.alloc(0), 'its end is missing'],
  ])('is refused when it is cut off %s', (_, bytes, problem) => {
    expect(() => readTar(bytes, 'a.tgz')).toThrow(
      expect.objectContaining({ code: 'data/tar', message: expect.stringContaining(problem) }),
    );
  });

  it('is refused when any byte of a header is another', () => {
    for (const at of [0, 3, 110, 130, 150, 156, 260, 400]) {
      const bytes = Buffer.from(good);
      bytes[at] = bytes[at]! ^ 0x41;
      expect(() => readTar(bytes, 'a.tgz'), String(at)).toThrow(expect.objectContaining({ code: 'data/tar' }));
    }
  });
});
