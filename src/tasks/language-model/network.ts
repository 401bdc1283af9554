import type { State } from '../../cells/index.ts';
import type { Tensor } from '../../tensor/index.ts';
import type { Random } from '../../util/random.ts';
import { SymbolNetwork } from '../symbols/network.ts';
import { firstState } from './carry.ts';
import type { LaidOut } from './windows.ts';

/** Reads a window on from where the last one ended. `rng` is there in training. */
export function readWindow(
  network: SymbolNetwork,
  { ids, batch, lengths, goesOn }: LaidOut,
  carried: State | undefined,
  rng?: Random,
): { ys: Tensor; state: State } {
  const state = firstState(network.layers, goesOn, carried);
  return network.forward(ids, batch, { state, lengths, ...(rng && { rng }) });
}
