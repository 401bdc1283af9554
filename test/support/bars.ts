import { Random } from '../../src/util/random.ts';

/** What the pictures show: a bar that lies, stands or leans, somewhere. */
export const kinds = ['lying', 'standing', 'leaning'] as const;

/** A picture of 8 × 8 grey pixels with a bar of a kind, dark noise around it. */
export function bar(kind: number, rng: Random): Uint8Array {
  const at = 1 + rng.below(6);
  return Uint8Array.from({ length: 64 }, (_, i) => {
    const [h, w] = [Math.floor(i / 8), i % 8];
    const isBar = kind === 0 ? h === at : kind === 1 ? w === at : (h + w) % 8 === at;
    return isBar ? 180 + rng.below(70) : rng.below(50);
  });
}

/** So many pictures, their kinds in turn. */
export function bars(
  count: number,
  seed: number,
): { readonly pixels: readonly Uint8Array[]; readonly kinds: number[] } {
  const rng = new Random(seed);
  const numbers = Array.from({ length: count }, (_, i) => i % kinds.length);
  return { pixels: numbers.map((kind) => bar(kind, rng)), kinds: numbers };
}

/** An IDX file of bytes. */
export function idxFile(shape: readonly number[], data: Iterable<number>): Uint8Array {
  const extents = shape.flatMap((n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]);
  return Uint8Array.from([0, 0, 8, shape.length, ...extents, ...data]);
}

/** The two IDX files of so many pictures, by name. */
export function idxBars(name: string, count: number, seed: number): Record<string, Uint8Array> {
  const { pixels, kinds: labels } = bars(count, seed);
  return {
    [`${name}-images-idx3-ubyte`]: idxFile(
      [count, 8, 8],
      pixels.flatMap((image) => [...image]),
    ),
    [`${name}-labels-idx1-ubyte`]: idxFile([count], labels),
  };
}
