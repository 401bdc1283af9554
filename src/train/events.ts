import type { MemoryNeed } from './memory.ts';
import type { Metrics } from './trainable.ts';

/** Where training stands. Epochs and steps count from 1; `steps` is how many there are in all. */
export interface Progress {
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly steps: number;
}

/** What the trainer tells. Progress bar, log, studio and server listen, and do nothing else. */
export type TrainEvent =
  | (Progress & {
      readonly type: 'started';
      readonly parameters: number;
      readonly resumed: boolean;
      /** Where the memory of steps was counted beforehand. */
      readonly memory?: MemoryNeed | undefined;
    })
  | (Progress & {
      readonly type: 'step';
      readonly loss: number;
      readonly lr: number;
      readonly gradNorm: number;
      readonly itemsPerSecond: number;
      readonly secondsLeft: number;
    })
  | (Progress & {
      readonly type: 'evaluated';
      readonly trainLoss: number;
      readonly metrics: Metrics;
      readonly best: boolean;
    })
  | (Progress & { readonly type: 'checkpoint' })
  | (Progress & {
      readonly type: 'finished';
      readonly reason: FinishReason;
      readonly seconds: number;
      readonly best: Best | null;
    })
  | (Progress & { readonly type: 'failed'; readonly error: Error });

/** 'epochs': all were done. 'patience': validation stopped improving. 'aborted': the signal came; a checkpoint was saved. */
export type FinishReason = 'epochs' | 'patience' | 'aborted';

/** The best validation so far. */
export interface Best {
  readonly epoch: number;
  readonly metric: string;
  readonly value: number;
}

export type TrainListener = (event: TrainEvent) => void;
