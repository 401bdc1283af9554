// Run by kill.test.ts: trains the toy into the folder named, or goes on where a killed process left off.
// Everything that a training can carry from update to update is at work. Prints after how many steps it begins, a dot for
// each step, and the sha256 of the model when it has come to the end.
import { nodeHost } from '../../dist/node/index.js';
import { RunFolder, train } from '../../dist/train/index.js';
import { Sha256 } from '../../dist/util/sha256.js';
import { makeToy } from '../support/toy-training.mjs';

const [, , folder] = process.argv;
const host = nodeHost();
const run = new RunFolder(host, folder);
const resume = (await run.status()) !== 'absent';
if (!resume) await run.begin('toy: true\n');
const { trainable, save } = makeToy({ hiddenSize: 24, carries: true });
await train({
  trainable,
  config: {
    epochs: 24,
    seed: 4,
    optimizer: 'adam',
    lr: 0.01,
    clipNorm: 1,
    accumulate: 2,
    averageFrom: 13,
    schedule: 'plateau',
    checkpointEvery: 0,
  },
  run,
  saveModel: save,
  resume,
  on: (event) => {
    if (event.type === 'started') process.stdout.write(`${event.step}\n`);
    if (event.type === 'step') process.stdout.write('.');
  },
});
process.stdout.write('\n');
process.stdout.write(new Sha256().update(await host.read(run.modelPath)).hex());
