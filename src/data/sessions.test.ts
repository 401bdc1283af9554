import { describe, expect, it } from 'vitest';
import { readEvents, type EventOptions } from './events.ts';
import type { Row } from './row.ts';
import { cutSequence, toSequences, type SequenceOptions } from './sessions.ts';
import { Vocabulary } from './vocabulary.ts';

const columns = ['user', 'dish', 'date'];
const rowsOf = (lines: string[]): Row[] =>
  lines.map((line, i) => {
    const cells = line.split(',');
    return { line: i + 2, cells: Object.fromEntries(columns.map((column, c) => [column, cells[c]!])) };
  });

const options: EventOptions = { file: 'orders.csv', item: 'dish', time: 'date', group: 'user' };

const orders = rowsOf([
  'kim,짜장,2026-11-01',
  'lee,짬뽕,2026-11-01',
  'kim,짬뽕,2026-11-03',
  'lee,짜장,2026-11-04',
  'kim,만두,2026-11-02',
  'park,만두,2026-11-02',
  'kim,짜장,2026-11-03',
]);

async function sequencesOf(rows: Row[], how?: SequenceOptions, what: EventOptions = options) {
  const events = await readEvents(rows, what);
  const { sequences, report } = toSequences(events, how);
  const shown = sequences.map(({ key, items, lines }) => [
    key,
    [...items].map((id) => events.vocabulary.decode(id)).join(' '),
    [...lines],
  ]);
  return { shown, report, sequences };
}

describe('readEvents', () => {
  it('collects items, times and groups', async () => {
    const events = await readEvents(orders, options);
    expect(events.vocabulary.items).toEqual(['짜장', '짬뽕', '만두']);
    expect([...events.items]).toEqual([0, 1, 1, 0, 2, 2, 0]);
    expect(events.groupKeys).toEqual(['kim', 'lee', 'park']);
    expect([...events.groups!]).toEqual([0, 1, 0, 1, 0, 2, 0]);
    expect([...events.lines]).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(events.times![0]).toBe(Date.UTC(2026, 10, 1));
  });

  it('leaves rare items out', async () => {
    const events = await readEvents(orders, { ...options, vocabulary: { minCount: 3 } });
    expect(events.vocabulary.items).toEqual(['짜장']);
    expect([...events.lines]).toEqual([2, 5, 8]);
    expect(events.times).toHaveLength(3);
    expect([...events.groups!]).toEqual([0, 1, 0]);
    expect(events.skipped).toEqual({ missing: 0, unknown: 4 });
  });

  it('uses a vocabulary that is there', async () => {
    const vocabulary = Vocabulary.of(['만두', '짬뽕']);
    await expect(readEvents(orders, { ...options, vocabulary })).rejects.toMatchObject({
      code: 'input/unknown-item',
      message: expect.stringContaining('orders.csv, line 2, column "dish": "짜장" is not known'),
    });
    const events = await readEvents(orders, { ...options, vocabulary, unknown: 'skip' });
    expect([...events.items]).toEqual([1, 1, 0, 0]);
    expect(events.skipped).toEqual({ missing: 0, unknown: 3 });
  });

  it('says which cell is empty, or skips the row', async () => {
    const rows = rowsOf(['kim,짜장,2026-11-01', 'kim,,2026-11-02', ',짜장,2026-11-02']);
    await expect(readEvents(rows, options)).rejects.toMatchObject({
      code: 'data/missing-value',
      details: { line: 3, column: 'dish' },
    });
    await expect(readEvents(rows, { ...options, missing: 'skip' })).rejects.toMatchObject({
      details: { line: 4, column: 'user' },
    });
    const events = await readEvents(rows, { file: 'f', item: 'dish', missing: 'skip' });
    expect(events.skipped.missing).toBe(1);
    expect(events.items).toHaveLength(2);
  });

  it('names unreadable times and missing columns', async () => {
    await expect(readEvents(rowsOf(['kim,짜장,어제']), options)).rejects.toMatchObject({
      code: 'data/time-unreadable',
      details: { line: 2 },
    });
    await expect(readEvents(orders, { ...options, item: 'dsh' })).rejects.toMatchObject({
      code: 'data/missing-column',
      details: { nearest: 'dish' },
    });
  });
});

describe('toSequences', () => {
  it('groups, sorts by time keeping the order of equal times, and drops what is too short', async () => {
    const { shown, report } = await sequencesOf(orders);
    expect(shown).toEqual([
      ['kim', '짜장 만두 짬뽕 짜장', [2, 6, 4, 8]],
      ['lee', '짬뽕 짜장', [3, 5]],
    ]);
    expect(report).toEqual({ events: 6, sequences: 2, outOfOrder: 1, dropped: { sequences: 1, events: 1 } });
  });

  it('can refuse times that run backwards', async () => {
    await expect(sequencesOf(orders, { order: 'strict' })).rejects.toMatchObject({
      code: 'data/time-order',
      message: expect.stringContaining('orders.csv, line 6: 2026-11-02 comes after 2026-11-03 on line 4'),
      details: { file: 'orders.csv', line: 6, time: '2026-11-02', lineBefore: 4, timeBefore: '2026-11-03' },
    });
  });

  it('can leave the order of the file', async () => {
    const { shown, report } = await sequencesOf(orders, { order: 'file' });
    expect(shown[0]).toEqual(['kim', '짜장 짬뽕 만두 짜장', [2, 4, 6, 8]]);
    expect(report.outOfOrder).toBe(0);
  });

  it('is one sequence without a group', async () => {
    const { shown } = await sequencesOf(orders, {}, { file: 'f', item: 'dish' });
    expect(shown).toEqual([['', '짜장 짬뽕 짬뽕 짜장 만두 만두 짜장', [2, 3, 4, 5, 6, 7, 8]]]);
  });

  it('begins a new sequence after a pause', async () => {
    const rows = rowsOf(['a,x,2026-11-01', 'a,y,2026-11-02', 'a,z,2026-11-04', 'a,x,2026-11-05', 'a,y,2026-11-09']);
    const { shown, report, sequences } = await sequencesOf(rows, { gap: 86_400_000 });
    expect(shown).toEqual([
      ['a', 'x y', [2, 3]],
      ['a#2', 'z x', [4, 5]],
    ]);
    expect(sequences.map(({ group }) => group)).toEqual(['a', 'a']);
    expect(report.dropped).toEqual({ sequences: 1, events: 1 });
  });

  it('cuts without copying', async () => {
    const { sequences } = await sequencesOf(orders);
    const cut = cutSequence(sequences[0]!, 1, 3);
    expect([...cut.lines]).toEqual([6, 4]);
    expect(cut.items.buffer).toBe(sequences[0]!.items.buffer);
    expect(cutSequence(cut, 0, 2)).toBe(cut);
  });
});
