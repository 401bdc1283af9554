import { mapState, type State } from '../../cells/index.ts';
import { lettersOf } from '../../data/text-units.ts';
import type { Vocabulary } from '../../data/vocabulary.ts';
import { bitsPerCharacter, NGram, perplexity } from '../../metrics/index.ts';
import { crossEntropyRows, noGrad, step, type Tensor } from '../../tensor/index.ts';
import type { Metrics } from '../../train/index.ts';
import type { SymbolNetwork } from '../symbols/network.ts';
import type { Encoded } from './alphabet.ts';
import type { DataConfig } from './config.ts';
import { readWindow } from './read-window.ts';
import { layOut, piecesOf, windowsOf, type LaidOut, type Piece } from './windows.ts';

const ROWS = 16;
const STEPS = 64;
/** Symbols that a cut-off piece reads again before its own begin: by then its state is, to all purposes, what it would have been. */
const LEAD = 256;

/** Goes through pieces off the tape, the state carried on, each window a step of its own; `read` gets the scores of all steps. */
export function readPieces(
  network: SymbolNetwork,
  pieces: readonly Piece[],
  read: (scores: Tensor, laid: LaidOut) => void,
): void {
  let carried: State | undefined;
  for (const window of windowsOf(pieces, ROWS, STEPS)) {
    const laid = layOut(window);
    step(() =>
      noGrad(() => {
        const { ys, state } = readWindow(network, laid, carried);
        carried = mapState(state, (value) => value.keep());
        read(network.scores(ys), laid);
      }),
    );
  }
}

/** Figures of the network on all symbols of the documents but the first of each, every one predicted from all before it in its document. */
export function measure(
  network: SymbolNetwork,
  documents: readonly Encoded[],
  vocabulary: Vocabulary,
  config: DataConfig,
): Metrics {
  let [nats, count, letters] = [0, 0, 0];
  const lettersIn = lettersById(vocabulary, config);
  readPieces(network, piecesOf(documents, ROWS, LEAD), (scores, { targets }) => {
    for (const loss of crossEntropyRows(scores, targets).toArray()) nats += loss;
    for (const target of targets) {
      if (target < 0) continue;
      count++;
      letters += lettersIn[target]!;
    }
  });
  return figures(nats, count, letters, config);
}

/** The n-gram models that a network must beat, fitted on the training part and asked for the same symbols. */
export function baselines(
  train: readonly Encoded[],
  documents: readonly Encoded[],
  vocabulary: Vocabulary,
  config: DataConfig,
): Record<string, Metrics> {
  const lettersIn = lettersById(vocabulary, config);
  const model = NGram.fit(
    Array.from(knownStretches(train), ({ ids }) => ids),
    { order: 3, items: vocabulary.size },
  );
  const names = ['unigram', 'bigram', 'trigram'];
  return Object.fromEntries(
    names.map((name, i) => {
      let [nats, count, letters] = [0, 0, 0];
      for (const { ids, begins } of knownStretches(documents)) {
        const from = begins ? 1 : 0;
        nats += model.surprise(ids, { from, order: i + 1 });
        count += ids.length - from;
        for (const id of ids.subarray(from)) letters += lettersIn[id]!;
      }
      return [name, figures(nats, count, letters, config)];
    }),
  );
}

/** What lies between symbols that are not known, and whether its document begins with it. */
function* knownStretches(documents: readonly Encoded[]): Generator<{ ids: Int32Array; begins: boolean }> {
  for (const { ids } of documents) {
    for (let start = 0; start < ids.length;) {
      const at = ids.indexOf(-1, start);
      const end = at < 0 ? ids.length : at;
      if (end > start) yield { ids: ids.subarray(start, end), begins: start === 0 };
      start = end + 1;
    }
  }
}

function lettersById(vocabulary: Vocabulary, { unit }: DataConfig): number[] {
  return vocabulary.items.map((symbol) => lettersOf(symbol, unit));
}

function figures(nats: number, count: number, letters: number, { unit }: DataConfig): Metrics {
  const loss = nats / Math.max(1, count);
  return {
    loss,
    perplexity: perplexity(loss),
    ...(unit !== 'word' && { bitsPerCharacter: bitsPerCharacter(loss, { tokens: count, characters: letters }) }),
    predictions: count,
  };
}
