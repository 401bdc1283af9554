import { cellNames } from '../../cells/index.ts';
import { guessRoles, guessSchema, readRows, type Row } from '../../data/index.ts';
import { expect } from '../../util/errors.ts';
import type { GuessedConfig, TaskContext } from '../task.ts';

/** Guesses the sections of a config from the first rows of a file. */
export async function guess(file: string, context: TaskContext): Promise<GuessedConfig> {
  const rows: Row[] = [];
  for await (const row of readRows(context.host.open(await context.resolve(file)), { file })) {
    rows.push(row);
    if (rows.length === 1000) break;
  }
  const columns = guessSchema(rows);
  const { item, time, group } = guessRoles(columns);
  expect(
    item !== undefined,
    'data/no-item-column',
    () =>
      `${file}: no column looks like an item to predict; the columns are ${columns.map(({ name }) => name).join(', ')}`,
    { file },
  );
  const distinct = columns.find(({ name }) => name === item)?.distinct ?? 0;
  return {
    data: [
      {
        key: 'file',
        value: file,
        comment: { en: 'CSV, TSV or JSON Lines, also gzipped', ko: 'CSV, TSV, JSON Lines (gzip 가능)' },
      },
      {
        key: 'item',
        value: item,
        comment: {
          en: `what to predict (${distinct} different ones in the first ${rows.length} rows)`,
          ko: `예측할 열 (처음 ${rows.length}행에 ${distinct}가지)`,
        },
      },
      ...(time === undefined
        ? []
        : [
            {
              key: 'time',
              value: time,
              comment: { en: 'events are ordered by this column', ko: '이 열의 시간 순서로 정렬' },
            },
          ]),
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
    model: [
      {
        key: 'cell',
        value: distinct <= 64 ? 'elman' : 'gru',
        comment: {
          en: `elman, lstm, gru … (${cellNames.length} in all: elman schema next-item)`,
          ko: `elman, lstm, gru … (모두 ${cellNames.length}가지: elman schema next-item)`,
        },
      },
      {
        key: 'hidden',
        value: distinct <= 64 ? 16 : 128,
        comment: { en: 'size of the hidden state', ko: '은닉 상태의 크기' },
      },
    ],
  };
}
