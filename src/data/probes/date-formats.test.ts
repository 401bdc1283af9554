import { describe, expect, test } from 'vitest';
import { Random } from '../../util/random.ts';
import { dateFormats, writtenDate } from './date-formats.ts';
import { dateLanguages } from './date-languages.ts';

const day = (iso: string): Date => new Date(`${iso}T00:00:00Z`);
const forms = Object.entries(dateLanguages).flatMap(([language, own]) =>
  own.forms.map((form) => [language, form] as const),
);

describe('dates in words', () => {
  test('are written as people write them', () => {
    const written = (iso: string, language: string) =>
      dateLanguages[language]!.forms.map((form) => writtenDate(day(iso), language, form));
    expect(written('2024-03-07', 'en')).toEqual([
      'March 7, 2024',
      'Thursday, March 7, 2024',
      '7 Mar 2024',
      'Thursday 7 Mar 2024',
      'Thu, Mar 7th, 2024',
      'the 7th of March 2024',
      '03/07/2024',
      '2024/03/07',
    ]);
    expect(written('2024-10-21', 'ko')).toEqual([
      '2024년 10월 21일',
      '2024년 10월 21일 월요일',
      '2024년 10월 21일(월)',
      '2024. 10. 21.',
      '2024.10.21(월)',
      '이천이십사년 시월 이십일일',
    ]);
    expect(written('1910-06-01', 'ko').at(-1)).toBe('천구백십년 유월 일일');
    expect(written('2005-11-30', 'zh')).toEqual([
      '2005年11月30日星期三',
      '二〇〇五年十一月三十日',
      '二〇〇五年十一月三十日 星期三',
    ]);
    expect(written('1999-12-11', 'zh')[1]).toBe('一九九九年十二月十一日');
    expect(written('1999-08-02', 'ru')[1]).toBe('понедельник, 2 августа 1999 г.');
    expect(
      [1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 30].map((d) =>
        writtenDate(day(`2024-01-${`${d}`.padStart(2, '0')}`), 'en', '{nth}'),
      ),
    ).toEqual('1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 23rd 30th'.split(' '));
  });

  test('have twelve months and seven days in each language, no two alike', () => {
    for (const [language, own] of Object.entries(dateLanguages)) {
      for (const [names, count] of [
        [own.months, 12],
        [own.shortMonths ?? own.months, 12],
        [own.weekdays, 7],
        [own.shortWeekdays ?? own.weekdays, 7],
      ] as const)
        expect([language, names.length, new Set(names).size]).toEqual([language, count, count]);
      for (const form of own.forms)
        expect(writtenDate(day('2000-01-01'), language, form)).not.toMatch(/undefined|[{}]/);
    }
  });

  test('say one day only, all languages together', () => {
    const days = new Map<string, string>();
    for (const year of [1900, 1999, 2000, 2024, 2099]) {
      for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += 86_400_000) {
        const date = new Date(at);
        const iso = date.toISOString().slice(0, 10);
        for (const [language, form] of forms) {
          const text = writtenDate(date, language, form);
          const before = days.get(text) ?? iso;
          if (before !== iso) expect.unreachable(`${text} is ${before} and ${iso}`);
          days.set(text, iso);
        }
      }
    }
    expect(days.size).toBeGreaterThan(60_000);
  });

  test('are drawn by their seed, each text once, of all languages', () => {
    const dates = dateFormats({ count: 3000 }, new Random(5));
    expect(dateFormats({ count: 3000 }, new Random(5))).toEqual(dates);
    expect(dateFormats({ count: 30 }, new Random(6))).not.toEqual(dates.slice(0, 30));
    expect(dateFormats({ count: 30 }, new Random(5))).toEqual(dates.slice(0, 30));
    expect(new Set(dates.map(({ text }) => text)).size).toBe(3000);
    for (const { iso } of dates) expect(iso).toMatch(/^(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/);
    for (const language of Object.keys(dateLanguages)) {
      const share = dates.filter((date) => date.language === language).length / 3000;
      expect(share).toBeGreaterThan(0.05);
      expect(share).toBeLessThan(0.12);
    }
    expect(() => dateFormats({ count: 0 }, new Random(5))).toThrow(/count must be a whole number of at least 1/);
  });
});
