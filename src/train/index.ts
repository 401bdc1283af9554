export { train, type TrainOptions, type TrainResult } from './train.ts';
export { optimizerNames, scheduleNames, type OptimizerName, type ScheduleName, type TrainConfig } from './config.ts';
export { type Best, type FinishReason, type Progress, type TrainEvent, type TrainListener } from './events.ts';
export { type BatchSize, type Loss, type Metrics, type Sizing, type Trainable } from './trainable.ts';
export { type MemoryNeed, type MemoryOptions } from './memory.ts';
export { RunFolder, type LogRecord } from './run-folder.ts';
export { computedBy, computedByOf, type ComputedBy } from './computed-by.ts';
export {
  differences,
  readCheckpoint,
  readIdentity,
  writeCheckpoint,
  type Checkpoint,
  type Identity,
} from './checkpoint.ts';
