// The language model of Shakespeare by letter: examples/char-lm.
import { exampleExperiment } from './train-example.mjs';

export const { title, options, run } = exampleExperiment({
  name: 'char-lm',
  title: 'Shakespeare by letter: the loss of examples/char-lm',
  config: 'examples/char-lm/elman.yaml',
  split: 'validation',
  metric: 'loss',
  unit: 'nats a letter',
  digits: 3,
  goal: 1.55,
  published: [
    { value: 1.88, source: 'nanoGPT, its settings for a CPU (github.com/karpathy/nanoGPT)' },
    { value: 1.47, source: 'nanoGPT, its baby GPT on a GPU (the same)' },
  ],
});
