// Sentiment of English sentences, SST-2: examples/sentiment.
import { exampleExperiment } from './train-example.mjs';

export const { title, options, run } = exampleExperiment({
  name: 'sst2',
  title: 'sentiment of sentences, SST-2: the accuracy of examples/sentiment, median of three seeds',
  config: 'examples/sentiment/elman.yaml',
  split: 'test',
  metric: 'accuracy',
  higherIsBetter: true,
  percent: true,
  unit: '% right',
  digits: 1,
  goal: 0.805,
  seeds: [1, 2, 3],
  published: [
    { value: 0.849, source: 'LSTM (Tai, Socher, Manning 2015); learns from phrases too, begins with GloVe' },
    { value: 0.875, source: 'bidirectional LSTM (the same)' },
  ],
});
