import { exp } from '../util/portable-math.ts';

/**
 * Perplexity, e^H, of a mean cross-entropy H in nats a token: as uncertain as a fair choice among that many tokens.
 * It depends on what a token is, so only models with the same tokens compare. (F. Jelinek et al., Perplexity, 1977.)
 */
export function perplexity(meanNats: number): number {
  return exp(meanNats);
}

/**
 * Bits a character, H · tokens / (characters · ln 2), of a mean cross-entropy H in nats a token. When tokens are
 * characters the ratio is 1. Unlike perplexity this compares models with different tokens.
 */
export function bitsPerCharacter(
  meanNats: number,
  { tokens = 1, characters = 1 }: { tokens?: number; characters?: number } = {},
): number {
  return (meanNats * tokens) / (characters * Math.LN2);
}
