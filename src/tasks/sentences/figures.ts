import { bucketBatches } from '../../data/batches.ts';
import { perplexity } from '../../metrics/index.ts';
import { noGrad, step } from '../../tensor/index.ts';
import type { Metrics } from '../../train/index.ts';
import type { SentenceNetwork } from './network.ts';
import { lossesOf, tell, type Marks, type Told } from './told.ts';

const ROWS = 64;

/** The loss a piece, in nats, and the perplexity of sentences that are given: each piece from those before. */
export function pieceFigures<I>(network: SentenceNetwork<I>, part: readonly Told<I>[], marks: Marks): Metrics {
  let total = 0;
  let count = 0;
  const lengths = part.map(({ input, target }) => network.encoder.lengthOf(input) + target.length);
  for (const indices of bucketBatches(lengths, ROWS, undefined)) {
    const losses = step(() =>
      noGrad(() =>
        lossesOf(
          tell(
            network,
            Array.from(indices, (i) => part[i]!),
            marks,
          ),
        ).toArray(),
      ),
    );
    for (const loss of losses) total += loss;
    count += losses.length;
  }
  const loss = total / Math.max(1, count);
  return { loss, perplexity: perplexity(loss) };
}
