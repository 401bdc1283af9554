// What the networks that name emoji learn from: drawings that may be passed on, as one IDX file with a table of names.
//
// Those of Google and Twitter stand in the named set `emoji-captions`, whose other two vendors are left out. Those of
// Microsoft (Fluent Emoji, flat) and of EmojiOne 2 are drawn from the SVG of two more packages of npm. Emoji with a skin
// tone are left out. Some drawings of Google are held out, each of an emoji that another hand has drawn too.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../../../dist/index.js';
import { readRows } from '../../../dist/data/index.js';
import { getDataset, getFiles, nodeHost } from '../../../dist/node/index.js';
import sharp from 'sharp';

export const SIDE = 32;
const SIZE = SIDE * SIDE * 3;
const HELD_OUT = { test: 320, validation: 160 };

/** Drawings in packages of npm, by the name that Unicode gives the emoji: bytes and sha256 of the file are known. */
const packed = [
  {
    vendor: 'fluent',
    npm: { name: '@iconify-json/fluent-emoji-flat', version: '1.2.6' },
    licence: 'MIT',
    bytes: 8958092,
    sha256: 'f5f4cf457c0db2ad5a2e42e033e02e0c87d10e43d0164cfffb3bb84914970a63',
  },
  {
    vendor: 'emojione',
    npm: { name: '@iconify-json/emojione', version: '1.2.3' },
    licence: 'CC BY 4.0',
    bytes: 2976514,
    sha256: 'e9a865faed523a7c3535b5319ae533d09fac1a62b4e96920eb178bb60e707e80',
  },
];

/**
 * Writes `images-idx4-ubyte` and `captions.csv` into a folder, and `held-out.json`: what is to be tested on, in the order
 * of the lot.
 * @param {string} folder
 */
export async function gatherDrawings(folder) {
  const { stack, rows } = await ofTheSet();
  const google = rows.filter(({ vendor }) => vendor === 'google');
  const drawn = rows.map((row) => ({ row, pixels: stack(Number(row.image)) }));
  for (const pack of packed) drawn.push(...(await drawAll(pack, google)));
  /** Images that are alike are one. */
  const images = new Map();
  for (const { pixels } of drawn)
    if (!images.has(pixels.toString('latin1'))) images.set(pixels.toString('latin1'), images.size);
  const all = drawn.map(({ row, pixels }) => ({ ...row, image: images.get(pixels.toString('latin1')) }));
  const parts = partsOf(all);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'images-idx4-ubyte'), idxOf([...images.keys()].map((key) => Buffer.from(key, 'latin1'))));
  writeFileSync(
    join(folder, 'captions.csv'),
    tableOf(all.map((row) => ({ ...row, part: parts.get(row.image) ?? 'train' }))),
  );
  const heldOut = [...parts]
    .filter(([, part]) => part === 'test')
    .map(([image]) => all.find((row) => row.image === image));
  writeFileSync(join(folder, 'held-out.json'), JSON.stringify(heldOut));
}

/** The drawings of the named set that may be passed on: rows, and the pixels of an image by its number there. */
async function ofTheSet() {
  const { 'captions.csv': captions, 'images-idx4-ubyte': images } = await getDataset('emoji-captions');
  const rows = [];
  for await (const { cells } of readRows(nodeHost().open(captions), { file: 'captions.csv' }))
    if (['google', 'twitter'].includes(cells.vendor) && cells.tone === '') rows.push(cells);
  const bytes = readFileSync(images);
  const start = bytes.length - bytes.readUInt32BE(4) * SIZE;
  return { rows, stack: (image) => bytes.subarray(start + image * SIZE, start + (image + 1) * SIZE) };
}

/** @param {readonly Buffer[]} images */
function idxOf(images) {
  const head = Buffer.alloc(20);
  [0x0804, images.length, SIDE, SIDE, 3].forEach((value, i) => head.writeUInt32BE(value, 4 * i));
  return Buffer.concat([head, ...images]);
}

function tableOf(rows) {
  const columns = ['image', 'vendor', 'emoji', 'category', 'en', 'ko', 'part'];
  const cell = (value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const lines = rows.map((row) => columns.map((name) => cell(String(row[name]))));
  return [columns, ...lines].map((line) => `${line.join(',')}\n`).join('');
}

/** Draws those emoji that a package has, on white. */
async function drawAll({ vendor, npm, licence, bytes, sha256 }, named) {
  const set = { name: `emoji-${vendor}`, title: vendor, source: npm.name, licence };
  const file = { name: 'icons.json', bytes, sha256, from: { npm, path: 'icons.json' } };
  const { 'icons.json': path } = await getFiles({ ...set, files: [file] });
  const { icons, aliases = {}, width, height } = JSON.parse(readFileSync(path, 'utf8'));
  const found = [];
  for (const row of named) {
    const slug = slugOf(row.en);
    const name = [slug, slug.replace(/^flag-/, 'flag-for-')].find((one) => one in icons || one in aliases);
    const icon = name && (icons[name] ?? (isPlain(aliases[name]) ? icons[aliases[name].parent] : undefined));
    if (!icon) continue;
    const view = `viewBox="0 0 ${icon.width ?? width} ${icon.height ?? height}"`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${view} width="${SIDE}" height="${SIDE}">${icon.body}</svg>`;
    const pixels = await sharp(Buffer.from(svg))
      .resize(SIDE, SIDE, { fit: 'contain', background: '#fff' })
      .flatten({ background: '#fff' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer();
    found.push({ row: { ...row, vendor }, pixels });
  }
  return found;
}

/** Whether an alias is the very drawing, neither turned nor mirrored. */
function isPlain(alias) {
  return Object.keys(alias).every((key) => key === 'parent');
}

/** `flag: Côte d’Ivoire` → `flag-cote-d-ivoire`, as the packages name their drawings. */
function slugOf(name) {
  return name
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036F]/g, '')
    .replaceAll('&', 'and')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

/** Which images of Google are held out, and for which part: none that stands for several emoji. */
function partsOf(drawn) {
  const emoji = new Map();
  for (const { image, emoji: one } of drawn) emoji.set(image, (emoji.get(image) ?? new Set()).add(one));
  const free = drawn.filter(({ vendor, image }) => vendor === 'google' && emoji.get(image).size === 1);
  const alone = free.filter(({ image }) => drawn.filter((row) => row.image === image).length === 1);
  const parts = new Map();
  Random.derive(1, 'held-out').shuffle(alone);
  for (const [part, count] of Object.entries(HELD_OUT))
    for (const { image } of alone.splice(0, count)) parts.set(image, part);
  return parts;
}
