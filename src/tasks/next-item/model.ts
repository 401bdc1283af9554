import { recurrent, stream, type Layer, type State } from '../../cells/index.ts';
import { collectParameters, Embedding, Linear, linearStream, normal, oneHot, type Module } from '../../nn/index.ts';
import { Parameter, dropout, gather, linear, reshape, tensor, type Tensor } from '../../tensor/index.ts';
import { expect } from '../../util/errors.ts';
import type { Random } from '../../util/random.ts';
import type { ModelConfig } from './config.ts';

const ONE_HOT_UP_TO = 64;

/** Takes ids one by one, −1 for nothing, and gives the scores of all items after each: an array that the next step overwrites. */
export interface ItemStepper {
  step(id: number): ArrayLike<number>;
  reset(): void;
}

/**
 * Items in, scores of the next item out: one-hot vectors or an embedding, recurrent layers, and a linear layer over all
 * items (with `tied`, the embedding's own table).
 */
export class NextItemModel implements Module {
  readonly size: number;
  readonly layers: Layer;
  readonly #embedding: Embedding | undefined;
  readonly #head: { readonly weight: Parameter; readonly bias: Parameter };
  readonly #config: ModelConfig;

  constructor(size: number, config: ModelConfig, rng: Random) {
    const { hidden } = config;
    const embedding = config.embedding ?? (size <= ONE_HOT_UP_TO && !config.tied ? 'one-hot' : hidden);
    expect(
      !config.tied || embedding === hidden,
      'config/tied',
      () => `model.tied needs model.embedding to be model.hidden (${hidden}), got ${embedding}`,
      { hidden, embedding },
    );
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
    this.layers = recurrent({
      cell: config.cell,
      inputSize: embedding === 'one-hot' ? size : embedding,
      hiddenSize: hidden,
      layers: config.layers,
      dropout: config.dropout,
      forgetBias: config.forgetBias,
      rng,
    });
    this.#head =
      this.#embedding !== undefined && config.tied
        ? { weight: this.#embedding.weight, bias: new Parameter(new Float32Array(size), [size]) }
        : headOf(hidden, size, rng);
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
    options: { state?: State | undefined; lengths?: Int32Array; rng?: Random } = {},
  ): { ys: Tensor; state: State } {
    const { rng } = options;
    const steps = ids.length / batch;
    const width = this.layers.inputSize;
    const embedded =
      this.#embedding === undefined
        ? tensor(oneHot(ids, this.size), [batch, steps, width])
        : this.#embedding.forward(ids, [batch, steps]);
    return this.layers.forward(drop(embedded, this.#config.inputDropout, rng), {
      ...options,
      training: rng !== undefined,
    });
  }

  /** Scores of all items after the steps that `rows` names in ys [B, T, H] (as b·T + t): [rows, items]. */
  scores(ys: Tensor, rows: ArrayLike<number>, rng?: Random): Tensor {
    return linear(this.#at(ys, rows, rng), this.#head.weight, this.#head.bias);
  }

  /** Scores of the items in `candidates` alone: [rows, candidates]. */
  candidateScores(ys: Tensor, rows: ArrayLike<number>, candidates: Int32Array, rng?: Random): Tensor {
    return linear(this.#at(ys, rows, rng), gather(this.#head.weight, candidates), gather(this.#head.bias, candidates));
  }

  /** The model as a stream of ids, with the same bits as over whole sequences. */
  stepper(): ItemStepper {
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
      reset: () => layers.reset(),
    };
  }

  #at(ys: Tensor, rows: ArrayLike<number>, rng?: Random): Tensor {
    const flat = reshape(ys, [-1, ys.dim(-1)]); // [B, T, H] → [B·T, H]
    return drop(gather(flat, rows), this.#config.outputDropout, rng);
  }
}

function drop(x: Tensor, rate: number, rng: Random | undefined): Tensor {
  return rng === undefined || rate === 0 ? x : dropout(x, rate, rng.bits());
}

function headOf(hidden: number, size: number, rng: Random): { weight: Parameter; bias: Parameter } {
  const { weight, bias } = new Linear({ inputSize: hidden, outputSize: size, rng });
  return { weight, bias: bias! };
}
