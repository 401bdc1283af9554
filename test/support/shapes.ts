import { Random } from '../../src/util/random.ts';

const colours: Readonly<Record<string, readonly [number, number, number]>> = {
  red: [220, 40, 40],
  green: [40, 200, 60],
  blue: [40, 70, 220],
};

/** Whether a point of a box of 6 × 6 belongs to a shape. */
const kinds: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  square: (x, y) => x > 0 && x < 5 && y > 0 && y < 5,
  bar: (_, y) => y > 1 && y < 4,
};

const relations = ['left of', 'above'] as const;

/** Pixels a side of {@link shapePicture}. */
export const SIDE = 16;

export interface Picture {
  /** [16, 16, 3] */
  readonly pixels: Uint8Array;
  /** `red square left of blue bar` */
  readonly caption: string;
}

/** Two shapes before a pale ground, and what there is to see. */
export function shapePicture(rng: Random): Picture {
  const pixels = Uint8Array.from({ length: SIDE * SIDE * 3 }, () => 225 + rng.below(30));
  const relation = relations[rng.below(2)]!;
  const said = [0, 1].map((which) => {
    const [colour, kind] = [drawn(colours, rng), drawn(kinds, rng)];
    const [far, across] = [which * 8 + 1 + rng.below(2), 1 + rng.below(9)];
    const [left, top] = relation === 'above' ? [across, far] : [far, across];
    for (let y = 0; y < 6; y++)
      for (let x = 0; x < 6; x++)
        if (kinds[kind]!(x, y)) pixels.set(colours[colour]!, ((top + y) * SIDE + left + x) * 3);
    return `${colour} ${kind}`;
  });
  return { pixels, caption: said.join(` ${relation} `) };
}

export function shapePictures(count: number, seed: number): Picture[] {
  const rng = new Random(seed);
  return Array.from({ length: count }, () => shapePicture(rng));
}

function drawn(table: object, rng: Random): string {
  const names = Object.keys(table);
  return names[rng.below(names.length)]!;
}
