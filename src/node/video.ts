import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { expect, fail } from '../util/errors.ts';
import type { FrameSize } from '../util/host.ts';
import { cannotRead, codeOf } from './file-errors.ts';

/** The program that decodes; `ELMAN_FFMPEG` names another. */
export function ffmpegPath(): string {
  return process.env['ELMAN_FFMPEG'] ?? 'ffmpeg';
}

/** How ffmpeg names pixels of so many channels, a byte each. */
const pixelFormats = { 1: 'gray', 3: 'rgb24' } as const;

/**
 * The frames of a video one after another, scaled to a size: each [height, width, channels] bytes, row-major. They come
 * as ffmpeg decodes them, no faster than they are taken.
 * @throws `io/ffmpeg` where there is no ffmpeg, `data/not-video` for a file that it cannot decode, `data/no-frames` for
 *   one without a picture; `io/…` as reading does.
 */
export async function* decodeVideo(path: string, { width, height, channels }: FrameSize): AsyncGenerator<Uint8Array> {
  await stat(path).catch((thrown: unknown) => cannotRead(path, thrown));
  const bytes = width * height * channels;
  const child = spawn(
    ffmpegPath(),
    // `file:` keeps a name with a colon from being read as a protocol.
    ['-nostdin', '-v', 'error', '-i', `file:${path}`, '-map', '0:v:0', '-an', '-sn', '-fps_mode', 'passthrough']
      .concat(['-vf', `scale=${width}:${height}:flags=area`, '-pix_fmt', pixelFormats[channels]])
      .concat(['-f', 'rawvideo', 'pipe:1']),
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-2000)));
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  // Heard of below; until then it is no unhandled rejection.
  ended.catch(() => {});
  let frames = 0;
  try {
    for await (const frame of inPieces(child.stdout, bytes)) {
      frames++;
      yield frame;
    }
    const status = await ended.catch((thrown: unknown) => noFfmpeg(thrown));
    expect(status === 0, 'data/not-video', () => `${path} cannot be decoded as a video: ${reasonOf(complaint, path)}`, {
      file: path,
      reason: reasonOf(complaint, path),
      frames,
    });
    expect(frames > 0, 'data/no-frames', () => `${path} is a video without a frame`, { file: path });
  } finally {
    // Whoever stops early, as for the first frames alone, leaves no process behind.
    if (child.exitCode === null) child.kill('SIGKILL');
  }
}

/** A stream of bytes in pieces of one size, each an array of its own. */
async function* inPieces(stream: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let piece = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.length;) {
      const taken = chunk.subarray(at, at + size - filled);
      piece.set(taken, filled);
      at += taken.length;
      filled += taken.length;
      if (filled < size) continue;
      yield piece;
      piece = new Uint8Array(size);
      filled = 0;
    }
  }
}

function noFfmpeg(thrown: unknown): never {
  const [program, reason] = [ffmpegPath(), codeOf(thrown) ?? String(thrown)];
  return fail(
    'io/ffmpeg',
    `videos are decoded by ffmpeg, and "${program}" could not be started (${reason}): install it (apt install ffmpeg, brew install ffmpeg), or name it in ELMAN_FFMPEG`,
    { program, reason },
    thrown,
  );
}

/** The last thing that ffmpeg said of the file. */
function reasonOf(complaint: string, path: string): string {
  const lines = complaint.split('\n').filter((line) => line.trim() !== '');
  return (lines.at(-1) ?? 'ffmpeg says nothing').replace(`file:${path}: `, '');
}
