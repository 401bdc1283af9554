import { log, pow } from '../../util/portable-math.ts';
import type { Random } from '../../util/random.ts';

/** Draws items by count^alpha, for a softmax over some of them. */
export class NegativeSampler {
  /** Running sums of the items' shares. */
  readonly #upTo: Float64Array;
  readonly #samples: number;

  constructor(counts: readonly number[], alpha: number, samples: number) {
    this.#samples = samples;
    this.#upTo = new Float64Array(counts.length);
    let total = 0;
    counts.forEach((count, item) => {
      total += count === 0 ? 0 : pow(count, alpha);
      this.#upTo[item] = total;
    });
    for (let item = 0; item < counts.length; item++) this.#upTo[item]! /= total;
  }

  /** The targets and the drawn items, each once, and where each target stands among them. */
  candidates(targets: Int32Array, rng: Random): { items: Int32Array; positions: Int32Array } {
    const place = new Map<number, number>();
    const add = (item: number): number => {
      const known = place.get(item);
      if (known !== undefined) return known;
      place.set(item, place.size);
      return place.size - 1;
    };
    const positions = targets.map(add);
    for (let i = 0; i < this.#samples; i++) add(this.#draw(rng.uniform()));
    return { items: Int32Array.from(place.keys()), positions };
  }

  /**
   * −log of how often each item is expected among the samples (at most once): added to the scores it makes the sampled
   * softmax aim at the full one (Bengio and Senécal 2008).
   */
  corrections(items: Int32Array): Float32Array {
    return Float32Array.from(
      items,
      (item) =>
        -log(
          Math.min(1, Math.max(1e-12, this.#samples * (this.#upTo[item]! - (item === 0 ? 0 : this.#upTo[item - 1]!)))),
        ),
    );
  }

  #draw(u: number): number {
    let [low, high] = [0, this.#upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#upTo[middle]! > u) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
