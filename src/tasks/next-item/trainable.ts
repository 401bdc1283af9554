import { bucketBatches, padRows, type SplitSequence } from '../../data/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import type { Metrics, Sizing, Trainable } from '../../train/index.ts';
import type { Random } from '../../util/random.ts';
import type { SymbolNetwork } from '../symbols/network.ts';
import { nextSymbolLoss, type NextSymbolLoss } from '../symbols/next-symbol-loss.ts';
import type { ModelConfig } from './config.ts';
import { measure } from './evaluate.ts';
import { fillGaps } from './feedback.ts';

/** A piece of a sequence: all items but the last go in, all but the first are targets. */
export type Piece = Int32Array;
export type Batch = readonly Piece[];

/** Inputs [B, T], and the targets with the places in [B·T] after which they are predicted. */
interface Padded {
  readonly ids: Int32Array;
  readonly lengths: Int32Array;
  readonly rows: Int32Array;
  readonly targets: Int32Array;
}

export interface TrainableOptions {
  readonly model: SymbolNetwork;
  readonly config: ModelConfig;
  readonly train: readonly SplitSequence[];
  readonly validation: readonly SplitSequence[];
  readonly counts: readonly number[];
  readonly window: number;
  readonly batchSize: number | undefined;
}

const SMALL_VOCABULARY = 20;

/** Learning to predict the next item of each piece: cross-entropy at every step that has a recorded target. */
export class NextItemTrainable implements Trainable<Batch> {
  readonly model: SymbolNetwork;
  readonly monitor: { readonly metric: string; readonly higherIsBetter: boolean };
  readonly #options: TrainableOptions;
  readonly #lossOf: NextSymbolLoss;
  readonly #batchSize: number;

  constructor(options: TrainableOptions) {
    const { model, config, counts, train, window, batchSize } = options;
    this.model = model;
    this.#options = options;
    const pieces = train.reduce((n, { items }) => n + pieceCount(items.length - 1, window), 0);
    this.#batchSize = batchSize ?? Math.min(32, Math.max(1, Math.round(pieces / 16)));
    this.#lossOf = nextSymbolLoss(model, config, counts);
    this.monitor =
      model.size > SMALL_VOCABULARY
        ? { metric: 'recall@20', higherIsBetter: true }
        : { metric: 'loss', higherIsBetter: false };
  }

  batches(_epoch: number, rng: Random): Batch[] {
    const { train, window } = this.#options;
    const pieces = train.flatMap((sequence) => cut(sequence.items, window, rng));
    const lengths = pieces.map((piece) => piece.length);
    return bucketBatches(lengths, this.#batchSize, rng).map((indices) => Array.from(indices, (i) => pieces[i]!));
  }

  loss(batch: Batch, rng: Random): { loss: Tensor; count: number } {
    const inputs = batch.map((piece) => piece.subarray(0, -1));
    const { ids, lengths, rows, targets } = pad(
      batch,
      inputs.some((row) => row.includes(-1)) ? fillGaps(this.model, inputs) : inputs,
    );
    const { ys } = this.model.forward(ids, batch.length, { lengths, rng });
    const read = this.model.read(ys, rows, rng);
    return { loss: this.#lossOf(read, targets, rng), count: targets.length };
  }

  readonly sizing: Sizing<Batch> = {
    sizeOf: (batch) => ({
      rows: batch.length,
      steps: batch.reduce((most, { length }) => Math.max(most, length - 1), 0),
      targets: batch.reduce((sum, piece) => sum + piece.reduce((n, id, t) => n + (t > 0 && id >= 0 ? 1 : 0), 0), 0),
    }),
    // A piece ends with a recorded item, wherever it is cut.
    resized: (batch, { rows, steps }) =>
      batch
        .slice(0, rows)
        .map((piece) => piece.slice(0, steps + 1).map((id, t) => (t === steps ? Math.max(0, id) : id))),
  };

  validate(): Metrics | null {
    const { validation } = this.#options;
    return validation.length === 0 ? null : measure(this.model, validation);
  }
}

/** How many pieces a sequence with so many targets is cut into, gaps left out of account. */
function pieceCount(targets: number, window: number): number {
  return targets <= window ? 1 : 1 + Math.ceil(targets / window);
}

/**
 * Cuts a sequence into pieces of at most `window` + 1 items, each beginning with the last item of the one before, so
 * that no target is lost. Of a long one the first piece is of a length that is drawn, and the rest is shared out evenly:
 * over the epochs every item is met as a first one and deep in a piece. A piece begins and ends with a recorded item: of
 * a gap that a cut falls into nothing is left, and the item behind it begins a piece and is no target in that epoch.
 */
function cut(items: Int32Array, window: number, rng: Random): Piece[] {
  const last = items.length - 1;
  const first = last <= window ? last : 1 + rng.below(window);
  const rest = pieceCount(last, window) - 1;
  const pieces: Piece[] = [];
  for (let i = 0, start = 0; i <= rest; i++) {
    const end = first + (rest === 0 ? 0 : Math.floor(((last - first) * i) / rest));
    let [from, to] = [start, end];
    while (from < to && items[from]! < 0) from++;
    while (to > from && items[to]! < 0) to--;
    if (to > from) pieces.push(items.subarray(from, to + 1));
    start = end;
  }
  return pieces;
}

/** Lays pieces out as a batch, with what goes in for each. */
function pad(pieces: readonly Piece[], inputs: readonly Int32Array[]): Padded {
  const { ids, lengths, width } = padRows(inputs, -1);
  const rows: number[] = [];
  const targets: number[] = [];
  pieces.forEach((piece, b) => {
    for (let t = 0; t + 1 < piece.length; t++) {
      if (piece[t + 1]! < 0) continue;
      rows.push(b * width + t);
      targets.push(piece[t + 1]!);
    }
  });
  return { ids, lengths, rows: Int32Array.from(rows), targets: Int32Array.from(targets) };
}
