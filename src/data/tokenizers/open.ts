import { bpeFrame, openBpe } from './bpe.ts';
import { hasFrame, type Frame } from './frame.ts';
import { graphemes } from './grapheme.ts';
import { loadTokenizerLibrary, openWithLibrary } from './library.ts';
import { isNoTokenizer, piecesFrom } from './pieces.ts';
import { SymbolTokenizer, type Cut } from './symbols.ts';
import type { Tokenizer, TokenizerJson, TokenizerKind } from './tokenizer.ts';
import { words } from './word.ts';

interface Kind {
  readonly frame: (lowercase: boolean) => Frame;
  readonly open: (model: Readonly<Record<string, unknown>>, lowercase: boolean, file: string) => Tokenizer;
}

/** How each kind of ours is known, and opened. */
const kinds: Readonly<Record<TokenizerKind, Kind>> = {
  word: ofSymbols(words),
  grapheme: ofSymbols(graphemes),
  bpe: { frame: bpeFrame, open: openBpe },
};

function ofSymbols(cut: Cut): Kind {
  return {
    frame: cut.frame,
    open: (model, lowercase, file) => new SymbolTokenizer(cut, piecesFrom(model['vocab'], file), lowercase),
  };
}

/**
 * Opens the content of a tokenizer.json. One of our three kinds, wherever it was trained, is read by Elman itself.
 * Any other (byte-level BPE, Unigram, WordPiece …) needs the package @huggingface/tokenizers, and
 * {@link prepareTokenizer} awaited before: opening a model is no place to wait.
 * @param file for messages.
 * @throws `data/tokenizer` for what is no tokenizer.json or a damaged one, `data/tokenizer-marks` for one without marks
 *   of begin and end, `usage/tokenizer-library` when the package was not loaded before.
 */
export function openTokenizer(json: unknown, file: string): Tokenizer {
  const content = tokenizerJson(json, file);
  return openOurs(content, file) ?? openWithLibrary(content, file);
}

/** Loads what {@link openTokenizer} needs to open this: nothing for ours. @throws `io/tokenizers`, `data/tokenizer`. */
export async function prepareTokenizer(json: unknown, file: string): Promise<void> {
  if (kindOf(tokenizerJson(json, file)) === undefined) await loadTokenizerLibrary();
}

/** Checks what every tokenizer.json has. */
function tokenizerJson(json: unknown, file: string): TokenizerJson {
  const content = recordOf(json);
  if (content === undefined) return isNoTokenizer(file, `it holds ${what(json)}, not an object`);
  const model = recordOf(content['model']);
  if (model === undefined || typeof model['vocab'] !== 'object' || model['vocab'] === null) {
    const keys = Object.keys(content);
    const some = keys.slice(0, 5).join(', ') + (keys.length > 5 ? ' …' : '');
    return isNoTokenizer(file, `it has no "model" with a "vocab"${keys.length > 0 ? `, but ${some}` : ''}`);
  }
  return content;
}

function kindOf(content: TokenizerJson): { readonly kind: Kind; readonly lowercase: boolean } | undefined {
  for (const kind of Object.values(kinds))
    for (const lowercase of [false, true]) if (hasFrame(content, kind.frame(lowercase))) return { kind, lowercase };
  return undefined;
}

function openOurs(content: TokenizerJson, file: string): Tokenizer | undefined {
  const found = kindOf(content);
  return found?.kind.open(content['model'] as Record<string, unknown>, found.lowercase, file);
}

function recordOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function what(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return value === null ? 'null' : `a ${typeof value}`;
}
