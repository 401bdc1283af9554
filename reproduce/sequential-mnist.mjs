// MNIST pixel by pixel: examples/digits-by-pixel.
import { exampleExperiment } from './train-example.mjs';

export const { title, options, run } = exampleExperiment({
  name: 'sequential-mnist',
  title: 'MNIST pixel by pixel, 784 steps: the accuracy of examples/digits-by-pixel',
  config: 'examples/digits-by-pixel/elman.yaml',
  split: 'test',
  metric: 'accuracy',
  higherIsBetter: true,
  percent: true,
  unit: '% right',
  digits: 2,
  goal: 0.98,
  published: [
    { value: 0.97, source: 'ReLU network begun as the identity, 100 units (Le, Jaitly, Hinton 2015)' },
    { value: 0.982, source: 'LSTM, 128 units (Arjovsky, Shah, Bengio 2016)' },
    { value: 0.989, source: 'LSTM, 100 units (Cooijmans et al. 2017)' },
  ],
});
