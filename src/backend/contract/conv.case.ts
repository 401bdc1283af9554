import * as fc from 'fast-check';
import { type Bench, type Block, type Draw, forAll, type Tests } from './bench.case.ts';

interface Sizes {
  batch: number;
  height: number;
  width: number;
  channels: number;
  stride: number;
}

interface PatchSizes extends Sizes {
  kh: number;
  kw: number;
  padding: number;
}

const sizes = {
  batch: fc.integer({ min: 0, max: 4 }),
  height: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 1, max: 9 }),
  channels: fc.constantFrom(1, 2, 3, 4, 5, 8, 11),
  stride: fc.integer({ min: 1, max: 4 }),
};
const patchSizes = {
  ...sizes,
  kh: fc.integer({ min: 1, max: 5 }),
  kw: fc.integer({ min: 1, max: 5 }),
  padding: fc.integer({ min: 0, max: 3 }),
};
const poolSizes = { ...sizes, size: fc.integer({ min: 1, max: 4 }) };

function windows(extent: number, kernel: number, stride: number, padding = 0): number {
  return Math.floor((extent + 2 * padding - kernel) / stride) + 1;
}

/** Patches that fit into the image, by making the image as large as they need. */
function fitted(given: PatchSizes): PatchSizes & { down: number; across: number; patch: number } {
  const height = Math.max(given.height, given.kh - 2 * given.padding);
  const width = Math.max(given.width, given.kw - 2 * given.padding);
  return {
    ...given,
    height,
    width,
    down: windows(height, given.kh, given.stride, given.padding),
    across: windows(width, given.kw, given.stride, given.padding),
    patch: given.kh * given.kw * given.channels,
  };
}

function order(s: PatchSizes): [number, number, number, number, number, number, number, number] {
  return [s.batch, s.height, s.width, s.channels, s.kh, s.kw, s.stride, s.padding];
}

/** Which number of the images stands at each place of the patches; −1 for the padding. */
function sources(s: ReturnType<typeof fitted>): number[] {
  return Array.from({ length: s.batch * s.down * s.across * s.patch }, (_, n) => {
    const [c, v] = [n % s.channels, Math.floor(n / s.channels) % s.kw];
    const u = Math.floor(n / (s.channels * s.kw)) % s.kh;
    const place = Math.floor(n / s.patch);
    const [j, i] = [place % s.across, Math.floor(place / s.across) % s.down];
    const b = Math.floor(place / (s.across * s.down));
    const [h, w] = [i * s.stride + u - s.padding, j * s.stride + v - s.padding];
    if (h < 0 || h >= s.height || w < 0 || w >= s.width) return -1;
    return ((b * s.height + h) * s.width + w) * s.channels + c;
  });
}

/** What a kernel makes of each image alone, behind one another. */
function imageByImage(batch: number, ofImage: (b: number) => number[]): number[] {
  return Array.from({ length: batch }, (_, b) => ofImage(b)).flat();
}

function part(bench: Bench, block: Block, b: number, batch: number): Block {
  const n = block.data.length / batch;
  const data = block.data.slice(b * n, (b + 1) * n);
  return block.kind === 'ints' ? bench.ints(data) : bench.floats(data);
}

const kinds = (draw: Draw, n: number): number[][] => [draw.normal(n), draw.wild(n)];

