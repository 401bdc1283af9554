import { fail } from '../util/errors.ts';

/** Collects the values of an option that may be repeated. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Reads the value of an option that takes a whole number from `least` up. */
export function wholeNumber(option: string, least = 1): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      fail('usage/number', `${option} takes a whole number from ${least} up, got "${text}"`, {
        option,
        least,
        got: text,
      });
    }
    return value;
  };
}

/** Reads the value of an option that takes a number. */
export function anyNumber(option: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? NaN : Number(text);
    if (!Number.isFinite(value)) {
      fail('usage/not-a-number', `${option} takes a number such as 0.8, got "${text}"`, { option, got: text });
    }
    return value;
  };
}

/** Reads the value of an option that takes one of a few words, whatever their case. */
export function oneOf<T extends string>(option: string, values: readonly T[]): (text: string) => T {
  return (text) => {
    const found = values.find((value) => value.toLowerCase() === text.toLowerCase());
    return (
      found ??
      fail('usage/choice', `${option} takes one of ${values.join(', ')}, got "${text}"`, { option, values, got: text })
    );
  };
}
