export { type Cell, type Layer, type LayerOptions, type State, type StepContext } from './cell.ts';
export { type CellOptions } from './weights.ts';
export { ElmanCell, type ElmanCellOptions, type ElmanState } from './elman.ts';
export { LstmCell, type LstmCellOptions, type LstmState } from './lstm.ts';
export { GruCell, type GruCellOptions, type GruState } from './gru.ts';
export { mapState, scan, unroll } from './unroll.ts';
export { bidirectional } from './bidirectional.ts';
export { stack, type StackOptions } from './stack.ts';
export { cellNames, cells, recurrent, type CellName, type RecurrentOptions } from './recurrent.ts';
