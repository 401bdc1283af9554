import { collectParameters, lastOverTime } from '../../nn/index.ts';
import type { Memory } from '../../seq2seq/index.ts';
import type { Parameter } from '../../tensor/index.ts';
import type { Tokenizer } from '../../data/tokenizers/index.ts';
import type { Random } from '../../util/random.ts';
import type { MemoryEncoder } from '../sentences/network.ts';
import { SequenceEncoder } from '../steps/encoder.ts';
import { TokenFront } from '../steps/tokens.ts';
import type { ModelConfig } from './config.ts';

/** Reads a sentence from both ends: each piece is a place of the memory, and both ends are its summary. */
export class SentenceEncoder implements MemoryEncoder<Int32Array> {
  readonly memorySize: number;
  readonly summarySize: number;
  readonly #encoder: SequenceEncoder<Int32Array>;

  constructor(tokenizer: Pick<Tokenizer, 'size' | 'unknownId'>, config: ModelConfig, rng: Random) {
    const { embedding, encoderHidden, encoderLayers, unknownRate, hidden, layers } = config;
    const front = new TokenFront({ vocabulary: tokenizer, size: embedding, rng, unknownRate });
    this.#encoder = new SequenceEncoder(
      front,
      {
        ...config,
        bidirectional: true,
        hidden: encoderHidden ?? Math.max(1, Math.floor(hidden / 2)),
        layers: encoderLayers ?? layers,
        outputDropout: 0,
      },
      rng,
    );
    this.memorySize = this.#encoder.outputSize;
    this.summarySize = this.#encoder.outputSize;
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ '': this.#encoder });
  }

  lengthOf(ids: Int32Array): number {
    return ids.length;
  }

  cut(ids: Int32Array, steps: number): Int32Array {
    return ids.subarray(0, steps);
  }

  forward(batch: readonly Int32Array[], rng?: Random): Memory {
    const { ys, lengths } = this.#encoder.forward(batch, rng);
    return { values: ys, lengths, summary: lastOverTime(ys, lengths, 2) };
  }
}
