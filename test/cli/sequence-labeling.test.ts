import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { elman, temporaryFolder } from './run.ts';

const cwd = temporaryFolder();
const korean = { LANG: 'ko_KR.UTF-8' };
const run = (args: readonly string[], options: { input?: string; env?: Record<string, string> } = {}) =>
  elman(args, { cwd, ...options });

interface Answer {
  readonly input?: string;
  readonly item: string;
  readonly step: number;
  readonly probability: number;
}

const cities = ['서울', '부산', '보스턴', '런던'];
/** 서울에서 부산까지: where from, where to, either first. */
const sentences = Array.from({ length: 48 }, (_, i) => {
  const [a, b] = [cities[i % 4]!, cities[(i * 3 + 1) % 4]!];
  const from = [`${a} B-출발`, '에서 O'];
  const to = [`${b} B-도착`, '까지 O'];
  return [...(i % 2 === 0 ? [...from, ...to] : [...to, ...from]), '표 O'];
});

beforeAll(async () => {
  writeFileSync(join(cwd, 'slots.conll'), sentences.map((words) => `${words.join('\n')}\n`).join('\n'));
  const lines = Array.from(
    { length: 240 },
    (_, t) => `${Math.floor(t / 5) % 2},${t % 3},${['쉼', '움직임'][Math.floor((t - 1) / 5) % 2] ?? '쉼'}`,
  );
  writeFileSync(join(cwd, 'motion.csv'), ['x,y,phase', ...lines, ''].join('\n'));
  writeFileSync(
    join(cwd, 'slots.yaml'),
    [
      'task: sequence-labeling',
      'data: { file: slots.conll }',
      'model: { cell: lstm, hidden: 12, embedding: 12, crf: true }',
      'train: { epochs: 15, lr: 0.02, batchSize: 8, seed: 1 }',
      'run: slots',
    ].join('\n'),
  );
  writeFileSync(
    join(cwd, 'motion.yaml'),
    [
      'task: sequence-labeling',
      'data: { file: motion.csv, label: phase, features: [x, y], window: 30, split: { by: position, validation: 0.1, test: 0.2 } }',
      'model: { hidden: 8, bidirectional: false }',
      'train: { epochs: 15, lr: 0.02, seed: 1 }',
      'run: motion',
    ].join('\n'),
  );
  for (const config of ['slots.yaml', 'motion.yaml']) {
    const { status, err } = await run(['train', config]);
    expect(status, err).toBe(0);
  }
});

describe('words with tags', () => {
  it('are measured by span, with figures by type and what a word by itself tells', async () => {
    const { status, out } = await run(['evaluate', 'slots']);
    expect(status).toBe(0);
    const lines = out.split('\n');
    expect(lines[0]).toBe('on the part "test":');
    expect(lines[1]).toMatch(/^metric +model +majority +commonest of token$/);
    expect(out).toMatch(/\nf1 +1 /);
    expect(out).toMatch(/\nlabel +precision +recall +F1 +count\n도착 +1\.000 +1\.000 +1\.000 +5\n출발 /);
    expect(out).not.toContain('what each (row) was taken for');
    const document = JSON.parse((await run(['evaluate', 'slots', '--json'])).out) as Record<string, object>;
    expect(Object.keys(document)).toEqual(['split', 'metrics', 'baselines', 'classes']);
    expect(Object.keys(document['metrics']!)).toEqual(['loss', 'f1', 'precision', 'recall', 'accuracy', 'predictions']);
  });

  it('are measured in Korean too', async () => {
    const { out } = await run(['evaluate', 'slots'], { env: korean });
    expect(out).toMatch(/다수 클래스 +토큰별 최빈/);
  });

  it('are answered word by word', async () => {
    const { out } = await run(['predict', 'slots', '--input', '런던 에서 서울 까지']);
    expect(out.split('\n').slice(0, 5)).toEqual([
      expect.stringMatching(/^step +input +answer? *item|^step +input +.*$/),
      expect.stringMatching(/^ +1 +런던 +B-출발 +[01]\.\d{3}$/),
      expect.stringMatching(/^ +2 +에서 +O +[01]\.\d{3}$/),
      expect.stringMatching(/^ +3 +서울 +B-도착 +[01]\.\d{3}$/),
      expect.stringMatching(/^ +4 +까지 +O +[01]\.\d{3}$/),
    ]);
    const { predictions } = JSON.parse(
      (await run(['predict', 'slots', '--input', '런던 에서', '--input', '부산 까지', '--json'])).out,
    ) as { predictions: (Answer & { sequence: number })[] };
    expect(predictions.map(({ sequence, step, input, item }) => [sequence, step, input, item])).toEqual([
      [1, 1, '런던', 'B-출발'],
      [1, 2, '에서', 'O'],
      [2, 1, '부산', 'B-도착'],
      [2, 2, '까지', 'O'],
    ]);
  });

  it('a file of the same form is answered, without tags', async () => {
    writeFileSync(join(cwd, 'mine.txt'), '서울\n에서\n\n런던\n까지\n');
    const { out } = await run(['predict', 'slots', '--file', 'mine.txt', '--json']);
    const { predictions } = JSON.parse(out) as { predictions: Answer[] };
    expect(predictions.map(({ item }) => item)).toEqual(['B-출발', 'O', 'B-도착', 'O']);
  });

  it('cannot be streamed, and what to do is said', async () => {
    const { status, out, err } = await run(['predict', 'slots', '--stream'], { input: '서울\n' });
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain('train one with model.bidirectional: false to stream');
    expect((await run(['predict', 'slots', '--stream'], { input: '', env: korean })).err).toContain(
      'model.bidirectional: false로 학습하십시오',
    );
  });
});

