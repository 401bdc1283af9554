export { openTask } from './open.ts';
export { readSaved, writeSaved } from './saved.ts';
export { loadTask, tasks } from './registry.ts';
export { recurrentOptions, type RecurrentConfig } from './recurrent-config.ts';
export type {
  ClassesReport,
  ConfigSchema,
  Evaluation,
  GuessedConfig,
  GuessedValue,
  Prediction,
  PredictRequest,
  RecentStep,
  SampleRequest,
  SavedModel,
  ScoredStep,
  ScoreSource,
  Task,
  TaskContext,
  TaskEntry,
  TaskModule,
  TaskStream,
  Text,
  Traced,
  TracedPart,
  Training,
} from './task.ts';
