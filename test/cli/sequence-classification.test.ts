import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { elman, temporaryFolder, type Ran } from './run.ts';

const cwd = temporaryFolder();
const korean = { LANG: 'ko_KR.UTF-8' };
const run = (args: readonly string[], env: Record<string, string> = {}, input = ''): Promise<Ran> =>
  elman(args, { cwd, env, input });
const file = (name: string, content: string): void => writeFileSync(join(cwd, name), content);

const task = ['--task', 'sequence-classification'];
const good = ['국물이 시원하고 좋아요', '면이 쫄깃하고 맛있어요', '또 오고 싶어요', '양이 많고 친절해요'];
const bad = ['국물이 짜고 별로예요', '면이 불어서 맛없어요', '다시 안 와요', '양이 적고 불친절해요'];
const reviews = (text: string): string =>
  [
    `review${text},label`,
    ...Array.from({ length: 30 }, (_, i) => [`${good[i % 4]!} ${i},좋음`, `${bad[i % 4]!} ${i},나쁨`]).flat(),
    '',
  ].join('\n');

const yaml = (name: string, data: string, more = ''): string => {
  file(
    name,
    [
      'task: sequence-classification',
      `data: ${data}`,
      `model: { cell: gru, hidden: 8, embedding: 8 ${more} }`,
      'train: { epochs: 1, seed: 7 }',
      `run: runs/${name}`,
    ].join('\n'),
  );
  return name;
};

describe('from reviews to a model', () => {
  let trained: Ran;
  beforeAll(async () => {
    file('reviews.csv', reviews(''));
    expect((await run(['init', 'reviews.csv', ...task, '--output', 'reviews.yaml'])).status).toBe(0);
    const small = ['--set', 'model.hidden=16', '--set', 'train.epochs=4', '--set', 'train.lr=0.02'];
    trained = await run(['train', 'reviews.yaml', ...small, '--json']);
  });

  it('init finds the columns, and what it writes trains', () => {
    expect(readFileSync(join(cwd, 'reviews.yaml'), 'utf8')).toMatch(
      /^ {2}text: review .*\n {2}label: label .*\n {2}unit: grapheme /m,
    );
    expect(trained.status, trained.err).toBe(0);
    const { data } = JSON.parse(trained.out) as { data: Record<string, number> };
    expect(data).toMatchObject({ labels: 2, train: 48, validation: 6, test: 6 });
  });

  it('evaluate has figures by class, and the baselines beside them', async () => {
    const [text, json] = await Promise.all([
      run(['evaluate', 'runs/reviews'], korean),
      run(['evaluate', 'runs/reviews', '--json']),
    ]);
    expect(text.out).toMatch(/accuracy +1 +0\.5 +\S+/);
    expect(text.out).toMatch(/^지표 +모델 +\S.* +나이브 베이즈$/m);
    const { metrics, baselines, classes } = JSON.parse(json.out) as {
      metrics: Record<string, number>;
      baselines: Record<string, Record<string, number>>;
      classes: { labels: string[]; confusion: number[][] };
    };
    expect(metrics['accuracy']).toBe(1);
    expect(Object.keys(baselines)).toEqual(['majority', 'naive-bayes']);
    expect([classes.labels, classes.confusion]).toEqual([
      ['나쁨', '좋음'],
      [
        [3, 0],
        [0, 3],
      ],
    ]);
  });

  it('predict answers each input by itself, from options, lines and files alike', async () => {
    const inputs = ['국물이 좋아요', '맛없어요'];
    const answers = (ran: Ran): unknown =>
      (JSON.parse(ran.out) as { predictions: { item: string; input: string }[] }).predictions.map(({ item, input }) => [
        input,
        item,
      ]);
    file('asked.csv', `n,review\n1,${inputs[0]}\n2,${inputs[1]}\n`);
    file('asked.txt', `${inputs.join('\n')}\n`);
    const all = await Promise.all([
      run(['predict', 'runs/reviews', '--input', inputs[0]!, '--input', inputs[1]!, '--json']),
      run(['predict', 'runs/reviews', '-', '--json'], {}, `${inputs.join('\n')}\n`),
      run(['predict', 'runs/reviews', '--file', 'asked.csv', '--json']),
      run(['predict', 'runs/reviews', '--file', 'asked.txt', '--json']),
    ]);
    for (const ran of all) {
      expect(ran.status, ran.err).toBe(0);
      expect(answers(ran)).toEqual([
        [inputs[0], '좋음'],
        [inputs[1], '나쁨'],
      ]);
    }
  });

  it('predict --explain says what each letter did', async () => {
    const { out, status } = await run(['predict', 'runs/reviews', '--input', '별로예요', '--explain']);
    expect(status).toBe(0);
    expect(out).toMatch(/^별로예요 +나쁨 +\d\.\d{3}$/m);
    expect(out).toMatch(/^별로예요 → 나쁨$/m);
    expect(out).toMatch(/^별 +[+−][\d.e-]+$/m);
  });

  it('what it cannot do is refused in both languages', async () => {
    const cases: [string[], RegExp, RegExp][] = [
      [['predict', 'runs/reviews', '--input', ' '], /^error: input 1 is an empty text/, /^오류: 1번째 글이 비어 있어/],
      [
        ['predict', 'runs/reviews', '--input', '국', '--steps', '3'],
        /^error: .*leave --steps out/,
        /^오류: .*--steps를 빼십시오/,
      ],
      [['sample', 'runs/reviews'], /^error: .*makes up no text/, /^오류: .*글을 지어내지 못합니다/],
      [['predict', 'runs/reviews', '--stream'], /^error: .*has seen the whole input/, /^오류: .*끝까지 본 뒤에야/],
      [
        ['evaluate', 'runs/reviews', '--split', 'dev'],
        /^error: there is no part "dev"/,
        /^오류: "dev" 부분은 없습니다/,
      ],
    ];
    for (const [args, en, ko] of cases) {
      const [english, other] = await Promise.all([run(args), run(args, korean)]);
      expect(english.err).toMatch(en);
      expect(other.err).toMatch(ko);
      expect([english.status, other.status, english.out]).toEqual([2, 2, '']);
    }
  });
});

