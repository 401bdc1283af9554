import { cos, pow } from '../util/portable-math.ts';

/** By what the learning rate is multiplied at an update (0 is the first), of `total` in all. */
export type Schedule = (update: number, total: number) => number;

export const constantRate: Schedule = () => 1;

/** `factor` to the power of how many times `every` updates have passed. */
export function stepDecay(every: number, factor: number): Schedule {
  return (update) => pow(factor, Math.floor(update / every));
}

/** Falls in a straight line from 1 to `end` at the last update. */
export function linearDecay(end = 0): Schedule {
  return (update, total) => 1 + (end - 1) * progress(update, total);
}

/** Falls as half a cosine from 1 to `end` at the last update (Loshchilov and Hutter 2017). */
export function cosineDecay(end = 0): Schedule {
  return (update, total) => end + ((1 - end) * (1 + cos(Math.PI * progress(update, total)))) / 2;
}

/** Rises in a straight line over the first `updates`, then follows `then`, which starts when the rise is over. */
export function warmUp(updates: number, then: Schedule = constantRate): Schedule {
  return (update, total) =>
    update < updates ? (update + 1) / updates : then(update - updates, Math.max(1, total - updates));
}

function progress(update: number, total: number): number {
  return Math.min(1, update / Math.max(1, total - 1));
}
