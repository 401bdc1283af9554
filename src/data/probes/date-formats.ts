import type { Random } from '../../util/random.ts';
import { dateLanguages, type DateLanguage } from './date-languages.ts';
import { checkSizes } from './sizes.ts';

/** A date as somebody wrote it, and as ISO 8601 has it. */
export interface WrittenDate {
  /** As `7 de marzo de 2024`, or `2024년 3월 7일`. */
  readonly text: string;
  /** `2024-03-07` */
  readonly iso: string;
  /** Of the text, by its code in ISO 639. */
  readonly language: string;
}

/** From the first of January 1900 to the last of December 2099. */
const FIRST = Date.UTC(1900, 0, 1);
const DAY = 86_400_000;
const DAYS = (Date.UTC(2100, 0, 1) - FIRST) / DAY;

/**
 * Dates of two centuries in the forms of twelve languages, no text twice: a language, a form of it and a day, each drawn
 * evenly. The names of months and days are Elman's own, since those of `Intl` change with the engine. A text says its day
 * by itself, whatever its language, so that to translate it into ISO 8601 can be learnt to the last letter.
 * @throws `config/probe-size`
 */
export function dateFormats({ count }: { readonly count: number }, rng: Random): WrittenDate[] {
  checkSizes({ count });
  const names = Object.keys(dateLanguages);
  const dates = new Map<string, WrittenDate>();
  while (dates.size < count) {
    const language = names[rng.below(names.length)]!;
    const { forms } = dateLanguages[language]!;
    const form = forms[rng.below(forms.length)]!;
    const date = new Date(FIRST + rng.below(DAYS) * DAY);
    const text = writtenDate(date, language, form);
    if (!dates.has(text)) dates.set(text, { text, iso: date.toISOString().slice(0, 10), language });
  }
  return [...dates.values()];
}

/** A date (at midnight, UTC) in a form of a language. */
export function writtenDate(date: Date, language: string, form: string): string {
  const own = dateLanguages[language]!;
  return form.replaceAll(/\{(\w+)\}/g, (_, field: string) => fields[field]!(date, own));
}

const monthOf = (date: Date): number => date.getUTCMonth() + 1;

/** What stands for the fields of a form. */
const fields: Readonly<Record<string, (date: Date, own: DateLanguage) => string>> = {
  y: (date) => String(date.getUTCFullYear()),
  m: (date) => String(monthOf(date)),
  d: (date) => String(date.getUTCDate()),
  mm: (date) => String(monthOf(date)).padStart(2, '0'),
  dd: (date) => String(date.getUTCDate()).padStart(2, '0'),
  month: (date, { months }) => months[date.getUTCMonth()]!,
  mon: (date, { shortMonths }) => shortMonths![date.getUTCMonth()]!,
  weekday: (date, { weekdays }) => weekdays[date.getUTCDay()]!,
  wd: (date, { shortWeekdays }) => shortWeekdays![date.getUTCDay()]!,
  nth: (date) => ordinal(date.getUTCDate()),
  yy: (date, { spell }) => spell!(date.getUTCFullYear(), 'year'),
  da: (date, { spell }) => spell!(date.getUTCDate(), 'day'),
};

/** 1st, 2nd, 3rd, 4th, 11th, 21st. */
function ordinal(n: number): string {
  const ending = Math.floor(n / 10) === 1 ? undefined : ['st', 'nd', 'rd'][(n % 10) - 1];
  return `${n}${ending ?? 'th'}`;
}
