import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openTokenizer, prepareTokenizer, readTokenizer, trainBpe, trainWords, type TokenizerJson } from './index.ts';

const golden = (name: string): Uint8Array =>
  readFileSync(new URL(`../../../test/goldens/tokenizer-${name}.json`, import.meta.url));
const goldenJson = (name: string) => JSON.parse(golden(name).toString()) as TokenizerJson;
const bytes = (text: string): Uint8Array[] => [new TextEncoder().encode(text)];
const bpe = trainBpe(['low lower lowest', 'low'], { vocabSize: 20 });
const json = (): TokenizerJson => JSON.parse(JSON.stringify(bpe)) as TokenizerJson;
const withModel = (change: Readonly<Record<string, unknown>>): TokenizerJson => {
  const content = json();
  return { ...content, model: { ...(content['model'] as object), ...change } };
};

describe('a tokenizer.json', () => {
  test('is read from a file, also gzipped', async () => {
    for (const content of [golden('bpe'), gzipSync(golden('bpe'))]) {
      const tokenizer = await readTokenizer([content], 'tokenizer.json');
      expect(JSON.stringify(tokenizer)).toBe(JSON.stringify(goldenJson('bpe')));
    }
  });

  test('of ours is known in the forms that other versions of the library write', () => {
    const { merges } = json()['model'] as { merges: [string, string][] };
    const { ignore_merges: _, ...older } = withModel({ merges: merges.map((pair) => pair.join(' ')) })['model'] as {
      ignore_merges: boolean;
    };
    const added = (json()['added_tokens'] as object[]).map((token) => ({ ...token, special: true }));
    for (const other of [
      { ...json(), model: older },
      { ...json(), added_tokens: added },
    ])
      expect(openTokenizer(other, 'm').toJSON()).toEqual(json());
  });

  test('of ours does the same in the package that reads others', () => {
    const text = 'lowest  low\tslow <s> 😀😀lower';
    for (const tokenizer of [bpe, trainWords(['low lower lowest'])]) {
      const library = new LibraryTokenizer(tokenizer.toJSON(), { unk_token: '<unk>' });
      const { ids } = library.encode(text);
      expect(ids).toEqual([...tokenizer.encode(text)]);
      const options = { skip_special_tokens: true, clean_up_tokenization_spaces: false };
      expect(library.decode(ids, options)).toBe(tokenizer.decode(ids));
    }
  });

  test.each([
    ['', /^t\.json is no tokenizer\.json: it is not JSON \(.*\); fetch or save it again$/],
    ['{"model": {', /it is not JSON/],
    ['[1, 2]', /it holds a list, not an object; a tokenizer\.json is what the library tokenizers saves$/],
    ['null', /it holds null, not an object/],
    ['"low"', /it holds a string, not an object/],
    ['{}', /it has no "model" with a "vocab"; a/],
    ['{"a":0,"b":1,"c":2,"d":3,"e":4,"f":5}', /it has no "model" with a "vocab", but a, b, c, d, e …; a/],
    ['{"model":{"type":"BPE","vocab":7}}', /it has no "model" with a "vocab", but model/],
    ['\n\u000E\n\u0005<unk>\u0015\0\0\0\0', /it is not a text; a model of SentencePiece .* has to be saved as/],
  ])('is not %j', async (text, message) => {
    const read = readTokenizer(bytes(text), 't.json');
    await expect(read).rejects.toThrow(message);
    await expect(read).rejects.toMatchObject({ code: 'data/tokenizer', details: { file: 't.json' } });
  });

  test('is not bytes that are no UTF-8', async () => {
    await expect(readTokenizer([Uint8Array.of(0x0a, 0xe2, 0x96)], 'spm.model')).rejects.toThrow(/it is not a text/);
  });

  test.each([
    [{ vocab: ['<unk>', '<s>'] }, /its vocabulary is no object of ids by piece/],
    [{ vocab: { '<unk>': 0, '<s>': 1, '</s>': 3, a: 2 } }, /the piece 2 should be <\/s>, but is "a"/],
    [{ vocab: { '<unk>': 0, '<s>': 1, '</s>': 2, a: 4 } }, /the id of "a" should be one of 0 to 3 that no other has/],
    [{ vocab: { '<unk>': 0, '<s>': 1, '</s>': 2, a: 2 } }, /the id of "a" should be/],
    [{ vocab: { '<unk>': 0, '<s>': 1, '</s>': 2, a: '3' } }, /the id of "a" should be/],
    [{ vocab: { '<unk>': 0 } }, /the piece 1 should be <s>, but is undefined/],
    [{ merges: undefined }, /it has no list of merges/],
    [{ merges: [['l', 'zz']] }, /merge 1 speaks of "zz", which is no piece/],
    [{ merges: [['l', 'l']] }, /merge 1 speaks of "ll", which is no piece/],
    [{ merges: ['lo'] }, /merge 1 speaks of "lo", which is no piece|merge 1 speaks of nothing/],
    [{ merges: [7] }, /merge 1 speaks of nothing, which is no piece/],
  ])('that was damaged is refused: %j', (change, message) => {
    expect(() => openTokenizer(withModel(change), 't.json')).toThrow(message);
    expect(() => openTokenizer(withModel(change), 't.json')).toThrow(/^t\.json is a damaged tokenizer\.json: /);
  });
});

