import { bucketBatches } from '../../data/batches.ts';
import { RegressionMetrics, rSquared } from '../../metrics/index.ts';
import { argmaxRows, crossEntropyRows, noGrad, step, type Tensor } from '../../tensor/index.ts';
import type { Metrics } from '../../train/index.ts';
import { LabelFigures } from '../labels/figures.ts';
import { Labels } from '../labels/labels.ts';
import type { ClassesReport } from '../task.ts';
import type { Answered } from './data.ts';
import type { Encoded } from './intake.ts';
import type { SequenceClassifier } from './network.ts';
import type { Target, ValueScale } from './target.ts';

const ROWS = 64;

export interface Measured {
  readonly metrics: Metrics;
  readonly classes?: ClassesReport | undefined;
}

/** Figures of the network on some sequences. */
export function measure(network: SequenceClassifier, target: Target, part: readonly Answered[]): Measured {
  return target instanceof Labels ? measureLabels(network, target, part) : measureValues(network, target, part);
}

/** Reads sequences off the tape, in batches of like length; `take` gets the outputs [rows, size], and which row is which. */
export function readAll(
  network: SequenceClassifier,
  sequences: readonly Encoded[],
  take: (outputs: Tensor, indices: Int32Array) => void,
): void {
  const lengths = sequences.map(({ length }) => length);
  for (const indices of bucketBatches(lengths, ROWS, undefined)) {
    step(() => noGrad(() => take(network.forward(Array.from(indices, (i) => sequences[i]!)), indices)));
  }
}

function measureLabels(network: SequenceClassifier, labels: Labels, part: readonly Answered[]): Measured {
  const figures = new LabelFigures(labels);
  readAll(
    network,
    part.map(({ sequence }) => sequence),
    (scores, indices) => {
      const actual = Int32Array.from(indices, (i) => part[i]!.answer);
      const losses = crossEntropyRows(scores, actual).toArray();
      argmaxRows(scores).forEach((best, row) => figures.add(best, actual[row]!, losses[row]));
    },
  );
  return { metrics: figures.metrics(), classes: figures.report() };
}

function measureValues(network: SequenceClassifier, scale: ValueScale, part: readonly Answered[]): Measured {
  const predicted = new Float64Array(part.length);
  readAll(
    network,
    part.map(({ sequence }) => sequence),
    (outputs, indices) => {
      const scaled = outputs.toArray();
      indices.forEach((i, row) => (predicted[i] = scale.decode(scaled[row]!)));
    },
  );
  const actual = part.map(({ answer }) => scale.decode(answer));
  return { metrics: valueFigures(predicted, actual) };
}

/** RMSE, MAE and R² of values, in their own unit. */
export function valueFigures(predicted: ArrayLike<number>, actual: ArrayLike<number>): Metrics {
  const metrics = new RegressionMetrics();
  metrics.addAll(predicted, actual);
  const { rmse, mae } = metrics.result();
  const r2 = rSquared(predicted, actual);
  return { rmse, mae, ...(!Number.isNaN(r2) && { r2 }), predictions: actual.length };
}
