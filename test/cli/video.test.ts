import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { elman, temporaryFolder } from './run.ts';
import { makeClips } from '../../examples/moving-shapes/make-clips.mjs';

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;
const cwd = temporaryFolder();
const korean = { LANG: 'ko_KR.UTF-8' };
const run = (args: readonly string[], env: Record<string, string> = {}) => elman(args, { cwd, env });

interface Answer {
  readonly item: string;
  readonly step: number;
  readonly probability: number;
}

/** Too few and too short to learn much from, but real videos all the way. */
describe.skipIf(!hasFfmpeg)('videos on the command line (skipped without ffmpeg)', () => {
  beforeAll(async () => {
    await makeClips(join(cwd, 'clips'), { train: 6, validation: 2, test: 2 });
    const section = ['file: clips/train', 'validation: clips/validation', 'test: clips/test', 'label: label'];
    const lines = [
      'task: sequence-labeling',
      `data: { ${section.join(', ')}, frames: { width: 16, height: 16 } }`,
      'model: { hidden: 8, bidirectional: false, convChannels: [4, 4] }',
      'train: { epochs: 2, seed: 1 }',
      'run: shapes',
    ];
    writeFileSync(join(cwd, 'elman.yaml'), lines.join('\n'));
    const { status, err } = await run(['train', 'elman.yaml']);
    expect(err).toContain('train 384, validation 128, test 128, sequences 10');
    expect(status).toBe(0);
  });

  it('are learnt from, measured, and answered frame by frame', async () => {
    expect(existsSync(join(cwd, 'shapes/model.safetensors'))).toBe(true);
    const evaluated = JSON.parse((await run(['evaluate', 'shapes', '--json'])).out);
    expect(evaluated.split).toBe('test');
    expect(Object.keys(evaluated.baselines)).toEqual(['majority', 'nearest']);
    expect(evaluated.classes.labels).toEqual(['down', 'left', 'right', 'up']);
    const asked = await run(['predict', 'shapes', '--file', 'clips/test/000.mp4', '--json']);
    const answers = JSON.parse(asked.out).predictions as readonly Answer[];
    expect(answers).toHaveLength(64);
    expect(answers.map(({ step }) => step)).toEqual(Array.from({ length: 64 }, (_, t) => t + 1));
    expect(answers.every(({ probability }) => probability >= 0.25 && probability <= 1)).toBe(true);
  });

  it('that are none are told, in Korean too', async () => {
    writeFileSync(join(cwd, 'notes.mp4'), 'no video');
    const { status, err } = await run(['predict', 'shapes', '--file', 'notes.mp4'], korean);
    expect(status).toBe(2);
    expect(err).toContain('notes.mp4');
    expect(err).toContain('동영상으로 해독할 수 없습니다');
  });

  it('need ffmpeg, which is told in one sentence', async () => {
    const missing = { ELMAN_FFMPEG: join(cwd, 'nothing') };
    const { status, err } = await run(['predict', 'shapes', '--file', 'clips/test/000.mp4'], missing);
    expect(status).toBe(1);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain('apt install ffmpeg');
  });
});
