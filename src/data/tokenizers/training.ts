import { expect } from '../../util/errors.ts';
import { VocabularyBuilder } from '../vocabulary.ts';
import { graphemes } from './grapheme.ts';
import { marks, readAround } from './marks.ts';
import { Pieces } from './pieces.ts';
import { spelled } from './spelling.ts';
import { SymbolTokenizer, type Cut } from './symbols.ts';
import { words } from './word.ts';

export interface SymbolOptions {
  /** Symbols seen less often than this are left out, and read as `<unk>`; 1 by default. */
  readonly minCount?: number | undefined;
  /** Pieces at most, the marks among them: the commonest stay. */
  readonly maxSize?: number | undefined;
  /** Whether capitals are read as small letters. */
  readonly lowercase?: boolean | undefined;
}

/**
 * A tokenizer of the words of some texts, the commonest first, equally common ones by first appearance.
 * @throws `data/no-pieces` when not one symbol is left.
 */
export function trainWords(texts: Iterable<string>, options: SymbolOptions = {}): SymbolTokenizer {
  return trainSymbols(words, texts, options);
}

/** A tokenizer of the graphemes of some texts; as {@link trainWords}. */
export function trainGraphemes(texts: Iterable<string>, options: SymbolOptions = {}): SymbolTokenizer {
  return trainSymbols(graphemes, texts, options);
}

function trainSymbols(cut: Cut, texts: Iterable<string>, options: SymbolOptions): SymbolTokenizer {
  const { minCount = 1, maxSize = Number.POSITIVE_INFINITY, lowercase = false } = options;
  const builder = new VocabularyBuilder();
  for (const text of texts)
    readAround(
      text,
      (part) => {
        for (const symbol of cut.symbols(spelled(part, lowercase))) builder.add(symbol);
      },
      () => {},
    );
  const { vocabulary } = builder.build({ order: 'frequency', minCount, specials: marks });
  const pieces = vocabulary.items.slice(0, Math.max(marks.length, maxSize));
  expectPieces(pieces.length - marks.length, minCount);
  return new SymbolTokenizer(cut, new Pieces(pieces), lowercase);
}

/** @throws `data/no-pieces` when there are none. */
export function expectPieces(count: number, minCount: number): void {
  expect(
    count > 0,
    'data/no-pieces',
    () =>
      `no tokenizer can be learnt from these texts: nothing in them is seen ${minCount === 1 ? 'even once' : `${minCount} times`}; give more text, or count less (minCount, maxSize)`,
    { minCount },
  );
}
