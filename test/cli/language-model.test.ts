import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { elman, temporaryFolder, type Ran } from './run.ts';

const cwd = temporaryFolder();
const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Ran> => elman(args, { cwd, env });
const file = (name: string, content: string | Uint8Array): void => writeFileSync(join(cwd, name), content);

/** Writes a config for a text, small enough to be trained in no time. */
function config(name: string, data: string): string {
  file(
    name,
    [
      'task: language-model',
      `data: ${data}`,
      'model: { cell: gru, hidden: 8 }',
      'train: { epochs: 1, seed: 7 }',
      `run: runs/${name}`,
    ].join('\n'),
  );
  return name;
}

const text = '아침에 죽.\n점심에 짜장.\n저녁에 국밥.\n'.repeat(30);

beforeAll(() => file('meals.txt', text));

describe('from a text to a model', () => {
  const small = ['--set', 'model.hidden=16', '--set', 'train.epochs=3', '--set', 'train.lr=0.02'];
  let trained: Ran;

  beforeAll(async () => {
    expect((await run(['init', 'meals.txt', '--output', 'meals.yaml'])).status).toBe(0);
    trained = await run(['train', 'meals.yaml', ...small, '--json']);
  });

  it('init chooses the task by the ending, and what it writes trains', () => {
    expect(readFileSync(join(cwd, 'meals.yaml'), 'utf8')).toMatch(/^task: language-model$/m);
    expect(trained.status, trained.err).toBe(0);
    const letters = Array.from(text).length;
    const { data } = JSON.parse(trained.out) as { data: Record<string, number> };
    expect(data).toEqual({
      symbols: new Set(text).size,
      train: Math.floor(letters * 0.8) - 1,
      validation: Math.floor(letters * 0.9) - Math.floor(letters * 0.8) - 1,
      test: letters - Math.floor(letters * 0.9) - 1,
      documents: 1,
    });
  });

  it('evaluate has the n-gram models beside it', async () => {
    const { status, out } = await run(['evaluate', 'runs/meals', '--json']);
    expect(status).toBe(0);
    const { metrics, baselines } = JSON.parse(out) as {
      metrics: Record<string, number>;
      baselines: Record<string, Record<string, number>>;
    };
    expect(Object.keys(metrics)).toEqual(['loss', 'perplexity', 'bitsPerCharacter', 'predictions']);
    expect(Object.keys(baselines)).toEqual(['unigram', 'bigram', 'trigram']);
    expect(metrics['perplexity']).toBeCloseTo(Math.exp(metrics['loss']!), 9);
  });

  it('evaluate says how much of another text the model does not know, and what becomes of it', async () => {
    file('other.txt', '점심에 피자.\n');
    const args = ['evaluate', 'runs/meals', '--data', 'other.txt'];
    const [text, json, korean] = await Promise.all([
      run(args),
      run([...args, '--json']),
      run(args, { LANG: 'ko_KR.UTF-8' }),
    ]);
    expect(text.err).toBe('note: 2 symbols are not in the vocabulary: they go in as nothing and are not counted\n');
    expect(json.err).toBe(text.err);
    expect(korean.err).toBe('알림: 어휘에 없는 기호 2개는 0벡터로 들어가고, 성능을 잴 때 세지 않습니다\n');
    const { metrics, baselines, unknown } = JSON.parse(json.out) as {
      metrics: { predictions: number };
      baselines: Record<string, { predictions: number }>;
      unknown: number;
    };
    expect([unknown, metrics.predictions, baselines['trigram']!.predictions]).toEqual([2, 5, 5]);
    expect([text.status, json.status, korean.status]).toEqual([0, 0, 0]);
  });

  it('evaluate refuses --split beside --data, which is measured whole', async () => {
    const { status, out, err } = await run(['evaluate', 'runs/meals', '--data', 'meals.txt', '--split', 'train']);
    expect(err).toMatch(/^error: .*--split.*--data/);
    expect([status, out]).toEqual([2, '']);
  });

  it('temperature 0 says the same whatever the seed', async () => {
    const args = ['sample', 'runs/meals', '--prompt', '점심에', '--temperature', '0', '--length', '12'];
    const [first, other] = await Promise.all([run([...args, '--seed', '1']), run([...args, '--seed', '9'])]);
    expect(first.status, first.err).toBe(0);
    expect(first.out).toMatch(/^점심에[^]{12}\n$/);
    expect(other.out).toBe(first.out);
  });

  it('a prompt with symbols that it does not know is refused by their names', async () => {
    const args = ['sample', 'runs/meals', '--prompt', '점심에 피자.'];
    const { status, out, err } = await run(args);
    expect(err).toMatch(/^error: the model has never seen "피", "자": leave that out; it knows \d+ symbols, such as /);
    expect([status, out]).toEqual([2, '']);
    const korean = await run(args, { LANG: 'ko_KR.UTF-8' });
    expect(korean.err).toMatch(/^오류: 모델이 본 적 없는 기호입니다: "피", "자"\. /);
    expect(korean.status).toBe(2);
  });

  it('a negative temperature is refused', async () => {
    const args = ['sample', 'runs/meals', '--temperature=-0.5'];
    const { status, out, err } = await run(args);
    expect(err).toBe(
      'error: the temperature is a number from 0 up (0 takes the likeliest, 1 is as learnt), got -0.5\n',
    );
    expect([status, out]).toEqual([2, '']);
    const korean = await run(args, { LANG: 'ko_KR.UTF-8' });
    expect(korean.err).toMatch(/^오류: .*-0\.5/);
    expect(korean.status).toBe(2);
  });
});

