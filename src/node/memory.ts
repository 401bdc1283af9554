import { totalmem } from 'node:os';
import process from 'node:process';

/**
 * How much memory this process can still have, in bytes: what the system has to give, within the limit of a container. A
 * system other than Linux counts as free only what nothing has touched, which says little: there it is all that is built in.
 */
export function freeMemory(): number {
  return process.platform === 'linux' ? process.availableMemory() : totalmem();
}
