import type { TaskEntry } from '../../tasks/task.ts';
import { fail } from '../../util/errors.ts';
import { nearest, suggestion } from '../../util/nearest.ts';
import type { Register } from '../register.ts';

export const register: Register = (program, cli) => {
  const { help } = cli.say;
  program
    .command('schema')
    .description(help.schema)
    .argument('<task>', help.schemaTask)
    .action(async (name: string) => {
      const { tasks } = await import('../../tasks/registry.ts');
      const { configJsonSchema } = await import('../config-schema.ts');
      cli.json(await configJsonSchema(await findTask(tasks, name).load()));
    });
};

/** The task of that name. */
export function findTask(tasks: readonly TaskEntry[], name: string): TaskEntry {
  const found = tasks.find((task) => task.name === name);
  if (found !== undefined) return found;
  const names = tasks.map((task) => task.name);
  const near = nearest(name, names, 1);
  return fail('usage/task', `there is no task "${name}"${suggestion(near)}; the tasks are ${names.join(', ')}`, {
    task: name,
    near,
    tasks: names,
  });
}
