import type { Metrics } from '../../train/index.ts';
import type { FeatureRows } from '../steps/features.ts';
import type { Film } from '../steps/frames.ts';
import type { Labeled } from './data.ts';
import { measureAnswers, type Measured } from './evaluate.ts';

/** With more numbers than this, the rows of the training part are thinned out evenly before the nearest is looked for. */
const MOST_NUMBERS = 2_000_000;

/** The simple answers that a network must beat: the commonest label, and what a step by itself tells. */
export function baselines(
  train: readonly Labeled<unknown>[],
  sequences: readonly Labeled<unknown>[],
  how: Measured,
): Record<string, Metrics> {
  const { counts } = how.labels;
  const most = counts.indexOf(Math.max(...counts));
  const majority = measureAnswers(sequences, how, ({ length }) => new Int32Array(length).fill(most));
  const own = how.areFrames
    ? { nearest: measureAnswers(sequences, how, nearestRow(train)) }
    : { token: measureAnswers(sequences, how, commonestOfToken(train, most)) };
  return { majority, ...own };
}

/** The numbers of a frame's row, or its pixels. */
function numbersOf({ steps }: Labeled<unknown>): Float32Array | Uint8Array {
  return (steps as Film).pixels ?? (steps as FeatureRows).values;
}

type Answer = (sequence: Labeled<unknown>) => Int32Array;

/** The label that a token has most often in the training part; of one that it does not have, the commonest of all. */
function commonestOfToken(train: readonly Labeled<unknown>[], most: number): Answer {
  const counts = new Map<string, Map<number, number>>();
  const tokensOf = ({ sequence }: Labeled<unknown>): readonly string[] => ('tokens' in sequence ? sequence.tokens : []);
  for (const row of train) {
    tokensOf(row).forEach((token, t) => {
      const own = counts.get(token) ?? new Map<number, number>();
      counts.set(token, own.set(row.targets[t]!, (own.get(row.targets[t]!) ?? 0) + 1));
    });
  }
  const best = new Map(
    Array.from(counts, ([token, own]) => [
      token,
      Array.from(own).reduce((a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] < a[0]) ? b : a))[0],
    ]),
  );
  return (row) => Int32Array.from(tokensOf(row), (token) => best.get(token) ?? most);
}

/** The label of the row of the training part that lies nearest, all numbers counting alike; of equally near ones the first. */
function nearestRow(train: readonly Labeled<unknown>[]): Answer {
  const width = train.length === 0 ? 0 : numbersOf(train[0]!).length / train[0]!.length;
  const total = train.reduce((n, { length }) => n + length, 0);
  const every = Math.max(1, Math.ceil((total * width) / MOST_NUMBERS));
  const rows: (Float32Array | Uint8Array)[] = [];
  const labels: number[] = [];
  let at = 0;
  for (const row of train) {
    const { targets, length } = row;
    const numbers = numbersOf(row);
    for (let t = 0; t < length; t++) {
      if (at++ % every !== 0) continue;
      rows.push(numbers.subarray(t * width, (t + 1) * width));
      labels.push(targets[t]!);
    }
  }
  return (asked) => {
    const numbers = numbersOf(asked);
    return Int32Array.from({ length: asked.length }, (_, t) => {
      let best = 0;
      let nearest = Infinity;
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i]!;
        let apart = 0;
        for (let k = 0; k < width && apart < nearest; k++) {
          const difference = row[k]! - numbers[t * width + k]!;
          apart += difference * difference;
        }
        if (apart < nearest) [best, nearest] = [i, apart];
      }
      return labels[best]!;
    });
  };
}
