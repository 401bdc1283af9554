import type { State } from '../../cells/index.ts';
import type { Vocabulary } from '../../data/vocabulary.ts';
import { activationPenalty, temporalPenalty } from '../../nn/index.ts';
import { add, scale, type Tensor } from '../../tensor/index.ts';
import type { Loss, Metrics, Sizing, Trainable } from '../../train/index.ts';
import type { Random } from '../../util/random.ts';
import type { SymbolNetwork } from '../symbols/network.ts';
import { nextSymbolLoss, type NextSymbolLoss } from '../symbols/next-symbol-loss.ts';
import type { Encoded } from './alphabet.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import { measure } from './evaluate.ts';
import { readWindow } from './read-window.ts';
import { layOut, piecesOf, resizedWindow, targetsIn, windowsOf, type Piece, type TextWindow } from './windows.ts';

export interface TrainableOptions {
  readonly network: SymbolNetwork;
  readonly data: DataConfig;
  readonly model: ModelConfig;
  readonly vocabulary: Vocabulary;
  readonly train: readonly Encoded[];
  readonly validation: readonly Encoded[];
  readonly batchSize: number | undefined;
}

/**
 * Learning to predict the next symbol of a text by truncated backpropagation through time (Williams and Peng 1990):
 * rows side by side, each reading its part of the text on from window to window; the state is carried over, gradients
 * are not.
 */
export class LanguageModelTrainable implements Trainable<TextWindow> {
  readonly model: SymbolNetwork;
  readonly monitor = { metric: 'loss', higherIsBetter: false };
  readonly #options: TrainableOptions;
  readonly #lossOf: NextSymbolLoss;
  readonly #rows: number;
  readonly #pieces: readonly Piece[];

  constructor(options: TrainableOptions) {
    const { network, model, train, vocabulary, batchSize, data } = options;
    this.model = network;
    this.#options = options;
    this.#lossOf = nextSymbolLoss(network, model, vocabulary.counts);
    const targets = train.reduce((n, { ids }) => n + Math.max(0, ids.length - 1), 0);
    this.#rows = batchSize ?? Math.min(32, Math.max(1, Math.floor(targets / (16 * data.window))));
    this.#pieces = piecesOf(train, this.#rows);
  }

  batches(_epoch: number, rng: Random): TextWindow[] {
    return windowsOf(this.#pieces, this.#rows, this.#options.data.window, rng);
  }

  loss(batch: TextWindow, rng: Random, carried?: State): Loss {
    const laid = layOut(batch);
    const { ys, state } = readWindow(this.model, laid, carried, rng);
    const rows = laid.count === laid.targets.length ? undefined : placesOf(laid.targets);
    const read = this.model.read(ys, rows, rng);
    const targets = rows === undefined ? laid.targets : rows.map((at) => laid.targets[at]!);
    const loss = this.#penalised(this.#lossOf(read, targets, rng), read, ys, laid.lengths);
    return { loss, count: laid.count, carry: state };
  }

  readonly sizing: Sizing<TextWindow> = {
    sizeOf: (window) => ({ rows: window.rows.length, steps: window.steps, targets: targetsIn(window) }),
    resized: (window, size) => resizedWindow(window, size),
  };

  validate(): Metrics | null {
    const { validation, vocabulary, data } = this.#options;
    if (!validation.some(({ ids }) => ids.length > 1)) return null;
    return measure(this.model, validation, vocabulary, data);
  }

  #penalised(loss: Tensor, read: Tensor, ys: Tensor, lengths: Int32Array | undefined): Tensor {
    const { activationPenalty: alpha, temporalPenalty: beta } = this.#options.model;
    const withActivation = alpha === 0 ? loss : add(loss, scale(activationPenalty(read), alpha));
    return beta === 0 ? withActivation : add(withActivation, scale(temporalPenalty(ys, lengths), beta));
  }
}

/** Where there is a target. */
function placesOf(targets: Int32Array): Int32Array {
  return Int32Array.from(targets.keys()).filter((at) => targets[at]! >= 0);
}
