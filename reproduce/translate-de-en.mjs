// Captions of photographs from German to English (Multi30k): examples/translate-de-en.
import { exampleExperiment } from './train-example.mjs';

export const { title, options, run } = exampleExperiment({
  name: 'translate-de-en',
  title: 'Multi30k from German to English: the BLEU of examples/translate-de-en',
  config: 'examples/translate-de-en/elman.yaml',
  split: 'test',
  metric: 'bleu',
  higherIsBetter: true,
  unit: 'BLEU (tok:none)',
  digits: 2,
  goal: 32,
  also: ['chrf', 'perplexity'],
  published: [
    { value: 13.8, source: 'sequence to sequence, LSTM without attention (github.com/bentrevett/pytorch-seq2seq)' },
    { value: 20.6, source: 'GRU, the context at each step (the same)' },
    { value: 28.3, source: 'GRU with attention (the same)' },
  ],
});