describe('tokenizers from elsewhere', () => {
  afterEach(() => {
    vi.resetModules();
    vi.doUnmock('@huggingface/tokenizers');
  });

  test('are opened once their package was loaded', async () => {
    vi.resetModules();
    const fresh = await import('./index.ts');
    const open = () => fresh.openTokenizer(goldenJson('unigram'), 'u.json');
    expect(open).toThrow(
      'u.json is a tokenizer of a kind that a package reads, which was not loaded; await prepareTokenizer() or readTokenizer() before it is opened',
    );
    // Ours need nothing.
    await fresh.prepareTokenizer(json(), 't.json');
    expect(open).toThrow(expect.objectContaining({ code: 'usage/tokenizer-library' }));
    await fresh.prepareTokenizer(goldenJson('unigram'), 'u.json');
    expect(open().kind).toBe('other');
  });

  test('say which package is missing', async () => {
    vi.resetModules();
    vi.doMock('@huggingface/tokenizers', () => {
      throw new Error('Cannot find package');
    });
    const fresh = await import('./index.ts');
    await expect(fresh.readTokenizer([golden('unigram')], 'u.json')).rejects.toMatchObject({
      code: 'io/tokenizers',
      message:
        'this tokenizer.json is of a kind that the package @huggingface/tokenizers reads, which is not installed; run `npm install @huggingface/tokenizers`',
    });
    await expect(fresh.readTokenizer([golden('bpe')], 't.json')).resolves.toMatchObject({ kind: 'bpe' });
  });

  test.each([
    ['byte-level', { unknownId: -1, beginId: 0, endId: 0 }],
    ['unigram', { unknownId: 2, beginId: 0, endId: 1 }],
    ['wordpiece', { unknownId: 1, beginId: 2, endId: 3 }],
  ])('have their marks: %s', async (name, marks) => {
    const tokenizer = await readTokenizer([golden(name)], `${name}.json`);
    expect(tokenizer).toMatchObject({ kind: 'other', ...marks });
    expect(tokenizer.size).toBe(tokenizer.pieces.length);
    const { beginId, endId } = tokenizer;
    const ids = tokenizer.encode('the birds sing');
    expect(tokenizer.decode([beginId, ...ids, endId])).toBe('the birds sing');
    expect(tokenizer.decode([beginId])).toBe('');
    expect(() => tokenizer.decode([tokenizer.size])).toThrow(/no piece has the id/);
    expect(tokenizer.toJSON()).toEqual(goldenJson(name));
    // Saved with a model, it opens at once.
    expect(openTokenizer(tokenizer.toJSON(), 'm').encode('the birds sing')).toEqual(ids);
  });

  test('show pieces as people read them', async () => {
    const show = async (name: string, text: string): Promise<string[]> => {
      const tokenizer = await readTokenizer([golden(name)], name);
      return Array.from(tokenizer.encode(text), (id) => tokenizer.show(id));
    };
    expect((await show('byte-level', 'the birds ö')).join('|')).toBe('t|he|▁b|ir|d|s|▁|ö');
    expect((await show('byte-level', '😀')).every((piece) => !piece.includes('\uFFFD'))).toBe(true);
    expect((await show('wordpiece', 'birdless')).slice(1).every((piece) => piece.startsWith('##'))).toBe(true);
    expect((await show('unigram', 'the'))[0]).toMatch(/^▁/);
  });

  test('need a begin and an end', async () => {
    const { added_tokens: _, model, ...rest } = goldenJson('byte-level');
    const { vocab, ...more } = model as { vocab: Record<string, number> };
    const { '<|endoftext|>': mark, ...pieces } = vocab;
    const unmarked = { ...rest, model: { ...more, vocab: { ...pieces, '<other>': mark! } } };
    await expect(readTokenizer(bytes(JSON.stringify(unmarked)), 'g.json')).rejects.toMatchObject({
      code: 'data/tokenizer-marks',
      message: expect.stringMatching(
        /^g\.json has no marks for the begin and the end of a sentence, as <s> and <\/s>; /,
      ),
    });
  });

  test('that the package cannot read are refused with its reason', async () => {
    const content = { model: { type: 'BPE', vocab: {}, merges: [] } };
    await expect(readTokenizer(bytes(JSON.stringify(content)), 'x.json')).rejects.toMatchObject({
      code: 'data/tokenizer',
      message: expect.stringMatching(/^x\.json cannot be read by the package @huggingface\/tokenizers \(.+\); /),
    });
    await prepareTokenizer(goldenJson('unigram'), 'u');
    const unknown = { ...goldenJson('unigram'), decoder: { type: 'Rot13' } };
    expect(() => openTokenizer(unknown, 'x.json')).toThrow(/cannot be read by the package/);
  });
});
