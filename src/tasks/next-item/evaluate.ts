import { bucketBatches, type SplitSequence } from '../../data/index.ts';
import { Markov, Popularity, RankingMetrics, type RankCounts } from '../../metrics/index.ts';
import { crossEntropyRows, rankRows } from '../../tensor/index.ts';
import type { Metrics } from '../../train/index.ts';
import { targetsOf } from './data.ts';
import { readWithFeedback } from './feedback.ts';
import type { SymbolNetwork } from '../symbols/network.ts';

const ROWS = 64;
const KS = [1, 5, 10, 20];

/** Figures of the model on the targets of some sequences, each predicted from all that came before it in its sequence. */
export function measure(model: SymbolNetwork, sequences: readonly SplitSequence[]): Metrics {
  const figures = new Figures(model.size);
  eachTarget(model, sequences, ({ counts, loss }) => figures.add(counts, loss));
  return figures.results();
}

/** What the model made of one target. */
export interface MetTarget {
  /** Which of the sequences, and where in it. */
  readonly sequence: number;
  readonly position: number;
  /** Of its score among those of all items. */
  readonly counts: RankCounts;
  /** −ln of its probability, in nats. */
  readonly loss: number;
}

/** Meets the targets of some sequences, each with all that came before it in its sequence; not in the order of the data. */
export function eachTarget(
  model: SymbolNetwork,
  sequences: readonly Pick<SplitSequence, 'items' | 'start'>[],
  take: (met: MetTarget) => void,
): void {
  const lengths = sequences.map(({ items }) => items.length);
  for (const batch of bucketBatches(lengths, ROWS, undefined)) {
    const rows = Array.from(batch, (i) => sequences[i]!);
    meetBatch(model, rows, (met) => take({ ...met, sequence: batch[met.sequence]! }));
  }
}

function meetBatch(
  model: SymbolNetwork,
  sequences: readonly Pick<SplitSequence, 'items' | 'start'>[],
  take: (met: MetTarget) => void,
): void {
  const targetAt = sequences.map((sequence) => new Set(targetsOf(sequence)));
  const inputs = sequences.map(({ items }) => items.subarray(0, -1));
  readWithFeedback(model, inputs, ({ start, steps, ids, lengths }, state) => {
    const places: { sequence: number; position: number }[] = [];
    const rows: number[] = [];
    const targets: number[] = [];
    sequences.forEach(({ items }, b) => {
      for (let t = 0; t < lengths[b]!; t++) {
        const position = start + t + 1;
        if (!targetAt[b]!.has(position)) continue;
        places.push({ sequence: b, position });
        rows.push(b * steps + t);
        targets.push(items[position]!);
      }
    });
    const out = model.forward(ids, sequences.length, { state, lengths });
    if (rows.length > 0) {
      const scores = model.scores(out.ys, rows);
      const { above, equal } = rankRows(scores, targets);
      const losses = crossEntropyRows(scores, targets).toArray();
      places.forEach((place, i) =>
        take({ ...place, counts: { above: above[i]!, equal: equal[i]! }, loss: losses[i]! }),
      );
    }
    return out;
  });
}

/** The simple predictors that a network must beat, on the same targets: the commonest items, and a Markov chain of order one. */
export function baselines(
  size: number,
  train: readonly SplitSequence[],
  sequences: readonly SplitSequence[],
): Record<string, Metrics> {
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
      figures.markov.add(markov.ranks(sequence.items[before], target));
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
