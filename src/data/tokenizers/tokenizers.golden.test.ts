import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { openTokenizer, prepareTokenizer, trainBpe, trainGraphemes, trainWords, type Tokenizer } from './index.ts';

interface TokenizerCase {
  readonly name: string;
  readonly texts: readonly (readonly [text: string, ids: readonly number[], decoded: string])[];
  readonly sequences: readonly (readonly [ids: readonly number[], decoded: string])[];
  readonly learnt: { readonly pieces: readonly string[]; readonly merges: readonly unknown[] } | null;
}

const read = (name: string): string => readFileSync(new URL(`../../../test/goldens/${name}`, import.meta.url), 'utf8');
const readJson = (name: string): unknown => JSON.parse(read(`tokenizer-${name}.json`));

const texts = read('tokenizer-texts.txt').trimEnd().split('\n');
const golden = JSON.parse(read('tokenizers.json')) as { tokenizers: string; cases: readonly TokenizerCase[] };

/** As make_tokenizers.mjs learns them. */
const trained: Readonly<Record<string, () => Tokenizer>> = {
  word: () => trainWords(texts, { minCount: 2 }),
  grapheme: () => trainGraphemes(texts),
  bpe: () => trainBpe(texts, { vocabSize: 500 }),
  'bpe-lowercase': () => trainBpe(texts, { vocabSize: 300, minCount: 3, minLetterCount: 2, lowercase: true }),
};

describe('tokenizers of ours', () => {
  test.each(Object.entries(trained))('%s: are learnt and saved as they were', (name, train) => {
    const tokenizer = train();
    expect(JSON.parse(JSON.stringify(tokenizer))).toEqual(readJson(name));
    const opened = openTokenizer(readJson(name), name);
    expect(opened.kind).toBe(name.replace('-lowercase', ''));
    expect(opened.pieces).toEqual(tokenizer.pieces);
    expect(JSON.stringify(opened)).toBe(JSON.stringify(tokenizer));
  });

  test('learn what the library learns, in the same order', () => {
    expect(golden.tokenizers).toBe('0.23.2');
    const { learnt } = golden.cases.find(({ name }) => name === 'bpe')!;
    const bpe = trained['bpe']!();
    expect(bpe.pieces).toEqual(learnt!.pieces);
    expect((bpe.toJSON()['model'] as { merges: unknown }).merges).toEqual(learnt!.merges);
  });
});

describe.each(golden.cases)('$name', ({ name, texts: cases, sequences }) => {
  let tokenizer: Tokenizer;
  beforeAll(async () => {
    await prepareTokenizer(readJson(name), name);
    tokenizer = openTokenizer(readJson(name), name);
  });

  test.each(cases)('reads %j as the library does', (text, ids, decoded) => {
    expect([...tokenizer.encode(text)]).toEqual(ids);
    expect(tokenizer.decode(ids)).toBe(decoded);
  });

  test('decodes any ids as the library does', () => {
    expect(sequences.map(([ids]) => tokenizer.decode(ids))).toEqual(sequences.map(([, decoded]) => decoded));
  });
});
