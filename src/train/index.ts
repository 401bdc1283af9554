export { train, type TrainOptions, type TrainResult } from './train.ts';
export { optimizerNames, scheduleNames, type OptimizerName, type ScheduleName, type TrainConfig } from './config.ts';
export { type Best, type FinishReason, type Progress, type TrainEvent, type TrainListener } from './events.ts';
export { type Loss, type Metrics, type Trainable } from './trainable.ts';
export { RunFolder, type LogRecord } from './run-folder.ts';
export { differences, readCheckpoint, writeCheckpoint, type Checkpoint, type Identity } from './checkpoint.ts';
