/** How far a file has come. */
export interface Fetched {
  readonly received: number;
  /** How many bytes there are; null where the server does not say. */
  readonly total: number | null;
}

/** Where the bytes of a model come from, told of as they come: a page fetches them, a test reads a file. */
export type Source = () => AsyncGenerator<Fetched, Uint8Array, void>;

/** The bytes behind an address. */
export function fetched(address: string): Source {
  return async function* () {
    const response = await fetch(address);
    if (!response.ok || response.body === null)
      throw new Error(`${address} was not served: status ${response.status} ${response.statusText}`);
    // Of what was packed on the way, the length is that of the parcel.
    const length = response.headers.has('content-encoding') ? null : response.headers.get('content-length');
    const total = length === null ? null : Number(length);
    const chunks: Uint8Array[] = [];
    let received = 0;
    const reader = response.body.getReader();
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
