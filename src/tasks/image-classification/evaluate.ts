import { imageSize, plainImages } from '../../data/images/index.ts';
import { argmaxRows, crossEntropyRows, noGrad, step } from '../../tensor/index.ts';
import type { Metrics } from '../../train/index.ts';
import { LabelFigures, majority } from '../labels/figures.ts';
import type { Labels } from '../labels/labels.ts';
import type { Part } from './data.ts';
import type { ImageNetwork } from './network.ts';
import type { PixelScaling } from '../images/scaling.ts';

/** Images a step. */
const ROWS = 128;

/** Figures of the network on some images. */
export function measure(network: ImageNetwork, labels: Labels, scaling: PixelScaling, part: Part): LabelFigures {
  const figures = new LabelFigures(labels);
  const { images, chosen, targets } = part;
  for (let from = 0; from < chosen.length; from += ROWS) {
    const [rows, actual] = [chosen.subarray(from, from + ROWS), targets.subarray(from, from + ROWS)];
    const { predicted, losses } = step(() =>
      noGrad(() => {
        const scores = network.scores(scaling.apply(plainImages(images, rows)), rows.length);
        return { predicted: argmaxRows(scores), losses: crossEntropyRows(scores, actual).toArray() };
      }),
    );
    actual.forEach((target, i) => figures.add(predicted[i]!, target, losses[i]));
  }
  return figures;
}

/** What a network must do better than: the commonest class, and the class whose mean image is the nearest. */
export function baselines(labels: Labels, train: Part, part: Part): Record<string, Metrics> {
  return { majority: majority(labels, part.targets), 'nearest-centroid': nearestCentroid(labels, train, part) };
}

function nearestCentroid(labels: Labels, train: Part, { images, chosen, targets }: Part): Metrics {
  const size = imageSize(images);
  const centroids = centroidsOf(labels, train);
  const figures = new LabelFigures(labels);
  chosen.forEach((image, i) => {
    let [best, least] = [0, Infinity];
    for (const [label, centroid] of centroids.entries()) {
      let distance = 0;
      for (let p = 0; p < size; p++) {
        const difference = images.pixels[image * size + p]! - centroid[p]!;
        distance += difference * difference;
      }
      if (distance < least) [best, least] = [label, distance];
    }
    figures.add(best, targets[i]!);
  });
  return figures.metrics();
}

/** The mean image of each class. */
function centroidsOf(labels: Labels, { images, chosen, targets }: Part): Float64Array[] {
  const size = imageSize(images);
  const sums = labels.names.map(() => new Float64Array(size));
  const counts = new Float64Array(labels.size);
  chosen.forEach((image, i) => {
    const sum = sums[targets[i]!]!;
    counts[targets[i]!]!++;
    for (let p = 0; p < size; p++) sum[p]! += images.pixels[image * size + p]!;
  });
  return sums.map((sum, label) => sum.map((value) => value / Math.max(1, counts[label]!)));
}
