import { writeModelFile, toRawTensor } from '../formats/index.ts';
import { recurrent, type Layer, type LayerOptions, type State } from '../cells/index.ts';
import { collectParameters, Linear, oneHot, stateOf, type Module } from '../nn/index.ts';
import type { Parameter } from '../tensor/index.ts';
import { crossEntropy, noGrad, step, tensor, type Tensor } from '../tensor/index.ts';
import { Random } from '../util/random.ts';
import type { Loss, Metrics, Trainable } from './trainable.ts';

const SYMBOLS = 4;
const LENGTH = 10;
const BATCH = 6;

/** Sequences in which each symbol is followed by the next one, nine times in ten. */
export function toySequences(count: number, seed: number): number[][] {
  const rng = new Random(seed);
  return Array.from({ length: count }, () => {
    const symbols = [rng.below(SYMBOLS)];
    while (symbols.length <= LENGTH) {
      symbols.push(rng.uniform() < 0.9 ? (symbols.at(-1)! + 1) % SYMBOLS : rng.below(SYMBOLS));
    }
    return symbols;
  });
}

/** A small LSTM with dropout that learns to say the next symbol: all that a trainer can be asked for. */
export class Toy implements Trainable<number[][]>, Module {
  readonly model: Module = this;
  readonly layer: Layer;
  readonly head: Linear;
  readonly train: number[][];
  monitor: { metric: string; higherIsBetter: boolean } = { metric: 'loss', higherIsBetter: false };
  /** Called before the loss of a batch: to spoil something. */
  beforeLoss: (() => void) | undefined;
  /** Changes the inputs of a batch: to spoil them. */
  spoil: (xs: Float32Array) => Float32Array = (xs) => xs;
  /** Replaces the validation. */
  validation: (() => Metrics | null) | undefined;
  /** What each call of `loss` was handed. */
  readonly carried: (State | undefined)[] = [];
  readonly #carries: boolean;
  readonly #validation: number[][];

  /** With `carries`, each batch begins from the state at the end of the one before. */
  constructor({ weightSeed = 1, sequences = 24, carries = false } = {}) {
    this.#carries = carries;
    const rng = new Random(weightSeed);
    this.layer = recurrent({ cell: 'lstm', inputSize: SYMBOLS, hiddenSize: 8, layers: 2, dropout: 0.2, rng });
    this.head = new Linear({ inputSize: 8, outputSize: SYMBOLS, rng });
    this.train = toySequences(sequences, 100);
    this.#validation = toySequences(12, 200);
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ layer: this.layer, head: this.head });
  }

  batches(_epoch: number, rng: Random): number[][][] {
    const shuffled = rng.shuffle([...this.train]);
    return Array.from({ length: shuffled.length / BATCH }, (_, i) => shuffled.slice(i * BATCH, (i + 1) * BATCH));
  }

  loss(batch: number[][], rng: Random, carry?: State): Loss {
    this.beforeLoss?.();
    this.carried.push(carry);
    const { logits, targets, state } = this.#forward(batch, { training: true, rng, state: carry });
    const loss = crossEntropy(logits, targets);
    return { loss, count: targets.length, ...(this.#carries && { carry: state }) };
  }

  validate(): Metrics | null {
    if (this.validation !== undefined) return this.validation();
    return step(() =>
      noGrad(() => {
        const { logits, targets } = this.#forward(this.#validation, {});
        const scores = logits.toArray();
        const right = targets.filter((target, i) => {
          const row = scores.subarray(i * SYMBOLS, (i + 1) * SYMBOLS);
          return row[target] === Math.max(...row);
        });
        return { loss: crossEntropy(logits, targets).item(), accuracy: right.length / targets.length };
      }),
    );
  }

  /** The bytes of the model file. */
  save(): Uint8Array {
    const tensors = new Map([...stateOf(this)].map(([name, { shape, data }]) => [name, toRawTensor(shape, data)]));
    return writeModelFile({ model: { toy: true }, tensors });
  }

  #forward(rows: number[][], options: LayerOptions): { logits: Tensor; targets: number[]; state: State } {
    const xs = this.spoil(
      oneHot(
        rows.flatMap((row) => row.slice(0, LENGTH)),
        SYMBOLS,
      ),
    );
    const { ys, state } = this.layer.forward(tensor(xs, [rows.length, LENGTH, SYMBOLS]), options);
    return { logits: this.head.forward(ys), targets: rows.flatMap((row) => row.slice(1)), state };
  }
}
