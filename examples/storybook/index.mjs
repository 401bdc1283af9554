// A children's book that has one kind of sentence, "A saw B .", told by networks with more and more memory.
//
//   node examples/storybook/index.mjs
import { networks, run, settings } from './networks.mjs';
import { kinds } from './story.mjs';

const [hidden, seed] = [4, 5];
console.log(`${settings.sentences} sentences each, hidden size ${hidden}, seed ${seed}\n`);
console.log(`${'network'.padEnd(23)}weights${kinds.map((kind) => kind.padStart(10)).join('')}`);
const told = [];
for (const name of Object.keys(networks)) {
  const result = run(name, { hidden, seed });
  told.push(result);
  const { parameters, counts } = result;
  const row = [String(parameters).padStart(7), ...kinds.map((kind) => String(counts[kind]).padStart(10))];
  console.log(name.padEnd(23) + row.join(''));
}
for (const { name, opening, mistakes } of told) {
  console.log(`\n${name}: ${opening.join(' ')}`);
  for (const [kind, sentence] of Object.entries(mistakes)) console.log(`  ${kind}: ${sentence}`);
}
