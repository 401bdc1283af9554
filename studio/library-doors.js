// Finds the library by its name, as everyone else does who installed it: through the doors of its package.json alone.
// A plugin rather than a link in node_modules, which would lead from the workspace back to the folder it lies in.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Resolves `elman-rnn` and `elman-rnn/…` for files of the studio and of the examples that its rooms show.
 * @param {'node' | 'default'} [condition] whose door: Node's, which knows its threads, or a page's
 * @returns {import('vite').Plugin}
 */
export function libraryDoors(condition = 'default') {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    name: 'library-doors',
    enforce: 'pre',
    resolveId(id, importer) {
      if ((id !== name && !id.startsWith(`${name}/`)) || !/\/(?:studio|examples)\//.test(importer ?? '')) return null;
      const door = exports[id === name ? '.' : `.${id.slice(name.length)}`];
      if (door === undefined) throw new Error(`${importer} asks for ${id}, and package.json has no such door`);
      return join(root, typeof door === 'string' ? door : (door[condition] ?? door.default));
    },
  };
}
