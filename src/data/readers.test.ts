import * as fc from 'fast-check';
import { gzipSync } from 'fflate';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { readRows, type ReadOptions } from './readers.ts';
import type { Row } from './row.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

async function read(content: string | Uint8Array | Uint8Array[], options: Partial<ReadOptions> = {}): Promise<Row[]> {
  const chunks = typeof content === 'string' ? [utf8(content)] : Array.isArray(content) ? content : [content];
  const rows: Row[] = [];
  for await (const row of readRows(chunks, { file: 'orders.csv', ...options })) rows.push(row);
  return rows;
}

const plain = (rows: Row[]) => rows.map(({ line, cells }) => ({ line, ...cells }));

/** Cuts bytes into pieces of the sizes given, over and over. */
function pieces(bytes: Uint8Array, sizes: number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    chunks.push(bytes.slice(at, at + size));
    at += size;
  }
  return chunks;
}

describe('CSV', () => {
  it('reads a header, then rows with their lines', async () => {
    expect(plain(await read('date,dish\n2026-11-23,짜장\n2026-11-24,짬뽕\n'))).toEqual([
      { line: 2, date: '2026-11-23', dish: '짜장' },
      { line: 3, date: '2026-11-24', dish: '짬뽕' },
    ]);
  });

  it('counts the lines inside quoted cells', async () => {
    expect(plain(await read('a,b\r\n"x\r\ny, ""z""",1\r\n\r\n2,3'))).toEqual([
      { line: 2, a: 'x\r\ny, "z"', b: '1' },
      { line: 5, a: '2', b: '3' },
    ]);
  });

  it.each(['\n', '\r\n', '\r'])('takes %j as a line break', async (newline) => {
    expect(plain(await read(['a,b', '1,2', '"3",4', '5,"6"', ''].join(newline)))).toEqual([
      { line: 2, a: '1', b: '2' },
      { line: 3, a: '3', b: '4' },
      { line: 4, a: '5', b: '6' },
    ]);
  });

  it('takes mixed line breaks', async () => {
    expect(plain(await read('a,b\n1,2\r\n3,4\n5,"6"\r\n7,8'))).toEqual([
      { line: 2, a: '1', b: '2' },
      { line: 3, a: '3', b: '4' },
      { line: 4, a: '5', b: '6' },
      { line: 5, a: '7', b: '8' },
    ]);
  });

  it('drops a byte order mark', async () => {
    expect(plain(await read('\uFEFFdish,price\n짜장,7000'))).toEqual([{ line: 2, dish: '짜장', price: '7000' }]);
  });

  it.each([
    [';', 'date;price\n2026-11-23;7,5\n2026-11-24;8,25\n'],
    ['\t', 'SessionId\tItemId\tTime\n1\t214,5\t1396860669.277\n'],
    ['|', 'a|b\n1,2|3;4\n'],
    [',', 'a,b\nx;y,2\n'],
  ])('guesses the delimiter %j from the header', async (delimiter, text) => {
    const [header, first] = text.split('\n') as [string, string];
    expect(Object.keys((await read(text))[0]!.cells)).toEqual(header.split(delimiter));
    expect(Object.values((await read(text))[0]!.cells)).toEqual(first.split(delimiter));
  });

  it('guesses when two delimiters stand in the header', async () => {
    expect(plain(await read('date;dish, as ordered\n1;a\n2;b, c, d\n'))).toEqual([
      { line: 2, date: '1', 'dish, as ordered': 'a' },
      { line: 3, date: '2', 'dish, as ordered': 'b, c, d' },
    ]);
  });

  it('reads tabs from a file called .txt', async () => {
    const rows = await read('SessionId\tItemId\tTime\n1\t214536502\t1396860669.277\n', { file: 'clicks.txt' });
    expect(plain(rows)).toEqual([{ line: 2, SessionId: '1', ItemId: '214536502', Time: '1396860669.277' }]);
  });

  it('reads a file without a header when the columns are given', async () => {
    const rows = await read('196\t242\t3\n', { file: 'u.data', columns: ['user', 'item', 'rating'] });
    expect(plain(rows)).toEqual([{ line: 1, user: '196', item: '242', rating: '3' }]);
  });

  it('lets columns be called anything, and names those without a name', async () => {
    const [row] = await read('__proto__,constructor,\n1,2,3\n');
    expect(Object.entries(row!.cells)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
      ['column 3', '3'],
    ]);
    expect('toString' in row!.cells).toBe(false);
  });

  it('keeps quotes inside plain cells', async () => {
    expect(plain(await read('a,b\n5" pipe,say "hi"\n'))).toEqual([{ line: 2, a: '5" pipe', b: 'say "hi"' }]);
  });

  it('takes quotes for letters where quoting is off', async () => {
    const text = 'id\tdocument\r\n1\t"최고" 라는 말\r\n2\t"열린\r\n';
    expect(plain(await read(text, { file: 'reviews.tsv', quotes: false }))).toEqual([
      { line: 2, id: '1', document: '"최고" 라는 말' },
      { line: 3, id: '2', document: '"열린' },
    ]);
    await expect(read(text, { file: 'reviews.tsv' })).rejects.toMatchObject({
      code: 'data/csv-quote',
      message: expect.stringContaining('or turn quoting off'),
      details: { line: 2 },
    });
  });

  it('gives back what was written, wherever the bytes are cut', async () => {
    const cell = fc.oneof(
      fc.string({
        unit: fc.constantFrom('a', '"', ',', ';', '\t', '\n', '\r', ' ', '짬', '😀', 'é', '|'),
        maxLength: 8,
      }),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    const table = fc.integer({ min: 2, max: 4 }).chain((width) =>
      fc.record({
        columns: fc.constant(['one', 'two', 'three', 'four'].slice(0, width)),
        rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
      }),
    );
    const layout = fc.record({
      delimiter: fc.constantFrom(',', ';', '\t', '|'),
      newline: fc.constantFrom('\n', '\r\n'),
      sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      bom: fc.boolean(),
      zip: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(table, layout, async ({ columns, rows }, { delimiter, newline, sizes, bom, zip }) => {
        const text = Papa.unparse([columns, ...rows], { delimiter, newline });
        const bytes = utf8((bom ? '\uFEFF' : '') + text);
        // As in any text file, what ends on U+0000 is not text.
        fc.pre(!bytes.includes(0));
        const found = await read(pieces(zip ? gzipSync(bytes) : bytes, sizes), { delimiter });
        expect(found.map((row) => columns.map((column) => row.cells[column]))).toEqual(rows);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same rows for large chunks and small', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => (i % 3 === 0 ? `${i},"a ""${i}""\nb"` : `${i},plain ${i}`));
    const bytes = utf8(`n,text\r\n${lines.join('\r\n')}\r\n`);
    const whole = await read(bytes);
    expect(whole).toHaveLength(20_000);
    expect(whole[3]).toEqual({ line: 6, cells: { n: '3', text: 'a "3"\nb' } });
    expect(await read(pieces(bytes, [1000, 7, 65536]))).toEqual(whole);
    expect(await read(pieces(gzipSync(bytes), [4096]))).toEqual(whole);
  });

  it('says where an unclosed quote opened', async () => {
    await expect(read('a,b\n1,2\n3,"4\n5,6\n')).rejects.toMatchObject({
      code: 'data/csv-quote',
      details: { file: 'orders.csv', line: 3, problem: 'unclosed' },
    });
    await expect(read('a,b\n"1\n2","3\n5,6\n')).rejects.toMatchObject({ details: { line: 3, problem: 'unclosed' } });
  });

  it('says where text goes on behind a closing quote', async () => {
    await expect(read('a,b\n1,2\n"3" x,4\n5,"6"\n')).rejects.toMatchObject({
      code: 'data/csv-quote',
      details: { line: 3, problem: 'stray' },
    });
  });

  it('gives up on a quote that never closes instead of holding the whole file', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield utf8('a,b\n1,2\n3,"');
      for (let i = 0; i < 400; i++) yield utf8('x'.repeat(65536));
      throw new Error('read on');
    }
    const all = async () => {
      for await (const row of readRows(endless(), { file: 'f.csv' })) void row;
    };
    await expect(all()).rejects.toMatchObject({ code: 'data/csv-quote', details: { line: 3 } });
  });

  it('says which row has too few or too many cells', async () => {
    await expect(read('date,dish\n1,a\n2\n')).rejects.toMatchObject({
      code: 'data/csv-cells',
      message: expect.stringContaining('orders.csv, line 3: 1 cell, but there are 2 columns (date, dish)'),
      details: { line: 3, got: 1, expected: 2 },
    });
    await expect(read('date,dish\n1,a,b\n')).rejects.toMatchObject({ details: { line: 2, got: 3, expected: 2 } });
  });

  it('refuses two columns of one name', async () => {
    await expect(read('a,b,a\n1,2,3\n')).rejects.toMatchObject({
      code: 'data/duplicate-column',
      details: { column: 'a' },
    });
  });

  it('refuses an empty file, and one without rows', async () => {
    await expect(read([])).rejects.toMatchObject({ code: 'data/empty', message: 'orders.csv is empty' });
    await expect(read('a,b\n\n')).rejects.toMatchObject({
      code: 'data/empty',
      message: 'orders.csv holds no rows below its header',
    });
  });
});

describe('JSON Lines', () => {
  it('keeps strings and numbers', async () => {
    const text = '{"dish":"짜장","price":7000,"hot":true}\r\n\n{"dish":null,"price":1.5,"tags":["a"]}';
    expect(plain(await read(text, { file: 'orders.jsonl' }))).toEqual([
      { line: 1, dish: '짜장', price: 7000, hot: 'true' },
      { line: 3, dish: '', price: 1.5, tags: '["a"]' },
    ]);
  });

  it('is known by its content when the name tells nothing', async () => {
    expect(plain(await read('{"a": 1}\n', { file: 'orders' }))).toEqual([{ line: 1, a: 1 }]);
  });

  it('says which line is not an object', async () => {
    await expect(read('{"a":1}\n{"a":\n', { file: 'o.jsonl' })).rejects.toMatchObject({
      code: 'data/jsonl',
      details: { line: 2 },
    });
    await expect(read('[1]\n', { file: 'o.jsonl' })).rejects.toMatchObject({
      code: 'data/jsonl',
      details: { line: 1, got: '[1]' },
    });
  });

  it('gives up on a line that never ends instead of holding the whole file', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield utf8('{"a": 1}\n{"a": "');
      for (let i = 0; i < 400; i++) yield utf8('x'.repeat(65536));
      throw new Error('read on');
    }
    const all = async () => {
      for await (const row of readRows(endless(), { file: 'f.jsonl' })) void row;
    };
    const error = { code: 'data/format', details: { file: 'f.jsonl', line: 2, limit: 16 * 1024 * 1024 } };
    await expect(all()).rejects.toMatchObject(error);
    await expect(
      read(`{"a": 1}\n{"a": "${'x'.repeat(17 * 1024 * 1024)}"}\n`, { file: 'f.jsonl' }),
    ).rejects.toMatchObject(error);
  });

  it('gives the same rows wherever the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer())), { minLength: 1 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
        async (objects, sizes) => {
          const text = objects.map((object) => JSON.stringify(object)).join('\n');
          const rows = await read(pieces(utf8(text), sizes), { file: 'o.jsonl' });
          expect(rows.map(({ cells }) => Object.entries(cells))).toEqual(
            objects.map((object) => Object.entries(object)),
          );
        },
      ),
    );
  });
});

