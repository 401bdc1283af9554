/** How many threads compute, the calling one included, and why not more than one. */
export interface Threads {
  readonly threads: number;
  /** Null where several compute, and where the program itself chose how many. */
  readonly reason: OneThread | null;
}

/** What keeps a page from using more than one thread, and what to do about it. */
export interface OneThread {
  readonly code: keyof typeof obstacles;
  readonly message: string;
}

const obstacles = {
  'no-workers': 'there are no Workers here to compute in',
  'not-isolated':
    'the page is not cross-origin isolated, so threads cannot share memory: serve it, and the scripts of its Workers, with the headers `Cross-Origin-Opener-Policy: same-origin` and `Cross-Origin-Embedder-Policy: require-corp`',
  'page-thread':
    "this is the page's own thread, which may not wait for others: create models and train them in a Worker",
  'no-memory': 'the browser refused the memory that threads would share: close other pages, or go on with one thread',
  'one-core': 'this machine has one core',
} as const;

export function oneThread(code: OneThread['code']): Threads {
  return { threads: 1, reason: { code, message: obstacles[code] } };
}

/** What of a browser is looked at; in Node there is none of it. */
interface Surroundings {
  readonly Worker?: unknown;
  readonly crossOriginIsolated?: boolean;
  readonly navigator?: { readonly hardwareConcurrency?: number };
}

/**
 * How many threads can compute where this is called: as many as the machine has cores, in a Worker of a page that is
 * cross-origin isolated; anywhere else one, with the reason.
 */
export function webThreads(): Threads {
  const { Worker, crossOriginIsolated, navigator } = globalThis as Surroundings;
  if (Worker === undefined) return oneThread('no-workers');
  if (crossOriginIsolated !== true) return oneThread('not-isolated');
  if (!mayWait()) return oneThread('page-thread');
  const cores = navigator?.hardwareConcurrency ?? 1;
  return cores > 1 ? { threads: cores, reason: null } : oneThread('one-core');
}

/** Tries to wait for a word that has changed already, which ends at once where waiting is allowed. */
function mayWait(): boolean {
  try {
    return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1) === 'not-equal';
  } catch {
    return false;
  }
}
