import { ConfusionMatrix } from '../../metrics/index.ts';
import type { Metrics } from '../../train/index.ts';
import type { ClassesReport } from '../task.ts';
import type { Labels } from './labels.ts';

/** Collects what a model answered: mean loss, accuracy, macro F1, and a report by class. */
export class LabelFigures {
  readonly #labels: Labels;
  readonly #matrix: ConfusionMatrix;
  #loss = 0;
  #hasLoss = false;
  #count = 0;

  constructor(labels: Labels) {
    this.#labels = labels;
    this.#matrix = new ConfusionMatrix(labels.size);
  }

  /** @param loss −log of the actual label's probability, in nats, where there is one. */
  add(predicted: number, actual: number, loss?: number): void {
    this.#matrix.add(predicted, actual);
    this.#count++;
    if (loss === undefined) return;
    this.#hasLoss = true;
    this.#loss += loss;
  }

  metrics(): Metrics {
    const { accuracy, macro } = this.#matrix.report();
    return {
      ...(this.#hasLoss && { loss: this.#loss / this.#count }),
      accuracy,
      macroF1: macro.f1,
      predictions: this.#count,
    };
  }

  report(): ClassesReport {
    const { classes } = this.#matrix.report();
    return { labels: this.#labels.names, scores: classes, confusion: this.#matrix.rows() };
  }
}

/** The baseline of every classifier: the commonest label of the training part, always. */
export function majority(labels: Labels, actual: Iterable<number>): Metrics {
  const most = labels.counts.indexOf(Math.max(...labels.counts));
  const figures = new LabelFigures(labels);
  for (const label of actual) figures.add(most, label);
  return figures.metrics();
}
