import { promises as fs } from 'node:fs';
import { ElmanError, fail, messageOf } from '../util/errors.ts';
import { cannotWrite } from './file-errors.ts';

export interface DownloadOptions {
  fetch?: typeof globalThis.fetch | undefined;
  /** Milliseconds without a byte after which the server counts as gone; half a minute when absent. */
  timeout?: number | undefined;
  onBytes?: ((received: number) => void) | undefined;
  /** What else can be done; stands at the end of messages. */
  advice: string;
}

/**
 * Fetches `url` into the file `path`, going on where an earlier try stopped. Returns whether it went on: then what was
 * there may have been something else, and a wrong checksum is a reason to try again from the start.
 */
export async function download(url: string, path: string, options: DownloadOptions): Promise<boolean> {
  const { fetch = globalThis.fetch, timeout = 30_000, advice } = options;
  const present = await sizeOf(path);
  const patience = new Patience(timeout);
  try {
    // Nothing is compressed on the way, since a range counts the bytes that are sent.
    const range: Record<string, string> = present > 0 ? { range: `bytes=${present}-` } : {};
    const response = await fetch(url, {
      headers: { 'accept-encoding': 'identity', ...range },
      signal: patience.signal,
    });
    if (present > 0 && response.status === 416) {
      // There is no more than what is here already; whether that is right, the checksum tells.
      await response.body?.cancel();
      return true;
    }
    const { status } = response;
    if (!response.ok || response.body === null) {
      fail('data/download-failed', `${url} cannot be fetched: the server answers ${status}; ${advice}`, {
        url,
        reason: `the server answers ${status}`,
        status,
        advice,
      });
    }
    const resumed = present > 0 && status === 206;
    await store(path, response.body as AsyncIterable<Uint8Array>, resumed ? present : 0, (received) => {
      patience.renew();
      options.onBytes?.(received);
    });
    return resumed;
  } catch (thrown) {
    if (thrown instanceof ElmanError) throw thrown;
    const reason = patience.lost ? `nothing came for ${timeout / 1000} s` : networkReason(thrown);
    return fail(
      'data/download-failed',
      `${url} cannot be fetched: ${reason}; ${advice}`,
      { url, reason, advice },
      thrown,
    );
  } finally {
    patience.end();
  }
}

/** Writes the chunks behind the `start` bytes that are there. */
async function store(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  start: number,
  onBytes: (received: number) => void,
): Promise<void> {
  const handle = await fs
    .open(path, start > 0 ? 'a' : 'w')
    .catch((thrown: unknown) => cannotWrite(path, thrown, false));
  try {
    let received = start;
    for await (const chunk of chunks) {
      await handle.writeFile(chunk).catch((thrown: unknown) => cannotWrite(path, thrown, false));
      received += chunk.length;
      onBytes(received);
    }
  } finally {
    await handle.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  return fs.stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** fetch says "fetch failed" or "terminated", and why in its cause. */
function networkReason(thrown: unknown): string {
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  return cause === undefined ? messageOf(thrown) : messageOf(cause);
}

/** Aborts its signal when `renew` is not called for `timeout` milliseconds. */
class Patience {
  readonly #controller = new AbortController();
  readonly #timeout: number;
  #timer: ReturnType<typeof setTimeout>;
  #lost = false;

  constructor(timeout: number) {
    this.#timeout = timeout;
    this.#timer = this.#wait();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get lost(): boolean {
    return this.#lost;
  }

  renew(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#wait();
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #wait(): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      this.#lost = true;
      this.#controller.abort();
    }, this.#timeout);
  }
}
