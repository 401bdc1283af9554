import { add, tensor } from '../../tensor/index.ts';
import type { Front } from './front.ts';

/** A front whose numbers get noise in training: normal, of the given deviation, at every step on its own. */
export function noisy<S>(front: Front<S>, deviation: number): Front<S> {
  if (deviation === 0) return front;
  return {
    outputSize: front.outputSize,
    namedParameters: () => front.namedParameters(),
    lengthOf: (sequence) => front.lengthOf(sequence),
    cut: (sequence, from, to) => front.cut(sequence, from, to),
    forward(batch, rng) {
      const padded = front.forward(batch, rng);
      if (rng === undefined) return padded;
      const { xs, lengths } = padded;
      const [rows, steps, width] = xs.shape as [number, number, number];
      const noise = new Float32Array(rows * steps * width);
      lengths.forEach((length, b) => {
        const from = b * steps * width;
        for (let i = from; i < from + length * width; i++) noise[i] = deviation * rng.normal();
      });
      return { xs: add(xs, tensor(noise, xs.shape)), lengths };
    },
  };
}
