export { type Cell, type Layer, type LayerOptions, type State, type StepContext } from './cell.ts';
export { type CellOptions } from './weights.ts';
export { ElmanCell, type ElmanCellOptions, type ElmanState } from './elman.ts';
export { JordanCell, type JordanCellOptions, type JordanState } from './jordan.ts';
export { IndRnnCell, type IndRnnState } from './ind-rnn.ts';
export { LstmCell, type LstmCellOptions, type LstmState } from './lstm.ts';
export { PeepholeLstmCell } from './peephole-lstm.ts';
export { ProjectedLstmCell, type ProjectedLstmCellOptions } from './projected-lstm.ts';
export { LayerNormLstmCell } from './layer-norm-lstm.ts';
export { CoupledLstmCell } from './coupled-lstm.ts';
export { JanetCell, type JanetCellOptions, type JanetState } from './janet.ts';
export { GruCell, type GruCellOptions, type GruState } from './gru.ts';
export { mapState, scan, unroll } from './unroll.ts';
export { bidirectional } from './bidirectional.ts';
export { weightDrop } from './weight-drop.ts';
export { lockedDropout, type LockedDropoutRates } from './locked-dropout.ts';
export { variationalDropout } from './variational-dropout.ts';
export { zoneout } from './zoneout.ts';
export { recompute } from './recompute.ts';
export { learnedState } from './learned-state.ts';
export { openedLstm, openGates, type GateName } from './open-gates.ts';
export { stack, type StackOptions } from './stack.ts';
export { recurrent, type RecurrentOptions } from './recurrent.ts';
export {
  cellMaker,
  cellNames,
  cells,
  cellsWith,
  stacked,
  type Around,
  type CellName,
  type StackedOptions,
} from './stacked.ts';
export { stream, type LayerStream } from './stream.ts';
export { traceStep, type Trace } from './trace.ts';
export { type StepStream } from './step-stream.ts';
