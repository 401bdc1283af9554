import type { Point, Stroke } from '../strokes.ts';

/** What is known of films without the library: the page needs no more. */
export const shapeKinds = ['square', 'circle', 'triangle', 'cross'] as const;
export type ShapeKind = (typeof shapeKinds)[number];
export const directions = ['left', 'right', 'up', 'down'] as const;
export type Direction = (typeof directions)[number];

/** Pixels a side, and how long a film is. */
export const SIDE = 32;
export const mostFrames = 64;

/** Where the frames of a film come from: all of them from a seed, or a frame for each place of a path. */
export type Film = { readonly seed: number } | { readonly kind: ShapeKind; readonly path: Stroke };

/** Whether the first frames of two films are the same. */
export function areSame(one: Film, other: Film, frames: number): boolean {
  if ('seed' in one || 'seed' in other) return 'seed' in one && 'seed' in other && one.seed === other.seed;
  const isSamePlace = (at: number): boolean =>
    one.path[at]?.[0] === other.path[at]?.[0] && one.path[at]?.[1] === other.path[at]?.[1];
  return one.kind === other.kind && Array.from({ length: frames }, (_, at) => at).every(isSamePlace);
}

/** The pad has two places a pixel. A shape goes about as far in a frame as those that the network has seen. */
export const STRIDE = 3;
const [LEAST, MOST] = [10, 53];

const within = (value: number): number => Math.max(LEAST, Math.min(MOST, value));

/** The place nearest to a point that a shape can be at without leaving the picture. */
export const placeNear = ([x, y]: Point): Point => [within(x), within(y)];

/** One frame's way from a place towards another; null where it is there, or cannot go on. */
export function strideTowards([x, y]: Point, to: Point): Point | null {
  const [dx, dy] = [to[0] - x, to[1] - y];
  const far = Math.sqrt(dx * dx + dy * dy);
  if (far < STRIDE) return null;
  const next = placeNear([x + Math.round((STRIDE * dx) / far), y + Math.round((STRIDE * dy) / far)]);
  return next[0] === x && next[1] === y ? null : next;
}
