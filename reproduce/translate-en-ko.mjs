// Messages of the TypeScript compiler from English to Korean: examples/translate-en-ko.
import { exampleExperiment } from './train-example.mjs';

export const { title, options, run } = exampleExperiment({
  name: 'translate-en-ko',
  title: 'messages of the TypeScript compiler, English to Korean: the BLEU of examples/translate-en-ko',
  config: 'examples/translate-en-ko/elman.yaml',
  split: 'test',
  metric: 'bleu',
  higherIsBetter: true,
  unit: 'BLEU (tok:char)',
  digits: 2,
  goal: 'nearest',
  also: ['chrf', 'exact'],
  published: [],
});
