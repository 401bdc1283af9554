import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { movingShape } from '../data/index.ts';
import { Random } from '../util/random.ts';
import { nodeHost } from './host.ts';

const folder = mkdtempSync(join(tmpdir(), 'elman-video-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const size = { width: 32, height: 32, channels: 1 } as const;

function encoded(name: string, frames: readonly Uint8Array[], ...options: string[]): string {
  const file = join(folder, name);
  const input = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', '32x32', '-r', '25', '-i', 'pipe:0'];
  const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', '-y', ...input, ...options, file], {
    input: Buffer.concat(frames),
  });
  expect(String(stderr)).toBe('');
  expect(status).toBe(0);
  return file;
}

async function framesOf(file: string, form: Parameters<ReturnType<typeof nodeHost>['decodeVideo']>[1] = size) {
  const frames: Uint8Array[] = [];
  for await (const frame of nodeHost().decodeVideo(file, form)) frames.push(frame);
  return frames;
}

describe.skipIf(!hasFfmpeg)('a video, by ffmpeg (skipped where there is none)', () => {
  const { frames } = movingShape(new Random(1), { frames: 20 });

  test('without loss comes back bit for bit, frame for frame', async () => {
    const file = encoded('lossless.mkv', frames, '-c:v', 'ffv1');
    expect(await framesOf(file)).toEqual(frames);
  });

  test('with loss comes back nearly, whatever its frame rate', async () => {
    const file = encoded('lossy.mp4', frames, '-c:v', 'mpeg4', '-q:v', '2', '-r', '25');
    const back = await framesOf(file);
    expect(back).toHaveLength(frames.length);
    const off = back.map(
      (frame, t) => frame.reduce((sum, v, i) => sum + Math.abs(v - frames[t]![i]!), 0) / frame.length,
    );
    expect(Math.max(...off)).toBeLessThan(8);
  });

  test('is scaled, and coloured where three channels are asked for', async () => {
    const file = encoded('small.mkv', frames, '-c:v', 'ffv1');
    const [first] = await framesOf(file, { width: 8, height: 4, channels: 3 });
    expect(first).toHaveLength(8 * 4 * 3);
    for (let i = 0; i < first!.length; i += 3) expect(new Set(first!.subarray(i, i + 3)).size).toBe(1);
  });

  test('can be left before its end', async () => {
    const file = encoded('left.mkv', frames, '-c:v', 'ffv1');
    for await (const frame of nodeHost().decodeVideo(file, size)) {
      expect(frame).toEqual(frames[0]);
      break;
    }
  });

  test('a name with a colon, spaces and Hangul is a file like any other', async () => {
    const file = encoded('a.mkv', frames, '-c:v', 'ffv1');
    const odd = join(folder, '움직임: 1.mkv');
    spawnSync('cp', [file, odd]);
    expect(await framesOf(odd)).toHaveLength(20);
  });

  test('what is no video, has no picture or is not there, is told', async () => {
    const text = join(folder, 'notes.mp4');
    writeFileSync(text, 'no video at all');
    await expect(framesOf(text)).rejects.toMatchObject({ code: 'data/not-video', details: { file: text } });
    const sound = join(folder, 'sound.wav');
    spawnSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine=d=0.1', sound]);
    await expect(framesOf(sound)).rejects.toThrow(/sound\.wav cannot be decoded as a video/);
    await expect(framesOf(join(folder, 'none.mp4'))).rejects.toMatchObject({ code: 'io/not-found' });
    const cut = encoded('cut.mp4', frames, '-c:v', 'mpeg4');
    spawnSync('truncate', ['-s', '300', cut]);
    await expect(framesOf(cut)).rejects.toMatchObject({ code: 'data/not-video' });
  });
});

test('without ffmpeg a video is refused in one sentence, with what to do', async () => {
  vi.stubEnv('ELMAN_FFMPEG', join(folder, 'no-such-program'));
  const file = join(folder, 'any.mp4');
  writeFileSync(file, 'x');
  await expect(framesOf(file)).rejects.toThrow(/videos are decoded by ffmpeg.*apt install ffmpeg.*ELMAN_FFMPEG/);
});
