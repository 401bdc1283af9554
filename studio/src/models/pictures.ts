import { ElmanError, type Host } from 'elman-rnn';
import type { TaskContext } from 'elman-rnn/tasks';

/**
 * Where a task finds the one picture that it is asked about: its pixels, as the network takes them, go in by the name
 * `picture`. The page has brought them to that form, so that nothing is decoded here and the bits are the same anywhere.
 */
export function ofPixels(pixels: Uint8Array): TaskContext {
  const none = (path: string): never => {
    throw new ElmanError('io/not-found', `there is no file ${path} here, only a picture`, { path });
  };
  const host: Pick<Host, 'exists' | 'read' | 'decodeImage'> = {
    exists: async (path) => path === picture,
    read: async (path) => (path === picture ? pixels : none(path)),
    async decodeImage(bytes, path, { width, height, channels }) {
      const expected = width * height * channels;
      if (bytes.length === expected) return bytes;
      throw new ElmanError(
        'data/not-image',
        `${path} must have ${expected} bytes (${height} × ${width} pixels of ${channels}), got ${bytes.length}`,
        { file: path },
      );
    },
  };
  return { host: host as Host, resolve: async (name) => name, note: () => {} };
}

/** What the picture is called when a task is asked about it. */
export const picture = 'picture';
