import { NaiveBayes } from '../../metrics/index.ts';
import type { Metrics } from '../../train/index.ts';
import { LabelFigures, majority } from '../labels/figures.ts';
import { Labels } from '../labels/labels.ts';
import type { DataConfig } from './config.ts';
import { tokenLists, type Answered } from './data.ts';
import { valueFigures } from './evaluate.ts';
import type { Content } from './intake.ts';
import type { Example } from './read.ts';
import type { FeatureRows } from '../steps/features.ts';
import type { Target } from './target.ts';

/** What a network must do better than, counted on the training part and asked the same. */
interface Parts {
  readonly train: readonly Example[];
  /** The same as `examples`, with their answers. */
  readonly trained: readonly Answered[];
  readonly examples: readonly Example[];
  readonly answered: readonly Answered[];
}

/**
 * Of labels the commonest one, and of texts naive Bayes over n-grams (of letters up to 4, of words up to 2), of
 * measurements the class whose mean is the nearest; of values the mean.
 */
export function baselines(config: DataConfig, target: Target, parts: Parts): Record<string, Metrics> {
  const actual = parts.answered.map(({ answer }) => answer);
  if (!(target instanceof Labels)) {
    const values = actual.map((answer) => target.decode(answer));
    return {
      mean: valueFigures(
        values.map(() => target.mean),
        values,
      ),
    };
  }
  const figuresOf = (answers: Iterable<number>): Metrics => {
    const figures = new LabelFigures(target);
    let i = 0;
    for (const answer of answers) figures.add(answer, actual[i++]!);
    return figures.metrics();
  };
  return {
    majority: majority(target, actual),
    ...(config.features === undefined
      ? { 'naive-bayes': figuresOf(naiveBayes(config, target, parts)) }
      : { 'nearest-centroid': figuresOf(nearestMean(target, parts)) }),
  };
}

function* naiveBayes(config: DataConfig, labels: Labels, { train, trained, examples }: Parts): Generator<number> {
  const ids = new Map<string, number>();
  const cased = (token: string): string => (config.lowercase ? token.toLowerCase() : token);
  function* counted(): Generator<{ symbols: Int32Array; label: number }> {
    let i = 0;
    for (const tokens of tokenLists(config, train)) {
      const symbols = Int32Array.from(tokens, (token) => {
        const symbol = cased(token);
        let id = ids.get(symbol);
        if (id === undefined) ids.set(symbol, (id = ids.size));
        return id;
      });
      yield { symbols, label: trained[i++]!.answer };
    }
  }
  const model = NaiveBayes.fit(counted(), { classes: labels.size, order: config.unit === 'word' ? 2 : 4 });
  for (const tokens of tokenLists(config, examples))
    yield model.predict(Int32Array.from(tokens, (token) => ids.get(cased(token)) ?? -1));
}

/** The class whose mean over all its steps is the nearest to the mean of the sequence, in scaled columns. */
function* nearestMean(labels: Labels, { trained, answered }: Parts): Generator<number> {
  const width = (trained[0]!.sequence as FeatureRows).values.length / trained[0]!.sequence.length;
  const sums = Array.from({ length: labels.size }, () => ({ mean: new Float64Array(width), count: 0 }));
  for (const { sequence, answer } of trained) {
    const own = sums[answer]!;
    meanOf(sequence as FeatureRows, width).forEach((value, f) => (own.mean[f]! += value));
    own.count++;
  }
  const centres = sums.map(({ mean, count }) => mean.map((value) => value / Math.max(1, count)));
  for (const { sequence } of answered) {
    const mean = meanOf(sequence as FeatureRows, width);
    const distances = centres.map((centre) =>
      centre.reduce((sum, value, f) => sum + (value - mean[f]!) * (value - mean[f]!), 0),
    );
    yield distances.indexOf(Math.min(...distances));
  }
}

function meanOf({ values, length }: Exclude<Content, string>, width: number): Float64Array {
  const mean = new Float64Array(width);
  values.forEach((value, i) => (mean[i % width]! += value / length));
  return mean;
}
