import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import process from 'node:process';

/**
 * How much memory this process can still have, in bytes: what the system has to give, within the limit of a container. A
 * system other than Linux counts as free only what nothing has touched, which says little: there it is all that is built in.
 */
export function freeMemory(): number {
  return process.platform === 'linux' ? process.availableMemory() + reclaimable() : totalmem();
}

/** What a container's count of used memory holds of files read before, which the system gives back when asked. */
function reclaimable(): number {
  const limit = process.constrainedMemory();
  if (limit === 0 || limit >= totalmem()) return 0;
  try {
    const stat = readFileSync('/sys/fs/cgroup/memory.stat', 'utf8');
    return Number(/^inactive_file (\d+)$/m.exec(stat)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
