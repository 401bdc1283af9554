import { readRows } from '../../data/readers.ts';
import type { Row } from '../../data/row.ts';
import { guessSchema } from '../../data/schema.ts';
import { readLines } from '../../data/tagged/lines.ts';
import { expect } from '../../util/errors.ts';
import type { GuessedConfig, GuessedValue, TaskContext } from '../task.ts';

const SAMPLE = 1000;
const labelName = /label|tag|phase|class|state|activity|slot|pos$|레이블|태그|단계|상태|분류/i;
const groupName = /sentence|sequence|session|recording|video|series|group|(?:^|_)id$|문장|시퀀스|녹화/i;

/** Guesses the sections of a config from the first rows or lines of a file. */
export async function guess(file: string, context: TaskContext): Promise<GuessedConfig> {
  const isTable = /\.(?:csv|tsv|tab|jsonl|ndjson)(?:\.gz)?$/i.test(file);
  const found = isTable ? await ofTable(file, context) : await ofColumns(file, context);
  return {
    data: [
      {
        key: 'file',
        value: file,
        comment: isTable
          ? { en: 'CSV, TSV or JSON Lines, also gzipped', ko: 'CSV, TSV, JSON Lines (gzip 가능)' }
          : {
              en: 'a token a line, an empty line between sentences, also gzipped',
              ko: '한 줄에 토큰 하나, 문장 사이에 빈 줄 (gzip 가능)',
            },
      },
      ...found.data,
    ],
    model: [
      {
        key: 'cell',
        value: found.areWords ? 'lstm' : 'gru',
        comment: { en: 'elman, lstm, gru …', ko: 'elman, lstm, gru …' },
      },
      {
        key: 'hidden',
        value: found.areWords ? 100 : 32,
        comment: { en: 'size of the hidden state', ko: '은닉 상태의 크기' },
      },
      {
        key: 'bidirectional',
        value: true,
        comment: {
          en: 'false: answers each step from the past alone, so that it can stream',
          ko: 'false면 과거만 보고 답하므로 스트림으로 쓸 수 있음',
        },
      },
      {
        key: 'outputDropout',
        value: 0.5,
        comment: { en: 'against learning by heart', ko: '통째로 외우는 것을 막음' },
      },
    ],
  };
}

async function ofTable(
  file: string,
  context: TaskContext,
): Promise<{ data: readonly GuessedValue[]; areWords: boolean }> {
  const rows: Row[] = [];
  for await (const row of readRows(context.host.open(await context.resolve(file)), { file })) {
    rows.push(row);
    if (rows.length === SAMPLE) break;
  }
  const columns = guessSchema(rows);
  const names = columns.filter(({ type }) => type === 'category' || type === 'text');
  const group = columns.find(({ name, type }) => type !== 'text' && groupName.test(name))?.name;
  const others = names.filter(({ name }) => name !== group);
  const label = (others.find(({ name }) => labelName.test(name)) ?? others.at(-1))?.name;
  expect(
    label !== undefined,
    'data/no-label-column',
    () => `${file}: no column looks like a label; the columns are ${columns.map(({ name }) => name).join(', ')}`,
    { file, columns: columns.map(({ name }) => name) },
  );
  const token = others.find(({ name }) => name !== label)?.name;
  const numbers = columns.filter(({ name, type }) => type === 'number' && name !== group && name !== label);
  const areWords = token !== undefined && numbers.length < 2;
  const steps: GuessedValue = areWords
    ? { key: 'token', value: token, comment: { en: 'the column of the tokens', ko: '토큰 열' } }
    : {
        key: 'features',
        value: 'rest',
        comment: { en: 'the columns of numbers: all others', ko: '수가 든 열: 나머지 모두' },
      };
  return {
    areWords,
    data: [
      { key: 'label', value: label, comment: { en: 'what to answer at each row', ko: '행마다 답할 열' } },
      steps,
      ...(group === undefined
        ? []
        : [
            {
              key: 'group',
              value: group,
              comment: { en: 'one sequence for each value of this column', ko: '이 열의 값마다 하나의 시퀀스' },
            },
          ]),
    ],
  };
}

async function ofColumns(
  file: string,
  context: TaskContext,
): Promise<{ data: readonly GuessedValue[]; areWords: boolean }> {
  let columns = 0;
  for await (const { text } of readLines(context.host.open(await context.resolve(file)), file)) {
    if (text.trim() === '' || text.startsWith('#') || text.startsWith('-DOCSTART-')) continue;
    columns = (text.includes('\t') ? text.split('\t') : text.trim().split(/\s+/)).length;
    break;
  }
  expect(
    columns > 1,
    'data/no-label-column',
    () => `${file}: its lines have no second column, which would be the tag`,
    {
      file,
    },
  );
  const isConllu = /\.conllu(?:\.gz)?$/i.test(file);
  return {
    areWords: true,
    data: [
      {
        key: 'column',
        value: isConllu ? 'form' : 0,
        comment: { en: 'the column of the tokens, from 0', ko: '토큰 열 (0부터)' },
      },
      {
        key: 'tagColumn',
        value: isConllu ? 'upos' : -1,
        comment: { en: 'the column of the tags; −1 is the last', ko: '태그 열 (−1은 마지막)' },
      },
    ],
  };
}
