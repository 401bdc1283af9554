import { Vocabulary } from '../../data/vocabulary.ts';
import { loadStateInto } from '../../nn/index.ts';
import { Random } from '../../util/random.ts';
import { toTrain } from '../recurrent-config.ts';
import { sectionsOf } from '../sections.ts';
import type { SavedModel } from '../task.ts';
import type { SymbolConfig } from './config.ts';
import { grown } from './grown.ts';
import { SymbolNetwork } from './network.ts';

/** The symbols of an older model to start from: they keep their ids, and new ones come after them. Throws `model/…`. */
export function olderVocabulary(initFrom: SavedModel | undefined, task: string): Vocabulary | undefined {
  return initFrom === undefined ? undefined : Vocabulary.fromJSON(sectionsOf(initFrom, task).vocabulary);
}

/** The network that training begins with: drawn from the seed, or an older one's weights where there are any. */
export async function firstNetwork(
  vocabulary: Vocabulary,
  model: SymbolConfig,
  seed: number,
  initFrom: SavedModel | undefined,
): Promise<SymbolNetwork> {
  const network = await toTrain(model, () => new SymbolNetwork(vocabulary.size, model, Random.derive(seed, 'weights')));
  if (initFrom !== undefined) loadStateInto(network, grown(network, initFrom.tensors), initFrom.file);
  return network;
}