describe('data and settings that cannot be read', () => {
  const table = 'text,label\n좋아요,good\n싫어요,bad\n';
  const cases: [what: string, files: Record<string, string>, data: string, model: string, en: RegExp, ko: RegExp][] = [
    [
      'an empty text',
      { 'a.csv': `${table},good\n` },
      '{ file: a.csv }',
      '',
      /a\.csv, line 4: column "text" is empty/,
      /a\.csv 4행: "text" 열이 비어/,
    ],
    [
      'a label alone',
      { 'a.lines': '1 좋아요\n0\n' },
      '{ file: a.lines, format: labelled-lines }',
      '',
      /a\.lines, line 2: .*this one is "0"/,
      /a\.lines 2행: 한 줄은 레이블, 공백, 글/,
    ],
    [
      'a label that is new',
      { 'a.csv': table, 't.csv': 'text,label\n음,soso\n' },
      '{ file: a.csv, test: t.csv }',
      '',
      /t\.csv, line 2: the label "soso"/,
      /t\.csv 2행: "soso" 레이블은/,
    ],
    [
      'two labels in one sequence',
      { 's.csv': 'g,x,label\na,1,up\na,2,down\n' },
      '{ file: s.csv, features: [x], group: g }',
      '',
      /s\.csv, line 3: "a" .* "down" here, but "up" on line 2/,
      /s\.csv 3행: "a" 시퀀스의 label/,
    ],
    [
      'a measurement that is none',
      { 's.csv': 'g,x,label\na,1,up\nb,one,down\n' },
      '{ file: s.csv, features: rest, group: g }',
      '',
      /line 3: "one" in column "x" is not a number/,
      /3행: "x" 열의 "one"은 수가 아닙니다/,
    ],
    [
      'measurements without a group',
      { 's.csv': 'g,x,label\na,1,up\n' },
      '{ file: s.csv, features: rest }',
      '',
      /needs data\.group/,
      /data\.group이 필요/,
    ],
    [
      'grams the wrong way round',
      { 'a.csv': table },
      '{ file: a.csv }',
      ', grams: { letters: [5, 3] }',
      /put the smaller number first/,
      /작은 수를 앞에/,
    ],
    [
      'vectors of another size',
      { 'a.csv': table, 'v.txt': '좋아요 1 2 3\n' },
      '{ file: a.csv, vectors: v.txt }',
      '',
      /vectors of 3 numbers, but model\.embedding is 8/,
      /벡터는 수 3개인데 model\.embedding은 8/,
    ],
    [
      'vectors with a short line',
      { 'a.csv': table, 'v.txt': '좋아요 1 2 3\n싫어요 1\n' },
      '{ file: a.csv, vectors: v.txt }',
      '',
      /v\.txt, line 2: a line holds a word and 3 numbers/,
      /v\.txt 2행: 한 줄은 낱말 하나와 수 3개/,
    ],
    [
      'a weight of no class',
      { 'a.csv': table },
      '{ file: a.csv }',
      ', classWeights: { god: 2 }',
      /no label "god"; did you mean "good"/,
      /"god" 레이블은 없습니다/,
    ],
  ];

  it.each(cases)('%s: refused', async (what, files, data, model, en, ko) => {
    for (const [name, content] of Object.entries(files)) file(name, content);
    const config = yaml(`${what.replaceAll(' ', '-')}.yaml`, data, model);
    const [english, other] = await Promise.all([
      run(['train', config]),
      run(['train', config, '--run', `runs/${config}.ko`], korean),
    ]);
    expect(english.err).toMatch(en);
    expect(other.err).toMatch(ko);
    expect([english.status, other.status, english.out]).toEqual([2, 2, '']);
  });

  it('a folder is read class by class, and a lone example is told of', async () => {
    mkdirSync(join(cwd, 'names'), { recursive: true });
    file('names/Korean.txt', 'Kim\nPark\nChoi\nHan\n'.repeat(6));
    file('names/Greek.txt', 'Pavlou\nDimou\nAdamou\n'.repeat(6));
    file('names/Other.txt', 'Nobody\n');
    const config = yaml('names.yaml', '{ file: names, unit: grapheme }');
    const { status, err } = await run(['train', config], korean);
    expect(status, err).toBe(0);
    expect(err).toMatch(/^알림: names: 예가 하나뿐인 레이블\(Other\)은 나누지 않고 학습 부분에 둡니다$/m);
  });

  it('values are learnt and answered as values', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `a${' very'.repeat(i % 4)} good film,${i % 4}`);
    file('stars.csv', ['text,stars', ...rows, ''].join('\n'));
    const config = yaml('stars.yaml', '{ file: stars.csv, value: stars }');
    const trained = await run(['train', config, '--set', 'train.epochs=20', '--set', 'train.lr=0.02']);
    expect(trained.status, trained.err).toBe(0);
    const evaluated = await run(['evaluate', 'runs/stars.yaml']);
    expect(evaluated.out).toMatch(/^rmse +\d/m);
    expect(evaluated.out).toMatch(/^r2 +0\.\d+ +\S+$/m);
    const { out } = await run(['predict', 'runs/stars.yaml', '--input', 'a very very very good film', '--json']);
    const [answer] = (JSON.parse(out) as { predictions: { value: number; probability?: number }[] }).predictions;
    expect(answer!.value).toBeGreaterThan(2);
    expect(answer).not.toHaveProperty('probability');
  });
});
