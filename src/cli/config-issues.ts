import { nearest } from '../util/nearest.ts';

/** Where a mistake stands: in the config file, or in an option of the command. */
export type Where =
  | { readonly file: string; readonly line: number; readonly column: number }
  | { readonly option: string };

/** What a value should have been. A kind is worded by the messages of each language. */
export type Expected =
  | { readonly kind: 'number' | 'int' | 'string' | 'boolean' | 'list' | 'section' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | {
      readonly kind: 'above' | 'atLeast' | 'below' | 'atMost';
      readonly bound: string;
      readonly of: 'number' | 'length';
    }
  | { readonly kind: 'either'; readonly options: readonly Expected[] }
  | { readonly kind: 'other'; readonly text: string };

/** What is wrong with a value. */
export type Mistake =
  | { readonly kind: 'syntax'; readonly text: string }
  | { readonly kind: 'unknownKey'; readonly near: readonly string[]; readonly known: readonly string[] }
  | { readonly kind: 'missing'; readonly expected: Expected }
  | { readonly kind: 'value'; readonly expected: Expected; readonly got: string; readonly near: readonly string[] }
  | {
      /** Does nothing unless the option `needs` is one of `values`, or above a number. */
      readonly kind: 'conflict';
      readonly needs: string;
      readonly values: readonly string[] | undefined;
      readonly above: number | undefined;
      readonly got: string;
    }
  | { readonly kind: 'custom'; readonly text: string };

export type ConfigPath = readonly (string | number)[];

/** A mistake at a place of the config, before it is known where in the file that is. */
export interface PathMistake {
  readonly path: ConfigPath;
  readonly mistake: Mistake;
}

/** A mistake in a config, with all that a message needs. */
export interface ConfigIssue {
  readonly where: Where;
  /** `train.epochs`; empty for the whole config. */
  readonly path: string;
  readonly mistake: Mistake;
}

/** `train.betas[0]` */
export function pathText(path: ConfigPath): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('');
}

/** The value at a path; undefined when there is none. */
export function valueAt(value: unknown, path: ConfigPath): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Object.hasOwn(at, key) ? (at as Readonly<Record<string, unknown>>)[key] : undefined;
  }
  return at;
}

/** The parts of zod's issues that are read here; any may be absent. */
interface ZodIssue {
  readonly code: string;
  readonly path: ConfigPath;
  readonly message: string;
  readonly expected?: string;
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly inclusive?: boolean;
  readonly origin?: string;
  readonly errors?: readonly (readonly ZodIssue[])[];
}

/**
 * Turns zod's issues about `value` into mistakes. `prefix` is where the value stands in the config, `known` gives the keys
 * that a section may have.
 */
export function mistakesOf(
  issues: readonly unknown[],
  value: unknown,
  prefix: ConfigPath,
  known: (path: ConfigPath) => readonly string[],
): PathMistake[] {
  return (issues as readonly ZodIssue[]).flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const keys = known(issue.path);
      const missing = keys.filter((key) => valueAt(value, [...issue.path, key]) === undefined);
      return (issue.keys ?? []).map((key): PathMistake => {
        // A key that is already there is no help: suggest the others first.
        const near = nearest(key, missing, 1)
          .concat(nearest(key, keys, 1))
          .slice(0, 1);
        return { path: [...prefix, ...issue.path, key], mistake: { kind: 'unknownKey', near, known: keys } };
      });
    }
    return [{ path: [...prefix, ...issue.path], mistake: mistakeOf(issue, valueAt(value, issue.path)) }];
  });
}

function mistakeOf(issue: ZodIssue, got: unknown): Mistake {
  const expected = expectedOf(issue);
  if (expected === undefined) return { kind: 'custom', text: issue.message };
  if (got === undefined) return { kind: 'missing', expected };
  const near = typeof got === 'string' && expected.kind === 'choice' ? nearest(got, expected.values, 1) : [];
  return { kind: 'value', expected, got: valueText(got), near };
}

const kinds: Readonly<Record<string, Expected>> = {
  number: { kind: 'number' },
  nan: { kind: 'number' },
  int: { kind: 'int' },
  string: { kind: 'string' },
  boolean: { kind: 'boolean' },
  array: { kind: 'list' },
  tuple: { kind: 'list' },
  object: { kind: 'section' },
  record: { kind: 'section' },
};

function expectedOf(issue: ZodIssue): Expected | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected ?? ''] ?? { kind: 'other', text: issue.expected ?? '' };
    case 'invalid_value':
      return { kind: 'choice', values: (issue.values ?? []).map(String) };
    case 'too_small':
      return bound(issue.inclusive === false ? 'above' : 'atLeast', issue.minimum, issue.origin);
    case 'too_big':
      return bound(issue.inclusive === false ? 'below' : 'atMost', issue.maximum, issue.origin);
    case 'invalid_union': {
      const options = (issue.errors ?? []).flatMap((errors) => errors.slice(0, 1).map(expectedOf));
      const found = options.filter((option) => option !== undefined);
      return found.length === 0 ? undefined : { kind: 'either', options: found };
    }
    default:
      return undefined;
  }
}

function bound(kind: 'above' | 'atLeast' | 'below' | 'atMost', value: unknown, origin = 'number'): Expected {
  return { kind, bound: String(value), of: origin === 'number' || origin === 'int' ? 'number' : 'length' };
}

/** A value as it came, short enough for a message. */
export function valueText(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
