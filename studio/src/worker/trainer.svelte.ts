import type { Problem, Reply, Request } from 'elman-rnn/protocol';

type Status = 'idle' | 'training' | 'paused' | 'done' | 'failed';

interface Asked<A> {
  readonly resolve: (answer: A) => void;
  readonly reject: (problem: Problem) => void;
}

/** A room's Worker, seen from the page: what it trains, how far it is, and questions to the network that it has. */
export class Trainer<D, F, R, Q, A> {
  status = $state.raw<Status>('idle');
  /** What every turn of the run gave so far. */
  frames = $state.raw<readonly F[]>([]);
  result = $state.raw<R | null>(null);
  problem = $state.raw<Problem | null>(null);
  readonly #worker: Worker;
  readonly #asked = new Map<number, Asked<A>>();
  /** Why the Worker hears nothing, until it is heard of again. */
  #deaf: Problem | null = null;
  #run = 0;
  #asks = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<Reply<F, R, A>>) => this.#hear(data));
    worker.addEventListener('error', ({ message }) => {
      const reason = message || 'no more is known';
      const said = `the Worker does not run (${reason}): reload the page`;
      this.#deaf = { code: 'studio/worker', message: said, details: { reason } };
      [this.problem, this.status] = [this.#deaf, 'failed'];
      for (const { reject } of this.#asked.values()) reject(this.#deaf);
      this.#asked.clear();
    });
  }

  /** Begins a run in place of the one before. */
  start(description: D): void {
    this.#run++;
    [this.frames, this.result, this.problem] = [[], null, this.#deaf];
    this.status = this.#deaf === null ? 'training' : 'failed';
    this.#say({ kind: 'start', run: this.#run, description });
  }

  /** Ends the run, and forgets what it gave. */
  reset(): void {
    this.#say({ kind: 'stop', run: this.#run });
    this.#run++;
    [this.frames, this.result, this.problem, this.status] = [[], null, null, 'idle'];
  }

  pause(): void {
    if (this.status !== 'training') return;
    this.status = 'paused';
    this.#say({ kind: 'pause', run: this.#run });
  }

  resume(): void {
    if (this.status !== 'paused') return;
    this.status = 'training';
    this.#say({ kind: 'resume', run: this.#run });
  }

  /** @throws a {@link Problem} */
  ask(question: Q): Promise<A> {
    if (this.#deaf !== null) return Promise.reject(this.#deaf);
    const id = ++this.#asks;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#say({ kind: 'ask', id, question });
    });
  }

  /** Ends the Worker; no question is answered any more. */
  close(): void {
    this.#worker.terminate();
    this.#asked.clear();
  }

  #say(request: Request<D, Q>): void {
    this.#worker.postMessage(request, []);
  }

  #hear(reply: Reply<F, R, A>): void {
    this.#deaf = null;
    if (reply.kind === 'answer' || reply.kind === 'refused') {
      const asked = this.#asked.get(reply.id);
      this.#asked.delete(reply.id);
      if (reply.kind === 'answer') asked?.resolve(reply.answer);
      else asked?.reject(reply.problem);
      return;
    }
    if (reply.run !== this.#run) return;
    if (reply.kind === 'frames') this.frames = [...this.frames, ...reply.frames];
    else if (reply.kind === 'done') [this.result, this.status] = [reply.result, 'done'];
    else if (reply.kind === 'failed') [this.problem, this.status] = [reply.problem, 'failed'];
    else this.status = 'idle';
  }
}
