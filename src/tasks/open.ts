import { fail } from '../util/errors.ts';
import { nearest, suggestion } from '../util/nearest.ts';
import { tasks } from './registry.ts';
import type { SavedModel, Task } from './task.ts';

/** Opens a saved model with the task it was made by. Throws `model/task` when there is no such task in this version. */
export async function openTask(saved: SavedModel): Promise<Task> {
  const name =
    typeof saved.model === 'object' && saved.model !== null && 'task' in saved.model ? saved.model.task : undefined;
  const entry = tasks.find((task) => task.name === name);
  if (entry !== undefined) {
    const task = await entry.load();
    await task.beforeOpen?.(saved);
    return task.open(saved);
  }
  const names = tasks.map((task) => task.name);
  return fail(
    'model/task',
    `${saved.file} is a model for the task ${JSON.stringify(name) ?? 'without a name'}, which this version does not have${suggestion(typeof name === 'string' ? nearest(name, names) : [])}; its tasks are ${names.join(', ')}`,
    {
      file: saved.file,
      task: String(name),
      tasks: names,
    },
  );
}
