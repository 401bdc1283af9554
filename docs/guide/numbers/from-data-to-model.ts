import { fixed } from '../../../test/support/number-text.ts';
import type { Numbers } from '../../../test/support/numbers.ts';

/** Between which shares 19 of 20 such counts lie, if the true share is `share` (Wilson's interval). */
function interval(share: number, count: number): string {
  const z = 1.96;
  const spread = z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
  const [middle, scale] = [share + (z * z) / (2 * count), 1 + (z * z) / count];
  return [middle - spread, middle + spread].map((end) => `${fixed((100 * end) / scale, 1)} %`).join(' – ');
}

export function numbers(): Numbers {
  return {
    guessing: fixed(Math.log(4)),
    one: fixed(100 / 44, 1),
    luck: [44, 500, 5000].map((count) => [String(count), interval(40 / 44, count)]),
  };
}
