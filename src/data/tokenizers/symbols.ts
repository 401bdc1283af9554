import type { Frame } from './frame.ts';
import { framed } from './frame.ts';
import { beginId, endId, readAround, unknownId } from './marks.ts';
import type { Pieces } from './pieces.ts';
import { spelled } from './spelling.ts';
import type { Tokenizer, TokenizerJson } from './tokenizer.ts';

/** How texts are cut into symbols, each of which is a piece or unknown. */
export interface Cut {
  readonly kind: 'word' | 'grapheme';
  /** The symbols of a text in its normal spelling. */
  readonly symbols: (text: string) => Iterable<string>;
  /** What stands between symbols when they are put together again. */
  readonly between: string;
  readonly frame: (lowercase: boolean) => Frame;
}

/** A tokenizer whose pieces are whole symbols: words or graphemes. */
export class SymbolTokenizer implements Tokenizer {
  readonly unknownId = unknownId;
  readonly beginId = beginId;
  readonly endId = endId;
  readonly #cut: Cut;
  readonly #pieces: Pieces;
  readonly #lowercase: boolean;

  constructor(cut: Cut, pieces: Pieces, lowercase: boolean) {
    this.#cut = cut;
    this.#pieces = pieces;
    this.#lowercase = lowercase;
  }

  get kind(): 'word' | 'grapheme' {
    return this.#cut.kind;
  }

  get pieces(): readonly string[] {
    return this.#pieces.list;
  }

  get size(): number {
    return this.#pieces.list.length;
  }

  encode(text: string): Int32Array {
    const ids: number[] = [];
    readAround(
      text,
      (part) => {
        for (const symbol of this.#cut.symbols(spelled(part, this.#lowercase))) ids.push(this.#pieces.find(symbol));
      },
      (id) => ids.push(id),
    );
    return Int32Array.from(ids);
  }

  decode(ids: ArrayLike<number>): string {
    const symbols: string[] = [];
    for (let i = 0; i < ids.length; i++) {
      const symbol = this.#pieces.at(ids[i]!);
      if (ids[i] !== beginId && ids[i] !== endId) symbols.push(symbol);
    }
    return symbols.join(this.#cut.between);
  }

  show(id: number): string {
    return shown(this.#pieces.at(id));
  }

  toJSON(): TokenizerJson {
    return framed(this.#cut.frame(this.#lowercase), { vocab: this.#pieces.toJSON() });
  }
}

const signs: Readonly<Record<string, string>> = { ' ': '␣', '\n': '⏎', '\t': '⇥' };

/** A piece that can be seen. */
export function shown(piece: string): string {
  return signs[piece] ?? piece;
}
