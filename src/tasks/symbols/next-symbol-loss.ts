import { add, crossEntropy, tensor, type Tensor } from '../../tensor/index.ts';
import type { Random } from '../../util/random.ts';
import type { SymbolConfig } from './config.ts';
import type { SymbolNetwork } from './network.ts';
import { NegativeSampler } from './sampled-softmax.ts';

/** From read [rows, H] to the mean cross-entropy of the targets; `rng` is for drawing the samples. */
export type NextSymbolLoss = (read: Tensor, targets: Int32Array, rng: Random) => Tensor;

/** The loss that the config asks for: over all symbols, or over the targets and some others drawn by `counts`. */
export function nextSymbolLoss(
  network: SymbolNetwork,
  { softmax, sampleAlpha, samples }: SymbolConfig,
  counts: readonly number[],
): NextSymbolLoss {
  if (softmax === 'full') return (read, targets) => crossEntropy(network.scoresOf(read), targets);
  const sampler = new NegativeSampler(counts, sampleAlpha, samples);
  return (read, targets, rng) => {
    const { items, positions } = sampler.candidates(targets, rng);
    const scores = network.scoresOf(read, items);
    return crossEntropy(add(scores, tensor(sampler.corrections(items))), positions);
  };
}
