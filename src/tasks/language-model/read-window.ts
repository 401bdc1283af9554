import { mapState, type Layer, type State } from '../../cells/index.ts';
import { selectRows, type Tensor } from '../../tensor/index.ts';
import type { Random } from '../../util/random.ts';
import type { SymbolNetwork } from '../symbols/network.ts';
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

/** The state that a window begins from: what the one before left where a row goes on, the first state elsewhere. */
function firstState(layers: Layer, goesOn: Uint8Array, carried: State | undefined): State | undefined {
  if (carried === undefined || !goesOn.includes(1)) return undefined;
  if (!goesOn.includes(0)) return carried;
  const fresh = layers.zeroState(goesOn.length);
  return mapState(carried, (value, name) => selectRows(goesOn, value, fresh[name]!));
}
