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
  {
    name: 'sequence-classification',
    title: { en: 'which class, or which value, a text or a series has', ko: '글이나 시계열의 클래스 또는 값' },
    files: [],
    load: async () => (await import('./sequence-classification/index.ts')).sequenceClassification,
  },
  {
    name: 'image-classification',
    title: { en: 'which class an image shows', ko: '그림이 보여 주는 클래스' },
    files: ['-ubyte'],
    folders: ['.png', '.jpg', '.jpeg', '.webp', '.gif', '.avif', '.tif', '.tiff'],
    load: async () => (await import('./image-classification/index.ts')).imageClassification,
  },
  {
    name: 'sequence-labeling',
    title: {
      en: 'a label for each word of a text or each row of a recording',
      ko: '글의 낱말이나 기록의 행마다 하나씩의 레이블',
    },
    files: ['.conll', '.conllu', '.iob', '.bio'],
    load: async () => (await import('./sequence-labeling/index.ts')).sequenceLabeling,
  },
  {
    name: 'translation',
    title: {
      en: 'a sentence from a sentence: another language, another form',
      ko: '문장에서 문장으로: 다른 언어, 다른 꼴',
    },
    files: [],
    load: async () => (await import('./translation/index.ts')).translation,
  },
  {
    name: 'image-captioning',
    title: { en: 'what an image shows, in a sentence', ko: '그림이 보여 주는 것을 말하는 문장' },
    files: ['.json', '.token.txt'],
    columns: ['image', 'caption'],
    load: async () => (await import('./image-captioning/index.ts')).imageCaptioning,
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