describe('a model with <unk>', () => {
  it('reads what it does not know as that, and never says it', async () => {
    file('rare.txt', `${'점심에 짜장 먹고 저녁에 국밥 먹고\n'.repeat(30)}피자 냉면 만두\n`.repeat(2));
    const { status, err } = await run([
      'train',
      config('rare.yaml', '{ file: rare.txt, unit: word, minCount: 5, split: { validation: 0, test: 0 } }'),
    ]);
    expect(status, err).toBe(0);
    const sample = await run(['sample', 'runs/rare.yaml', '--prompt', '아침에 라면', '--length', '80']);
    expect(sample.status, sample.err).toBe(0);
    expect(sample.out).toMatch(/^아침에 라면/);
    expect(sample.out).not.toContain('<unk>');
  });
});

describe('bad input', () => {
  const cases: [what: string, name: string, content: string | Uint8Array, data: string, en: RegExp, ko: RegExp][] = [
    [
      'a text of one symbol',
      'short.txt',
      '가',
      '{ file: short.txt }',
      /^error: short\.txt: the training part has \d symbols, and nothing can be predicted from fewer than two: give a longer text, or keep less of it aside \(data\.split\)$/m,
      /^오류: short\.txt: 예측하려면 기호가 둘 이상 있어야 하는데 학습 부분에 \d개뿐입니다/m,
    ],
    [
      'an empty text',
      'empty.txt',
      '',
      '{ file: empty.txt }',
      /^error: empty\.txt: the training part has 0 symbols, /m,
      /^오류: empty\.txt: 예측하려면 기호가 둘 이상 있어야 하는데 학습 부분에 0개뿐입니다/m,
    ],
    [
      'a text that is not UTF-8',
      'korean.txt',
      Uint8Array.of(0x61, 0x0a, 0x62, 0x0a, 0xb0, 0xa1, 0xb3, 0xaa, 0x0a), // line 3 in CP949
      '{ file: korean.txt }',
      /^error: korean\.txt, line 3: .*UTF-8/m,
      /^오류: korean\.txt 3행: UTF-8 텍스트가 아닙니다/m,
    ],
    [
      'a vocabulary that is empty',
      'once.txt',
      'abcdefghij',
      '{ file: once.txt, minCount: 3 }',
      /^error: once\.txt: no symbol of the training part occurs 3 times \(data\.minCount\), the commonest one 1 times: the vocabulary would be empty; lower data\.minCount$/m,
      /^오류: once\.txt: 학습 부분에 3번 이상\(data\.minCount\) 나오는 기호가 없어 어휘가 비게 됩니다/m,
    ],
  ];

  it.each(cases)('%s is refused', async (_, name, content, data, en, ko) => {
    file(name, content);
    const yaml = config(`${name}.yaml`, data);
    const [english, korean] = await Promise.all([
      run(['train', yaml]),
      run(['train', yaml, '--run', `runs/${name}.ko`], { LANG: 'ko_KR.UTF-8' }),
    ]);
    expect(english.err).toMatch(en);
    expect([english.status, english.out]).toEqual([2, '']);
    expect(korean.err).toMatch(ko);
    expect([korean.status, korean.out]).toEqual([2, '']);
  });
});
