import { mapState, type Layer, type State } from '../../cells/index.ts';
import { selectRows } from '../../tensor/index.ts';

/** The state that a window begins from: what the one before left where a row goes on, the first state elsewhere. */
export function firstState(layers: Layer, goesOn: Uint8Array, carried: State | undefined): State | undefined {
  if (carried === undefined || !goesOn.includes(1)) return undefined;
  if (!goesOn.includes(0)) return carried;
  const fresh = layers.zeroState(goesOn.length);
  return mapState(carried, (value, name) => selectRows(goesOn, value, fresh[name]!));
}
