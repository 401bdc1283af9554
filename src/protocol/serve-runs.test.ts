import { describe, expect, it } from 'vitest';
import { ElmanError } from '../util/errors.ts';
import type { EventualProgram, Program, Reply, Request } from './messages.ts';
import { problemOf } from './problem.ts';
import { serveRuns } from './serve-runs.ts';

type Said = Reply<number, string, number>;

/** Counts to `to`, a turn a number; a question is answered with its double. */
const counting: Program<number, number, string, number, number> = {
  *start(to) {
    if (to < 0) throw new ElmanError('usage/number', 'expected a whole number', { got: to });
    for (let i = 1; i <= to; i++) {
      if (i === 99) throw new Error('stumbled');
      yield i;
    }
    return `counted to ${to}`;
  },
  answer(question) {
    if (question === 0) throw new ElmanError('input/none', 'nothing was asked');
    return 2 * question;
  },
};

/** A port whose other end the test holds; `turnMs` passes with each look at the clock. */
function connect(turnMs: number) {
  const said: Said[] = [];
  const waiting: (() => void)[] = [];
  let time = 0;
  let hear: (request: Request<number, number>) => void = () => {};
  serveRuns(
    counting,
    { post: (reply) => said.push(reply), listen: (hearer) => (hear = hearer) },
    { now: () => (time += turnMs), breathe: () => new Promise((resolve) => waiting.push(resolve)) },
  );
  return {
    said,
    hear: (request: Request<number, number>) => hear(request),
    /** Lets it take the next turns; whether it had asked for them. */
    breathe: async (): Promise<boolean> => {
      const [next] = waiting.splice(0, 1);
      next?.();
      await new Promise((resolve) => setTimeout(resolve));
      return next !== undefined;
    },
    frames: (run: number) =>
      said.flatMap((reply) => (reply.kind === 'frames' && reply.run === run ? [...reply.frames] : [])),
  };
}

