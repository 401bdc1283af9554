// Surnames and their languages: examples/surnames.
import { exampleExperiment } from './train-example.mjs';

export const { title, options, run } = exampleExperiment({
  name: 'surnames',
  title: 'surnames of 18 languages: the accuracy of examples/surnames',
  config: 'examples/surnames/elman.yaml',
  split: 'test',
  metric: 'accuracy',
  higherIsBetter: true,
  percent: true,
  unit: '% right',
  digits: 1,
  goal: 'naive-bayes',
  also: ['macroF1'],
  published: [],
});
