import type { Random } from '../../util/random.ts';
import { checkSizes } from './sizes.ts';

export const directions = ['left', 'right', 'up', 'down'] as const;
export type Direction = (typeof directions)[number];

/** A film and which way its shape moves at each frame. */
export interface MovingShape {
  /** Each [size, size] bytes of grey, row-major. */
  readonly frames: readonly Uint8Array[];
  readonly labels: readonly Direction[];
}

export interface MovingShapeOptions {
  readonly frames?: number;
  /** Pixels a side; 32 by default. */
  readonly size?: number;
}

export const shapeKinds = ['square', 'circle', 'triangle', 'cross'] as const;
export type ShapeKind = (typeof shapeKinds)[number];

/** What a film looks like; shades are from 0, black, to 1. */
export interface ShapeLook {
  readonly kind: ShapeKind;
  /** In pixels. */
  readonly radius: number;
  readonly shade: number;
  readonly ground: number;
  /** By how much the ground is lighter on the right than on the left. */
  readonly slant: number;
}

/** Whether a point, seen from the middle of a shape of radius 1, belongs to it. */
const isInside: Readonly<Record<ShapeKind, (x: number, y: number) => boolean>> = {
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) <= 0.9,
  circle: (x, y) => x * x + y * y <= 1,
  triangle: (x, y) => y <= 0.9 && Math.abs(x) <= (y + 1) / 1.9,
  cross: (x, y) => Math.min(Math.abs(x), Math.abs(y)) <= 0.35 && Math.max(Math.abs(x), Math.abs(y)) <= 1,
};

const moves: Record<Direction, readonly [dx: number, dy: number]> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};

/** In pixels from the upper left corner. */
interface Place {
  readonly x: number;
  readonly y: number;
}

/** Where the middle of the shape may be, on both axes, and how far it goes in a step. */
interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly speed: number;
}

const SHORTEST_RUN = 5;
const LONGEST_RUN = 16;
/** Points a side that a pixel is looked at: edges come out smooth. */
const SAMPLES = 3;

/**
 * A shape of some kind, size, shade and speed that moves about before a shaded ground, turning now and then and at the
 * edges. The label of a frame is the way that the shape came since the frame before (at the first frame, the way it goes
 * on): a single frame hardly tells it, since every place is passed in all directions.
 */
export function movingShape(rng: Random, { frames: count = 64, size = 32 }: MovingShapeOptions = {}): MovingShape {
  checkSizes({ frames: count }, 2);
  checkSizes({ size }, 16);
  const kind = shapeKinds[rng.below(shapeKinds.length)]!;
  const radius = size * (0.1 + 0.08 * rng.uniform());
  const speed = size * (0.03 + 0.03 * rng.uniform());
  const [shade, ground] = rng.uniform() < 0.5 ? [0.95, 0.1] : [0.05, 0.85];
  const [shine, slant] = [0.15 * (rng.uniform() - 0.5), 0.3 * (rng.uniform() - 0.5)];
  const bounds: Bounds = { least: radius, most: size - radius, speed };
  const somewhere = (): number => bounds.least + (bounds.most - bounds.least) * rng.uniform();
  let at: Place = { x: somewhere(), y: somewhere() };
  let direction = turned(rng, at, bounds);
  let left = run(rng);
  const look: ShapeLook = { kind, radius, shade: shade + shine, ground, slant };
  const draw = (): Uint8Array => shapeFrame(look, at, size);
  const frames = [draw()];
  const labels = [direction];
  while (frames.length < count) {
    const [dx, dy] = moves[direction];
    const next = { x: at.x + dx * speed, y: at.y + dy * speed };
    const isOut = Math.min(next.x, next.y) < bounds.least || Math.max(next.x, next.y) > bounds.most;
    if (isOut || left === 0) {
      direction = turned(rng, at, bounds, direction);
      left = run(rng);
      continue;
    }
    at = next;
    left--;
    frames.push(draw());
    labels.push(direction);
  }
  // The first frame is labelled as the second, so that its label can be known at all.
  labels[0] = labels[1]!;
  return { frames, labels };
}

/** A frame of a film, with the middle of the shape at a place: [size, size] bytes of grey, row-major. */
export function shapeFrame({ kind, radius, shade, ground, slant }: ShapeLook, at: Place, size = 32): Uint8Array {
  return rendered(size, (x, y) =>
    isInside[kind]((x - at.x) / radius, (y - at.y) / radius) ? shade : ground + slant * (x / size - 0.5),
  );
}

/** Another way than `before`, with room for a few steps between `least` and `most`. */
function turned(rng: Random, at: Place, { least, most, speed }: Bounds, before?: Direction): Direction {
  const room = 3 * speed;
  const open = directions.filter((way) => {
    const [dx, dy] = moves[way];
    const [x, y] = [at.x + dx * room, at.y + dy * room];
    return way !== before && x >= least && x <= most && y >= least && y <= most;
  });
  return open[rng.below(open.length)]!;
}

function run(rng: Random): number {
  return SHORTEST_RUN + rng.below(LONGEST_RUN - SHORTEST_RUN + 1);
}

/** Each pixel the mean of some points in it. */
function rendered(size: number, shadeAt: (x: number, y: number) => number): Uint8Array {
  const pixels = new Uint8Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let sum = 0;
      for (let i = 0; i < SAMPLES; i++)
        for (let j = 0; j < SAMPLES; j++) sum += shadeAt(column + (j + 0.5) / SAMPLES, row + (i + 0.5) / SAMPLES);
      pixels[row * size + column] = Math.round(255 * Math.min(1, Math.max(0, sum / (SAMPLES * SAMPLES))));
    }
  }
  return pixels;
}
