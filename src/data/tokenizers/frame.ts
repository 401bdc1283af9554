import { addedTokens } from './marks.ts';
import type { TokenizerJson } from './tokenizer.ts';

/** A tokenizer.json but for what was learnt: two of the same frame do the same with another vocabulary. */
export interface Frame {
  readonly normalizers: readonly unknown[];
  readonly preTokenizer: unknown;
  readonly decoder: unknown;
  /** The type of the model, and its options. */
  readonly model: Readonly<Record<string, unknown>>;
}

/** The content of a tokenizer.json. */
export function framed(frame: Frame, learnt: Readonly<Record<string, unknown>>): TokenizerJson {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokens,
    normalizer: { type: 'Sequence', normalizers: frame.normalizers },
    pre_tokenizer: frame.preTokenizer,
    post_processor: null,
    decoder: frame.decoder,
    model: { ...frame.model, ...learnt },
  };
}

/** Whether a tokenizer.json has this frame, and the marks of ours. */
export function hasFrame(json: TokenizerJson, frame: Frame): boolean {
  const { vocab: _vocab, merges: _merges, ...options } = (json['model'] ?? {}) as Record<string, unknown>;
  const { model, ...wanted } = framed(frame, {});
  const { version: _version, ...rest } = wanted;
  return (
    same(options, model) &&
    Object.entries(rest).every(([key, value]) =>
      key === 'added_tokens' ? sameMarks(json[key], addedTokens) : same(json[key], value),
    )
  );
}

/** Only which marks there are: the library calls `<unk>` special where it trained the file, and reads it alike. */
function sameMarks(found: unknown, wanted: readonly { readonly special: boolean }[]): boolean {
  return (
    Array.isArray(found) &&
    found.length === wanted.length &&
    wanted.every((mark, i) => same({ ...(found[i] as object), special: mark.special }, mark))
  );
}

/** Equality of JSON. What is absent, null or false says the same in these files, older ones of which have fewer keys. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return (a ?? false) === (b ?? false);
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return [...new Set([...Object.keys(x), ...Object.keys(y)])].every((key) => same(x[key], y[key]));
}
