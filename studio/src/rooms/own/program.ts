import type { EventualProgram } from 'elman-rnn/protocol';
import { openTask, readSaved, type Prediction, type Task } from 'elman-rnn/tasks';
import { answerTo, factsOf, weightsOf, type Answered, type ModelFacts, type Weights } from './look.ts';
import { sniff, type Kind } from './sniff.ts';
import { lookAtTable, type Table } from './table.ts';
import { begin, type Begun, type Description, type Outcome, type Progress } from './training.ts';

export type Question =
  /** What a file is. A model is then the one that is asked. */
  | { readonly kind: 'look'; readonly file: Blob; readonly name: string }
  /** What the present model is. */
  | { readonly kind: 'model' }
  | { readonly kind: 'weights'; readonly name: string }
  | { readonly kind: 'answer'; readonly input: string }
  /** What comes after a history, so many steps on, each prediction fed back in. */
  | { readonly kind: 'go-on'; readonly history: readonly string[]; readonly steps: number }
  | { readonly kind: 'save' }
  /** Ends the training with the best weights so far. */
  | { readonly kind: 'stop' };

export type Refused = Exclude<Kind, { readonly kind: 'table' | 'model' }>;
export type Looked = Table | ModelFacts | Refused;

/** The answer to each kind of question. */
export interface Answers {
  readonly look: Looked;
  readonly model: ModelFacts;
  readonly weights: Weights;
  readonly answer: Answered;
  readonly 'go-on': readonly Prediction[];
  readonly save: Uint8Array;
  readonly stop: null;
}

export type Answer = Answers[Question['kind']];

interface Present {
  readonly task: Task;
  readonly saved: ReturnType<typeof readSaved>;
  readonly facts: ModelFacts;
  readonly bytes: Uint8Array;
}

/** What the room's Worker runs, and a test in Node. */
export function ownProgram(): EventualProgram<Description, Progress, Outcome, Question, Answer> {
  let present: Present | null = null;
  let running: Begun | null = null;
  /** Grows with each file and each training: what is ready only after another has begun comes too late. */
  let turn = 0;

  const opened = async (bytes: Uint8Array, file: string): Promise<Present> => {
    const warnings: string[] = [];
    const saved = readSaved(bytes, { file, warn: (message) => warnings.push(message) });
    const task = await openTask(saved);
    return { task, saved, facts: factsOf(saved, task, bytes.length, warnings), bytes };
  };
  const now = (): Present => {
    if (present === null) throw new Error('there is no model yet: train one, or open one');
    return present;
  };

  const answers: {
    readonly [K in Question['kind']]: (question: Extract<Question, { kind: K }>) => Answers[K] | Promise<Answers[K]>;
  } = {
    async look({ file, name }) {
      const found = sniff(name, new Uint8Array(await file.slice(0, 16).arrayBuffer()));
      if (found.kind === 'table') return lookAtTable(file, name);
      if (found.kind !== 'model') return found;
      const mine = ++turn;
      const model = await opened(new Uint8Array(await file.arrayBuffer()), name);
      if (mine === turn) present = model;
      return model.facts;
    },
    model: () => now().facts,
    weights: ({ name }) => weightsOf(now().saved, name),
    answer: ({ input }) => answerTo(now().task, input),
    'go-on': ({ history, steps }) => now().task.predict({ inputs: history, steps, top: 10 }),
    save: () => now().bytes,
    stop() {
      running?.stop();
      return null;
    },
  };

  return {
    start: (description) => trained(description),
    answer: (question) => (answers[question.kind] as (of: Question) => Answer | Promise<Answer>)(question),
  };

  async function* trained(description: Description): AsyncGenerator<Progress, Outcome, void> {
    const mine = ++turn;
    running?.stop();
    const begun = await begin(description);
    try {
      if (mine === turn) running = begun;
      else begun.stop();
      const outcome = yield* { [Symbol.asyncIterator]: () => begun.progress };
      // As whoever downloads it gets it.
      const model = await opened(begun.task.save(), modelName(description.name));
      if (mine === turn) present = model;
      return outcome;
    } finally {
      begun.stop();
    }
  }
}

/** `orders.csv` → `orders.safetensors` */
function modelName(file: string): string {
  return `${file.replace(/(?:\.[a-z]+)?(?:\.gz)?$/i, '')}.safetensors`;
}
