import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../../util/random.ts';
import { directions, movingShape } from './moving-shapes.ts';

/** Where what stands out from the ground has its middle: ground pixels are those of the frame's border. */
function middle(frame: Uint8Array, size: number): { x: number; y: number } {
  const ground = (frame[0]! + frame[size * size - 1]!) / 2;
  let [mass, x, y] = [0, 0, 0];
  frame.forEach((value, i) => {
    const weight = Math.abs(value - ground) > 80 ? Math.abs(value - ground) : 0;
    mass += weight;
    x += weight * (i % size);
    y += weight * Math.floor(i / size);
  });
  return { x: x / mass, y: y / mass };
}

describe('moving shapes', () => {
  test('move the way that their labels say, frame for frame', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.constantFrom(24, 32, 48), (seed, size) => {
        const { frames, labels } = movingShape(new Random(seed), { frames: 40, size });
        expect(frames).toHaveLength(40);
        expect(labels[0]).toBe(labels[1]);
        for (let t = 1; t < frames.length; t++) {
          const [from, to] = [middle(frames[t - 1]!, size), middle(frames[t]!, size)];
          const [dx, dy] = [to.x - from.x, to.y - from.y];
          const way = Math.abs(dx) > Math.abs(dy) ? (dx < 0 ? 'left' : 'right') : dy < 0 ? 'up' : 'down';
          expect(labels[t]).toBe(way);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('go all ways about equally often, and a run has at least a few frames but at the edges', () => {
    const labels = Array.from({ length: 60 }, (_, i) => movingShape(new Random(i)).labels).flat();
    for (const way of directions) {
      const share = labels.filter((label) => label === way).length / labels.length;
      expect(share).toBeGreaterThan(0.18);
      expect(share).toBeLessThan(0.32);
    }
    const turns = labels.filter((label, i) => i > 0 && label !== labels[i - 1]).length;
    expect(labels.length / turns).toBeGreaterThan(5);
  });

  test('the same seed makes the same film', () => {
    expect(movingShape(new Random(3))).toEqual(movingShape(new Random(3)));
    expect(movingShape(new Random(4)).frames).not.toEqual(movingShape(new Random(3)).frames);
  });

  test('needs room to move', () => {
    expect(() => movingShape(new Random(1), { size: 8 })).toThrow(/size.*16.*got 8/);
  });
});
