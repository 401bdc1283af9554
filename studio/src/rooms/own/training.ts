import { train, type TrainResult } from 'elman-rnn';
import { loadTask, type Task } from 'elman-rnn/tasks';
import { fileContext, type Note } from './file-host.ts';

/** Steps are told of no more often than this, in milliseconds: a training has millions, and the page keeps what it hears. */
const STEP_MS = 50;

/** All that a training hangs on but the file: the same gives the same bits in a page and on the command line. */
export interface Recipe {
  readonly item: string;
  readonly time: string | null;
  readonly group: string | null;
  readonly cell: string;
  readonly hidden: number;
  readonly epochs: number;
  readonly rate: number;
  readonly seed: number;
}

export interface Description extends Recipe {
  readonly file: Blob;
  readonly name: string;
}

/** Where a training stands. */
export interface Progress {
  readonly step: number;
  readonly steps: number;
  /** Once an epoch has ended: its mean loss in training, in nats, and what validation says of it, where there is one. */
  readonly epoch?: { readonly epoch: number; readonly trainLoss: number; readonly loss: number | null };
}

export interface Outcome extends Pick<TrainResult, 'reason' | 'epoch' | 'best'> {
  /** What was read: items, events by part, sequences. */
  readonly summary: Readonly<Record<string, number>>;
  readonly notes: readonly Note[];
}

/** The sections of a config, as `elman train` takes them. */
export function sectionsOf({ item, time, group, cell, hidden }: Recipe, file: string): Sections {
  return {
    data: { file, item, ...(time !== null && { time }), ...(group !== null && { group }) },
    model: { cell, hidden },
  };
}

interface Sections {
  readonly data: Readonly<Record<string, string>>;
  readonly model: Readonly<Record<string, string | number>>;
}

export interface Begun {
  readonly task: Task;
  readonly progress: AsyncIterator<Progress, Outcome>;
  /** Ends it after the update in progress, with the best weights so far. */
  stop(): void;
}

/** Trains the next-item task on a file, as `elman train` does. Throws `data/…` and `config/…` of what cannot be learnt from. */
export async function begin(description: Description): Promise<Begun> {
  const { file, name, epochs, rate, seed } = description;
  const module = await loadTask('next-item');
  const schemas = await module.sections();
  const { data, model } = sectionsOf(description, name);
  const { context, notes } = fileContext(file);
  const training = await module.prepare(
    { data: checked(schemas.data, data), model: checked(schemas.model, model), seed, batchSize: undefined },
    context,
  );
  const abort = new AbortController();
  const told = new Told<Progress>();
  let toldAt = -Infinity;
  const result = train({
    trainable: training.trainable,
    config: { epochs, seed, optimizer: 'adam', lr: rate },
    signal: abort.signal,
    // Whoever pauses takes no more of what is told, and so holds the training up.
    wait: () => told.taken(),
    on(event) {
      const at = { step: event.step, steps: event.steps };
      if (event.type === 'step' && performance.now() - toldAt >= STEP_MS) {
        toldAt = performance.now();
        told.say(at);
      }
      if (event.type === 'evaluated')
        told.say({
          ...at,
          epoch: { epoch: event.epoch, trainLoss: event.trainLoss, loss: event.metrics['loss'] ?? null },
        });
    },
  }).finally(() => told.end());
  // Whoever goes through the progress hears of it.
  result.catch(() => {});
  return {
    task: training.task,
    stop() {
      abort.abort();
      told.letGo();
    },
    progress: told.iterate(async () => {
      const { reason, epoch, best } = await result;
      return { reason, epoch, best, summary: training.summary, notes };
    }),
  };
}

function checked(schema: { safeParse(value: unknown): { success: boolean; data?: unknown } }, value: unknown): unknown {
  const { success, data } = schema.safeParse(value);
  if (!success) throw new Error(`the room made a config that the task does not take: ${JSON.stringify(value)}`);
  return data;
}

/** What one side says as it goes along, and the other takes one by one. */
class Told<T> {
  readonly #waiting: T[] = [];
  #isOver = false;
  #isLetGo = false;
  #wake: () => void = () => {};
  #goOn: () => void = () => {};

  say(value: T): void {
    this.#waiting.push(value);
    this.#wake();
  }

  /** Waits until all that was said is taken. */
  taken(): Promise<void> | undefined {
    if (this.#waiting.length === 0 || this.#isLetGo) return undefined;
    return new Promise((resolve) => (this.#goOn = resolve));
  }

  /** Waits for nobody any more. */
  letGo(): void {
    this.#isLetGo = true;
    this.#goOn();
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  /** @param last what is given once all is said */
  async *iterate<R>(last: () => Promise<R>): AsyncGenerator<T, R, void> {
    for (;;) {
      const value = this.#waiting.shift();
      if (this.#waiting.length === 0) this.#goOn();
      if (value !== undefined) yield value;
      else if (this.#isOver) return last();
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
