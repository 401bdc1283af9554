import type { Field } from '../../shell/fields.ts';

/** A place on the pad, which is `PAD` places wide and high: [column, row]. */
export type Point = readonly [x: number, y: number];
/** What one move of the pen left, a point or more. */
export type Stroke = readonly Point[];

export const PAD = 64;
/** As many points as an address can well carry. */
export const mostPoints = 600;

/** The numbers from 0 to 63 as letters that an address needs not escape. */
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export const pointsOf = (strokes: readonly Stroke[]): number => strokes.reduce((sum, { length }) => sum + length, 0);

/** The place that a pointer is at, on or beside an element that is a pad. */
export function pointOn(pad: Element, { clientX, clientY }: PointerEvent): Point {
  const { left, top, width, height } = pad.getBoundingClientRect();
  const place = (share: number): number => Math.max(0, Math.min(PAD - 1, Math.floor(PAD * share)));
  return [place((clientX - left) / width), place((clientY - top) / height)];
}

/** A drawing in the address: two letters a point, a full stop between strokes. */
export const drawing: Field<readonly Stroke[]> = {
  fallback: [],
  parse(text) {
    if (text === '') return [];
    const strokes = text.split('.').map(strokeOf);
    return strokes.every((stroke) => stroke !== null) && pointsOf(strokes) <= mostPoints ? strokes : undefined;
  },
  write: (strokes) => strokes.map((stroke) => stroke.map(([x, y]) => letters[x]! + letters[y]!).join('')).join('.'),
};

function strokeOf(text: string): Stroke | null {
  const numbers = Array.from(text, (letter) => letters.indexOf(letter));
  if (numbers.length === 0 || numbers.length % 2 !== 0 || numbers.includes(-1)) return null;
  return Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i]!, numbers[2 * i + 1]!] as const);
}
