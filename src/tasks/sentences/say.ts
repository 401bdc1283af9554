import { bucketBatches } from '../../data/batches.ts';
import { beamSearch, oneByOne, type Memory, type Pick, type Said, type SpeakOptions } from '../../seq2seq/index.ts';
import { noGrad, step } from '../../tensor/index.ts';
import type { SearchConfig } from './config.ts';
import type { SentenceNetwork } from './network.ts';
import type { Marks } from './told.ts';

/** Rows of a beam that are stepped together. */
const ROWS = 160;

export interface SayOptions extends Marks {
  readonly search: SearchConfig;
  /** Pieces that are never said. */
  readonly banned?: readonly number[] | undefined;
}

/** What the network says of each input, the best sentence first. */
export function sayAll<I>(network: SentenceNetwork<I>, inputs: readonly I[], options: SayOptions): Said[][] {
  const { beam, lengthPenalty } = options.search;
  return searched(network, inputs, options, Math.max(1, Math.floor(ROWS / beam)), (memory, speaking) =>
    beam === 1
      ? oneByOne(network.decoder, memory, speaking).map((said) => [said])
      : beamSearch(network.decoder, memory, { ...speaking, beam, lengthPenalty }),
  );
}

/** One sentence of each input, each piece as `pick` draws it. */
export function drawAll<I>(
  network: SentenceNetwork<I>,
  inputs: readonly I[],
  options: SayOptions,
  pick: Pick,
): readonly Said[] {
  return searched(network, inputs, options, 1, (memory, speaking) => [
    oneByOne(network.decoder, memory, speaking, pick),
  ]).map(([said]) => said!);
}

function searched<I>(
  network: SentenceNetwork<I>,
  inputs: readonly I[],
  { search, beginId, endId, banned }: SayOptions,
  rows: number,
  find: (memory: Memory, speaking: SpeakOptions) => readonly (readonly Said[])[],
): Said[][] {
  const { encoder } = network;
  const lengths = inputs.map((input) => encoder.lengthOf(input));
  const [perPiece, more] = search.maxLength;
  const found: Said[][] = Array.from({ length: inputs.length }, () => []);
  for (const indices of bucketBatches(lengths, rows, undefined)) {
    const speaking: SpeakOptions = {
      beginId,
      endId,
      banned,
      noRepeat: search.noRepeat,
      maxLength: (row) => Math.ceil(perPiece * lengths[indices[row]!]!) + more,
    };
    const said = step(() => noGrad(() => find(encoder.forward(Array.from(indices, (i) => inputs[i]!)), speaking)));
    said.forEach((sentences, row) => (found[indices[row]!] = [...sentences]));
  }
  return found;
}
