import { stream, type Layer, type State } from '../../cells/index.ts';
import { collectParameters, Embedding, Linear, linearStream, normal, oneHot, type Module } from '../../nn/index.ts';
import { Parameter, gather, linear, reshape, tensor, type Tensor } from '../../tensor/index.ts';
import { expect } from '../../util/errors.ts';
import type { Random } from '../../util/random.ts';
import { recurrentLayers } from '../recurrent-config.ts';
import type { SymbolConfig } from './config.ts';
import { drop, dropLocked, dropSymbols } from './drop.ts';

const ONE_HOT_UP_TO = 64;

/** Takes ids one by one, −1 for nothing, and gives the scores of all symbols after each: an array that the next step overwrites. */
export interface SymbolStepper {
  step(id: number): ArrayLike<number>;
  /** A copy of the running state, by the names of the layers. */
  state(): Readonly<Record<string, ArrayLike<number>>>;
  reset(): void;
}

/**
 * Symbols in, scores of the next symbol out: one-hot vectors or an embedding, recurrent layers, and a linear layer over
 * all symbols (with `tied`, the embedding's own table). What a symbol is (an item, a letter, a word) is the task's.
 */
export class SymbolNetwork implements Module {
  /** How many symbols there are. */
  readonly size: number;
  readonly layers: Layer;
  readonly #embedding: Embedding | undefined;
  readonly #head: { readonly weight: Parameter; readonly bias: Parameter };
  readonly #config: SymbolConfig;

  constructor(size: number, config: SymbolConfig, rng: Random) {
    const { hidden } = config;
    const embedding = config.embedding ?? (size <= ONE_HOT_UP_TO && !config.tied ? 'one-hot' : hidden);
    this.size = size;
    this.#config = config;
    this.#embedding =
      embedding === 'one-hot'
        ? undefined
        : new Embedding({
            count: size,
            size: embedding,
            rng,
            init: normal(config.embeddingScale ?? 1 / Math.sqrt(embedding)),
          });
    this.layers = recurrentLayers(config, embedding === 'one-hot' ? size : embedding, rng);
    const { outputSize } = this.layers;
    expect(
      !config.tied || embedding === outputSize,
      'config/tied',
      () => `model.tied needs model.embedding to be what the layers give out (${outputSize}), got ${embedding}`,
      { hidden: outputSize, embedding },
    );
    this.#head =
      this.#embedding !== undefined && config.tied
        ? { weight: this.#embedding.weight, bias: new Parameter(new Float32Array(size), [size]) }
        : headOf(outputSize, size, rng);
  }

  *namedParameters(): Iterable<readonly [string, Parameter]> {
    yield* collectParameters({ embedding: this.#embedding, rnn: this.layers });
    if (this.#config.tied) yield ['head.bias', this.#head.bias];
    else yield* collectParameters({ 'head.weight': this.#head.weight, 'head.bias': this.#head.bias });
  }

  /** ids [B, T] (negative: nothing, a vector of zeros) → what the last layer gives, ys [B, T, H], and its state. */
  forward(
    ids: ArrayLike<number>,
    batch: number,
    options: { state?: State | undefined; lengths?: Int32Array | undefined; rng?: Random } = {},
  ): { ys: Tensor; state: State } {
    const { rng } = options;
    const steps = ids.length / batch;
    const width = this.layers.inputSize;
    const embedded =
      this.#embedding === undefined
        ? tensor(oneHot(ids, this.size), [batch, steps, width])
        : this.#embedding.forward(ids, [batch, steps]);
    const { embeddingDropout, inputDropout, lockedDropout } = this.#config;
    const whole = dropSymbols(embedded, ids, embeddingDropout ?? 0, rng);
    const dropped = (lockedDropout ? dropLocked : drop)(whole, inputDropout, rng);
    return this.layers.forward(dropped, { ...options, training: rng !== undefined });
  }

  /** What the layers gave, as the head reads it: ys [B, T, H] at the steps that `rows` names (as b·T + t; all without it), with dropout → [rows, H]. */
  read(ys: Tensor, rows: ArrayLike<number> | undefined, rng?: Random): Tensor {
    const { outputDropout, lockedDropout } = this.#config;
    const locked = lockedDropout ? dropLocked(ys, outputDropout, rng) : ys;
    const flat = reshape(locked, [-1, ys.dim(-1)]); // [B, T, H] → [B·T, H]
    const chosen = rows === undefined ? flat : gather(flat, rows);
    return lockedDropout ? chosen : drop(chosen, outputDropout, rng);
  }

  /** Scores of all symbols after the steps that `rows` names: [rows, symbols]. */
  scores(ys: Tensor, rows?: ArrayLike<number>, rng?: Random): Tensor {
    return this.scoresOf(this.read(ys, rows, rng));
  }

  /** read [rows, H] → scores of all symbols [rows, symbols], or of `candidates` alone [rows, candidates]. */
  scoresOf(read: Tensor, candidates?: Int32Array): Tensor {
    const { weight, bias } = this.#head;
    return candidates === undefined
      ? linear(read, weight, bias)
      : linear(read, gather(weight, candidates), gather(bias, candidates));
  }

  /** The network as a stream of ids, with the same bits as over whole sequences. */
  stepper(): SymbolStepper {
    const layers = stream(this.layers);
    const head = linearStream(this.#head.weight, this.#head.bias);
    const width = this.layers.inputSize;
    const x = new Float32Array(width);
    const weight = this.#embedding?.weight;
    let table = { version: -1, numbers: x as ArrayLike<number> };
    return {
      step: (id) => {
        if (weight !== undefined && table.version !== weight.version)
          table = { version: weight.version, numbers: weight.toArray() };
        x.fill(0);
        if (weight === undefined && id >= 0) x[id] = 1;
        else if (id >= 0) for (let i = 0; i < width; i++) x[i] = table.numbers[id * width + i]!;
        return head.step(layers.step(x));
      },
      state: () => layers.save(),
      reset: () => layers.reset(),
    };
  }
}

function headOf(hidden: number, size: number, rng: Random): { weight: Parameter; bias: Parameter } {
  const { weight, bias } = new Linear({ inputSize: hidden, outputSize: size, rng });
  return { weight, bias: bias! };
}
