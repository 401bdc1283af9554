import { describe, expect, test } from 'vitest';
import { readColumns, type ColumnsOptions } from './columns.ts';
import { readParallel, type NamedSource } from './parallel.ts';
import { readTaggedCells, readTaggedRows, type RowsOptions } from './table.ts';

const source = (file: string, text: string): NamedSource => ({ file, source: [new TextEncoder().encode(text)] });
/** In chunks of one byte: nothing may hang on where chunks end. */
const bytes = (file: string, text: string): NamedSource => ({
  file,
  source: Array.from(new TextEncoder().encode(text), (byte) => Uint8Array.of(byte)),
});

describe('a sequence a line, and a file of tags', () => {
  test('are read together; empty lines are passed over', async () => {
    const found = await readParallel(
      bytes('a.in', ' show  flights\r\n\n서울 가자\n'),
      bytes('a.out', 'O B-x\r\n\nB-city O\n'),
    );
    expect(found).toEqual([
      { file: 'a.in', lines: [1], tokens: ['show', 'flights'], tags: ['O', 'B-x'] },
      { file: 'a.in', lines: [3], tokens: ['서울', '가자'], tags: ['B-city', 'O'] },
    ]);
  });

  test('without tags have none', async () => {
    expect(await readParallel(source('a.in', 'a b'))).toEqual([
      { file: 'a.in', lines: [1], tokens: ['a', 'b'], tags: undefined },
    ]);
  });

  test.each([
    ['a b\nc d', 'O O\nO', 'a.out, line 2: 1 tags, but line 2 of a.in has 2 tokens'],
    ['a b', 'O O\nO', 'a.out, line 2: 1 tags, but line 2 of a.in has 0 tokens'],
    ['a\nb', 'O', 'a.out, line 2: 0 tags, but line 2 of a.in has 1 tokens'],
    ['\n \n', '\n\n', 'a.in holds no sequences'],
  ])('%j with %j is refused', async (tokens, tags, message) => {
    await expect(readParallel(source('a.in', tokens), source('a.out', tags))).rejects.toThrow(message);
  });
});

describe('a token a line, in columns', () => {
  const read = async (text: string, options: ColumnsOptions = {}, file = 'a.txt') =>
    (await readColumns(bytes(file, text), options)).map(({ tokens, tags, lines }) => ({ tokens, tags, lines }));

  test('first and last column, an empty line between sequences, -DOCSTART- passed over', async () => {
    const text = '-DOCSTART- -X- O O\n\nEU NNP I-NP I-ORG\nrejects VBZ I-VP O\n\n\n# # I-NP O\n';
    expect(await read(text)).toEqual([
      { tokens: ['EU', 'rejects'], tags: ['I-ORG', 'O'], lines: [3, 4] },
      { tokens: ['#'], tags: ['O'], lines: [7] },
    ]);
    expect((await read(text, { column: 0, tagColumn: 1 }))[0]!.tags).toEqual(['NNP', 'VBZ']);
  });

  test('CoNLL-U: form and upos; comments, joined tokens and empty nodes passed over', async () => {
    const rest = '\t_\t_\t_\t_\t_';
    const line = (id: string, form: string, upos: string): string => `${id}\t${form}\t_\t${upos}\tX${rest}`;
    const text = [
      '# sent_id = 1',
      line('1-2', "don't", '_'),
      line('1', 'do', 'AUX'),
      line('2', "n't", 'PART'),
      line('2.1', 'go', 'VERB'),
      '',
    ].join('\n');
    expect(await read(text, {}, 'a.conllu')).toEqual([{ tokens: ['do', "n't"], tags: ['AUX', 'PART'], lines: [3, 4] }]);
    expect((await read(text, { tagColumn: 'xpos' }, 'a.txt'))[0]!.tags).toEqual(['X', 'X']);
    await expect(read(text, { tagColumn: 'upso' })).rejects.toThrow(/no column "upso".*did you mean "upos"/);
  });

  test('a cell with spaces stands between tabs', async () => {
    expect((await read('New York\tB-city\n'))[0]).toEqual({ tokens: ['New York'], tags: ['B-city'], lines: [1] });
  });

  test('a file to answer needs no tags', async () => {
    expect((await read('a\nb\n', { tagged: false }))[0]).toEqual({
      tokens: ['a', 'b'],
      tags: undefined,
      lines: [1, 2],
    });
  });

  test('a line that lacks a column is refused by line', async () => {
    await expect(read('a O\nb\n', { tagColumn: 1 })).rejects.toThrow(/a.txt, line 2: there are 1 columns/);
    await expect(read('\n')).rejects.toThrow(/no sequences/);
  });
});

