import type { Host } from 'elman-rnn';
import type { TaskContext } from 'elman-rnn/tasks';

/** Something that was noticed and stopped nothing, as plain data. */
export interface Note {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, string | number>>;
}

/** The world of a task, where it is one file that a person gave, whatever the name it is asked for by. */
export function fileContext(file: Blob): { readonly context: TaskContext; readonly notes: readonly Note[] } {
  const notes: Note[] = [];
  const refuse = (): never => {
    throw new Error('there is one file here, and it is only read');
  };
  const host: Host = {
    open: () => chunksOf(file),
    read: async () => new Uint8Array(await file.arrayBuffer()),
    exists: async () => true,
    list: async () => [],
    join: (...parts) => parts.join('/'),
    write: refuse,
    append: refuse,
    makeFolder: refuse,
    remove: refuse,
    decodeImage: refuse,
    decodeVideo: refuse,
  };
  const context: TaskContext = {
    host,
    resolve: async (name) => name,
    note: (code, message, details = {}) => notes.push({ code, message, details }),
  };
  return { context, notes };
}

async function* chunksOf(file: Blob): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } finally {
    await reader.cancel();
  }
}
