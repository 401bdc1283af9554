/**
 * What the machine around Elman can do. The lower floors import nothing from Node: whoever calls passes a host in.
 * Node's is in `node/host.ts`; tests use a host in memory; the browser has its own.
 * Paths are opaque strings that only the host takes apart.
 */
export interface Host {
  /** The bytes of a file, chunk by chunk. Throws `io/not-found` when there is no such file. */
  open(path: string): AsyncIterable<Uint8Array>;
  /** The whole file. Throws `io/not-found` when there is no such file. */
  read(path: string): Promise<Uint8Array>;
  /** Writes a whole file under another name, then renames it: readers see the old file or the new one, never a part. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Adds a line to a file, making it if there is none. */
  append(path: string, text: string): Promise<void>;
  /** Whether a file or folder exists. */
  exists(path: string): Promise<boolean>;
  /** The names in a folder, sorted by code point; empty when there is no such folder. */
  list(path: string): Promise<string[]>;
  makeFolder(path: string): Promise<void>;
  /** Removes a file or a folder with all that is in it; nothing happens when it is not there. */
  remove(path: string): Promise<void>;
  join(...parts: string[]): string;
  /**
   * The pixels of an image (PNG, JPEG, WebP …; `path` is for messages), stretched to a size: [height, width, channels]
   * bytes, row-major. Throws `data/not-image`, and `io/…` where nothing decodes it.
   */
  decodeImage(bytes: Uint8Array, path: string, size: FrameSize): Promise<Uint8Array>;
  /**
   * The frames of a video, one after another, scaled: each [height, width, channels] bytes, row-major. Throws
   * `data/not-video` and `data/no-frames`, and `io/…` where it cannot be read or nothing decodes it.
   */
  decodeVideo(path: string, size: FrameSize): AsyncIterable<Uint8Array>;
}

/** The form that pictures are brought to: grey (1 channel), or red, green and blue. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}
