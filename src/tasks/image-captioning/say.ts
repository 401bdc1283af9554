import type { Tokenizer } from '../../data/tokenizers/index.ts';
import type { Said } from '../../seq2seq/index.ts';
import type { SearchConfig } from '../sentences/config.ts';
import { sayAll } from '../sentences/say.ts';
import type { CaptionNetwork } from './network.ts';
import type { Numbers } from './seen.ts';

/** A network and how it is asked. */
export interface Asked {
  readonly network: CaptionNetwork;
  readonly tokenizer: Tokenizer;
  readonly search: SearchConfig;
}

/** What the network says of each image, the best sentence first; never that it does not know a word. */
export function sayOf({ network, tokenizer, search }: Asked, images: readonly Numbers[]): Said[][] {
  const { beginId, endId, unknownId } = tokenizer;
  return sayAll(network, images, { beginId, endId, search, banned: unknownId < 0 ? [] : [unknownId] });
}