describe('runs behind messages', () => {
  it('gives every frame in order, in few messages, and the result after them', async () => {
    const { said, hear, breathe, frames } = connect(1);
    hear({ kind: 'start', run: 1, description: 50 });
    while (await breathe());
    expect(frames(1)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    expect(said.filter(({ kind }) => kind === 'frames').length).toBeLessThan(8);
    expect(said.at(-1)).toEqual({ kind: 'done', run: 1, result: 'counted to 50' });
  });

  it('pauses, resumes and stops between turns', async () => {
    const { said, hear, breathe, frames } = connect(10);
    hear({ kind: 'start', run: 1, description: 60 });
    await breathe();
    hear({ kind: 'pause', run: 1 });
    const before = frames(1).length;
    expect(before).toBeGreaterThan(0);
    expect(await breathe()).toBe(true); // it had asked before it was paused, and does nothing with it
    expect(await breathe()).toBe(false);
    expect(frames(1)).toHaveLength(before);
    hear({ kind: 'pause', run: 1 });
    hear({ kind: 'resume', run: 1 });
    hear({ kind: 'resume', run: 1 });
    await breathe();
    expect(frames(1).length).toBeGreaterThan(before);
    hear({ kind: 'stop', run: 1 });
    while (await breathe());
    expect(frames(1)).toEqual(frames(1).map((_, i) => i + 1));
    expect(said.at(-1)).toEqual({ kind: 'stopped', run: 1 });
  });

  it('is set going once, however often it is paused and resumed', async () => {
    const { hear, breathe, frames } = connect(100);
    hear({ kind: 'start', run: 1, description: 9 });
    for (const kind of ['pause', 'resume', 'pause', 'resume'] as const) hear({ kind, run: 1 });
    for (let i = 0; i < 3; i++) await breathe();
    expect(frames(1)).toEqual([1]); // two of the three had been overtaken
  });

  it('ends a run when another begins, and hears nothing for one that is no more', async () => {
    const { said, hear, breathe, frames } = connect(10);
    hear({ kind: 'start', run: 1, description: 60 });
    await breathe();
    hear({ kind: 'start', run: 2, description: 3 });
    expect(said.at(-1)).toEqual({ kind: 'stopped', run: 1 });
    hear({ kind: 'stop', run: 1 });
    hear({ kind: 'pause', run: 1 });
    hear({ kind: 'resume', run: 1 });
    while (await breathe());
    expect(frames(2)).toEqual([1, 2, 3]);
    expect(said.at(-1)).toMatchObject({ kind: 'done', run: 2 });
  });

  it('says what failed, at the start and on the way, and goes on living', async () => {
    const { said, hear, breathe } = connect(10);
    hear({ kind: 'start', run: 1, description: -1 });
    while (await breathe());
    expect(said.at(-1)).toEqual({
      kind: 'failed',
      run: 1,
      problem: { code: 'usage/number', message: 'expected a whole number', details: { got: -1 } },
    });
    hear({ kind: 'start', run: 2, description: 200 });
    while (await breathe());
    expect(said.at(-1)).toEqual({
      kind: 'failed',
      run: 2,
      problem: { code: null, message: 'stumbled', details: {} },
    });
    hear({ kind: 'ask', id: 1, question: 21 });
    expect(said.at(-1)).toEqual({ kind: 'answer', id: 1, answer: 42 });
    hear({ kind: 'ask', id: 2, question: 0 });
    expect(said.at(-1)).toMatchObject({ kind: 'refused', id: 2, problem: { code: 'input/none' } });
  });

  it('waits for turns and answers that take their time, and says nothing of a run that ended meanwhile', async () => {
    const turns: ((value: number | Error) => void)[] = [];
    const turn = (): Promise<number> =>
      new Promise((resolve, reject) => {
        turns.push((value) => (typeof value === 'number' ? resolve(value) : reject(value)));
      });
    const waited: EventualProgram<null, number, string, number, number> = {
      async *start() {
        yield await turn();
        yield await turn();
        return 'done';
      },
      answer: async (question) => {
        if (question < 0) throw new ElmanError('input/none', 'nothing was asked');
        return 2 * question;
      },
    };
    const said: Said[] = [];
    let hear: (request: Request<null, number>) => void = () => {};
    serveRuns(waited, { post: (reply) => said.push(reply), listen: (hearer) => (hear = hearer) });
    const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

    hear({ kind: 'start', run: 1, description: null });
    await rest();
    hear({ kind: 'start', run: 2, description: null });
    await rest();
    turns.shift()!(99);
    await rest();
    expect(said).toEqual([{ kind: 'stopped', run: 1 }]);
    for (const value of [1, 2]) {
      turns.shift()!(value);
      await rest();
    }
    expect(said.flatMap((reply) => (reply.kind === 'frames' ? reply.frames : []))).toEqual([1, 2]);
    expect(said.at(-1)).toEqual({ kind: 'done', run: 2, result: 'done' });

    hear({ kind: 'start', run: 3, description: null });
    await rest();
    turns.shift()!(new Error('the line is cut'));
    await rest();
    expect(said.at(-1)).toMatchObject({ kind: 'failed', run: 3, problem: { message: 'the line is cut' } });
    hear({ kind: 'ask', id: 1, question: 4 });
    hear({ kind: 'ask', id: 2, question: -1 });
    await rest();
    expect(said.slice(-2)).toMatchObject([
      { kind: 'answer', id: 1, answer: 8 },
      { kind: 'refused', id: 2, problem: { code: 'input/none' } },
    ]);
  });

  it('goes by the clock and the tasks of where it runs, unless told otherwise', async () => {
    const said: Said[] = [];
    await new Promise<void>((resolve) => {
      serveRuns(counting, {
        post(reply) {
          said.push(reply);
          if (reply.kind === 'done') resolve();
        },
        listen: (hear) => hear({ kind: 'start', run: 1, description: 5 }),
      });
    });
    expect(said.at(-1)).toMatchObject({ kind: 'done', result: 'counted to 5' });
  });
});

describe('a problem', () => {
  it('is what was thrown, as plain data', () => {
    expect(problemOf(new ElmanError('a/b', 'text', { n: 1 }))).toEqual({
      code: 'a/b',
      message: 'text',
      details: { n: 1 },
    });
    expect(problemOf('text')).toEqual({ code: null, message: 'text', details: {} });
  });
});
