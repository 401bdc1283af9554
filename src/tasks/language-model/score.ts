import { crossEntropyRows, rankRows } from '../../tensor/index.ts';
import type { ScoredStep } from '../task.ts';
import { encode, isMark } from './alphabet.ts';
import { readPieces } from './evaluate.ts';
import type { Asked } from './sample.ts';
import { piecesOf } from './windows.ts';

/**
 * The surprise of each symbol of a text, given all before it in its document; the mark at a document's end counts as a
 * symbol, that at its begin is what comes before the first. Exact: no document is cut.
 */
export function score({ network, vocabulary, config }: Asked, text: string): ScoredStep[] {
  const names: string[] = [];
  const documents = encode(text, config, (symbol) => {
    names.push(symbol);
    const id = vocabulary.find(symbol);
    return id < 0 ? vocabulary.unknownId : id;
  });
  const steps: ScoredStep[] = [];
  let at = 0;
  for (const [i, document] of documents.entries()) {
    const own = names.slice(at, at + document.ids.length);
    at += document.ids.length;
    const surprises: { surprise: number | null; rank: number | null }[] = [{ surprise: null, rank: null }];
    readPieces(network, piecesOf([document], 1), (scores, { targets }) => {
      const losses = crossEntropyRows(scores, targets).toArray();
      const { above } = rankRows(scores, targets);
      targets.forEach((target, t) =>
        surprises.push(target < 0 ? { surprise: null, rank: null } : { surprise: losses[t]!, rank: above[t]! + 1 }),
      );
    });
    own.forEach((item, t) => {
      if (t === 0 && isMark(item)) return;
      const line = document.lines[t]!;
      steps.push({
        item,
        ...surprises[t]!,
        ...(line > 0 && { line }),
        ...(documents.length > 1 && { sequence: String(i + 1) }),
      });
    });
  }
  return steps;
}
