import { expect, fail } from '../util/errors.ts';
import { nearest, suggestion } from '../util/nearest.ts';
import { bidirectional } from './bidirectional.ts';
import type { Cell, Layer } from './cell.ts';
import { CoupledLstmCell } from './coupled-lstm.ts';
import { ElmanCell } from './elman.ts';
import { GruCell } from './gru.ts';
import { IndRnnCell } from './ind-rnn.ts';
import { JanetCell, type JanetCellOptions } from './janet.ts';
import { JordanCell, type JordanCellOptions } from './jordan.ts';
import { LayerNormLstmCell } from './layer-norm-lstm.ts';
import { learnedState } from './learned-state.ts';
import { LstmCell, type LstmCellOptions } from './lstm.ts';
import { PeepholeLstmCell } from './peephole-lstm.ts';
import { ProjectedLstmCell, type ProjectedLstmCellOptions } from './projected-lstm.ts';
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
  jordan: (options: JordanCellOptions) => new JordanCell(options),
  lstm: (options: LstmCellOptions) => new LstmCell(options),
  'lstm-peephole': (options: LstmCellOptions) => new PeepholeLstmCell(options),
  'lstm-projection': (options: ProjectedLstmCellOptions) => new ProjectedLstmCell(options),
  'lstm-layer-norm': (options: LstmCellOptions) => new LayerNormLstmCell(options),
  'lstm-coupled': (options: LstmCellOptions) => new CoupledLstmCell(options),
  janet: (options: JanetCellOptions) => new JanetCell(options),
  gru: (options: CellOptions) => new GruCell(options),
  'gru-reset-before': (options: CellOptions) => new GruCell({ ...options, reset: 'before' }),
  'ind-rnn': (options: CellOptions) => new IndRnnCell(options),
} as const;

export type CellName = keyof typeof cells;

export const cellNames = Object.keys(cells) as readonly CellName[];

/** The cells that an option is for, where it is not for all. */
export const cellsWith = {
  forgetBias: ['lstm', 'lstm-peephole', 'lstm-projection', 'lstm-layer-norm', 'lstm-coupled'],
  projectionSize: ['lstm-projection'],
  longest: ['janet'],
} as const satisfies Readonly<Record<string, readonly CellName[]>>;

/** What is put around each cell of a stack. */
export type Around = (cell: Cell) => Cell;

export interface StackedOptions extends CellOptions {
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
  /** Rate of dropout on the state h (`jordan`: s) that a step reads, one mask a sequence (`variationalDropout`). */
  readonly recurrentDropout?: number | undefined;
  /** Rate at which units of the state keep the value they had, one for all or by part: `{ h: 0.05, c: 0.5 }` (`zoneout`). */
  readonly zoneout?: number | Readonly<Record<string, number | undefined>> | undefined;
  /** Whether the first state is learned (`learnedState`); false by default. */
  readonly learnedState?: boolean | undefined;
  /** What the forget gate's bias starts at; LSTMs only. */
  readonly forgetBias?: number | undefined;
  /** How many numbers `lstm-projection` gives; half of the hidden size by default. */
  readonly projectionSize?: number | undefined;
  /** The longest dependency that a fresh `janet` is to span, in steps. */
  readonly longest?: number | undefined;
}

/**
 * Makes the cells of one stack, one after another: each for inputs of a size.
 * @param around what is put around each: passed in, for a page that only asks a model need not load `recompute`.
 */
export function cellMaker(options: StackedOptions, around?: Around): (inputSize: number) => Cell {
  const {
    cell,
    layers: _layers,
    bidirectional: _both,
    dropout: _dropout,
    lockedDropout: _locked,
    weightDrop: weightRate = 0,
    recurrentDropout = 0,
    zoneout: zoneoutRates = 0,
    learnedState: learned = false,
    ...sizes
  } = options;
  const make = cells[cell] as (options: CellOptions) => Cell;
  if (!Object.hasOwn(cells, cell)) {
    const near = nearest(cell, cellNames);
    fail('config/cell', `there is no cell "${cell}"${suggestion(near)}; the cells are ${cellNames.join(', ')}`, {
      cell,
      nearest: near,
      cells: cellNames,
    });
  }
  for (const [option, owners] of Object.entries<readonly CellName[]>(cellsWith)) {
    expect(
      sizes[option as keyof typeof cellsWith] === undefined || owners.includes(cell),
      'config/cell-option',
      () => `${option} is for ${owners.map((name) => `"${name}"`).join(', ')}; the cell here is "${cell}"`,
      { option, cells: owners, cell },
    );
  }
  return (inputSize) => {
    const weighed = weightDrop(make({ ...sizes, inputSize }), weightRate);
    const dropped = variationalDropout(weighed, recurrentDropout, [weighed.outputState ?? 'h']);
    const zoned = zoneout(dropped, zoneoutRates);
    const whole = around === undefined ? zoned : around(zoned);
    return learned ? learnedState(whole) : whole;
  };
}

/** The layers of `recurrent`, over cells made by {@link cellMaker}. */
export function stacked(options: StackedOptions, around?: Around): Layer {
  const { layers = 1, bidirectional: both = false, dropout, lockedDropout: locked } = options;
  const made = cellMaker(options, around);
  let { inputSize } = options;
  return stack(
    Array.from({ length: layers }, () => {
      const layer: Layer = both ? bidirectional(made(inputSize), made(inputSize)) : unroll(made(inputSize));
      inputSize = layer.outputSize;
      return layer;
    }),
    { dropout, locked },
  );
}
