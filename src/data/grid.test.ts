import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grid } from './grid.ts';
import type { Sequence } from './sessions.ts';
import { parseDuration, parseTime } from './time.ts';

function sequence(times: (string | number)[], key = ''): Sequence {
  return {
    key,
    group: key,
    items: Int32Array.from(times, (_, i) => i),
    times: Float64Array.from(times, (time) => parseTime(time)!),
    lines: Int32Array.from(times, (_, i) => i + 2),
  };
}

const day = parseDuration('1d');

describe('grid', () => {
  it('leaves a gap where a day is missing, and takes any time of a day', () => {
    const laid = grid(sequence(['2026-11-20T18:00', '2026-11-21', '2026-11-23T23:59:59Z']), day);
    expect([...laid.items]).toEqual([0, 1, -1, 2]);
    expect([...laid.lines]).toEqual([2, 3, 0, 4]);
    expect([...laid.times!]).toEqual(
      ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'].map((date) => parseTime(date)),
    );
  });

  it('counts hours from the hour, weeks from the first event', () => {
    const hours = grid(sequence(['2026-11-20T09:17', '2026-11-20T11:02']), parseDuration('1h'));
    expect([...hours.items]).toEqual([0, -1, 1]);
    expect(hours.times![0]).toBe(parseTime('2026-11-20T09:00'));
    const weeks = grid(
      sequence(['2026-11-25', '2026-12-01', '2026-12-02'].slice(0, 1).concat('2026-12-02')),
      parseDuration('1w'),
    );
    expect([...weeks.items]).toEqual([0, 1]);
    expect(weeks.times![1]).toBe(parseTime('2026-12-02'));
  });

  it('refuses two events in one slot, with both lines and dates', () => {
    expect(() =>
      grid(sequence(['2026-11-20', '2026-11-21', '2026-11-21T18:00'], 'kim'), day, 'orders.csv'),
    ).toThrowError(
      expect.objectContaining({
        code: 'data/grid-collision',
        message: expect.stringContaining(
          'orders.csv, lines 3 and 4 (kim): two events, of 2026-11-21 and 2026-11-21T18:00:00Z, fall in one slot of 1d',
        ),
        details: {
          file: 'orders.csv',
          lineBefore: 3,
          line: 4,
          timeBefore: '2026-11-21',
          time: '2026-11-21T18:00:00Z',
          group: 'kim',
          every: '1d',
        },
      }),
    );
  });

  it('refuses a grid far finer than the events, before making it', () => {
    expect(() => grid(sequence(['2020-01-01', '2026-01-01']), 1)).toThrowError(
      expect.objectContaining({ code: 'data/grid-too-fine' }),
    );
  });

  it('refuses more slots than fit into the memory, however many events there are', () => {
    const times = Array.from({ length: 20_000 }, (_, i) => i * 1000);
    expect(() => grid({ ...sequence(times), times: Float64Array.from(times) }, 1)).toThrowError(
      expect.objectContaining({
        code: 'data/grid-too-fine',
        details: expect.objectContaining({ slots: 19_999_001, events: 20_000 }),
      }),
    );
  });

  it('refuses times that fall, with both lines and what to do', () => {
    for (const falling of [
      ['2026-11-21', '2026-11-20'],
      ['2026-11-20', '2026-11-22', '2026-11-21', '2026-11-23'],
    ]) {
      const at = falling.length - (falling.length === 2 ? 1 : 2);
      expect(() => grid(sequence(falling, 'kim'), day, 'orders.csv')).toThrowError(
        expect.objectContaining({
          code: 'data/time-order',
          message: expect.stringMatching(/^orders\.csv, line \d \(kim\): .* data\.order: sort$/),
          details: {
            file: 'orders.csv',
            line: at + 2,
            time: falling[at],
            lineBefore: at + 1,
            timeBefore: falling[at - 1],
            group: 'kim',
          },
        }),
      );
    }
  });

  it('needs times', () => {
    const { times: _, ...untimed } = sequence(['2026-11-20']);
    expect(() => grid(untimed, day)).toThrowError(expect.objectContaining({ code: 'usage/grid' }));
  });

  it('holds every event once, in the slot of its time', () => {
    const every = fc.constantFrom('1d', '1h', '7d', '7h', '1w', '45s').map((text) => parseDuration(text));
    const start = fc.integer({ min: -1e12, max: 4e12 });
    const steps = fc.array(fc.nat({ max: 40 }), { maxLength: 30 });
    fc.assert(
      fc.property(every, start, steps, (every, start, steps) => {
        const times = [start];
        for (const step of steps) times.push(times.at(-1)! + every + Math.floor((step * every) / 7));
        const { items, times: slots } = grid({ ...sequence(times), times: Float64Array.from(times) }, every);
        expect([...items].filter((id) => id >= 0)).toEqual(times.map((_, i) => i));
        for (const [slot, id] of items.entries()) {
          if (id < 0) continue;
          expect(times[id]! - slots![slot]!).toBeGreaterThanOrEqual(0);
          expect(times[id]! - slots![slot]!).toBeLessThan(every);
        }
      }),
    );
  });
});
