/** How often a vector goes through Wᵀ·W: the values of a small matrix are told apart by then to a few digits. */
const ROUNDS = 100;

/**
 * The largest singular value of W [N, N], row-major: the most that W can stretch a vector. By power iteration on Wᵀ·W.
 */
export function largestSingularValue(weights: ArrayLike<number>, size: number): number {
  // Not along an axis, so that it has a part of the direction that is looked for.
  let v = Array.from({ length: size }, (_, i) => 1 + i / size);
  let value = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const length = norm(v);
    if (length === 0) return 0;
    v = v.map((x) => x / length);
    const w = Array.from({ length: size }, (_, i) => v.reduce((sum, x, j) => sum + weights[i * size + j]! * x, 0));
    value = norm(w);
    v = v.map((_, j) => w.reduce((sum, y, i) => sum + weights[i * size + j]! * y, 0));
  }
  return value;
}

function norm(v: readonly number[]): number {
  return Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
}