describe('a table', () => {
  const csv = 'x,y,time,phase,video\n1,2,9,rest,a\n3,4,9,move,a\n5,6,9,rest,b\n';
  const options: RowsOptions = { features: 'rest', without: ['time'], label: 'phase', group: 'video' };

  test('of numbers: a sequence a group, the columns that are left', async () => {
    const { sequences, columns } = await readTaggedRows(bytes('a.csv', csv), options);
    expect(columns).toEqual(['x', 'y']);
    expect(sequences).toEqual([
      {
        file: 'a.csv',
        group: 'a',
        lines: [2, 3],
        values: Float32Array.of(1, 2, 3, 4),
        length: 2,
        tags: ['rest', 'move'],
      },
      { file: 'a.csv', group: 'b', lines: [4], values: Float32Array.of(5, 6), length: 1, tags: ['rest'] },
    ]);
  });

  test('without a group is one sequence, without a label has no tags', async () => {
    const { sequences } = await readTaggedRows(source('a.csv', csv), { features: ['y'] });
    expect(sequences).toEqual([
      {
        file: 'a.csv',
        group: undefined,
        lines: [2, 3, 4],
        values: Float32Array.of(2, 4, 6),
        length: 3,
        tags: undefined,
      },
    ]);
  });

  test.each<[string, Partial<RowsOptions>, RegExp]>([
    ['x,phase\n1,a\nnan,a\n', {}, /a.csv, line 3: column "x" is empty/],
    ['x,phase\n1,a\n,a\n', {}, /a.csv, line 3: column "x" is empty/],
    ['x,phase\n1 m,a\n', {}, /a.csv, line 2: "1 m" in column "x" is not a number/],
    ['x,phase\n1,\n', {}, /a.csv, line 2: column "phase" is empty/],
    ['x,phase\n1\n', {}, /a.csv, line 2: 1 cell, but there are 2 columns/],
    ['x,phase\n', {}, /a.csv holds no rows/],
    ['', {}, /a.csv is empty/],
    ['x,phase\n1,a\n', { label: 'phas' }, /no column "phas".*did you mean "phase"/],
    ['x,phase\n1,a\n', { without: ['x'] }, /no column is left/],
  ])('%j is refused', async (text, more, message) => {
    await expect(readTaggedRows(source('a.csv', text), { features: 'rest', label: 'phase', ...more })).rejects.toThrow(
      message,
    );
  });

  test('of tokens: a sequence a group; a token may be called null', async () => {
    const text = 'sentence,word,tag\n1,null,O\n1,Seoul,B-city\n2,NA,O\n';
    const found = await readTaggedCells(bytes('a.csv', text), { token: 'word', label: 'tag', group: 'sentence' });
    expect(found.map(({ tokens, tags, lines }) => [tokens, tags, lines])).toEqual([
      [
        ['null', 'Seoul'],
        ['O', 'B-city'],
        [2, 3],
      ],
      [['NA'], ['O'], [4]],
    ]);
    await expect(readTaggedCells(source('a.csv', 'word,tag\n,O\n'), { token: 'word', label: 'tag' })).rejects.toThrow(
      /line 2: column "word" is empty/,
    );
  });
});
