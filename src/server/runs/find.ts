import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { byCodePoint } from '../../util/code-points.ts';

/** How deep runs are looked for, in how many folders, and how many are told of. */
const DEEPEST = 8;
const MOST_FOLDERS = 10_000;
const MOST_RUNS = 500;
/** What never holds runs, but many files. */
const passedOver = new Set(['node_modules', 'checkpoints']);

/**
 * The run folders at or below `root`, by their paths below it, sorted: those that hold a log, or a config beside
 * checkpoints. Links are not followed, so that nothing outside of it is found.
 */
export async function findRuns(root: string): Promise<{ readonly paths: readonly string[]; readonly more: boolean }> {
  const paths: string[] = [];
  const left: { readonly path: string; readonly depth: number }[] = [{ path: '', depth: 0 }];
  let visited = 0;
  for (let folder = left.pop(); folder !== undefined; folder = left.pop()) {
    if (++visited > MOST_FOLDERS || paths.length > MOST_RUNS) break;
    const { path, depth } = folder;
    // A folder may go while it is looked at, or be somebody else's.
    const entries = await readdir(join(root, path), { withFileTypes: true }).catch(() => []);
    const files = new Set(entries.filter((entry) => entry.isFile()).map(({ name }) => name));
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    if (files.has('metrics.jsonl') || (files.has('config.yaml') && folders.includes('checkpoints'))) paths.push(path);
    if (depth === DEEPEST) continue;
    for (const name of folders.sort(byCodePoint).reverse())
      if (!name.startsWith('.') && !passedOver.has(name))
        left.push({ path: path === '' ? name : `${path}/${name}`, depth: depth + 1 });
  }
  return { paths: paths.slice(0, MOST_RUNS), more: left.length > 0 || paths.length > MOST_RUNS };
}
