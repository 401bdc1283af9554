import { expect, fail } from '../util/errors.ts';
import { nearest, suggestion } from '../util/nearest.ts';
import { bidirectional } from './bidirectional.ts';
import type { Cell, Layer } from './cell.ts';
import { ElmanCell } from './elman.ts';
import { GruCell } from './gru.ts';
import { learnedState } from './learned-state.ts';
import { LstmCell } from './lstm.ts';
import { stack } from './stack.ts';
import { unroll } from './unroll.ts';
import { variationalDropout } from './variational-dropout.ts';
import { weightDrop } from './weight-drop.ts';
import type { CellOptions } from './weights.ts';
import { zoneout } from './zoneout.ts';

/** The cells of the house by the names that configs use. */
export const cells = {
  elman: (options: CellOptions) => new ElmanCell(options),
  'elman-relu': (options: CellOptions) => new ElmanCell({ ...options, activation: 'relu' }),
  lstm: (options: CellOptions & { readonly forgetBias?: number | undefined }) => new LstmCell(options),
  gru: (options: CellOptions) => new GruCell(options),
  'gru-reset-before': (options: CellOptions) => new GruCell({ ...options, reset: 'before' }),
} as const;

export type CellName = keyof typeof cells;

export const cellNames = Object.keys(cells) as readonly CellName[];

export interface RecurrentOptions extends CellOptions {
  readonly cell: CellName;
  /** How many layers on top of one another; 1 by default. */
  readonly layers?: number | undefined;
  readonly bidirectional?: boolean | undefined;
  /** In training, on the outputs of all layers but the last. */
  readonly dropout?: number | undefined;
  /** Whether that dropout has one mask a sequence (`lockedDropout`); false by default. */
  readonly lockedDropout?: boolean | undefined;
  /** Rate at which numbers of weight_hh are dropped, once a sequence (`weightDrop`). */
  readonly weightDrop?: number | undefined;
  /** Rate of dropout on the state h that a step reads, one mask a sequence (`variationalDropout`). */
  readonly recurrentDropout?: number | undefined;
  /** Rate at which units of the state keep the value they had, one for all or by part: `{ h: 0.05, c: 0.5 }` (`zoneout`). */
  readonly zoneout?: number | Readonly<Record<string, number | undefined>> | undefined;
  /** Whether the first state is learned (`learnedState`); false by default. */
  readonly learnedState?: boolean | undefined;
  /** LSTM only. */
  readonly forgetBias?: number | undefined;
}

/** A stack of recurrent layers with one cell throughout: the counterpart of PyTorch's `nn.RNN`, `nn.LSTM`, `nn.GRU`. */
export function recurrent({
  cell,
  layers = 1,
  bidirectional: both = false,
  dropout,
  lockedDropout: locked,
  weightDrop: weightRate = 0,
  recurrentDropout = 0,
  zoneout: zoneoutRates = 0,
  learnedState: learned = false,
  ...options
}: RecurrentOptions): Layer {
  const make = cells[cell] as (options: CellOptions) => Cell;
  if (!Object.hasOwn(cells, cell)) {
    const near = nearest(cell, cellNames);
    fail('config/cell', `there is no cell "${cell}"${suggestion(near)}; the cells are ${cellNames.join(', ')}`, {
      cell,
      nearest: near,
      cells: cellNames,
    });
  }
  expect(
    options.forgetBias === undefined || cell === 'lstm',
    'config/forget-bias',
    () => `forgetBias is for the cell "lstm", which has a forget gate; the cell here is "${cell}"`,
    { cell },
  );
  const width = both ? 2 * options.hiddenSize : options.hiddenSize;
  const built = (sized: CellOptions): Cell => {
    const dropped = variationalDropout(weightDrop(make(sized), weightRate), recurrentDropout);
    const zoned = zoneout(dropped, zoneoutRates);
    return learned ? learnedState(zoned) : zoned;
  };
  return stack(
    Array.from({ length: layers }, (_, k) => {
      const sized = { ...options, inputSize: k === 0 ? options.inputSize : width };
      return both ? bidirectional(built(sized), built(sized)) : unroll(built(sized));
    }),
    { dropout, locked },
  );
}
