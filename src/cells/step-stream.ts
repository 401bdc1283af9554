import type { Storage } from '../tensor/engine.ts';

/** A layer that is stepped in place: put x into `input`, call `step`, find y in `output`. Its memory is its own. */
export interface StepStream {
  readonly batch: number;
  /** [batch, inputSize] */
  readonly input: Storage;
  /** [batch, outputSize] */
  readonly output: Storage;
  /** The running state, each tensor [batch, size]. */
  readonly state: Readonly<Record<string, Storage>>;
  step(): void;
}
