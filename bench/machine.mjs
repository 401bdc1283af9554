import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** What figures were made on, and what state it was in. No name of a host or a person. */
export function describeMachine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 1e9),
    platform: `${process.platform}-${process.arch}`,
    kernel: release(),
    node: process.versions.node,
    load: loadavg()[0], // above the number of idle cores the figures mean little
    commit: commit(),
  };
}

/** The commit that is checked out, `-dirty` where files differ from it; undefined outside of a repository. */
function commit() {
  try {
    const cwd = fileURLToPath(new URL('.', import.meta.url));
    return execFileSync('git', ['describe', '--always', '--dirty', '--abbrev=12'], {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}
