import { mapState, type State } from '../../cells/index.ts';
import { bucketBatches, type SplitSequence } from '../../data/index.ts';
import { Markov, Popularity, RankingMetrics, type RankCounts } from '../../metrics/index.ts';
import { argmaxRows, crossEntropyRows, noGrad, rankRows, step } from '../../tensor/index.ts';
import type { Metrics } from '../../train/index.ts';
import { targetsOf } from './data.ts';
import type { NextItemModel } from './model.ts';

const ROWS = 64;
/** Steps a segment: the state goes on from one to the next, so that sequences of any length fit into memory. */
const SEGMENT = 64;
const KS = [1, 5, 10, 20];

/** Figures of the model on the targets of some sequences, each predicted from all that came before it in its sequence. */
export function measure(model: NextItemModel, sequences: readonly SplitSequence[]): Metrics {
  const figures = new Figures(model.size);
  for (const batch of bucketBatches(sequences.map(({ items }) => items.length), ROWS, undefined)) {
    measureBatch(model, Array.from(batch, (i) => sequences[i]!), figures);
  }
  return figures.results();
}

function measureBatch(model: NextItemModel, sequences: readonly SplitSequence[], figures: Figures): void {
  const batch = sequences.length;
  const targetAt = sequences.map((sequence) => new Set(targetsOf(sequence)));
  const inputs = sequences.map(({ items }) => items.length - 1);
  const longest = Math.max(...inputs);
  // Where something is missing the model's own prediction goes in, which is known a step at a time only.
  const hasGaps = sequences.some(({ items }) => items.subarray(0, -1).includes(-1));
  const width = hasGaps ? 1 : SEGMENT;
  let state: State | undefined;
  let predicted: Int32Array | null = null;
  for (let start = 0; start < longest; start += width) {
    const steps = Math.min(width, longest - start);
    const ids = new Int32Array(batch * steps).fill(-1);
    const lengths = Int32Array.from(inputs, (n) => Math.min(steps, Math.max(0, n - start)));
    const rows: number[] = [];
    const targets: number[] = [];
    sequences.forEach(({ items }, b) => {
      for (let t = 0; t < lengths[b]!; t++) {
        const item = items[start + t]!;
        ids[b * steps + t] = item >= 0 ? item : (predicted?.[b] ?? -1);
        if (!targetAt[b]!.has(start + t + 1)) continue;
        rows.push(b * steps + t);
        targets.push(items[start + t + 1]!);
      }
    });
    step(() =>
      noGrad(() => {
        const out = model.forward(ids, batch, { state, lengths });
        state = mapState(out.state, (value) => value.keep());
        if (hasGaps) predicted = argmaxRows(model.scores(out.ys, Int32Array.from({ length: batch }, (_, b) => b)));
        if (rows.length === 0) return;
        const scores = model.scores(out.ys, rows);
        const { above, equal } = rankRows(scores, targets);
        const losses = crossEntropyRows(scores, targets).toArray();
        targets.forEach((_, i) => figures.add({ above: above[i]!, equal: equal[i]! }, losses[i]!));
      }),
    );
  }
}

/** The simple predictors that a network must beat, on the same targets: the commonest items, and a Markov chain of order one. */
export function baselines(size: number, train: readonly SplitSequence[], sequences: readonly SplitSequence[]): Record<string, Metrics> {
  const known = train.map(({ items, start }) => items.subarray(start).filter((item) => item >= 0));
  const popularity = Popularity.fit(known, { items: size });
  const markov = Markov.fit(known, { items: size });
  const figures = { popularity: new Figures(size), markov: new Figures(size) };
  for (const sequence of sequences) {
    for (const t of targetsOf(sequence)) {
      const target = sequence.items[t]!;
      let before = t - 1;
      while (sequence.items[before]! < 0) before--;
      figures.popularity.add(popularity.ranks(target));
      figures.markov.add(markov.ranks(sequence.items[before]!, target));
    }
  }
  return { popularity: figures.popularity.results(), markov: figures.markov.results() };
}

class Figures {
  readonly #ranking: RankingMetrics;
  #loss = 0;
  #hasLoss = false;

  constructor(size: number) {
    this.#ranking = new RankingMetrics({ ks: KS.filter((k) => k === 1 || k < size), ties: 'mean' });
  }

  /** @param loss −log of the target's probability, in nats, where there is one. */
  add(counts: RankCounts, loss?: number): void {
    this.#ranking.add(counts);
    if (loss === undefined) return;
    this.#hasLoss = true;
    this.#loss += loss;
  }

  results(): Metrics {
    const { count } = this.#ranking;
    const figures: Record<string, number> = this.#hasLoss ? { loss: this.#loss / count } : {};
    for (const { k, recall, mrr } of this.#ranking.results()) {
      if (k === 1) figures['accuracy'] = recall;
      else Object.assign(figures, { [`recall@${k}`]: recall, [`mrr@${k}`]: mrr });
    }
    return { ...figures, predictions: count };
  }
}
