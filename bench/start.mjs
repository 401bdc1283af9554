// How long a person waits before anything is computed: the command line cold, and a model file of 20 MB.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = join(root, 'dist/cli/main.js');
const rounds = 15;

if (process.argv[2] === '--load') await load(process.argv[3]);
else compare();

function compare() {
  const folder = mkdtempSync(join(tmpdir(), 'elman-start-'));
  try {
    const lunch = join(folder, 'lunch');
    elman(['train', join(root, 'examples/lunch/elman.yaml'), '--run', lunch]);
    const predict = [main, 'predict', lunch, '--input', '짜장', '--json'];
    const [empty, cold] = alternating(['-e', '0'], predict);
    print('node -e 0', empty);
    print('elman predict, the lunch model', cold);
    say(`beyond node -e 0: ${(least(cold) - least(empty)).toFixed(0)} ms (goal: at most 200)`);

    writeFileSync(join(folder, 'text.txt'), 'the quick brown fox jumps over the lazy dog. '.repeat(40));
    writeFileSync(
      join(folder, 'large.yaml'),
      'task: language-model\ndata: { file: text.txt, unit: grapheme, window: 16 }\nmodel: { cell: lstm, hidden: 1100, embedding: 64 }\ntrain: { epochs: 0, seed: 1 }\n',
    );
    elman(['train', join(folder, 'large.yaml'), '--run', join(folder, 'large')]);
    const file = join(folder, 'large/model.safetensors');
    const times = Array.from({ length: rounds }, () =>
      Number(output([fileURLToPath(import.meta.url), '--load', file])),
    );
    print(`opening a model of ${(statSync(file).size / 1e6).toFixed(1)} MB`, times);
    say(
      '(from its bytes to a task that can be asked, checksum and all; in a fresh process each; goal: at most 100 ms)',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Opens a model in this process, and prints how many milliseconds that took. @param {string} file */
async function load(file) {
  const { openTask } = await import('../dist/tasks/open.js');
  const { readSaved } = await import('../dist/tasks/saved.js');
  await import('../dist/tasks/language-model/index.js');
  const { defaultBackend } = await import('../dist/backend/select.js');
  const { nodeHost } = await import('../dist/node/host.js');
  nodeHost();
  defaultBackend();
  const start = performance.now();
  await openTask(readSaved(readFileSync(file), { file, ignoreChecksum: false, warn: say }));
  say(String(performance.now() - start));
}

/** Milliseconds of two commands, in turn. @param {string[][]} commands */
function alternating(...commands) {
  const times = commands.map(() => /** @type {number[]} */ ([]));
  for (let round = 0; round < rounds; round++) {
    commands.forEach((args, i) => {
      const start = performance.now();
      output(args);
      times[i].push(performance.now() - start);
    });
  }
  return times;
}

/** @param {string[]} args */
function elman(args) {
  output([main, ...args]);
}

/** What Node prints when it is called so. @param {string[]} args */
function output(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with status ${status}: ${stderr}`);
  return stdout;
}

/** @param {string} what @param {number[]} times */
function print(what, times) {
  const median = times.toSorted((a, b) => a - b)[times.length >> 1];
  say(`${what}: ${least(times).toFixed(0)} ms, median ${median.toFixed(0)} ms`);
}

/** @param {number[]} times */
function least(times) {
  return Math.min(...times);
}

/** @param {string} text */
function say(text) {
  process.stdout.write(`${text}\n`);
}
