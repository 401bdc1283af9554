import { loadStateInto, stateOf, type Module } from 'elman-rnn';

/** A parameter as plain data, which a message can carry. */
export interface NamedWeights {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export function weightsOf(network: Module): NamedWeights[] {
  return Array.from(stateOf(network), ([name, { shape, data }]) => ({ name, shape, values: [...data] }));
}

export function loadWeights(network: Module, weights: readonly NamedWeights[]): void {
  loadStateInto(
    network,
    new Map(weights.map(({ name, shape, values }) => [name, { shape, data: Float32Array.from(values) }])),
  );
}
