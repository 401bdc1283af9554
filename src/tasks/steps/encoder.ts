import type { Layer } from '../../cells/index.ts';
import { collectParameters, type Module } from '../../nn/index.ts';
import type { Parameter, Tensor } from '../../tensor/index.ts';
import type { Random } from '../../util/random.ts';
import { recurrentLayers } from '../recurrent-config.ts';
import { drop, dropLocked } from '../symbols/drop.ts';
import type { EncoderConfig } from './config.ts';
import type { Front, Padded } from './front.ts';

/** What the last recurrent layer gives for a batch of sequences. */
export interface Encoded {
  /** [B, T, outputSize], zeros beyond each row's length. */
  readonly ys: Tensor;
  readonly lengths: Int32Array;
}

/** Reads sequences: what a step becomes (the front), recurrent layers in one direction or two, dropout at both ends. */
export class SequenceEncoder<S> implements Module {
  readonly front: Front<S>;
  readonly layers: Layer;
  readonly #config: EncoderConfig;

  constructor(front: Front<S>, config: EncoderConfig, rng: Random) {
    this.front = front;
    this.#config = config;
    this.layers = recurrentLayers(config, front.outputSize, rng);
  }

  get outputSize(): number {
    return this.layers.outputSize;
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ front: this.front, rnn: this.layers });
  }

  /** @param rng for dropout in training; without it nothing is dropped. */
  forward(batch: readonly S[], rng?: Random): Encoded {
    return this.read(this.front.forward(batch, rng), rng);
  }

  /** The same from where the front's numbers are known: a gradient can then be taken with respect to them. */
  read({ xs, lengths }: Padded, rng?: Random): Encoded {
    const { inputDropout, outputDropout, lockedDropout } = this.#config;
    const dropped = lockedDropout ? dropLocked : drop;
    const isFull = lengths.every((length) => length === xs.dim(1));
    const { ys } = this.layers.forward(dropped(xs, inputDropout, rng), {
      lengths: isFull ? undefined : lengths,
      training: rng !== undefined,
      ...(rng && { rng }),
    });
    return { ys: dropped(ys, outputDropout, rng), lengths };
  }
}
