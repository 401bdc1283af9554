import { describe, expect, test } from 'vitest';
import { noGrad } from '../../tensor/index.ts';
import { Random } from '../../util/random.ts';
import { FrameFront, type Film } from './frames.ts';

const size = { height: 8, width: 6, channels: 3 } as const;
const front = new FrameFront({ ...size, convChannels: [4, 5], rng: new Random(1) });

function film(length: number, seed: number): Film {
  const rng = new Random(seed);
  return { pixels: Uint8Array.from({ length: length * 8 * 6 * 3 }, () => rng.below(256)), length };
}

const numbers = (films: readonly Film[]): number[][] => {
  const { xs, lengths } = noGrad(() => front.forward(films));
  const [steps, width] = [xs.dim(1), xs.dim(2)];
  const flat = xs.toArray();
  return films.map((_, b) => Array.from(flat.slice(b * steps * width, (b * steps + lengths[b]!) * width)));
};

describe('frames as steps', () => {
  test('have the bits that they have alone, whatever films stand beside them', () => {
    const films = [film(3, 1), film(1, 2), film(5, 3)];
    expect(numbers(films)).toEqual(films.flatMap((one) => numbers([one])));
  });

  test('are zeros beyond the end of a film', () => {
    const { xs } = noGrad(() => front.forward([film(1, 1), film(2, 2)]));
    expect(xs.shape).toEqual([2, 2, front.outputSize]);
    expect(Array.from(xs.toArray().slice(front.outputSize, 2 * front.outputSize))).toEqual(
      Array.from({ length: front.outputSize }, () => 0),
    );
  });

  test('are cut out of a film', () => {
    const whole = film(6, 4);
    const width = front.outputSize;
    expect(numbers([front.cut(whole, 2, 5)])[0]).toEqual(numbers([whole])[0]!.slice(2 * width, 5 * width));
  });

  test('give the convolutions gradients', () => {
    const { xs } = front.forward([film(2, 1), film(1, 2)]);
    expect(xs.requiresGrad).toBe(true);
    expect([...front.namedParameters()].map(([name]) => name)).toContain('encoder.conv1.weight');
  });
});
