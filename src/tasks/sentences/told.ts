import { gather, reshape, smoothedCrossEntropyRows, type Tensor } from '../../tensor/index.ts';
import type { Random } from '../../util/random.ts';
import type { SentenceNetwork } from './network.ts';

/** An input with what is to be said about it: ids of pieces, without marks. */
export interface Told<I> {
  readonly input: I;
  readonly target: Int32Array;
}

export interface Marks {
  readonly beginId: number;
  readonly endId: number;
}

/** What the network makes of sentences that it is given, a row a piece: the scores, what should have come, and whose piece it is. */
export interface Scored {
  /** [N, V] */
  readonly scores: Tensor;
  /** [N], each sentence's pieces and the mark that ends it, one sentence after another. */
  readonly targets: Int32Array;
}

export interface TellOptions {
  readonly rng?: Random | undefined;
  readonly teacherForcing?: number | undefined;
}

/** Lets the network say given sentences, each piece from those before. */
export function tell<I>(
  network: SentenceNetwork<I>,
  batch: readonly Told<I>[],
  { beginId, endId }: Marks,
  { rng, teacherForcing }: TellOptions = {},
): Scored {
  const steps = batch.reduce((most, { target }) => Math.max(most, target.length), 0) + 1;
  const ids = new Int32Array(batch.length * steps).fill(-1);
  const rows: number[] = [];
  const targets: number[] = [];
  batch.forEach(({ target }, b) => {
    ids[b * steps] = beginId;
    ids.set(target, b * steps + 1);
    for (let t = 0; t <= target.length; t++) {
      rows.push(b * steps + t);
      targets.push(target[t] ?? endId);
    }
  });
  const memory = network.encoder.forward(
    batch.map(({ input }) => input),
    rng,
  );
  const { out } = network.decoder.forward(memory, ids, { rng, teacherForcing });
  const flat = reshape(out, [batch.length * steps, network.decoder.outputSize]); // [B, T, A] → [B·T, A]
  return { scores: network.decoder.scores(gather(flat, rows)), targets: Int32Array.from(targets) };
}

/** −Σ q·log p of each piece, with smoothed targets: [N]. */
export function lossesOf({ scores, targets }: Scored, smoothing = 0): Tensor {
  return smoothedCrossEntropyRows(scores, targets, smoothing);
}
