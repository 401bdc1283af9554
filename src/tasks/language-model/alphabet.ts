import { Vocabulary } from '../../data/vocabulary.ts';
import { normalText, symbolsOf, textUnits, type TextUnit } from '../../data/text-units.ts';
import { documentKinds, documentsOf, lineBreaks, type DocumentKind } from './documents.ts';

/** Stands for every symbol that the vocabulary lacks. In a text of words it may be written out, as Penn Treebank does. */
export const UNKNOWN = '<unk>';
/** Stands before and behind each document where a text has several: what to begin from, and how to end. */
export const END = '<eos>';

/** A document as ids. */
export interface Encoded {
  readonly ids: Int32Array;
  /** The line of the file that each id stands on; −1 for the marks at the ends. */
  readonly lines: Int32Array;
}

/** How a text is read: what a symbol is, and where documents end. */
export interface Reading {
  readonly unit: TextUnit;
  readonly documents: DocumentKind;
}

/** Whether both are among what there is: a model file can say anything. */
export function isReading({ unit, documents }: Readonly<Record<keyof Reading, unknown>>): boolean {
  return textUnits.includes(unit as TextUnit) && documentKinds.includes(documents as DocumentKind);
}

/** Whether a symbol is one of the house, not one of the text. */
export function isMark(symbol: string): boolean {
  return symbol === UNKNOWN || symbol === END;
}

/** Whether documents are marked at their ends: one whole file isn't. */
export function hasMarks({ documents }: Reading): boolean {
  return documents !== 'file';
}

/** The id of a symbol in a vocabulary: that of `<unk>` for one that it lacks, or −1 where there is no `<unk>` either. */
export function idIn(vocabulary: Vocabulary, symbol: string): number {
  const id = vocabulary.find(symbol);
  return id < 0 ? vocabulary.unknownId : id;
}

/** A text as documents of ids; `idOf` gives the id of a symbol, or −1. */
export function encode(text: string, reading: Reading, idOf: (symbol: string) => number): Encoded[] {
  return documentsOf(normalText(text), reading.documents).map((document) => {
    const ids: number[] = [];
    const lines: number[] = [];
    const mark = (): void => {
      if (!hasMarks(reading)) return;
      ids.push(idOf(END));
      lines.push(-1);
    };
    let { line } = document;
    mark();
    for (const symbol of symbolsOf(document.text, reading.unit)) {
      ids.push(idOf(symbol));
      lines.push(line);
      line += lineBreaks(symbol);
    }
    mark();
    return { ids: Int32Array.from(ids), lines: Int32Array.from(lines) };
  });
}

/**
 * The vocabulary of what training sees, the commonest symbol first. `<unk>` is in it when something is read as it: rarer
 * symbols than `minCount`, or itself.
 * @param names symbols by provisional id, `counts` how often training has each.
 */
export function vocabularyOf(names: readonly string[], counts: readonly number[], minCount: number): Vocabulary {
  const kept: number[] = [];
  let rare = 0;
  names.forEach((name, id) => {
    if (isMark(name)) return;
    if (counts[id]! >= minCount) kept.push(id);
    else rare += counts[id]!;
  });
  const unknown = rare + (counts[names.indexOf(UNKNOWN)] ?? 0);
  const items = kept.map((id) => ({ name: names[id]!, count: counts[id]! }));
  if (unknown > 0) items.push({ name: UNKNOWN, count: unknown });
  const ends = counts[names.indexOf(END)] ?? 0;
  if (ends > 0) items.push({ name: END, count: ends });
  const ordered = items.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count);
  return new Vocabulary(
    ordered.map(({ name }) => name),
    ordered.map(({ count }) => count),
    unknown > 0 ? UNKNOWN : undefined,
  );
}
