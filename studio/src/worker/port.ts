import type { Port } from 'elman-rnn/protocol';

/** The other end of a page's {@link Trainer}: the scope of the Worker that this runs in. */
export function workerPort<D, F, R, Q, A>(): Port<D, F, R, Q, A> {
  return {
    post: (reply) => globalThis.postMessage(reply, {}),
    listen: (hear) => globalThis.addEventListener('message', ({ data }) => hear(data)),
  };
}
