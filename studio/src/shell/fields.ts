/** One value in the address: what it is when nothing is said, and how it is written. */
export interface Field<T> {
  readonly fallback: T;
  /** Undefined when the text is no such value. */
  readonly parse: (text: string) => T | undefined;
  readonly write: (value: T) => string;
}

/** The fields of values by the names that they have in the address. */
export type FieldsOf<V> = { readonly [K in keyof V]: Field<V[K]> };

/** A text that could not be read, and what stands in its place. */
export interface Unread {
  readonly name: string;
  readonly text: string;
  readonly used: string;
}

export function wholeNumber(fallback: number, least: number, most: number): Field<number> {
  return {
    fallback,
    parse(text) {
      const value = Number(text);
      return /^\d{1,15}$/.test(text) && value >= least && value <= most ? value : undefined;
    },
    write: String,
  };
}

/** A number as one writes it: `0.5`, `12`, `1e-3`. */
export function decimal(fallback: number, least: number, most: number): Field<number> {
  return {
    fallback,
    parse(text) {
      const value = Number(text);
      return /^\d{1,9}(\.\d{1,9})?(e-\d)?$/.test(text) && value >= least && value <= most ? value : undefined;
    },
    write: String,
  };
}

export function oneOf<T extends string>(fallback: T, values: readonly T[]): Field<T> {
  return { fallback, parse: (text) => values.find((value) => value === text), write: (value) => value };
}

/** One or more of some names, in their order: `elman,gru`; all of them unless told otherwise. */
export function someOf<T extends string>(all: readonly T[]): Field<readonly T[]> {
  return {
    fallback: all,
    parse(text) {
      const names = text.split(',');
      const known = all.filter((name) => names.includes(name));
      return known.length === names.length ? known : undefined;
    },
    write: (values) => values.join(','),
  };
}

/** What a reader types: a text of so many letters at most. */
export function shortText(fallback: string, most: number): Field<string> {
  return { fallback, parse: (text) => (text.length <= most ? text : undefined), write: (text) => text };
}

/** A list of small whole numbers below `end`, a digit each: `012`; the empty text is the empty list. */
export function digits(
  fallback: readonly number[],
  end: number,
  least: number,
  most: number,
): Field<readonly number[]> {
  return {
    fallback,
    parse(text) {
      const fits = /^\d*$/.test(text) && text.length >= least && text.length <= most;
      const values = Array.from(text, Number);
      return fits && values.every((value) => value < end) ? values : undefined;
    },
    write: (values) => values.join(''),
  };
}

/** A list of texts, none of them twice: `a,b`. A comma inside of one is written as `%2C`, the empty text as `.`. */
export function texts(): Field<readonly string[]> {
  const write = (text: string): string => (text === '' ? '.' : text.replaceAll('%', '%25').replaceAll(',', '%2C'));
  const read = (text: string): string => (text === '.' ? '' : text.replaceAll('%2C', ',').replaceAll('%25', '%'));
  return {
    fallback: [],
    parse: (text) => (text === '' ? [] : [...new Set(text.split(',').map(read))]),
    write: (values) => values.map(write).join(','),
  };
}

/** As another field, or null, which is written as `none`. */
export function orNone<T>(fallback: T | null, field: Field<T>): Field<T | null> {
  return {
    fallback,
    parse: (text) => (text === 'none' ? null : field.parse(text)),
    write: (value) => (value === null ? 'none' : field.write(value)),
  };
}

/** The values that an address comes to; what cannot be read falls back to its default, and is told of. */
export function readFields<V extends object>(
  fields: FieldsOf<V>,
  given: URLSearchParams,
): { readonly values: V; readonly unread: readonly Unread[] } {
  const unread: Unread[] = [];
  const values = entriesOf(fields).map(([name, field]) => {
    const text = given.get(name);
    const value = text === null ? field.fallback : field.parse(text);
    if (value !== undefined) return [name, value] as const;
    unread.push({ name, text: text ?? '', used: field.write(field.fallback) });
    return [name, field.fallback] as const;
  });
  return { values: Object.fromEntries(values) as V, unread };
}

/** What an address says of some values: those alone that differ from their defaults. */
export function writeFields<V extends object>(fields: FieldsOf<V>, values: V): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, field] of entriesOf(fields)) {
    const text = field.write(values[name]);
    if (text !== field.write(field.fallback)) texts[name] = text;
  }
  return texts;
}

function entriesOf<V extends object>(fields: FieldsOf<V>): [name: keyof V & string, field: Field<V[keyof V]>][] {
  return Object.entries(fields) as [keyof V & string, Field<V[keyof V]>][];
}

/** `#/lunch?seed=8` → the room and what is said of it. */
export function readHash(hash: string): { readonly room: string; readonly given: URLSearchParams } {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  return { room: path, given: new URLSearchParams(query) };
}

export function writeHash(room: string, texts: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(texts).toString();
  return query === '' ? `#/${room}` : `#/${room}?${query}`;
}
