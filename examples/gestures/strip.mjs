// Prints a recording as a strip, a letter for a second or so: what a person saw, and what the model says.
// node examples/gestures/strip.mjs runs/gestures c3
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { nodeHost, resolveDataPath } from 'elman-rnn/node';
import { openTask, readSaved } from 'elman-rnn/tasks';
import { readRows } from 'elman-rnn/data';

const [run = 'runs/gestures', recording = 'c3'] = process.argv.slice(2);
const FRAMES = 12;
/** @type {Record<string, string>} */
const letters = { Rest: '·', Preparation: 'p', Stroke: 'S', Hold: 'h', Retraction: 'r' };

const host = nodeHost();
const path = await resolveDataPath(`dataset:gesture-phase/${recording}_raw.csv`);
const file = `${run}/model.safetensors`;
const task = await openTask(readSaved(readFileSync(file), { file }));
const context = { host, resolve: async (/** @type {string} */ name) => name, note: () => {} };
const predictions = (await task.predictFile?.(path, {}, context)) ?? [];
const seen = [];
for await (const { cells } of readRows(host.open(path), { file: path })) seen.push(String(cells['phase']));

/** @param {string[]} phases */
const strip = (phases) =>
  Array.from({ length: Math.ceil(phases.length / FRAMES) }, (_, i) => {
    const part = phases.slice(i * FRAMES, (i + 1) * FRAMES);
    const counts = Object.keys(letters).map((phase) => part.filter((one) => one === phase).length);
    return Object.values(letters)[counts.indexOf(Math.max(...counts))];
  });

const [actual, told] = [strip(seen), strip(predictions.map(({ item }) => item))];
const WIDTH = 60;
for (let at = 0; at < actual.length; at += WIDTH) {
  console.log(`seen  ${actual.slice(at, at + WIDTH).join('')}`);
  console.log(`model ${told.slice(at, at + WIDTH).join('')}\n`);
}
