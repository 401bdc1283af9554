import type { Problem } from 'elman-rnn/protocol';

/** How long to wait between questions while training goes on: a few answers a second are as many as anybody sees. */
const ASK_MS = 120;

/**
 * The answer to a question that changes. Questions go out one at a time; what changes meanwhile is asked for in the next.
 */
export class Latest<A> {
  answer = $state.raw<A | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** Whether there is more to come. */
  isAsking = $state.raw(false);
  #again = false;
  readonly #ask: () => Promise<A>;
  readonly #isBusy: () => boolean;

  /**
   * @param ask asks what is wanted now; rejects with a {@link Problem}
   * @param isBusy whether the one who answers has other work to do
   */
  constructor(ask: () => Promise<A>, isBusy: () => boolean) {
    this.#ask = ask;
    this.#isBusy = isBusy;
  }

  async refresh(): Promise<void> {
    this.#again = this.isAsking;
    if (this.isAsking) return;
    this.isAsking = true;
    try {
      this.answer = await this.#ask();
      this.problem = null;
    } catch (problem) {
      this.problem = problem as Problem;
    }
    if (this.#isBusy()) await new Promise((resolve) => setTimeout(resolve, ASK_MS));
    this.isAsking = false;
    if (this.#again) await this.refresh();
  }
}
