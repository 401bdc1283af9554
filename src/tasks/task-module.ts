import type { ConfigSchema, SavedModel, Task, TaskModule } from './task.ts';

/** The files of a task that are loaded when they are needed: its schemas, what reads data to train on, what guesses a config. */
export interface LaterFiles<T extends Task> {
  readonly config: () => Promise<{ readonly dataSchema: ConfigSchema; readonly modelSchema: ConfigSchema }>;
  readonly prepare: () => Promise<Pick<TaskModule<T>, 'prepare'>>;
  readonly guess: () => Promise<Pick<TaskModule<T>, 'guess'>>;
  readonly beforeOpen?: TaskModule<T>['beforeOpen'];
}

/** A task whose models are opened and asked without loading what only training needs. */
export function taskModule<T extends Task>(
  name: string,
  open: (saved: SavedModel) => T,
  later: LaterFiles<T>,
): TaskModule<T> {
  return {
    name,
    open,
    async sections() {
      const { dataSchema, modelSchema } = await later.config();
      return { data: dataSchema, model: modelSchema };
    },
    prepare: async (...given) => (await later.prepare()).prepare(...given),
    guess: async (...given) => (await later.guess()).guess(...given),
    ...(later.beforeOpen && { beforeOpen: later.beforeOpen }),
  };
}
