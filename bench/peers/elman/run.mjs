// Elman: training and streams by its own command, training on one sequence by its public API.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { execute, reasonOf } from '../../process.mjs';
import { indices, print, run } from '../../runner.mjs';

const request = /** @type {import('../../runner.mjs').Request} */ (JSON.parse(process.argv[2]));
const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
const versions = { elman: version, node: process.versions.node };

if (request.kind === 'sequence') await run(sequence);
else await byCommand(request);

/** @param {import('../../runner.mjs').Request} request */
async function byCommand({ kind, cell, size, shape, options: { backend, threads }, rounds }) {
  const main = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
  const what = kind === 'train' ? ['--cell', cell, '--size', size] : ['--cell', cell, '--hidden', shape.hidden];
  const how = ['--backend', backend, '--threads', threads, '--rounds', rounds, '--json'];
  const ended = await execute({ file: process.execPath, args: [main, 'bench', kind, ...what, ...how].map(String) });
  if (ended.status !== 0) return giveUp(reasonOf(ended));
  const { results } = JSON.parse(ended.stdout);
  const result = results.find((result) => (kind === 'train' ? result.size === size : result.hidden === shape.hidden));
  if (result === undefined) return giveUp(`elman bench ${kind} said nothing of ${size}`);
  const { ms, msMedian, msRounds } = result;
  print({ best: ms, median: msMedian, ...(msRounds && { rounds: msRounds }), versions });
}

/** @param {string} reason */
function giveUp(reason) {
  process.stderr.write(`${reason}\n`);
  process.exitCode = 1;
}

/**
 * One sequence, character by character: embedding by one-hot columns, LSTM, head, cross-entropy at every step, Adam.
 * @param {import('../../runner.mjs').Request} request
 */
async function sequence({ cell, shape: { time, hidden, classes } }) {
  await import('../../../dist/node/index.js'); // computes on ELMAN_THREADS threads
  const { adam, collectParameters, crossEntropy, Linear, Random, recurrent, step, tensor } =
    await import('../../../dist/index.js');
  const rng = new Random(1);
  const layer = recurrent({ cell, inputSize: classes, hiddenSize: hidden, rng });
  const head = new Linear({ inputSize: hidden, outputSize: classes, rng });
  const optimizer = adam(collectParameters({ layer, head }));
  const characters = indices(time + 1, classes);
  const oneHot = new Float32Array(time * classes);
  for (let t = 0; t < time; t++) oneHot[t * classes + characters[t]] = 1;
  const xs = tensor(oneHot, [1, time, classes]);
  const targets = characters.slice(1);
  return {
    versions,
    step: () =>
      step(() => {
        const { ys } = layer.forward(xs, { training: true, rng });
        const loss = crossEntropy(head.forward(ys), targets);
        loss.backward();
        loss.item();
        optimizer.step();
        optimizer.zeroGrad();
      }),
  };
}
