// Sentiment of Korean film reviews, NSMC drawn anew: examples/sentiment-ko.
import { exampleExperiment } from './train-example.mjs';

export const { title, options, run } = exampleExperiment({
  name: 'nsmc',
  title: 'sentiment of Korean film reviews: the accuracy of examples/sentiment-ko',
  config: 'examples/sentiment-ko/elman.yaml',
  split: 'test',
  metric: 'accuracy',
  higherIsBetter: true,
  percent: true,
  unit: '% right',
  digits: 2,
  goal: 0.87,
  published: [{ value: 0.8895, source: 'an ensemble, on the official parts: other reviews, not to be compared' }],
});
