import { readFileSync } from 'node:fs';
import { indices, run } from '../../runner.mjs';

await run(async ({ shape: { time, hidden, classes } }) => {
  const { default: brain } = await import('brain.js');
  const sizes = { inputSize: classes, inputRange: classes, outputSize: classes };
  const net = new brain.recurrent.LSTM({ hiddenLayers: [hidden], ...sizes });
  net.initialize();
  const sequence = Array.from(indices(time, classes));
  const step = () => net.trainPattern(sequence);
  return { step, versions: { 'brain.js': installed(), node: process.versions.node } };
});

function installed() {
  return JSON.parse(readFileSync(new URL('node_modules/brain.js/package.json', import.meta.url), 'utf8')).version;
}
