import { cellMaker } from '../../cells/index.ts';
import { collectParameters, type Module } from '../../nn/index.ts';
import { Decoder, type Memory } from '../../seq2seq/index.ts';
import type { Parameter } from '../../tensor/index.ts';
import type { Random } from '../../util/random.ts';
import { recurrentOptions } from '../recurrent-config.ts';
import type { SentenceDecoderConfig } from './config.ts';

/** Reads what a sentence is to be said about: I is one input, encoded. */
export interface MemoryEncoder<I> extends Module {
  /** F and G of the {@link Memory} it leaves. */
  readonly memorySize: number;
  readonly summarySize: number;
  /** How long an input is, for batches and limits. */
  lengthOf(input: I): number;
  /** The first steps of an input alone, for reckoning memory; the whole where it has none. */
  cut(input: I, steps: number): I;
  /** @param rng draws what is dropped in training; without it nothing is. */
  forward(batch: readonly I[], rng?: Random): Memory;
}

/** An encoder, and a decoder that says a sentence over what it read. */
export class SentenceNetwork<I> implements Module {
  readonly encoder: MemoryEncoder<I>;
  readonly decoder: Decoder;

  /** @param size how many pieces there are to say. */
  constructor(encoder: MemoryEncoder<I>, size: number, config: SentenceDecoderConfig, rng: Random) {
    this.encoder = encoder;
    const { hidden, embedding, layers, tied, cell } = config;
    // The first state is made of what was read: there is none to learn.
    const options = { ...recurrentOptions(config, embedding, rng), learnedState: false };
    const out = cell === 'lstm-projection' ? (config.projectionSize ?? Math.ceil(hidden / 2)) : hidden;
    this.decoder = new Decoder({
      ...config,
      size,
      memorySize: encoder.memorySize,
      summarySize: encoder.summarySize,
      outputSize: tied ? embedding : out,
      cell: cellMaker(options),
      layers,
      rng,
    });
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return collectParameters({ encoder: this.encoder, decoder: this.decoder });
  }
}