export const convolutions: Tests<'im2col' | 'col2im' | 'maxPool' | 'maxPoolGrad'> = {
  im2col: {
    'copies each patch, zeros around the image, and each image alone with the same bits': (bench) => {
      forAll(patchSizes, (given, draw) => {
        const s = fitted(given);
        const from = sources(s);
        for (const numbers of kinds(draw, s.batch * s.height * s.width * s.channels)) {
          const [x, y] = [bench.floats(numbers), bench.out(1, from.length)];
          const got = bench.run('im2col', x, y, ...order(s))(y);
          bench.bits(
            got,
            from.map((at) => (at < 0 ? 0 : x.data[at]!)),
            'y',
          );
          const alone = imageByImage(s.batch, (b) => {
            const one = bench.out(1, from.length / s.batch);
            return bench.run('im2col', part(bench, x, b, s.batch), one, ...order({ ...s, batch: 1 }))(one);
          });
          bench.bits(alone, got, 'image by image');
        }
      });
    },
  },

  col2im: {
    'adds up what was copied, in the order of the patches, and each image alone with the same bits': (bench) => {
      forAll(patchSizes, (given, draw) => {
        const s = fitted(given);
        const to = sources(s);
        const n = s.batch * s.height * s.width * s.channels;
        for (const numbers of kinds(draw, to.length)) {
          const [dy, dx] = [bench.floats(numbers), bench.out(1, n)];
          const got = bench.run('col2im', dy, dx, ...order(s))(dx);
          const sums = Array.from({ length: n }, () => 0);
          to.forEach((at, i) => {
            if (at >= 0) sums[at] = bench.round(sums[at]! + dy.data[i]!);
          });
          bench.equal(got, sums, 'dx');
          const alone = imageByImage(s.batch, (b) => {
            const one = bench.out(1, n / s.batch);
            return bench.run('col2im', part(bench, dy, b, s.batch), one, ...order({ ...s, batch: 1 }))(one);
          });
          bench.bits(alone, got, 'image by image');
        }
      });
    },
  },

  maxPool: {
    'is the first of the largest of each window, or its first NaN': (bench) => {
      forAll(poolSizes, (given, draw) => {
        const { batch, channels, size, stride } = given;
        const [height, width] = [Math.max(given.height, size), Math.max(given.width, size)];
        const [down, across] = [windows(height, size, stride), windows(width, size, stride)];
        const n = batch * height * width * channels;
        for (const numbers of [...kinds(draw, n), draw.coarse(n), draw.coarse(n).map((x) => (x === 1 ? NaN : x))]) {
          const x = bench.floats(numbers);
          const pooled = batch * down * across * channels;
          const [y, indices] = [bench.out(1, pooled), bench.outInts(pooled)];
          const wanted = Array.from({ length: pooled }, (_, i) => {
            const c = i % channels;
            const place = Math.floor(i / channels);
            const [left, top] = [(place % across) * stride, (Math.floor(place / across) % down) * stride];
            const b = Math.floor(place / (across * down));
            const window = Array.from({ length: size * size }, (_, p) => {
              const pixel = (top + Math.floor(p / size)) * width + left + (p % size);
              return { pixel, value: x.data[(b * height * width + pixel) * channels + c]! };
            });
            const largest = Math.max(...window.map(({ value }) => value));
            return window.find(({ value }) => Number.isNaN(value) || (!Number.isNaN(largest) && value === largest))!;
          });
          const after = bench.run('maxPool', x, y, indices, batch, height, width, channels, size, stride);
          bench.equal(
            after(y),
            wanted.map(({ value }) => value),
            'y',
          );
          bench.equal(
            after(indices),
            wanted.map(({ pixel }) => pixel),
            'indices',
          );
          const without = bench.run('maxPool', x, y, null, batch, height, width, channels, size, stride);
          bench.bits(without(y), after(y), 'y without indices');
        }
      });
    },
  },

  maxPoolGrad: {
    'goes to the chosen pixels, and each image alone with the same bits': (bench) => {
      forAll(poolSizes, (given, draw) => {
        const { batch, channels, size, stride } = given;
        const [height, width] = [Math.max(given.height, size), Math.max(given.width, size)];
        const [down, across] = [windows(height, size, stride), windows(width, size, stride)];
        const [image, pooled] = [height * width * channels, down * across * channels];
        const indices = bench.ints(
          Array.from({ length: batch * pooled }, (_, i) => {
            const place = Math.floor(i / channels) % (down * across);
            const [top, left] = [Math.floor(place / across) * stride, (place % across) * stride];
            return (top + draw.random.below(size)) * width + left + draw.random.below(size);
          }),
        );
        for (const numbers of kinds(draw, batch * pooled)) {
          const [dy, dx] = [bench.floats(numbers), bench.out(1, batch * image)];
          const got = bench.run('maxPoolGrad', indices, dy, dx, batch, height, width, channels, size, stride)(dx);
          const sums = Array.from({ length: batch * image }, () => 0);
          indices.data.forEach((pixel, i) => {
            const at = Math.floor(i / pooled) * image + pixel * channels + (i % channels);
            sums[at] = bench.round(sums[at]! + dy.data[i]!);
          });
          bench.equal(got, sums, 'dx');
          const alone = imageByImage(batch, (b) => {
            const one = bench.out(1, image);
            const [at, d] = [part(bench, indices, b, batch), part(bench, dy, b, batch)];
            return bench.run('maxPoolGrad', at, d, one, 1, height, width, channels, size, stride)(one);
          });
          bench.bits(alone, got, 'image by image');
        }
      });
    },
  },
};
