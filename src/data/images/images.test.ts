import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { MemoryHost } from '../../../test/support/memory-host.ts';
import { Random } from '../../util/random.ts';
import { Colours } from './colours.ts';
import { Augmenter, labelsNameOf, plainImages, readImages, surveyImages } from './index.ts';

function idx(shape: readonly number[], data: readonly number[]): Uint8Array {
  const extents = shape.flatMap((n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]);
  return Uint8Array.from([0, 0, 8, shape.length, ...extents, ...data]);
}

const images = idx([3, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
const labels = idx([3], [7, 0, 7]);
const read = (files: Record<string, Uint8Array>, file: string, options = {}) =>
  readImages(new MemoryHost(files), file, { file, ...options });

describe('images of IDX files', () => {
  test('are read with the labels beside them, also gzipped', async () => {
    for (const files of [
      { 'a/train-images-idx3-ubyte': images, 'a/train-labels-idx1-ubyte': labels },
      { 'a/train-images-idx3-ubyte': new Uint8Array(gzipSync(images)), 'a/train-labels-idx1-ubyte': labels },
    ]) {
      const found = await read(files, 'a/train-images-idx3-ubyte');
      expect(found).toMatchObject({ count: 3, height: 2, width: 2, channels: 1, labels: ['7', '0', '7'] });
      expect([...plainImages(found, [2, 0])]).toEqual([9, 10, 11, 12, 1, 2, 3, 4]);
      expect(found.fileOf(1)).toBe('a/train-labels-idx1-ubyte [1]');
    }
  });

  test('find their labels by name, or are told', async () => {
    expect(labelsNameOf('x/t10k-images-idx3-ubyte.gz')).toBe('x/t10k-labels-idx1-ubyte.gz');
    expect(labelsNameOf('my-images/images.idx')).toBe('my-images/labels.idx');
    expect(labelsNameOf('digits.idx')).toBeUndefined();
    const files = { 'digits.idx': images, 'y.idx': labels };
    await expect(read(files, 'digits.idx')).rejects.toMatchObject({
      code: 'data/no-idx-labels',
      message: expect.stringContaining('data.labels') as string,
    });
    const found = await read(files, 'digits.idx', { labels: { path: 'y.idx', file: 'y.idx' } });
    expect(found.labels).toEqual(['7', '0', '7']);
  });

  test('say what is wrong with them', async () => {
    const pair = { images: images.subarray(0, 20), labels: labels };
    await expect(read(pair, 'images')).rejects.toMatchObject({ code: 'data/idx', details: { file: 'images' } });
    await expect(read({ images, labels: idx([2], [1, 2]) }, 'images')).rejects.toMatchObject({
      code: 'data/idx-pair',
      message: 'images holds 3 images, and labels [2] labels: there must be one an image',
    });
    await expect(read({ images: labels, labels }, 'images')).rejects.toThrow(/three extents .* got \[3\]/);
    await expect(read({ images, labels }, 'images', { size: [4, 4] })).rejects.toThrow(/grey images of 2 × 2 pixels/);
    await expect(read({ images, labels }, 'images', { channels: 3 })).rejects.toMatchObject({
      code: 'data/image-size',
    });
    await expect(read({ labels }, 'images')).rejects.toMatchObject({ code: 'io/not-found' });
  });
});

describe('images of a folder', () => {
  const image = (value: number): Uint8Array => new Uint8Array(6).fill(value);
  const options = { size: [1, 2], channels: 3 } as const;

  test('have the names of their folders as labels, in the order of names', async () => {
    const found = await read(
      {
        'pets/dog/b.PNG': image(4),
        'pets/cat/2.jpeg': image(2),
        'pets/cat/1.png': image(1),
        'pets/cat/notes.txt': image(9),
        'pets/cat/._1.png': image(9),
        'pets/dog/a.webp': image(3),
        'pets/.git/x.png': image(9),
        'pets/readme.md': image(9),
      },
      'pets',
      options,
    );
    expect(found.labels).toEqual(['cat', 'cat', 'dog', 'dog']);
    expect([...found.pixels].filter((_, i) => i % 6 === 0)).toEqual([1, 2, 3, 4]);
    expect(found.fileOf(3)).toBe('pets/dog/b.PNG');
    expect(found).toMatchObject({ count: 4, height: 1, width: 2, channels: 3 });
  });

  test('are counted without being decoded', async () => {
    const host = new MemoryHost({
      'pets/cat/1.png': image(1),
      'pets/cat/2.png': new Uint8Array(1),
      'pets/dog/1.png': image(3),
    });
    expect(await surveyImages(host, 'pets', 'pets')).toEqual({ kind: 'folder', images: 3, classes: 2 });
    const digits = new MemoryHost({ images, labels });
    expect(await surveyImages(digits, 'images', 'images')).toEqual({ kind: 'idx', images: 3, classes: 2 });
  });

  test('say when there are none, and which cannot be decoded', async () => {
    await expect(read({ 'pets/1.png': image(1) }, 'pets', options)).rejects.toMatchObject({
      code: 'data/no-images',
      message: expect.stringContaining('such as pets/cat/1.png') as string,
    });
    await expect(read({ 'pets/cat/1.png': image(1).subarray(1) }, 'pets', options)).rejects.toMatchObject({
      code: 'data/not-image',
      details: { file: 'pets/cat/1.png' },
    });
    await expect(read({}, 'pets', options)).rejects.toMatchObject({ code: 'io/not-found' });
  });
});

describe('moving images', () => {
  const shape = { height: 5, width: 5, channels: 1 } as const;
  const dot = Uint8Array.from({ length: 25 }, (_, i) => (i === 12 ? 200 : 0));
  const moved = (by: ConstructorParameters<typeof Augmenter>[1], image: Uint8Array, seed: number): Float32Array => {
    const to = new Float32Array(25);
    new Augmenter(shape, by).apply(image, to, 0, new Random(seed));
    return to;
  };

  test('leaves them as they are when nothing is asked for', () => {
    const image = Uint8Array.from({ length: 25 }, (_, i) => (i * 37) % 256);
    expect([...moved({}, image, 1)]).toEqual([...image]);
  });

  test('turns about the middle, and shifts no further than allowed', () => {
    for (let seed = 0; seed < 20; seed++) {
      const turned = moved({ rotate: 180, scale: 0.3, shear: 20 }, dot, seed);
      expect(turned[12]).toBeCloseTo(200, 3);
      const shifted = moved({ shift: 1 }, dot, seed);
      const sum = (of: (i: number) => number): number => shifted.reduce((total, value, i) => total + value * of(i), 0);
      expect(sum(() => 1)).toBeCloseTo(200, 2);
      expect(Math.abs(sum((i) => i % 5) / 200 - 2)).toBeLessThan(1);
      expect(Math.abs(sum((i) => Math.floor(i / 5)) / 200 - 2)).toBeLessThan(1);
    }
  });

  test('mirrors about half of them, channels together', () => {
    const rgb = Uint8Array.from({ length: 2 * 3 * 3 }, (_, i) => i);
    const mirrored = [6, 7, 8, 3, 4, 5, 0, 1, 2, 15, 16, 17, 12, 13, 14, 9, 10, 11];
    const seen = Array.from({ length: 40 }, (_, seed) => {
      const to = new Float32Array(18);
      new Augmenter({ height: 2, width: 3, channels: 3 }, { flip: true }).apply(rgb, to, 0, new Random(seed));
      return to.join() === rgb.join() ? 'same' : to.join() === mirrored.join() ? 'mirrored' : 'other';
    });
    expect(new Set(seen)).toEqual(new Set(['same', 'mirrored']));
    expect(seen.filter((kind) => kind === 'mirrored').length).toBeGreaterThan(10);
  });

  test('depends on the random numbers alone', () => {
    const by = { shift: 2, rotate: 15, scale: 0.2, shear: 10 };
    expect(moved(by, dot, 5)).toEqual(moved(by, dot, 5));
    expect(moved(by, dot, 5)).not.toEqual(moved(by, dot, 6));
  });

  test('changes colours within what is allowed, and leaves grey grey', () => {
    const rgb = Uint8Array.of(200, 100, 60, 90, 90, 90);
    const changed = (by: ConstructorParameters<typeof Augmenter>[1], seed: number): number[] => {
      const to = new Float32Array(6);
      new Augmenter({ height: 1, width: 2, channels: 3 }, by).apply(rgb, to, 0, new Random(seed));
      return [...to];
    };
    const greyOf = ([r, g, b]: number[]): number => (r! + g! + b!) / 3;
    for (let seed = 0; seed < 20; seed++) {
      const bright = changed({ brightness: 0.2 }, seed);
      const factor = bright[3]! / 90;
      expect(factor).toBeGreaterThan(1 / 1.2);
      expect(factor).toBeLessThan(1.2);
      bright.forEach((value, i) => expect(value).toBeCloseTo(factor * rgb[i]!, 3));
      const apart = changed({ contrast: 0.2 }, seed).map((value) => value - 127.5);
      apart.forEach((value, i) => expect(value / (rgb[i]! - 127.5)).toBeCloseTo(apart[3]! / (90 - 127.5), 4));
      for (const by of [{ hue: 30 }, { saturation: 0.5 }]) {
        const other = changed(by, seed);
        expect(greyOf(other)).toBeCloseTo(120, 3);
        other.slice(3).forEach((value) => expect(value).toBeCloseTo(90, 3));
        expect(other[0]).not.toBe(200);
      }
      for (const value of changed({ brightness: 3, contrast: 3, saturation: 3, hue: 180 }, seed)) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(255);
      }
    }
  });

  test('turns red towards yellow at 60 degrees', () => {
    const turned = (degrees: number): number[] => {
      // The number that is drawn as the furthest that is allowed.
      const furthest = { uniform: () => 1 } as Random;
      const pixels = Float32Array.of(150, 60, 60);
      new Colours(3, { hue: degrees }).apply(pixels, 0, 3, furthest);
      return [...pixels].map(Math.round);
    };
    expect(turned(60)).toEqual([120, 120, 30]);
    expect(turned(120)).toEqual([60, 150, 60]);
  });

  test('finds no hue in grey images', () => {
    expect(() => new Augmenter(shape, { hue: 5 })).toThrow(/grey images have no hue/);
    expect(() => new Augmenter(shape, { saturation: 0.1 })).toThrow(/data\.channels: 3/);
    expect(moved({ brightness: 0.5 }, dot, 3)).not.toEqual(moved({}, dot, 3));
  });

  test('shows the edge beyond the edge', () => {
    const image = new Uint8Array(25).fill(90);
    for (let seed = 0; seed < 5; seed++)
      for (const value of moved({ shift: 4, rotate: 90, scale: 1 }, image, seed)) expect(value).toBeCloseTo(90, 3);
  });
});
