import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, formatTime, parseDuration, parseTime, readTime } from './time.ts';

describe('parseTime', () => {
  const noon = Date.UTC(2026, 10, 25, 12, 30);
  const midnight = Date.UTC(2026, 10, 25);

  it.each([
    ['2026-11-25', midnight],
    ['2026.11.25', midnight],
    ['2026.11.25.', midnight],
    ['2026. 11. 25.', midnight],
    ['2026/11/25', midnight],
    ['2026/1/5', Date.UTC(2026, 0, 5)],
    ['20261125', midnight],
    ['2026-11', Date.UTC(2026, 10, 1)],
    ['1749-01', Date.UTC(1749, 0, 1)],
    ['0099-03-01', new Date('0099-03-01').getTime()],
    ['2026-11-25T12:30', noon],
    ['2026-11-25 12:30:00', noon],
    [' 2026-11-25T12:30:00Z ', noon],
    ['2026-11-25T21:30:00+09:00', noon],
    ['2026-11-25T21:30:00+0900', noon],
    ['2026-11-25T09:00:00-03:30', noon],
    ['2026-11-25T12:30:00.25Z', noon + 250],
    ['2026.11.25 12:30:01,5', noon + 1500],
    ['20261125123000', noon],
    ['1396860669.277', 1396860669277],
    ['1396437466.94', 1396437466940],
    ['1396860669', 1396860669000],
    ['1396860669277', 1396860669277],
    ['1.396860669277e12', 1396860669277],
    ['0', 0],
    ['-1', -1000],
  ])('reads %s', (text, time) => {
    expect(parseTime(text)).toBe(time);
  });

  it('reads numbers', () => {
    expect(parseTime(1396860669.277)).toBe(1396860669277);
    expect(parseTime(20261125)).toBe(midnight);
  });

  it.each([
    '',
    'yesterday',
    '11/25/2026',
    '25.11.2026',
    'Nov 25, 2026',
    '2026-11-31',
    '2026-02-29',
    '2026-13-01',
    '2026-00-01',
    '2026-11-25T24:00',
    '2026-11-25T12:60',
    '2026-11.25',
    '20261345',
    '20261125250000',
    '1396860669277000000',
    'NaN',
    '12:30',
    '2026-11-25T12:30+99:00',
  ])('does not read %j', (text) => {
    expect(parseTime(text)).toBeUndefined();
  });

  it('agrees with the calendar of the engine and reads what formatTime writes', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(parseTime(date.toISOString())).toBe(date.getTime());
          expect(parseTime(formatTime(date.getTime()))).toBe(date.getTime());
        },
      ),
    );
  });

  it('says which line and what came', () => {
    expect(() => readTime('어제', { file: 'orders.csv', line: 7, column: 'date' })).toThrowError(
      expect.objectContaining({
        code: 'data/time-unreadable',
        message: expect.stringContaining('orders.csv, line 7: "어제" in column "date" is not a time'),
        details: { file: 'orders.csv', line: 7, column: 'date', got: '어제' },
      }),
    );
  });
});

describe('durations', () => {
  it.each([
    ['500ms', 500],
    ['45s', 45_000],
    ['30m', 1_800_000],
    ['12h', 43_200_000],
    ['1d', 86_400_000],
    ['1.5d', 129_600_000],
    ['1w', 604_800_000],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
    expect(parseDuration(formatDuration(ms))).toBe(ms);
  });

  it.each(['', '1', 'd', '0d', '-1d', '1 month', '1M', '1d12h'])('refuses %j', (text) => {
    expect(() => parseDuration(text, 'data.every')).toThrowError(
      expect.objectContaining({ code: 'config/duration', details: { got: text, key: 'data.every' } }),
    );
  });

  it('writes the largest whole unit', () => {
    expect(formatDuration(86_400_000)).toBe('1d');
    expect(formatDuration(5_400_000)).toBe('90m');
    expect(formatDuration(1)).toBe('1ms');
  });
});
