import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { readIdx } from '../../data/images/idx.ts';
import { readRows } from '../../data/readers.ts';
import { defaultCacheDir } from '../datasets.ts';
import { nodeHost } from '../host.ts';
import { emojiCaptions } from './captions.ts';
import { vendors, type Emoji } from './list.ts';
import { byCombination, byVendor } from './parts.ts';

const TILE = 34;
const COLUMNS = 8;
const codes = ['1F3FB', '1F3FC', '1F3FD', '1F3FE', '1F3FF'];

interface Listed {
  unified: string;
  sheet_x: number;
  sheet_y: number;
  category?: string;
  skin_variations?: Record<string, Listed>;
  has_img_apple?: boolean;
  [more: string]: unknown;
}

/** A person in no skin tone and in all five, two flags that look alike, and a thing that Facebook did not draw. */
function listed(): Listed[] {
  let at = 0;
  const place = (unified: string, drawn: readonly string[] = vendors): Listed => ({
    unified,
    sheet_x: at % COLUMNS,
    sheet_y: Math.floor(at++ / COLUMNS),
    ...Object.fromEntries(vendors.map((vendor) => [`has_img_${vendor}`, drawn.includes(vendor)])),
  });
  const person = place('1F44B');
  const toned = Object.fromEntries(codes.map((code) => [code, place(`1F44B-${code}`)]));
  return [
    { ...person, category: 'People', skin_variations: toned },
    { ...place('1F1F3-1F1F4'), category: 'Flags' },
    { ...place('1F1E7-1F1FB'), category: 'Flags' },
    { ...place('2764-FE0F', ['apple', 'google', 'twitter']), category: 'Symbols' },
  ];
}

/** What shade a vendor draws a tile in; Norway and Bouvet Island alike, and hearts at Google as at Apple. */
const shadeOf = (vendor: number, tile: number): number =>
  tile === 8 && vendor === 1 ? shadeOf(0, 8) : 50 * vendor + 5 * (tile === 7 ? 6 : tile);

/** A sheet whose tiles have a red border, a shade, and half transparent black in their corner. */
async function sheet(vendor: number, tiles = 16): Promise<Buffer> {
  const [width, height] = [COLUMNS * TILE, Math.ceil(tiles / COLUMNS) * TILE];
  const pixels = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const tile = Math.floor(y / TILE) * COLUMNS + Math.floor(x / TILE);
      const [u, v] = [x % TILE, y % TILE];
      const isBorder = u === 0 || v === 0 || u === TILE - 1 || v === TILE - 1;
      const shade = shadeOf(vendor, tile);
      const colour = isBorder ? [255, 0, 0, 255] : u === 1 && v === 1 ? [0, 0, 0, 100] : [shade, shade + 1, shade, 255];
      pixels.set(colour, (y * width + x) * 4);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}

async function packages(): Promise<Map<string, Buffer>> {
  const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
  const files = new Map([['emoji-datasource/emoji.json', json(listed())]]);
  for (const [i, vendor] of vendors.entries())
    files.set(`emoji-datasource/img/${vendor}/sheets/32.png`, await sheet(i));
  for (const language of ['en', 'ko']) {
    const named = (names: Record<string, string>) =>
      Object.fromEntries(Object.entries(names).map(([text, name]) => [text, { tts: [`${name} ${language}`] }]));
    const tones = Object.fromEntries(
      codes.map((code) => [`👋${String.fromCodePoint(Number.parseInt(code, 16))}`, `wave, "${code}"`]),
    );
    files.set(
      `cldr-annotations-full/annotations/${language}/annotations.json`,
      json({ annotations: { annotations: named({ '👋': 'wave', '❤': 'heart' }) } }),
    );
    files.set(
      `cldr-annotations-derived-full/annotationsDerived/${language}/annotations.json`,
      json({ annotationsDerived: { annotations: named({ ...tones, '🇳🇴': 'Norway', '🇧🇻': 'Bouvet' }) } }),
    );
  }
  return files;
}

async function read(made: ReadonlyMap<string, Buffer>): Promise<Record<string, string>[]> {
  const rows: Record<string, string>[] = [];
  for await (const { cells } of readRows([made.get('captions.csv')!], { file: 'captions.csv' }))
    rows.push({ ...cells } as Record<string, string>);
  return rows;
}

