// MNIST by a convolutional network: examples/digits.
import { exampleExperiment } from './train-example.mjs';

export const { title, options, run } = exampleExperiment({
  name: 'mnist',
  title: 'MNIST by convolutions: the accuracy of examples/digits',
  config: 'examples/digits/elman.yaml',
  split: 'test',
  metric: 'accuracy',
  higherIsBetter: true,
  percent: true,
  unit: '% right',
  digits: 2,
  goal: 0.994,
  also: ['macroF1'],
  published: [
    { value: 0.992, source: 'LeNet-5, training images distorted (LeCun, Bottou, Bengio, Haffner 1998)' },
    { value: 0.996, source: 'two layers of convolution, elastic distortions (Simard, Steinkraus, Platt 2003)' },
    { value: 0.9977, source: '35 deep networks that vote (Cireşan, Meier, Schmidhuber 2012)' },
  ],
});
