import { crossEntropyRows, rankRows } from '../../tensor/index.ts';
import { expect } from '../../util/errors.ts';
import type { ScoredStep, TaskContext } from '../task.ts';
import { isMark } from './alphabet.ts';
import { meetText } from './data.ts';
import { readPieces } from './evaluate.ts';
import type { Asked } from './sample.ts';
import { piecesOf } from './windows.ts';

/**
 * The surprise of each symbol of a text, given all before it in its document; the mark at a document's end counts as a
 * symbol, that at its begin is what comes before the first. Exact: no document is cut.
 * @throws `input/no-text` when there is nothing in it.
 */
export function score({ network, vocabulary, config }: Asked, context: TaskContext, text: string): ScoredStep[] {
  const { documents, symbols } = meetText(text, config, vocabulary, context);
  expect(symbols.length > 0, 'input/no-text', () => 'there is nothing to score: give some text');
  const steps: ScoredStep[] = [];
  let at = 0;
  for (const [i, document] of documents.entries()) {
    const own = symbols.slice(at, at + document.ids.length);
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
