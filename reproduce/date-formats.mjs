// Dates in the words of twelve languages to one form: examples/date-formats.
import { existsSync } from 'node:fs';
import { makeData } from '../examples/date-formats/make-data.mjs';
import { exampleExperiment } from './train-example.mjs';

const FOLDER = 'runs/date-formats-data';

const experiment = exampleExperiment({
  name: 'date-formats',
  title: 'dates of twelve languages to ISO 8601: the exact answers of examples/date-formats',
  config: 'examples/date-formats/elman.yaml',
  split: 'test',
  metric: 'exact',
  higherIsBetter: true,
  unit: 'share that is exact',
  digits: 3,
  goal: 0.99,
  also: ['bleu', 'chrf'],
  published: [],
});

export const { title, options } = experiment;

/** @type {import('./main.mjs').Experiment['run']} */
export function run(values, io) {
  if (!existsSync(`${FOLDER}/test.tsv`)) makeData(FOLDER);
  return experiment.run(values, io);
}
