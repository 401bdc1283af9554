import { guessSchema, readRows, type ColumnGuess, type Row } from '../../data/index.ts';
import { isFolder, readClassFolder, readLabelledLines } from '../../data/labelled/index.ts';
import { formatOfName } from '../../data/readers.ts';
import { expect } from '../../util/errors.ts';
import type { GuessedConfig, GuessedValue, TaskContext } from '../task.ts';

const LINES = 1000;
const textName = /text|review|document|sentence|comment|message|body|본문|내용|리뷰|문장|글/i;
const labelName = /label|class|category|sentiment|target|topic|kind|레이블|분류|감정|범주|종류/i;
const groupName = /group|sequence|series|session|sample|recording|subject|id$|그룹|세션|시퀀스|기록/i;

/** Guesses the sections of a config from the begin of a file, or from a folder with a file for each class. */
export async function guess(file: string, context: TaskContext): Promise<GuessedConfig> {
  const path = await context.resolve(file);
  const { host } = context;
  const rule = { missing: 'skip' } as const;
  if (await isFolder(host, path)) {
    const texts = await some(readClassFolder(host, path, file));
    return textConfig(
      file,
      [],
      texts.map(({ text }) => text),
      {
        en: 'a folder with a text file for each class, a text a line',
        ko: '클래스마다 글 파일이 하나씩 있는 폴더. 한 줄에 글 하나',
      },
    );
  }
  if (formatOfName(file) === undefined) {
    const texts = await some(readLabelledLines(host.open(path), file, rule));
    const format = value('format', 'labelled-lines', 'a label, a space and the text', '레이블, 공백, 글');
    return textConfig(
      file,
      [format],
      texts.map(({ text }) => text),
      { en: 'UTF-8, also gzipped', ko: 'UTF-8 (gzip 가능)' },
    );
  }
  const rows = await some(readRows(host.open(path), { file }));
  const columns = guessSchema(rows);
  const text =
    columns.find(({ type, name }) => type !== 'number' && textName.test(name)) ??
    columns.find(({ type }) => type === 'text');
  const label = labelOf(columns, text);
  expect(
    label !== undefined,
    'data/no-answer-column',
    () => `${file}: no column looks like a label; the columns are ${columns.map(({ name }) => name).join(', ')}`,
    { file, columns: columns.map(({ name }) => name) },
  );
  const tableComment = { en: 'CSV, TSV or JSON Lines, also gzipped', ko: 'CSV, TSV, JSON Lines (gzip 가능)' };
  const answer = value(
    'label',
    label.name,
    `the class (${label.distinct} different ones)`,
    `클래스가 있는 열 (${label.distinct}가지)`,
  );
  if (text === undefined) return seriesConfig(file, columns, answer, tableComment);
  const sample = rows.map(({ cells }) => String(cells[text.name] ?? ''));
  return textConfig(
    file,
    [value('text', text.name, 'the column with the text', '글이 있는 열'), answer],
    sample,
    tableComment,
  );
}

async function some<T extends Row | { readonly text: string }>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of source) {
    found.push(one);
    if (found.length === LINES) break;
  }
  return found;
}

/** By name, else the one with the fewest different values. */
function labelOf(columns: readonly ColumnGuess[], text: ColumnGuess | undefined): ColumnGuess | undefined {
  const others = columns.filter((column) => column !== text && column.type !== 'time' && column.type !== 'text');
  const few = others.filter(({ distinct, type }) => type === 'category' && distinct > 1);
  return others.find(({ name }) => labelName.test(name)) ?? few.toSorted((a, b) => a.distinct - b.distinct)[0];
}

function textConfig(
  file: string,
  columns: GuessedValue[],
  texts: readonly string[],
  comment: GuessedValue['comment'],
): GuessedConfig {
  const letters = texts.join('');
  const korean = (letters.match(/[가-힣]/g)?.length ?? 0) > letters.length / 4;
  const words = texts.reduce((sum, text) => sum + text.trim().split(/\s+/).length, 0) / Math.max(1, texts.length);
  const byWord = !korean && words > 2;
  return {
    data: [
      { key: 'file', value: file, comment },
      ...columns,
      value(
        'unit',
        byWord ? 'word' : 'grapheme',
        'word, grapheme or jamo',
        'word(낱말), grapheme(글자), jamo(자모) 가운데 하나',
      ),
      ...(byWord
        ? [value('lowercase', true, 'whether capital letters are read as small ones', '대문자를 소문자로 읽을지')]
        : []),
      value('minCount', 2, 'rarer ones are read as unknown', '이보다 드문 것은 모르는 것으로 읽는다'),
    ],
    model: modelOf(byWord ? 100 : 64),
    train: trainOf(),
  };
}

function seriesConfig(
  file: string,
  columns: readonly ColumnGuess[],
  answer: GuessedValue,
  comment: GuessedValue['comment'],
): GuessedConfig {
  const others = columns.filter(({ name }) => name !== answer.value);
  const group =
    others.find(({ name, type }) => type !== 'time' && groupName.test(name)) ??
    others.find(({ type }) => type === 'category');
  const time = others.find(({ type }) => type === 'time');
  return {
    data: [
      { key: 'file', value: file, comment },
      value(
        'features',
        'rest',
        'the measurements: names of columns, or all others',
        '측정값: 열의 이름, 또는 나머지 열 모두',
      ),
      value(
        'group',
        group?.name ?? 'group',
        'one sequence for each value of this column',
        '이 열의 값마다 하나의 시퀀스',
      ),
      ...(time === undefined
        ? []
        : [value('time', time.name, 'rows are ordered by this column', '행을 이 열의 순서로 놓는다')]),
      answer,
    ],
    model: modelOf(),
    train: trainOf(),
  };
}

function modelOf(embedding?: number): GuessedValue[] {
  return [
    value('cell', 'gru', 'any cell: lstm, gru …', '셀: lstm, gru …'),
    value('hidden', 64, 'size of the hidden state, in each direction', '은닉 상태의 크기 (방향마다)'),
    ...(embedding === undefined
      ? []
      : [value('embedding', embedding, 'numbers that stand for a token', '토큰 하나를 나타내는 수의 개수')]),
    value('pooling', 'max', 'last, max, mean or attention', 'last, max, mean, attention 가운데 하나'),
    value('outputDropout', 0.3, 'against learning by heart', '통째로 외우는 것을 막는다'),
  ];
}

function trainOf(): GuessedValue[] {
  return [
    value('epochs', 10, 'times through the data', '데이터 전체를 몇 번 볼지'),
    value('lr', 0.002, 'learning rate', '학습률'),
    value('clipNorm', 1, 'limits the gradients', '기울기의 크기를 제한한다'),
    value('patience', 3, 'ends after so many epochs without a better one', '이만큼의 에폭 동안 나아지지 않으면 멈춘다'),
    value('seed', 7, 'the same seed, the same model', '시드가 같으면 모델도 같다'),
  ];
}

function value(key: string, given: GuessedValue['value'], en: string, ko: string): GuessedValue {
  return { key, value: given, comment: { en, ko } };
}
