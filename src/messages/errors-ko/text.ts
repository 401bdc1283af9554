import type { ErrorDetails } from '../../util/errors.ts';

/** Says an error in Korean from its details; `message` is the English one. Undefined: the English one is said. */
export type ErrorText = (details: ErrorDetails, message: string) => string | undefined;
export type ErrorTexts = Readonly<Record<string, ErrorText>>;

/** A detail as text; lists with commas between. */
export function of(details: ErrorDetails, key: string): string {
  const value = details[key];
  return typeof value === 'object' ? value.join(', ') : String(value ?? '');
}

/** Whether a detail is there and says something. */
export function has(details: ErrorDetails, key: string): boolean {
  const value = details[key];
  return value !== undefined && value !== '' && value !== false && !(typeof value === 'object' && value.length === 0);
}

/** ` "lstm"의 오타입니까?` from the nearest spelling, or nothing. */
export function typo(details: ErrorDetails): string {
  for (const key of ['nearest', 'near']) {
    if (has(details, key)) return ` "${of(details, key).split(', ')[0]}"의 오타입니까?`;
  }
  return '';
}

/** `orders.csv 12행` */
export function place(details: ErrorDetails): string {
  return has(details, 'line') ? `${of(details, 'file')} ${of(details, 'line')}행` : of(details, 'file');
}
