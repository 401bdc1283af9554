import { ElmanError } from 'elman-rnn';

/** How far a file has come. */
export interface Fetched {
  readonly received: number;
  /** How many bytes there are; null where the server does not say. */
  readonly total: number | null;
}

/** Where the bytes of a model come from, told of as they come: a page fetches them, a test reads a file. */
export type Source = () => AsyncGenerator<Fetched, Uint8Array, void>;

/** What is served at an address. Throws `io/read-failed` where nothing is. */
export async function served(address: string): Promise<Response> {
  const response = await fetch(address).catch((error: Error) => error.message);
  if (typeof response !== 'string' && response.ok && response.body !== null) return response;
  const reason = typeof response === 'string' ? response : `status ${response.status}`;
  throw new ElmanError(
    'io/read-failed',
    `${address} cannot be read: ${reason}; see whether the studio is still served, and try again`,
    { path: address, reason },
  );
}

/** The bytes behind an address. */
export function fetched(address: string): Source {
  return async function* () {
    const response = await served(address);
    // Of what was packed on the way, the length is that of the parcel.
    const length = response.headers.has('content-encoding') ? null : response.headers.get('content-length');
    const total = length === null ? null : Number(length);
    const chunks: Uint8Array[] = [];
    let received = 0;
    const reader = response.body!.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      chunks.push(read.value);
      received += read.value.length;
      yield { received, total };
    }
    const bytes = new Uint8Array(received);
    let at = 0;
    for (const chunk of chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  };
}
