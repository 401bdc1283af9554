/** The places of the units in an order: as they are, or those first whose rows [H, T] change the most from step to step. */
export function byChange(values: readonly number[], steps: number): number[] {
  const units = steps === 0 ? 0 : values.length / steps;
  const changes = Array.from({ length: units }, (_, unit) => {
    let sum = 0;
    for (let at = unit * steps + 1; at < (unit + 1) * steps; at++) sum += Math.abs(values[at]! - values[at - 1]!);
    return sum;
  });
  // Equal ones stay as they are, for sorting is stable.
  return [...changes.keys()].sort((a, b) => changes[b]! - changes[a]!);
}
