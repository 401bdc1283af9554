import type { NamedWeights } from './weights.ts';

/** A network that can be checked, seen from the page: its name there, and what its Worker makes it from. */
export interface Subject<D> {
  readonly name: string;
  readonly network: D;
  readonly weights: readonly NamedWeights[];
}
