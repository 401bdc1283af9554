import type { EventualProgram, Port, Request } from './messages.ts';
import { problemOf } from './problem.ts';

/** Sixty messages of frames a second. */
const FRAME_MS = 1000 / 60;

/** A run in progress. */
interface Run<F, R> {
  readonly id: number;
  readonly turns: Iterator<F, R> | AsyncIterator<F, R>;
  /** What has not been posted yet. */
  frames: F[];
  postedAt: number;
  paused: boolean;
  /** How often it was set going: a walk that another has taken over from ends. */
  goings: number;
}

export interface ServeOptions {
  /** Milliseconds, from whenever. */
  readonly now?: (() => number) | undefined;
  /** Lets messages be heard. */
  readonly breathe?: (() => Promise<void>) | undefined;
}

/**
 * Runs a program behind a port. One run goes on at a time, a start ends the one before; turns are taken for a sixtieth
 * of a second, then what came of them is posted and requests are heard, so that pause, resume and stop act at once.
 * Nothing here changes what is computed: only when.
 */
export function serveRuns<D, F, R, Q, A>(
  program: EventualProgram<D, F, R, Q, A>,
  port: Port<D, F, R, Q, A>,
  { now = () => performance.now(), breathe = nextTask }: ServeOptions = {},
): void {
  let current: Run<F, R> | null = null;

  const flush = (run: Run<F, R>): void => {
    if (run.frames.length > 0) port.post({ kind: 'frames', run: run.id, frames: run.frames });
    run.frames = [];
    run.postedAt = now();
  };

  /** Takes turns for a while; whether there are more. Of a run that ended while a turn was waited for nothing is said. */
  const advance = async (run: Run<F, R>): Promise<boolean> => {
    const until = now() + FRAME_MS;
    try {
      do {
        const next = run.turns.next();
        const turn = next instanceof Promise ? await next : next;
        if (current !== run) return false;
        if (turn.done === true) {
          flush(run);
          current = null;
          port.post({ kind: 'done', run: run.id, result: turn.value });
          return false;
        }
        run.frames.push(turn.value);
      } while (now() < until);
    } catch (error) {
      if (current !== run) return false;
      current = null;
      port.post({ kind: 'failed', run: run.id, problem: problemOf(error) });
      return false;
    }
    if (now() - run.postedAt >= FRAME_MS) flush(run);
    return true;
  };

  const goOn = async (run: Run<F, R>): Promise<void> => {
    const going = ++run.goings;
    const goesOn = (): boolean => current === run && run.goings === going && !run.paused;
    do await breathe();
    while (goesOn() && (await advance(run)));
  };

  const stop = (): void => {
    if (current === null) return;
    flush(current);
    void current.turns.return?.();
    port.post({ kind: 'stopped', run: current.id });
    current = null;
  };

  const hear: {
    readonly [K in Request<D, Q>['kind']]: (request: Extract<Request<D, Q>, { kind: K }>) => void | Promise<void>;
  } = {
    start({ run: id, description }) {
      stop();
      try {
        current = { id, turns: program.start(description), frames: [], postedAt: -Infinity, paused: false, goings: 0 };
      } catch (error) {
        port.post({ kind: 'failed', run: id, problem: problemOf(error) });
        return;
      }
      void goOn(current);
    },
    pause({ run }) {
      if (current?.id !== run || current.paused) return;
      current.paused = true;
      flush(current);
    },
    resume({ run }) {
      if (current?.id !== run || !current.paused) return;
      current.paused = false;
      void goOn(current);
    },
    stop({ run }) {
      if (current?.id === run) stop();
    },
    async ask({ id, question }) {
      try {
        const given = program.answer(question);
        port.post({ kind: 'answer', id, answer: given instanceof Promise ? await given : given });
      } catch (error) {
        port.post({ kind: 'refused', id, problem: problemOf(error) });
      }
    },
  };
  port.listen((request) => void (hear[request.kind] as (of: typeof request) => void | Promise<void>)(request));
}

/** The next task of the event loop. Timers would do, but browsers make repeated ones wait four milliseconds. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const heard = (): void => {
      port1.close();
      resolve();
    };
    port1.addEventListener('message', heard, { once: true });
    port1.start();
    port2.postMessage(null);
  });
}
