// The slots of questions about flights: examples/slots.
import { exampleExperiment } from './train-example.mjs';

export const { title, options, run } = exampleExperiment({
  name: 'atis',
  title: 'slots of questions about flights (ATIS): the F1 of examples/slots',
  config: 'examples/slots/elman.yaml',
  split: 'test',
  metric: 'f1',
  higherIsBetter: true,
  percent: true,
  unit: 'span F1, %',
  digits: 2,
  goal: 0.952,
  also: ['precision', 'recall', 'accuracy'],
  seeds: [1, 2, 3],
  published: [
    { value: 0.942, source: 'bidirectional network with attention (Liu and Lane 2016), as in Goo et al. 2018' },
    { value: 0.943, source: 'bidirectional LSTM, slots and intent together (Hakkani-Tür et al. 2016), the same' },
    { value: 0.952, source: 'slot-gated model (Goo et al. 2018), whose split this is' },
  ],
});
