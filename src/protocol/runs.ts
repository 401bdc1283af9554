/** What a server tells of run folders, as `elman train` writes them. Paths are below the folder that is followed, with `/`. */

/** A folder that is followed, and what lies in it. */
export interface RunsAnswer {
  /** Its name; null where the server follows none. */
  readonly folder: string | null;
  /** Sorted by path. */
  readonly runs: readonly RunSummary[];
  /** Whether there are more runs than are told of. */
  readonly more: boolean;
}

/**
 * - `running`: a file of it has changed of late
 * - `done`: it came to its end
 * - `interrupted`: it was stopped, and can go on
 * - `diverged`: its numbers were no longer finite
 * - `silent`: no file has changed for a while and nothing says why: killed, or between two checkpoints
 */
export type RunState = 'running' | 'done' | 'interrupted' | 'diverged' | 'silent';

export interface RunSummary {
  /** Empty for the folder itself. */
  readonly path: string;
  readonly state: RunState;
  /** How long ago a file of it changed, in seconds. */
  readonly idle: number;
  /** The last epoch that was logged, 0 before the first, and how many there are to be, where the config says. */
  readonly epoch: number;
  readonly epochs: number | null;
  readonly task: string | null;
  /** Another one means that {@link RunDetail} is another. */
  readonly version: string;
}

/** A run in full: its log as columns, entry i of each being line i. */
export interface RunDetail {
  readonly path: string;
  readonly version: string;
  readonly epoch: readonly number[];
  readonly step: readonly number[];
  /** Null where there is no time, as in runs of earlier versions. */
  readonly seconds: readonly (number | null)[];
  /** By name, in the order in which they come up; null where the line has none that is finite. */
  readonly figures: Readonly<Record<string, readonly (number | null)[]>>;
  readonly samples: readonly RunSample[];
  /** The config as it stands, and its settings by their path, `train.lr`; none where it cannot be read. */
  readonly config: string;
  readonly settings: Readonly<Record<string, string>>;
  /** How many whole lines of the logs could not be read. */
  readonly broken: number;
}

export interface RunSample {
  readonly epoch: number;
  readonly step: number;
  readonly text: string;
}
