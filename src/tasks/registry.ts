import { fail } from '../util/errors.ts';
import { nearest, suggestion } from '../util/nearest.ts';
import type { TaskEntry, TaskModule } from './task.ts';

/** All tasks. Command line, server and studio read this, and load only the one they show. */
export const tasks: readonly TaskEntry[] = [
  {
    name: 'next-item',
    title: { en: 'the next item of a sequence of events', ko: '일련의 사건에서 다음에 올 항목' },
    files: ['.csv', '.tsv', '.jsonl', '.ndjson'],
    load: async () => (await import('./next-item/index.ts')).nextItem,
  },
  {
    name: 'language-model',
    title: { en: 'what comes next in a text, by letter or word', ko: '글에서 다음에 올 글자나 낱말' },
    files: ['.txt', '.text', '.md'],
    load: async () => (await import('./language-model/index.ts')).languageModel,
  },
];

/** Loads a task by name. Throws `config/task`, which suggests near names. */
export async function loadTask(name: string): Promise<TaskModule> {
  const entry = tasks.find((task) => task.name === name);
  if (entry !== undefined) return entry.load();
  const names = tasks.map((task) => task.name);
  const near = nearest(name, names);
  return fail('config/task', `there is no task "${name}"${suggestion(near)}; the tasks are ${names.join(', ')}`, {
    task: name,
    nearest: near,
    tasks: names,
  });
}
