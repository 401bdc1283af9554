// The language model of the Penn Treebank by word: examples/word-lm.
import { exampleExperiment } from './train-example.mjs';

export const { title, options, run } = exampleExperiment({
  name: 'word-lm',
  title: 'the Penn Treebank by word: the perplexity of examples/word-lm',
  config: 'examples/word-lm/elman.yaml',
  split: 'test',
  metric: 'perplexity',
  unit: 'perplexity',
  digits: 1,
  goal: 100,
  published: [
    { value: 114.5, source: 'small LSTM (Zaremba, Sutskever, Vinyals 2014)' },
    { value: 58.8, source: 'AWD-LSTM (Merity, Keskar, Socher 2018)' },
  ],
});
