import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { OneThread } from '../../src/backend/web/threads.ts';
import { inBrowser, noBrowser } from '../support/browser.ts';
import { built, runScript } from '../support/built.ts';

type Hashes = Record<string, string>;

interface InWorker {
  readonly hashes: Hashes;
  /** How many parts of calls helpers did. */
  readonly parts: number;
  readonly threads: number;
  readonly reason: OneThread | null;
  readonly cores: number;
}

/** What a helper does at least, if it takes part: there are some hundred calls large enough. */
const FEW_PARTS = 300;

/** Made by `node test/determinism/main.mjs > test/determinism/expected.json`; made anew only where the mathematics changes. */
const expected = JSON.parse(readFileSync(new URL('./expected.json', import.meta.url), 'utf8')) as Hashes;

describe('the same training gives the same bits', () => {
  const others = (process.env['ELMAN_RUNTIMES'] ?? '').split(',').filter((path) => path !== '');
  for (const runtime of [process.execPath, ...others]) {
    test(`in ${runtime === process.execPath ? `Node ${process.versions.node}` : runtime}`, async () => {
      built('train/index.js');
      const { status, stdout, stderr } = await runScript(['test/determinism/main.mjs'], { runtime });
      expect(status, stderr).toBe(0);
      expect(JSON.parse(stdout)).toEqual(expected);
    });
  }
  if (others.length === 0) {
    test.skip('in other runtimes (ELMAN_RUNTIMES names none: paths of Node or Bun binaries, parted by commas)');
  }

  for (const threads of [1, 2, 3, 8]) {
    test(`on ${threads} ${threads === 1 ? 'thread' : 'threads'} of Node, which share even small calls`, async () => {
      built('node/backend.js');
      const { status, stdout, stderr } = await runScript(['test/determinism/main.mjs', String(threads)]);
      expect(status, stderr).toBe(0);
      const { hashes, parts } = JSON.parse(stdout) as { hashes: Hashes; parts: number };
      expect(hashes).toEqual(expected);
      expect(parts).toBeGreaterThanOrEqual((threads - 1) * FEW_PARTS);
    });
  }

  if (noBrowser !== null) {
    test.skip(`in a browser (${noBrowser})`);
    return;
  }
  test('in a browser, served as it lies in dist', async () => {
    built('train/index.js');
    const hashes = await inBrowser(`
      const { trainAll } = await import('/test/determinism/program.mjs');
      globalThis.result = await trainAll();`);
    expect(hashes).toEqual(expected);
  });

  /** What a Worker trains on so many threads. */
  const inWorker = async (threads: number | undefined, isolated: boolean): Promise<InWorker> => {
    built('backend/web/helper.js');
    return inBrowser(
      `const worker = new Worker('/test/determinism/worker.mjs', { type: 'module' });
      worker.postMessage(${JSON.stringify({ threads })});
      globalThis.result = await new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => ('problem' in data ? reject(new Error(data.problem)) : resolve(data));
        worker.onerror = (event) => reject(new Error(event.message || 'the Worker did not start'));
      });`,
      { isolated },
    ) as Promise<InWorker>;
  };
  for (const threads of [2, 3]) {
    test(`on ${threads} threads of a browser, in a Worker of an isolated page`, async () => {
      const found = await inWorker(threads, true);
      expect(found).toMatchObject({ hashes: expected, threads, reason: null });
      expect(found.parts).toBeGreaterThanOrEqual((threads - 1) * FEW_PARTS);
    });
  }

  test('on all cores of a browser, where nothing is said', async () => {
    const { cores, ...found } = await inWorker(undefined, true);
    expect(found).toMatchObject({ hashes: expected, threads: cores });
    if (cores === 1) expect(found.reason).toMatchObject({ code: 'one-core' });
    else expect(found.reason).toBeNull();
  });

  test('on one thread of a browser where the page is not isolated, which is said', async () => {
    const found = await inWorker(3, false);
    expect(found).toMatchObject({ hashes: expected, threads: 1, reason: { code: 'not-isolated' } });
    expect(found.reason?.message).toContain('Cross-Origin-Embedder-Policy: require-corp');
  });

  test("on one thread of a browser on the page's own thread, which is said", async () => {
    const found = await inBrowser(
      `const { defaultThreads } = await import('/dist/index.js');
      globalThis.result = defaultThreads();`,
      { isolated: true },
    );
    expect(found).toMatchObject({ threads: 1, reason: { code: 'page-thread' } });
  });
});
