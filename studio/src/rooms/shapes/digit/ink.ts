import type { Stroke } from '../strokes.ts';

/** Pixels a side, of the image and of the box that the digit fills in it. */
export const SIDE = 28;
const BOX = 20;
/** Half the breadth of a line, in pixels: MNIST's lines are about so broad. */
const PEN = 1.3;
/** What is smaller on the pad is not blown up: a dot stays a dot. */
const LEAST = 12;

interface Offset {
  readonly x: number;
  readonly y: number;
}

/**
 * A drawing as MNIST has its digits: scaled to a box of 20 × 20 pixels with its proportions kept, then laid into 28 × 28
 * so that the centre of its mass is in the middle (LeCun et al. 1998). Bytes of grey, white ink on black. Made of the
 * strokes by plain arithmetic, not by the browser, so that the same drawing gives the same bytes anywhere.
 */
export function inked(strokes: readonly Stroke[]): Uint8Array<ArrayBuffer> {
  const points = strokes.flat();
  if (points.length === 0) return new Uint8Array(SIDE * SIDE);
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const scale = (BOX - 2 * PEN) / Math.max(width, height, LEAST);
  const drawn = (offset: Offset): Float64Array =>
    rendered(strokes.map((stroke) => stroke.map(([x, y]) => [x * scale + offset.x, y * scale + offset.y] as const)));
  const boxed = { x: SIDE / 2 - (left + width / 2) * scale, y: SIDE / 2 - (top + height / 2) * scale };
  const mass = centreOf(drawn(boxed));
  const centred = drawn({ x: boxed.x + SIDE / 2 - mass.x, y: boxed.y + SIDE / 2 - mass.y });
  return Uint8Array.from(centred, (share) => Math.round(255 * share));
}

/** How much of each pixel is inked, from 0 to 1, judged by how far its middle is from the nearest line. */
function rendered(strokes: readonly (readonly (readonly [number, number])[])[]): Float64Array {
  const nearest = new Float64Array(SIDE * SIDE).fill(Infinity);
  for (const stroke of strokes) {
    for (const [i, [toX, toY]] of stroke.entries()) {
      const [fromX, fromY] = stroke[Math.max(0, i - 1)]!;
      const [dx, dy] = [toX - fromX, toY - fromY];
      const length = dx * dx + dy * dy;
      for (let pixel = 0; pixel < nearest.length; pixel++) {
        const [x, y] = [(pixel % SIDE) + 0.5 - fromX, Math.floor(pixel / SIDE) + 0.5 - fromY];
        const along = length === 0 ? 0 : Math.max(0, Math.min(1, (x * dx + y * dy) / length));
        const [apartX, apartY] = [x - along * dx, y - along * dy];
        nearest[pixel] = Math.min(nearest[pixel]!, apartX * apartX + apartY * apartY);
      }
    }
  }
  return nearest.map((square) => Math.max(0, Math.min(1, PEN + 0.5 - Math.sqrt(square))));
}

function centreOf(ink: Float64Array): Offset {
  let [sum, x, y] = [0, 0, 0];
  for (const [pixel, share] of ink.entries()) {
    sum += share;
    x += share * ((pixel % SIDE) + 0.5);
    y += share * (Math.floor(pixel / SIDE) + 0.5);
  }
  return { x: x / sum, y: y / sum };
}
