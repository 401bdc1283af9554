import { collectParameters, Linear, meanOverTime, type Module } from '../../nn/index.ts';
import { concat, relu, type Parameter, type Tensor } from '../../tensor/index.ts';
import type { Random } from '../../util/random.ts';
import { SequenceEncoder } from '../steps/encoder.ts';
import type { Padded } from '../steps/front.ts';
import { drop } from '../symbols/drop.ts';
import type { ModelConfig } from './config.ts';
import type { Encoded, Intake } from './intake.ts';
import { poolingOf, type Pooling } from './pooling.ts';

/**
 * Sequences in, scores out: an encoder, pooling over time, and a linear layer, with `dense` units of
 * max(0, W·x + b) before it. With `bag` these also read the mean of what goes into the encoder, in which order counts
 * nothing (a deep averaging network: Iyyer 2015). Outputs are [B, size]: a score a label, or one scaled value.
 */
export class SequenceClassifier implements Module {
  readonly encoder: SequenceEncoder<Encoded>;
  readonly #pooling: Pooling;
  readonly #dense: Linear | undefined;
  readonly #head: Linear;
  readonly #config: ModelConfig;

  constructor(intake: Intake, size: number, config: ModelConfig, rng: Random) {
    this.#config = config;
    // What comes out is dropped behind the pooling: a maximum over steps would choose what dropout has scaled up.
    this.encoder = new SequenceEncoder(intake.front(config, rng), { ...config, outputDropout: 0 }, rng);
    const { outputSize } = this.encoder;
    const { bidirectional, attention = outputSize, dense, bag } = config;
    const readSize = outputSize + (bag ? this.encoder.front.outputSize : 0);
    this.#pooling = poolingOf(config.pooling, { inputSize: outputSize, bidirectional, size: attention, rng });
    this.#dense = dense === undefined ? undefined : new Linear({ inputSize: readSize, outputSize: dense, rng });
    this.#head = new Linear({ inputSize: dense ?? readSize, outputSize: size, rng });
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    const pooling = this.#pooling.module;
    return collectParameters({ '': this.encoder, pooling, dense: this.#dense, head: this.#head });
  }

  /** @param rng for dropout in training; without it nothing is dropped. */
  forward(batch: readonly Encoded[], rng?: Random): Tensor {
    return this.read(this.encoder.front.forward(batch, rng), rng);
  }

  /** The same from where the front's numbers are known. */
  read(padded: Padded, rng?: Random): Tensor {
    const { ys, lengths } = this.encoder.read(padded, rng);
    const { outputDropout, bag } = this.#config;
    const own = this.#pooling.pool(ys, lengths);
    const pooled = drop(bag ? concat([own, meanOverTime(padded.xs, lengths)], 1) : own, outputDropout, rng);
    if (this.#dense === undefined) return this.#head.forward(pooled);
    return this.#head.forward(drop(relu(this.#dense.forward(pooled)), outputDropout, rng));
  }
}
