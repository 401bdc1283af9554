import type { Random } from '../../util/random.ts';
import { SentenceNetwork } from '../sentences/network.ts';
import type { ModelConfig } from './config.ts';
import type { Tokenizers } from './data.ts';
import { SentenceEncoder } from './encoder.ts';

/** From pieces of one language to those of another. */
export function translationNetwork(
  { source, target }: Tokenizers,
  config: ModelConfig,
  rng: Random,
): SentenceNetwork<Int32Array> {
  return new SentenceNetwork(new SentenceEncoder(source, config, rng), target.size, config, rng);
}
