import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MemoryHost } from '../../../test/support/memory-host.ts';
import { readRows } from '../readers.ts';
import {
  decodeCaptioned,
  readCaptionJson,
  readCaptionLines,
  readCaptionRows,
  readCaptions,
  readImageStack,
  rowsOfImages,
  type Captioned,
  type CaptionColumns,
} from './index.ts';

const bytes = (text: string, chunk = 5): Uint8Array[] => {
  const all = new TextEncoder().encode(text);
  return Array.from({ length: Math.ceil(all.length / chunk) }, (_, i) => all.slice(i * chunk, (i + 1) * chunk));
};
const strict = { missing: 'error' } as const;

/** A rule that leaves out what is missing, and how much that was. */
function lenient(): { missing: 'skip'; onSkip: () => void; count: () => number } {
  let skipped = 0;
  return { missing: 'skip', onSkip: () => void skipped++, count: () => skipped };
}

const one = (image: string, more: Partial<Captioned> = {}): Captioned => ({
  image,
  captions: ['x'],
  file: 'a.csv',
  line: 2,
  ...more,
});

describe('captions of a table', () => {
  const columns: CaptionColumns = { file: 'a.csv', image: 'image', caption: 'en', ...strict };
  const read = (text: string, given: Partial<CaptionColumns> = {}) =>
    readCaptionRows(readRows(bytes(text), { file: 'a.csv' }), { ...columns, ...given });

  test('are put together by image, in the order of the first of each', async () => {
    const text = 'en,image,ko\n a dog ,img/1.png,개\nnone,img/2.png,\n"a cat, black",img/1.png,고양이\n';
    expect(await read(text)).toEqual([
      { image: 'img/1.png', captions: ['a dog', 'a cat, black'], file: 'a.csv', line: 2 },
      { image: 'img/2.png', captions: ['none'], file: 'a.csv', line: 3 },
    ]);
  });

  test('are composed', async () => {
    const [found] = await read(`image,en\n1,${'한글'.normalize('NFD')}`);
    expect(found!.captions).toEqual(['한글'.normalize('NFC')]);
  });

  test('have the parts that a column says; where it is blank, none', async () => {
    const text = 'image,en,part\n1,a,train\n2,b,\n1,c,train\n3,d,val\n4,e,test\n';
    const found = await read(text, { part: 'part' });
    expect(found.map(({ image, part, captions }) => [image, part, captions.length])).toEqual([
      ['1', 'train', 2],
      ['3', 'validation', 1],
      ['4', 'test', 1],
    ]);
    await expect(read('image,en,part\n1,a,trian', { part: 'part' })).rejects.toMatchObject({
      code: 'data/caption-part',
      message: expect.stringMatching(/^a\.csv, line 2: no part is called "trian"; .*did you mean "train"\?/),
    });
    await expect(read('image,en,part\n1,a,train\n2,b,train\n1,c,test', { part: 'part' })).rejects.toMatchObject({
      code: 'data/caption-parts',
      details: { file: 'a.csv', line: 4, image: '1', part: 'test', before: 'train', lineBefore: 2 },
    });
  });

  test('are each of an image of its own where no column names it, so that as many are needed', async () => {
    const found = await read('en\na\nb\na\n', { image: undefined });
    expect(found.map(({ image, captions }) => [image, ...captions])).toEqual([
      ['#0', 'a'],
      ['#1', 'b'],
      ['#2', 'a'],
    ]);
    expect([...rowsOfImages(found, { file: 'x', count: 3 })]).toEqual([0, 1, 2]);
    expect(() => rowsOfImages(found, { file: 'x', count: 4 })).toThrow(/x has 4 rows, but a\.csv captions of 3 images/);
  });

  test('say what is missing', async () => {
    const text = 'image,en\n1,a\n,b\n2, \n';
    await expect(read(text)).rejects.toMatchObject({
      code: 'data/missing-value',
      details: { file: 'a.csv', line: 3, column: 'image' },
    });
    const rule = lenient();
    expect(await read(text, rule)).toHaveLength(1);
    expect(rule.count()).toBe(2);
    await expect(read('images,en\n1,a\n')).rejects.toThrow(/no column "image".*did you mean "images"/);
    await expect(read('image,en\n,\n', lenient())).rejects.toMatchObject({ code: 'data/empty' });
  });

  test('keep every caption, however rows are mixed', async () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.stringMatching(/^[a-z]{1,4}$/)), {
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        const found = await read(`image,en\n${given.map((row) => row.join(',')).join('\n')}`);
        for (const { image, captions } of found)
          expect(captions).toEqual(given.filter(([name]) => `${name}` === image).map(([, caption]) => caption));
        expect(found.map(({ image }) => image)).toEqual([...new Set(given.map(([name]) => `${name}`))]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('captions in the lines of Flickr8k', () => {
  test('are put together by image', async () => {
    const text = '1.jpg#0\tA dog .\n1.jpg#1\tA black dog .\r\n\n2#b.jpg#0\tA cat';
    expect(await readCaptionLines(bytes(text), 'token.txt', strict)).toEqual([
      { image: '1.jpg', captions: ['A dog .', 'A black dog .'], file: 'token.txt', line: 1 },
      { image: '2#b.jpg', captions: ['A cat'], file: 'token.txt', line: 4 },
    ]);
  });

  test.each(['1.jpg\tA dog', '1.jpg#0\t ', '1.jpg#0 A dog'])('are not %j', async (line) => {
    await expect(readCaptionLines(bytes(`1.jpg#0\tA\n${line}\n`), 'token.txt', strict)).rejects.toMatchObject({
      code: 'data/caption-line',
      message: expect.stringMatching(/^token\.txt, line 2: a line holds IMAGE#NUMBER/),
    });
    const rule = lenient();
    expect(await readCaptionLines(bytes(`1.jpg#0\tA\n${line}\n`), 'token.txt', rule)).toHaveLength(1);
    expect(rule.count()).toBe(1);
  });
});

describe('captions in JSON', () => {
  const read = (value: unknown, rule: Parameters<typeof readCaptionJson>[2] = strict) =>
    readCaptionJson(bytes(typeof value === 'string' ? value : JSON.stringify(value)), 'c.json', rule);
  const coco = {
    info: {},
    images: [
      { id: 7, file_name: '7.jpg' },
      { id: 'b', file_name: 'b.jpg' },
    ],
    annotations: [
      { image_id: 'b', id: 1, caption: 'A cat.\n' },
      { image_id: 7, id: 2, caption: 'A dog.' },
      { image_id: 'b', id: 3, caption: 'Some cat.' },
    ],
  };
  const karpathy = {
    images: [
      { filename: '1.jpg', split: 'train', sentences: [{ raw: 'A dog .', tokens: ['a', 'dog'] }, { raw: 'Dogs .' }] },
      { filename: '2.jpg', filepath: 'val2014', split: 'restval', sentences: [{ raw: 'A cat .' }] },
      { filename: '3.jpg', split: 'val', sentences: [{ raw: 'A bird .' }] },
    ],
  };

  test('are read in the form of MS COCO', async () => {
    expect(await read(coco)).toEqual([
      { image: 'b.jpg', captions: ['A cat.', 'Some cat.'], file: 'c.json annotations[0]' },
      { image: '7.jpg', captions: ['A dog.'], file: 'c.json annotations[1]' },
    ]);
    const packed = readCaptionJson([gzipSync(JSON.stringify(coco))], 'c.json.gz', strict);
    expect(await packed).toHaveLength(2);
  });

  test("are read in the form of Karpathy's splits", async () => {
    expect(await read(karpathy)).toEqual([
      { image: '1.jpg', captions: ['A dog .', 'Dogs .'], part: 'train', file: 'c.json images[0].sentences[0]' },
      { image: 'val2014/2.jpg', captions: ['A cat .'], part: 'train', file: 'c.json images[1].sentences[0]' },
      { image: '3.jpg', captions: ['A bird .'], part: 'validation', file: 'c.json images[2].sentences[0]' },
    ]);
  });

  test('need an image for each caption', async () => {
    const lost = { ...coco, annotations: [...coco.annotations, { image_id: 8, caption: 'x' }] };
    await expect(read(lost, lenient())).rejects.toMatchObject({
      code: 'data/caption-image',
      message: 'c.json annotations[3]: there is no image 8 in "images"',
    });
  });

  test.each([
    [{ ...coco, annotations: coco.annotations.filter(({ image_id: id }) => id !== 7) }, 'images[0]', '7.jpg', 1],
    [{ ...coco, annotations: [...coco.annotations, { image_id: 7, caption: ' ' }] }, 'annotations[3]', '7.jpg', 2],
    [{ images: [...karpathy.images, { filename: 'z.jpg', sentences: [] }] }, 'images[3]', 'z.jpg', 3],
    [{ images: [{ filename: 'z', sentences: [{ raw: '' }, { raw: 'a' }] }] }, 'images[0].sentences[0]', 'z', 1],
  ])('need a caption for each image, or are left out: case %#', async (value, entry, image, left) => {
    await expect(read(value)).rejects.toMatchObject({
      code: 'data/no-caption',
      details: { file: `c.json ${entry}`, image },
    });
    const rule = lenient();
    expect(await read(value, rule)).toHaveLength(left);
    expect(rule.count()).toBe(1);
  });

  test.each([
    ['[]', /it has no list "images"/],
    ['{', /^c\.json is not JSON of captions: /],
    [{ images: [{ id: 1 }], annotations: [] }, /^c\.json images\[0\] .*an "id" and a "file_name"/],
    [{ ...coco, annotations: [{ image_id: 7 }] }, /^c\.json annotations\[0\] .*a "caption"/],
    [{ images: [{ filename: 1, sentences: [] }] }, /^c\.json images\[0\] .*a list "sentences"/],
    [{ images: [null] }, /^c\.json images\[0\]/],
    [{ images: [{ filename: 'a', sentences: [{ tokens: [] }] }] }, /sentences\[0\] .*a text "raw"/],
  ])('are refused as %j', async (value, message) => {
    await expect(read(value)).rejects.toMatchObject({
      code: 'data/caption-json',
      message: expect.stringMatching(message),
    });
  });

  test('are refused with nothing in it, or another part', async () => {
    await expect(read(' ')).rejects.toMatchObject({ code: 'data/empty' });
    await expect(read({ images: [], annotations: [] })).rejects.toMatchObject({ code: 'data/empty' });
    const other = { images: [{ filename: 'a', split: 3, sentences: [{ raw: 'x' }] }] };
    await expect(read(other)).rejects.toMatchObject({ code: 'data/caption-part' });
  });
});

test('the name of a file tells its form', async () => {
  const host = new MemoryHost({
    'a.csv': 'image,caption\n1.png,a dog\n',
    'a.json': '{"images": [{"filename": "1.png", "sentences": [{"raw": "a dog"}]}]}',
    'token.txt': '1.png#0\ta dog\n',
  });
  for (const file of ['a.csv', 'a.json', 'token.txt']) {
    const found = await readCaptions(host, file, { file, image: 'image', caption: 'caption', ...strict });
    expect(found).toMatchObject([{ image: '1.png', captions: ['a dog'] }]);
  }
});

describe('images of captions', () => {
  const host = new MemoryHost({
    'd/img/1.png': Uint8Array.of(1, 2, 3, 4),
    'd/img/2.png': Uint8Array.of(5, 6, 7, 8),
    'd/0.png': Uint8Array.of(9, 9, 9, 9),
    'd/a.csv': '',
  });
  const options = { folder: { path: 'd', file: 'data' }, size: [2, 2], channels: 1, ...strict } as const;

  test('are decoded in the order of the captions', async () => {
    const given = [one('img/2.png'), one('0.png'), one('img/1.png')];
    const { stack, captioned } = await decodeCaptioned(host, given, options);
    expect(stack).toEqual({
      pixels: Uint8Array.of(5, 6, 7, 8, 9, 9, 9, 9, 1, 2, 3, 4),
      count: 3,
      height: 2,
      width: 2,
      channels: 1,
    });
    expect(captioned).toEqual(given);
    // Beside the file that names them.
    const beside = { path: host.join('d/a.csv', '..'), file: 'd' };
    expect((await decodeCaptioned(host, given, { ...options, folder: beside })).stack).toEqual(stack);
  });

  test('that are not there are an error at the caption, or left out with it', async () => {
    const given = [one('img/1.png'), one('img/3.png', { line: 5 })];
    await expect(decodeCaptioned(host, given, options)).rejects.toMatchObject({
      code: 'data/caption-image',
      message: expect.stringMatching(/^a\.csv, line 5: there is no image "img\/3\.png" in data; did you mean "img\//),
    });
    const rule = lenient();
    const { stack, captioned } = await decodeCaptioned(host, given, { ...options, ...rule });
    expect([stack.count, captioned, rule.count()]).toEqual([1, [given[0]], 1]);
    await expect(decodeCaptioned(host, [one('x/y.png')], { ...options, ...rule })).rejects.toMatchObject({
      code: 'data/empty',
    });
    await expect(decodeCaptioned(host, [one('x/y.png')], options)).rejects.toThrow(/no image "x\/y\.png" in data; put/);
  });

  test('are read from an IDX file, grey or in colours', async () => {
    const idx = (shape: readonly number[]): Uint8Array => {
      const size = shape.reduce((product, extent) => product * extent, 1);
      return Uint8Array.from([0, 0, 8, shape.length, ...shape.flatMap((n) => [0, 0, 0, n]), ...new Uint8Array(size)]);
    };
    const stack = (shape: readonly number[]) => readImageStack(new MemoryHost({ x: idx(shape) }), 'x', 'x-ubyte');
    expect(await stack([3, 2, 4])).toMatchObject({ count: 3, height: 2, width: 4, channels: 1 });
    expect(await stack([3, 2, 4, 3])).toMatchObject({ count: 3, height: 2, width: 4, channels: 3 });
    for (const shape of [[3], [3, 2, 4, 2], [1, 1, 1, 1, 1]])
      await expect(stack(shape)).rejects.toMatchObject({ code: 'data/idx' });
  });
});

describe('rows of images', () => {
  const rows = { file: 'f.npy', count: 3 };

  test('are found by number', () => {
    expect([...rowsOfImages([one('2'), one('0')], rows)]).toEqual([2, 0]);
    expect(() => rowsOfImages([one('2'), one('3', { line: 9 })], rows)).toThrow(
      'a.csv, line 9: f.npy has no row of image 3: it has 3, from 0',
    );
  });

  test('are found by name', () => {
    const named = { ...rows, names: ['a.png', 'b.png', '7'] };
    expect([...rowsOfImages([one('7'), one('a.png')], named)]).toEqual([2, 0]);
    expect(() => rowsOfImages([one('c.png', { line: 4 })], named)).toThrow(
      /^a\.csv, line 4: f\.npy has no row of "c\.png"; did you mean "a\.png"/,
    );
  });

  test('are else those of the captions in their order, as many as there are', () => {
    expect([...rowsOfImages([one('x.png'), one('a.png'), one('1')], rows)]).toEqual([0, 1, 2]);
    expect(() => rowsOfImages([one('x.png'), one('a.png')], rows)).toThrow(
      expect.objectContaining({
        code: 'data/caption-count',
        details: { file: 'f.npy', rows: 3, captionsFile: 'a.csv', images: 2 },
      }),
    );
  });
});
