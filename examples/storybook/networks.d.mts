import type { Cell, CellOptions, Layer, Linear } from 'elman-rnn';
import type { Dice, Kind } from './story.mjs';

/** How a network's cell is made; a forgetful one reads each word as if it were the first. */
export interface Making {
  readonly make: (options: CellOptions) => Cell;
  readonly forgetful?: boolean;
}

export interface Network {
  readonly rnn: Layer;
  readonly head: Linear;
  readonly forgetful: boolean;
}

export const settings: {
  readonly updates: number;
  readonly lr: number;
  readonly books: number;
  readonly steps: number;
  readonly sentences: number;
};
export const networks: Readonly<Record<string, Making>>;
export function run(
  name: string,
  options: { readonly hidden: number; readonly seed: number; readonly updates?: number },
): {
  readonly parameters: number;
  readonly loss: number;
  readonly counts: Record<Kind, number>;
  readonly opening: string[];
  readonly mistakes: Partial<Record<Kind, string>>;
};
export function build(making: Making, hidden: number, seed: number): Network;
export function learn(network: Network, seed: number, updates: number): Generator<number, void>;
export function tell(network: Network, seed: number): Generator<string, never>;
export function page(rng: Dice): number[];
