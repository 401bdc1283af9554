// `npm run bench:browser`: the training step of an LSTM (S2 of the sizes) in Chromium beside Node, on one thread and on
// two. Fresh processes, in alternating order; the best round is what is compared, the median stands beside it.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';

/** @typedef {{ threads: number, best: number, median: number }} Timing */

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const browserPath = process.env['ELMAN_CHROMIUM'] ?? '/usr/bin/chromium';
/** The browser is to take no more than this many times what Node takes. */
const GOAL = 1.2;
const LIMITS = { rounds: 5, roundMs: 600, warmUpMs: 600 };

/** The body of a function of `threads` that gives a {@link Timing}; `dist` and `makeBackend` are what differs. */
const body = (/** @type {string} */ dist, /** @type {string} */ makeBackend) => `
  const { setDefaultBackend } = await import('${dist}/backend/select.js');
  const { trainingStep } = await import('${dist}/cli/bench/train.js');
  const { measure } = await import('${dist}/cli/bench/measure.js');
  const { sizes } = await import('${dist}/cli/bench/sizes.js');
  ${makeBackend}
  await backend.pool?.allReady();
  setDefaultBackend(() => backend);
  const { best, median } = measure(trainingStep('lstm', sizes.S2), ${JSON.stringify(LIMITS)});
  return { threads: backend.threads, best, median };`;

/** @param {number} threads @returns {Timing} */
function inNode(threads) {
  const dist = new URL('../dist', import.meta.url).href;
  const make = `const { createNodeBackend } = await import('${dist}/node/backend.js');
    const backend = createNodeBackend({ threads: ${threads} });`;
  const script = `console.log(JSON.stringify(await (async () => {${body(dist, make)}})()));`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Node ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

const worker = `addEventListener('message', async ({ data: threads }) => {
  try {
    postMessage(await (async () => {${body(
      '/dist',
      `const { createWebBackend } = await import('/dist/backend/web/backend.js');
       const { backend, reason } = createWebBackend({ threads });
       if (reason !== null) throw new Error(reason.message);`,
    )}})());
  } catch (error) {
    postMessage({ problem: String(error?.stack ?? error) });
  }
});`;
const page = '<!doctype html><meta charset="utf-8"><title>Elman</title><link rel="icon" href="data:,">';

/** Serves dist, isolated as threads need it, on a free port. @returns {Promise<import('node:http').Server>} */
function serve() {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
    const file = join(root, path);
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    response.setHeader('content-type', path === '/' ? 'text/html' : 'text/javascript');
    if (path === '/') response.end(page);
    else if (path === '/worker.mjs') response.end(worker);
    else if (path.startsWith('/dist/') && extname(path) === '.js' && existsSync(file)) response.end(readFileSync(file));
    else response.writeHead(404).end();
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** @param {number} threads @param {string} url @returns {Promise<Timing>} */
async function inBrowser(threads, url) {
  const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
  try {
    const tab = await browser.newPage();
    await tab.goto(url);
    return await tab.evaluate(`new Promise((resolve, reject) => {
      const worker = new Worker('/worker.mjs', { type: 'module' });
      worker.onmessage = ({ data }) => ('problem' in data ? reject(new Error(data.problem)) : resolve(data));
      worker.onerror = (event) => reject(new Error(event.message || 'the Worker did not start'));
      worker.postMessage(${threads});
    })`);
  } finally {
    await browser.close();
  }
}

/** @param {readonly Timing[]} timings @returns {{ best: number, median: number }} */
function summaryOf(timings) {
  const medians = timings.map(({ median }) => median).toSorted((a, b) => a - b);
  return { best: Math.min(...timings.map(({ best }) => best)), median: medians[medians.length >> 1] ?? NaN };
}

async function main() {
  const { values } = parseArgs({
    options: { passes: { type: 'string', default: '5' }, json: { type: 'boolean', default: false } },
  });
  const passes = Number(values.passes);
  if (!(Number.isInteger(passes) && passes >= 1)) throw new Error(`--passes is a whole number, got ${values.passes}`);
  if (!existsSync(browserPath)) throw new Error(`there is no ${browserPath}: ELMAN_CHROMIUM names another browser`);
  if (!existsSync(join(root, 'dist/cli/bench/train.js'))) throw new Error('dist is missing: run `npm run build`');
  const server = await serve();
  /** @type {import('node:net').AddressInfo} */
  const address = server.address();
  const url = `http://127.0.0.1:${address.port}/`;
  /** @type {Record<'node' | 'browser', (threads: number) => Timing | Promise<Timing>>} */
  const places = { node: inNode, browser: (threads) => inBrowser(threads, url) };
  const settings = [1, 2].flatMap((threads) =>
    /** @type {const} */ (['node', 'browser']).map((place) => ({
      place,
      threads,
      found: /** @type {Timing[]} */ ([]),
    })),
  );
  try {
    for (let pass = 0; pass < passes; pass++) {
      for (const { place, threads, found } of pass % 2 === 0 ? settings : settings.toReversed()) {
        const timing = await places[place](threads);
        found.push(timing);
        process.stderr.write(`${pass + 1}/${passes}  ${place}  ${threads}  ${timing.best.toFixed(2)} ms\n`);
      }
    }
  } finally {
    server.close();
  }
  const results = [1, 2].map((threads) => {
    const [node, browser] = settings.filter((each) => each.threads === threads).map(({ found }) => summaryOf(found));
    if (node === undefined || browser === undefined) throw new Error('a setting was not measured');
    return { threads, node, browser, ratio: browser.best / node.best, goal: GOAL };
  });
  if (values.json) console.log(JSON.stringify({ cell: 'lstm', size: 'S2', passes, results }, null, 2));
  else {
    for (const { threads, node, browser, ratio } of results) {
      const of = (/** @type {{ best: number, median: number }} */ { best, median }) =>
        `${best.toFixed(2)} ms (median ${median.toFixed(2)})`;
      const verdict = ratio <= GOAL ? 'within' : 'beyond';
      console.log(
        `threads ${threads}: Node ${of(node)}, browser ${of(browser)}: ${ratio.toFixed(2)} times, ${verdict} ${GOAL}`,
      );
    }
  }
}

await main();
