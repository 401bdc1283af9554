import type { Problem } from './problem.ts';

/**
 * What a page says to the Worker that trains for it. A run is a whole number that the page gives, larger each time: what
 * comes of a run that is no more can then be told from what comes of the present one.
 * @typeParam D the description of a run: plain data that says all (cell, sizes, rule, seed …), so that the same
 *   description gives the same bits anywhere
 * @typeParam Q what is asked of the network that the last run has, trained or half-way
 */
export type Request<D, Q> =
  | { readonly kind: 'start'; readonly run: number; readonly description: D }
  | { readonly kind: 'pause' | 'resume' | 'stop'; readonly run: number }
  | { readonly kind: 'ask'; readonly id: number; readonly question: Q };

/**
 * What the Worker says to the page. Each `start` comes to one `done`, `stopped` or `failed`; each `ask` to one `answer`
 * or `refused`.
 * @typeParam F what one turn of training gives, such as its loss
 * @typeParam R what the run came to
 * @typeParam A the answer to a question
 */
export type Reply<F, R, A> =
  /** What the turns since the last such message gave, in order; at most sixty messages a second. */
  | { readonly kind: 'frames'; readonly run: number; readonly frames: readonly F[] }
  | { readonly kind: 'done'; readonly run: number; readonly result: R }
  | { readonly kind: 'stopped'; readonly run: number }
  | { readonly kind: 'failed'; readonly run: number; readonly problem: Problem }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: A }
  | { readonly kind: 'refused'; readonly id: number; readonly problem: Problem };

/** What is trained behind the messages; it knows nothing of them, so that Node and tests run it as it is. */
export interface Program<D, F, R, Q, A> {
  /** Begins a run in place of the one before. Each turn is short: between turns messages are heard. */
  start(description: D): Iterator<F, R>;
  answer(question: Q): A;
}

/** A program whose turns and answers may have to be waited for, such as those of a model that is fetched. */
export interface EventualProgram<D, F, R, Q, A> {
  start(description: D): Iterator<F, R> | AsyncIterator<F, R>;
  answer(question: Q): A | Promise<A>;
}

/** Where messages come from and go to: a Worker's own scope, in a test a pair of functions. */
export interface Port<D, F, R, Q, A> {
  post(reply: Reply<F, R, A>): void;
  /** Says who hears the requests. */
  listen(hear: (request: Request<D, Q>) => void): void;
}
