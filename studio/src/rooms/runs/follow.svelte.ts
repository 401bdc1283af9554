import type { RunDetail, RunsAnswer } from 'elman-rnn/protocol';

/** How often the server is asked, in milliseconds. A run logs a line an epoch: more often would show nothing more. */
const EVERY_MS = 1000;

/**
 * - `asking`: no answer yet
 * - `following`: the answers come
 * - `lost`: they came, and come no more; it is asked on
 * - `none`: there is no server that knows of runs
 */
type Status = 'asking' | 'following' | 'lost' | 'none';

/** The runs of the server, asked for as long as the page is looked at. */
export class Follow {
  status = $state.raw<Status>('asking');
  runs = $state.raw<RunsAnswer | null>(null);
  /** The runs that are wanted, in full, by their paths. */
  details = $state.raw<ReadonlyMap<string, RunDetail>>(new Map());
  #wanted: readonly string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAsking = false;
  #isClosed = false;

  constructor() {
    document.addEventListener('visibilitychange', this.#look);
    // A page that was opened as a file has no server to ask.
    if (globalThis.location.protocol === 'file:') this.status = 'none';
    else void this.#ask();
  }

  /** Says which runs are wanted in full. */
  want(paths: readonly string[]): void {
    const isNew = paths.some((path) => !this.#wanted.includes(path));
    this.#wanted = paths;
    if (isNew) this.#look();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#look);
  }

  readonly #look = (): void => {
    if (this.#isAsking || this.status === 'none' || document.hidden) return;
    clearTimeout(this.#timer);
    void this.#ask();
  };

  async #ask(): Promise<void> {
    this.#isAsking = true;
    const wanted = this.#wanted;
    try {
      await this.#take();
      this.status = 'following';
    } catch {
      this.status = this.runs === null ? 'none' : 'lost';
    }
    this.#isAsking = false;
    if (this.#isClosed || this.status === 'none') return;
    const isWantedNow = this.#wanted === wanted;
    this.#timer = setTimeout(this.#look, isWantedNow ? EVERY_MS : 0);
  }

  async #take(): Promise<void> {
    const runs = await answerOf<RunsAnswer>('');
    const details = new Map<string, RunDetail>();
    for (const path of this.#wanted) {
      const known = this.details.get(path);
      const there = runs.runs.find((run) => run.path === path);
      if (there === undefined) continue;
      // It may go in the meantime: what is known of it stands until the next answer says so.
      const detail = known?.version === there.version ? known : await answerOf<RunDetail>(path).catch(() => known);
      if (detail !== undefined) details.set(path, detail);
    }
    this.runs = runs;
    const isSame =
      details.size === this.details.size && [...details].every(([path, it]) => this.details.get(path) === it);
    if (!isSame) this.details = details;
  }
}

async function answerOf<A>(path: string): Promise<A> {
  const answer = await fetch(path === '' ? 'runs.json' : `runs.json?run=${encodeURIComponent(path)}`);
  if (!answer.ok) throw new Error(`the server answers with ${answer.status}`);
  return (await answer.json()) as A;
}