describe('emoji with captions', () => {
  let files: Map<string, Buffer>;
  let made: Map<string, Buffer>;
  let rows: Record<string, string>[];
  beforeAll(async () => {
    files = await packages();
    made = await emojiCaptions(files);
    rows = await read(made);
  });

  it('are cut out of the sheets without their borders, on white', () => {
    const { shape, data } = readIdx(made.get('images-idx4-ubyte')!, 'images');
    // 9 emoji by 4 vendors less one that was not drawn, less Bouvet Island's and Google's heart.
    expect(shape).toEqual([30, 32, 32, 3]);
    expect(rows).toHaveLength(35);
    for (const { image, vendor, emoji } of rows) {
      const tile = listed()
        .flatMap((one) => [one, ...Object.values(one.skin_variations ?? {})])
        .findIndex(
          ({ unified }) => String.fromCodePoint(...unified.split('-').map((c) => Number.parseInt(c, 16))) === emoji,
        );
      const own = data.subarray(Number(image) * 3072, (Number(image) + 1) * 3072);
      const shade = shadeOf(vendors.indexOf(vendor as 'apple'), tile);
      expect([...own.subarray(0, 6)]).toEqual([155, 155, 155, shade, shade + 1, shade]);
      expect([...own.subarray(3069)]).toEqual([shade, shade + 1, shade]);
      expect(own).not.toContain(255);
    }
  });

  it('have their names, their emoji without a tone, and their tone', () => {
    expect(rows.find(({ emoji, vendor }) => emoji === '👋🏿' && vendor === 'google')).toMatchObject({
      base: '👋',
      tone: 'dark',
      category: 'People',
      en: 'wave, "1F3FF" en',
      ko: 'wave, "1F3FF" ko',
      part: '',
    });
    const parts = (name: string) => rows.filter(({ en }) => en === name).map(({ vendor, part }) => `${vendor} ${part}`);
    expect(parts('Norway en')).toEqual(['apple train', 'google test', 'twitter train', 'facebook train']);
    // What the training part shows is not asked for.
    expect(parts('heart en')).toEqual(['apple train', 'google train', 'twitter train']);
  });

  it('that were drawn alike are one image with several rows', () => {
    const flags = rows.filter(({ vendor, category }) => vendor === 'google' && category === 'Flags');
    expect(flags.map(({ en }) => en)).toEqual(['Norway en', 'Bouvet en']);
    expect(flags[0]!['image']).toBe(flags[1]!['image']);
  });

  it.each([
    ['emoji-datasource/emoji.json', '{}', /no list of emoji/],
    ['emoji-datasource/emoji.json', '[', /emoji\.json of the packages cannot be read/],
    ['emoji-datasource/emoji.json', '[{"unified": "2764-X"}]', /"2764-X" is no emoji/],
    ['emoji-datasource/emoji.json', '[{"unified": "2603"}]', /☃ has no name in the language en/],
    ['emoji-datasource/emoji.json', '[{"unified": "2764", "has_img_google": true}]', /it has no tile of ❤/],
    ['cldr-annotations-full/annotations/ko/annotations.json', undefined, /it is not there/],
  ])('are refused where %s is %s', async (path, text, message) => {
    const others = new Map(files);
    if (text === undefined) others.delete(path);
    else others.set(path, Buffer.from(text));
    await expect(emojiCaptions(others)).rejects.toMatchObject({
      code: 'data/emoji',
      message: expect.stringMatching(message),
    });
  });

  it('are refused where a sheet is none', async () => {
    const others = new Map([...files, ['emoji-datasource/img/google/sheets/32.png', Buffer.from('PNG')] as const]);
    await expect(emojiCaptions(others)).rejects.toMatchObject({ code: 'data/not-image' });
  });
});

describe('splits of emoji', () => {
  const toned = ['light', 'medium-light', 'medium', 'medium-dark', 'dark'];
  const emoji: Emoji[] = Array.from({ length: 100 }, (_, i) =>
    ['', ...toned].map((tone) => ({
      text: `${i}${tone}`,
      base: `${i}`,
      tone,
      category: '',
      column: 0,
      row: 0,
      drawnBy: [...vendors],
      en: '',
      ko: '',
    })),
  ).flat();

  it('by vendor hold out one, and a tenth of the emoji of another', () => {
    const partOf = byVendor(emoji);
    const parts = emoji.flatMap((one) =>
      vendors.map((vendor) => ({ vendor, part: partOf({ emoji: one, vendor }), one })),
    );
    expect(parts.filter(({ part, one }) => (part === undefined) !== (one.tone !== ''))).toEqual([]);
    expect(parts.filter(({ part, vendor }) => part === 'test' && vendor !== 'google')).toEqual([]);
    expect(parts.filter(({ part }) => part === 'test')).toHaveLength(100);
    const validation = parts.filter(({ part }) => part === 'validation');
    expect([validation.length, new Set(validation.map(({ vendor }) => vendor))]).toEqual([10, new Set(['twitter'])]);
  });

  it('by combination hold out tones of each emoji that its other tones are learnt from', () => {
    const partOf = byCombination(emoji);
    const partsOf = (base: number) =>
      emoji.filter(({ base: own }) => own === `${base}`).map((one) => partOf({ emoji: one, vendor: 'apple' }));
    let validation = 0;
    for (let base = 0; base < 100; base++) {
      const parts = partsOf(base);
      expect(parts[0]).toBe('train');
      expect(parts.filter((part) => part === 'test')).toHaveLength(1);
      validation += parts.filter((part) => part === 'validation').length;
    }
    expect(validation).toBeGreaterThan(30);
    expect(validation).toBeLessThan(70);
  });
});

const cached = join(defaultCacheDir(), 'emoji-captions');

it.skipIf(!existsSync(join(cached, 'captions.csv')))(
  'the set itself shows no image in two parts (where it is cached)',
  async () => {
    const bytes = Buffer.from(await nodeHost().read(join(cached, 'captions.csv')));
    const rows = await read(new Map([['captions.csv', bytes]]));
    expect([rows.length, new Set(rows.map(({ image }) => image)).size]).toEqual([15_000, 14_857]);
    const sizes = (column: string): number[] => {
      const parts = ['train', 'validation', 'test'].map(
        (part) => new Set(rows.filter((row) => row[column] === part).map(({ image }) => image)),
      );
      expect(new Set(parts.flatMap((part) => [...part])).size).toBe(parts.reduce((sum, { size }) => sum + size, 0));
      return parts.map(({ size }) => size);
    };
    expect(sizes('part')).toEqual([5409, 188, 1897]);
    expect(sizes('part_combos')).toEqual([12_640, 746, 1471]);
  },
);
