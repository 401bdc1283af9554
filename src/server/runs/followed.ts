import { constants, type BigIntStats } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { RunDetail, RunsAnswer, RunState, RunSummary } from '../../protocol/runs.ts';
import { findRuns } from './find.ts';
import { isEnd, readLines, toColumns, toSamples } from './lines.ts';
import { settingsOf } from './settings.ts';

/** What is read of a run folder; what else shows that it is alive. */
const read = ['config.yaml', 'metrics.jsonl', 'times.jsonl', 'samples.jsonl'] as const;
const signs = [...read, 'model.safetensors', 'checkpoints/last.safetensors'] as const;
/** The most bytes that are read of a file: of a longer log the end. */
const MOST_BYTES = 32 * 1024 * 1024;
/** The last line lies within so many. */
const END_BYTES = 64 * 1024;
/** A run writes a checkpoint every 20 seconds unless it is told otherwise; one that is three times as late is not heard of. */
const CHECKPOINT_SECONDS = 20;
const LATE = 3;

/** A link is not followed, and a pipe without a writer is not waited for. */
const OPEN_FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What does not change while the files that are read stay as they are. */
interface Known {
  readonly version: string;
  readonly ended: RunState | null;
  readonly epoch: number;
  readonly epochs: number | null;
  readonly task: string | null;
  readonly lateAfter: number;
}

/** A folder of runs that is looked at again and again: what has not changed is not read anew. */
export class FollowedRuns {
  readonly #root: string;
  readonly #known = new Map<string, Known>();

  private constructor(root: string) {
    this.#root = root;
  }

  /** @param folder one that there is */
  static async of(folder: string): Promise<FollowedRuns> {
    return new FollowedRuns(await realpath(folder));
  }

  async list(now = Date.now()): Promise<RunsAnswer> {
    const { paths, more } = await findRuns(this.#root);
    const runs: RunSummary[] = [];
    for (const path of paths) {
      const summary = await this.#summary(path, now);
      if (summary !== null) runs.push(summary);
    }
    for (const path of this.#known.keys()) if (!paths.includes(path)) this.#known.delete(path);
    return { folder: basename(this.#root), runs, more };
  }

  /** Null where no run that can be found has this path. */
  async detail(path: string): Promise<RunDetail | null> {
    if (!(await findRuns(this.#root)).paths.includes(path)) return null;
    const [version] = await this.#look(path);
    const text = (name: (typeof read)[number]): Promise<string> => this.#text(path, name, MOST_BYTES);
    const [config, metrics, times, samples] = [
      await text('config.yaml'),
      readLines(await text('metrics.jsonl')),
      readLines(await text('times.jsonl')),
      readLines(await text('samples.jsonl')),
    ];
    return {
      path,
      version,
      ...toColumns(metrics.lines, times.lines),
      samples: toSamples(samples.lines),
      config,
      settings: await settingsOf(config),
      broken: metrics.broken + times.broken + samples.broken,
    };
  }

  async #summary(path: string, now: number): Promise<RunSummary | null> {
    const [version, changed] = await this.#look(path);
    if (changed === 0) return null;
    let known = this.#known.get(path);
    if (known?.version !== version) this.#known.set(path, (known = await this.#know(path, version)));
    const idle = Math.max(0, (now - changed) / 1000);
    const { ended, lateAfter, epoch, epochs, task } = known;
    const state = ended ?? (idle <= lateAfter ? 'running' : 'silent');
    return { path, state, idle, epoch, epochs, task, version };
  }

  /** Which files there are, and when one changed last, in milliseconds. */
  async #look(path: string): Promise<readonly [version: string, changed: number]> {
    const stats = await Promise.all(signs.map((name) => stat(join(this.#root, path, name))));
    const version = read.map((_, i) => (stats[i] ? `${stats[i].mtimeNs}.${stats[i].size}` : '')).join('-');
    return [version, Math.max(...stats.map((found) => (found ? Number(found.mtimeMs) : 0)))];
  }

  async #know(path: string, version: string): Promise<Known> {
    const { lines } = readLines(await this.#text(path, 'metrics.jsonl', END_BYTES));
    const settings = await settingsOf(await this.#text(path, 'config.yaml', MOST_BYTES));
    const last = lines.at(-1);
    const number = (name: string): number | null => {
      const value = Number(settings[name] ?? Number.NaN);
      return Number.isFinite(value) ? value : null;
    };
    return {
      version,
      ended: last === undefined || !isEnd(last) ? null : endOf(last),
      epoch: Number(lines.findLast((line) => !isEnd(line))?.['epoch'] ?? 0),
      epochs: number('train.epochs'),
      task: settings['task'] ?? null,
      lateAfter: LATE * Math.max(CHECKPOINT_SECONDS, number('train.checkpointEvery') ?? 0),
    };
  }

  /** The last so many bytes of a file of a run; nothing where there is none. A link or a pipe is none. */
  async #text(path: string, name: string, most: number): Promise<string> {
    try {
      const folder = join(this.#root, path);
      if ((await realpath(folder)) !== folder) return '';
      const file = await open(join(folder, name), OPEN_FLAGS);
      try {
        const found = await file.stat();
        if (!found.isFile()) return '';
        const start = Math.max(0, found.size - most);
        const bytes = new Uint8Array(found.size - start);
        const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
        const text = new TextDecoder().decode(bytes.subarray(0, bytesRead));
        // What is left of the line that was cut is no line.
        return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
      } finally {
        await file.close();
      }
    } catch {
      return '';
    }
  }
}

function endOf({ finished, stopped }: Readonly<Record<string, unknown>>): RunState {
  if (finished !== undefined) return 'done';
  return stopped === 'not-finite' ? 'diverged' : 'interrupted';
}

/** Of what lies there itself, be it a link; null where nothing does. */
async function stat(path: string): Promise<BigIntStats | null> {
  return lstat(path, { bigint: true }).catch(() => null);
}
