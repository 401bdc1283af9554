import { bucketBatches } from '../../data/batches.ts';
import { SegmentMetrics, SpanMetrics, type SpanReport } from '../../metrics/index.ts';
import { crossEntropyRows, noGrad, step, sum } from '../../tensor/index.ts';
import type { Metrics } from '../../train/index.ts';
import { LabelFigures } from '../labels/figures.ts';
import type { Labels } from '../labels/labels.ts';
import type { ClassesReport } from '../task.ts';
import type { Labeled } from './data.ts';
import { ROWS, STEPS, type LabelingNetwork } from './network.ts';
import type { Scheme } from './tags.ts';

/** What the figures are made of: the labels, how they mark spans, and whether steps are frames, whose segments count. */
export interface Measured {
  readonly labels: Labels;
  readonly scheme: Scheme;
  readonly areFrames: boolean;
}

export interface Figures {
  readonly metrics: Metrics;
  readonly classes: ClassesReport;
}

/** Figures of the network on some sequences, each read whole. */
export function measure<S>(network: LabelingNetwork<S>, sequences: readonly Labeled<S>[], how: Measured): Figures {
  const figures = figuresOf(how);
  const loss = { sum: 0, count: 0 };
  const lengths = sequences.map(({ length }) => length);
  for (const batch of bucketBatches(lengths, ROWS, undefined, { maxTokens: STEPS })) {
    const rows = Array.from(batch, (i) => sequences[i]!);
    const steps = rows.map((row) => row.steps);
    network.label(steps).forEach(({ labels }, b) => figures.add(labels, rows[b]!));
    const { total, count } = step(() => noGrad(() => lossOf(network, steps, rows)));
    loss.sum += total;
    loss.count += count;
  }
  const { metrics, classes } = figures.result();
  return { metrics: { ...(loss.count > 0 && { loss: loss.sum / loss.count }), ...metrics }, classes };
}

/** Figures of answers that something else gives: baselines. */
export function measureAnswers<S>(
  sequences: readonly Labeled<S>[],
  how: Measured,
  answer: (sequence: Labeled<S>) => ArrayLike<number>,
): Metrics {
  const figures = figuresOf(how);
  for (const sequence of sequences) figures.add(answer(sequence), sequence);
  return figures.result().metrics;
}

interface Collector {
  add(answer: ArrayLike<number>, actual: Pick<Labeled<unknown>, 'tags' | 'targets'>): void;
  result(): Figures;
}

function figuresOf(how: Measured): Collector {
  return how.scheme === 'none' ? plainFigures(how) : spanFigures(how.labels);
}

function spanFigures(labels: Labels): Collector {
  const spans = new SpanMetrics();
  return {
    add: (answer, { tags }) =>
      spans.add(
        Array.from(answer, (id) => labels.decode(id)),
        tags,
      ),
    result() {
      const report = spans.report();
      const { f1, precision, recall, accuracy, steps } = report;
      return { metrics: { f1, precision, recall, accuracy, predictions: steps }, classes: classesOf(report) };
    },
  };
}

function classesOf({ types }: SpanReport): ClassesReport {
  return { labels: [...types.keys()], scores: [...types.values()] };
}

function plainFigures({ labels, areFrames }: Measured): Collector {
  const figures = new LabelFigures(labels);
  const segments = new SegmentMetrics();
  return {
    add(answer, { targets }) {
      for (let t = 0; t < targets.length; t++) figures.add(answer[t]!, targets[t]!);
      segments.add(answer, targets);
    },
    result() {
      const { accuracy, macroF1, predictions } = figures.metrics() as Record<string, number>;
      const { f1, edit } = segments.result();
      const [low, middle, high] = f1;
      const overlaps = { 'segmentF1@10': low!, 'segmentF1@25': middle!, 'segmentF1@50': high!, edit };
      return {
        metrics: { accuracy: accuracy!, macroF1: macroF1!, ...(areFrames && overlaps), predictions: predictions! },
        classes: figures.report(),
      };
    },
  };
}

/** −log of the probability of the actual labels, summed, in nats, and over how many steps: those whose labels the network has; with a CRF those of sequences of which it has all. */
function lossOf<S>(
  network: LabelingNetwork<S>,
  steps: readonly S[],
  rows: readonly Labeled<S>[],
): { total: number; count: number } {
  const { scores, lengths } = network.scores(steps);
  const width = scores.dim(1);
  const targets = paddedTargets(rows, width);
  if (network.crf === undefined) {
    const counted = targets.reduce((n, id) => n + (id >= 0 ? 1 : 0), 0);
    return { total: sum(crossEntropyRows(scores, targets)).item(), count: counted };
  }
  const whole = rows.map((row) => !row.targets.includes(-1));
  const known = targets.map((id) => Math.max(0, id));
  const losses = network.crf.loss(scores, known, lengths).toArray();
  let [total, count] = [0, 0];
  losses.forEach((loss: number, b: number) => {
    if (!whole[b]!) return;
    total += loss;
    count += lengths[b]!;
  });
  return { total, count };
}

/** Targets [B · T], −1 beyond the end of a row. */
export function paddedTargets(rows: readonly { readonly targets: Int32Array }[], width: number): Int32Array {
  const targets = new Int32Array(rows.length * width).fill(-1);
  rows.forEach((row, b) => targets.set(row.targets, b * width));
  return targets;
}