describe('rows with labels', () => {
  it('are measured by row and by segment', async () => {
    const { out } = await run(['evaluate', 'motion']);
    expect(out.split('\n')[1]).toMatch(/^metric +model +majority +nearest row$/);
    expect(out).toMatch(/\naccuracy +1 /);
    expect(out).toMatch(/\nsegmentF1@50 +1 /);
    expect(out).toContain('what each (row) was taken for (column):');
  });

  it('stream: a header is passed over, a bad row said, and the rest is what the whole file gives', async () => {
    const rows = ['x,y', '0,0', '0,1', '1,x', '1,2', '1,0'];
    const { status, out, err } = await run(['predict', 'motion', '--stream', '--json'], {
      input: `${rows.join('\n')}\n`,
    });
    const told = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Answer & { error?: { code: string } });
    expect(told).toHaveLength(5);
    expect(told[2]!.error!.code).toBe('input/not-a-number');
    expect(err).toContain('"x" for the column "y" is not a number');
    expect(status).toBe(2);
    const good = rows.filter((row) => row !== '1,x');
    writeFileSync(join(cwd, 'more.csv'), `${good.join('\n')}\n`);
    const whole = JSON.parse((await run(['predict', 'motion', '--file', 'more.csv', '--json'])).out) as {
      predictions: Answer[];
    };
    expect(told.filter(({ error }) => error === undefined)).toEqual(whole.predictions);
  });

  it('are refused by file and line, in both languages', async () => {
    writeFileSync(join(cwd, 'bad.csv'), 'x,y,phase\n1,2,쉼\n1,,쉼\n');
    const { status, err } = await run(['evaluate', 'motion', '--data', 'bad.csv']);
    expect(err).toContain('bad.csv, line 3: column "y" is empty');
    expect(status).toBe(2);
    writeFileSync(join(cwd, 'other.csv'), 'x,y,phase\n1,2,쉼\n1,2,뜀\n');
    expect((await run(['evaluate', 'motion', '--data', 'other.csv'])).err).toContain(
      'other.csv, line 3: the label "뜀" does not stand in the training part',
    );
    const inKorean = await run(['evaluate', 'motion', '--data', 'other.csv'], { env: korean });
    expect(inKorean.err).toContain('other.csv 3행: "뜀" 레이블은 학습할 데이터에 없습니다');
  });
});

describe('configs', () => {
  const refused: [string, string, string][] = [
    ['data.label=x', 'data.label does not go with it', 'data.label은 여기에 쓸 수 없습니다'],
    ['data.tagColumn=upso', 'did you mean "upos"', '"upos"의 오타입니까?'],
    ['data.tagColumn=7', 'slots.conll, line 1: there are 2 columns', 'slots.conll 1행: 열이 2개이고 7번 열'],
    ['data.scheme=biose', 'data.scheme', 'data.scheme'],
    ['model.classWeights=balanced', 'model.classWeights weighs steps one by one', 'model.crf와 함께 쓸 수 없습니다'],
  ];
  it.each(refused)('%s is refused', async (set, english, inKorean) => {
    const args = ['train', 'slots.yaml', '--set', set, '--run', 'none'];
    const { status, err } = await run(args);
    expect(err).toContain(english);
    expect(status).toBe(2);
    expect((await run(args, { env: korean })).err).toContain(inKorean);
  });

  it('tags that break the scheme are noted', async () => {
    writeFileSync(join(cwd, 'broken.conll'), 'a O\nb I-x\n\nc B-x\n');
    const args = [
      'train',
      'slots.yaml',
      '--set',
      'data.file=broken.conll',
      '--set',
      'train.epochs=0',
      '--run',
      'broken',
    ];
    expect((await run(args)).err).toContain('broken.conll: 1 tags break the scheme bio, the first in line 2');
    const strict = await run([...args, '--set', 'data.strict=true', '--overwrite'], { env: korean });
    expect(strict.err).toContain('broken.conll 2행: "I-x"는 시작되지 않은 구간을 잇습니다');
    expect(strict.status).toBe(2);
  });

  it('init writes one for a file of columns, and for a table when the task is named', async () => {
    expect((await run(['init', 'slots.conll', '--output', 'one.yaml'])).status).toBe(0);
    expect((await run(['init', 'motion.csv', '--task', 'sequence-labeling', '--output', 'two.yaml'])).status).toBe(0);
    for (const config of ['one.yaml', 'two.yaml']) {
      const { status, err } = await run(['train', config, '--set', 'train.epochs=1', '--set', 'model.hidden=4']);
      expect(status, err).toBe(0);
    }
    expect(existsSync(join(cwd, 'runs/motion/model.safetensors'))).toBe(true);
  });
});
