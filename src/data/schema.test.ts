import { describe, expect, it } from 'vitest';
import { requireColumns, type Cell, type Row } from './row.ts';
import { guessRoles, guessSchema, parseNumber, readNumber } from './schema.ts';

const table = (columns: Record<string, Cell[]>): Row[] => {
  const length = Math.max(...Object.values(columns).map((cells) => cells.length));
  return Array.from({ length }, (_, i) => ({
    line: i + 2,
    cells: Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, cells[i]!])),
  }));
};

const types = (columns: Record<string, Cell[]>) =>
  Object.fromEntries(guessSchema(table(columns)).map(({ name, type }) => [name, type]));

describe('guessSchema', () => {
  it('tells categories, numbers, times and text', () => {
    expect(
      types({
        date: ['2026-11-23', '2026-11-24', '2026-11-25'],
        dish: ['짜장', '짬뽕', '볶음밥'],
        price: ['7000', '', '8500.5'],
        review: ['a little too salty for me', 'the noodles were good', '면이 아주 쫄깃하고 맛있었어요 또 올게요'],
      }),
    ).toEqual({ date: 'time', dish: 'category', price: 'number', review: 'text' });
  });

  it('knows the columns of click logs', () => {
    const clicks = {
      SessionId: ['1', '1', '2'],
      ItemId: ['214536502', '214536506', '214662742'],
      Time: ['1396860669.277', '1396860886.998', '1396871797.614'],
    };
    expect(types(clicks)).toEqual({ SessionId: 'category', ItemId: 'category', Time: 'time' });
    expect(guessRoles(guessSchema(table(clicks)))).toEqual({ item: 'ItemId', time: 'Time', group: 'SessionId' });
  });

  it('takes plain numbers for times only where the name says so', () => {
    expect(types({ load: ['1396860669', '1396860886'] })).toEqual({ load: 'number' });
    expect(types({ timestamp: [1396860669277, 1396860886998] })).toEqual({ timestamp: 'time' });
    expect(types({ time: ['1', '2', '3'] })).toEqual({ time: 'number' });
    expect(types({ day: ['20261123', '20261124'] })).toEqual({ day: 'time' });
    expect(types({ day: ['2026.11.23', '2026.11.24'] })).toEqual({ day: 'time' });
    expect(types({ value: ['2026.5', '2027.5'] })).toEqual({ value: 'number' });
  });

  it('reports what it saw', () => {
    expect(guessSchema(table({ dish: ['짜장', '', '짜장', '짬뽕'] }))).toEqual([
      { name: 'dish', type: 'category', distinct: 2, missing: 1, examples: ['짜장', '짬뽕'] },
    ]);
    expect(guessSchema(table({ empty: ['', 'NA'] }))).toMatchObject([{ type: 'category', missing: 2 }]);
  });

  it('guesses the roles of the columns of an order list', () => {
    expect(guessRoles(guessSchema(table({ date: ['2026-11-23', '2026-11-24'], dish: ['a', 'b'] })))).toEqual({
      item: 'dish',
      time: 'date',
    });
    expect(guessRoles([])).toEqual({});
  });
});

describe('numbers', () => {
  it.each([
    ['1', 1],
    [' -2.5e3 ', -2500],
    ['.5', 0.5],
    ['+7', 7],
    [3, 3],
  ])('reads %j', (cell, number) => {
    expect(parseNumber(cell)).toBe(number);
  });

  it.each(['1,234', '12 kg', '', '0x10', 'one'])('does not read %j', (cell) => {
    expect(parseNumber(cell)).toBeNaN();
  });

  it('takes missing values for NaN and refuses the rest', () => {
    const where = { file: 'f.csv', line: 3, column: 'price' };
    for (const cell of ['', 'NA', 'nan', 'null', undefined]) expect(readNumber(cell, where)).toBeNaN();
    expect(readNumber('7', where)).toBe(7);
    expect(() => readNumber('1,234', where)).toThrowError(
      expect.objectContaining({ code: 'data/not-a-number', details: { ...where, got: '1,234' } }),
    );
  });
});

describe('requireColumns', () => {
  it('names the nearest column', () => {
    const [row] = table({ date: ['2026-11-23'], dish: ['짜장'] }) as [Row];
    expect(() => requireColumns(row, ['date', 'dihs'], 'orders.csv')).toThrowError(
      expect.objectContaining({
        code: 'data/missing-column',
        message: 'orders.csv has no column "dihs"; its columns are "date", "dish"; did you mean "dish"?',
        details: { file: 'orders.csv', column: 'dihs', columns: ['date', 'dish'], nearest: 'dish', line: 2 },
      }),
    );
  });
});
