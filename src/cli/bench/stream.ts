import { recurrent, stream } from '../../cells/index.ts';
import { Random } from '../../util/random.ts';
import { measure, type Timing } from './measure.ts';
import type { BenchCell } from './sizes.ts';

/** Times one step of one session through the public stream: x [H] in, y [H] out, the state kept inside. */
export function measureStream(cell: BenchCell, hidden: number, rounds: number): Timing {
  const rng = new Random(1);
  const layer = recurrent({ cell, inputSize: hidden, hiddenSize: hidden, rng });
  const session = stream(layer);
  const xs = Array.from({ length: 8 }, () => Float32Array.from({ length: hidden }, () => rng.normal()));
  let t = 0;
  return measure(() => session.step(xs[t++ & 7]!), { rounds, roundMs: 300, warmUpMs: 100 });
}
