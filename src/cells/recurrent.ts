import type { Layer } from './cell.ts';
import { recompute } from './recompute.ts';
import { stacked, type StackedOptions } from './stacked.ts';

export interface RecurrentOptions extends StackedOptions {
  /** Steps a segment: training then saves the states at their borders alone and computes each segment twice (`recompute`). */
  readonly recompute?: number | undefined;
}

/** A stack of recurrent layers with one cell throughout: the counterpart of PyTorch's `nn.RNN`, `nn.LSTM`, `nn.GRU`. */
export function recurrent({ recompute: every, ...options }: RecurrentOptions): Layer {
  return stacked(options, every === undefined ? undefined : (cell) => recompute(cell, every));
}