describe('bytes', () => {
  it('names the line that is not UTF-8, wherever the bytes are cut', async () => {
    const cp949 = [...utf8('date,dish\n1,짜장\n2,'), 0xc2, 0xab, 0xc0, 0xe5, 10, ...utf8('3,x\n')];
    for (const sizes of [[1], [2], [3], [5, 1], [1000]]) {
      await expect(read(pieces(Uint8Array.from(cp949), sizes))).rejects.toMatchObject({
        code: 'data/not-utf8',
        message: expect.stringContaining('iconv -f CP949 -t UTF-8 orders.csv'),
        details: { file: 'orders.csv', line: 3 },
      });
    }
  });

  it('refuses text that ends inside a character', async () => {
    await expect(read(Uint8Array.from([...utf8('a,b\n1,2\n3,'), 0xec, 0xa7]))).rejects.toMatchObject({
      code: 'data/not-utf8',
      details: { line: 3 },
    });
  });

  it('tells UTF-16', async () => {
    const bytes = Uint8Array.from([0xff, 0xfe, 0x61, 0, 0x2c, 0, 0x62, 0]);
    await expect(read(bytes)).rejects.toMatchObject({ code: 'data/not-utf8', details: { encoding: 'UTF-16' } });
  });

  it('refuses workbooks and other binary files', async () => {
    await expect(read(utf8('PK\u0003\u0004....'))).rejects.toMatchObject({ code: 'data/format' });
    await expect(read(utf8('a,b\n\u0000\n'))).rejects.toMatchObject({ code: 'data/format' });
    await expect(read('a,b\n', { format: 'cvs' as 'csv' })).rejects.toMatchObject({
      code: 'data/format',
      message: 'no table format "cvs"; there are csv, tsv, jsonl; did you mean "csv"?',
    });
  });

  it('unpacks gzip of several members', async () => {
    const [one, two] = [gzipSync(utf8('a,b\n1,2\n')), gzipSync(utf8('3,4\n'))];
    for (const sizes of [[1], [3], [1000]]) {
      const rows = await read(pieces(Uint8Array.from([...one, ...two]), sizes), { file: 'orders.csv.gz' });
      expect(plain(rows)).toEqual([
        { line: 2, a: '1', b: '2' },
        { line: 3, a: '3', b: '4' },
      ]);
    }
  });

  it('refuses a damaged or cut off gzip file', async () => {
    const whole = gzipSync(
      utf8(`a,b\n${Array.from({ length: 2000 }, (_, i) => `${i},${(i * 7919) % 1009}`).join('\n')}\n`),
    );
    for (const cut of [11, 100, whole.length - 9, whole.length - 1]) {
      await expect(read(whole.slice(0, cut)), `cut at ${cut}`).rejects.toMatchObject({ code: 'data/gzip' });
    }
    const damaged = whole.slice();
    damaged[whole.length - 6]! ^= 1;
    await expect(read(damaged)).rejects.toMatchObject({ code: 'data/gzip' });
  });

  it('stops reading when the reader stops', async () => {
    let closed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (let i = 0; ; i++) yield utf8(i === 0 ? 'a,b\n' : '1,2\n'.repeat(20_000));
      } finally {
        closed = true;
      }
    }
    for await (const row of readRows(source(), { file: 'f.csv' })) if (row.line > 100_000) break;
    expect(closed).toBe(true);
  });
});
