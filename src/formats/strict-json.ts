import { hasLoneSurrogate } from '../util/code-points.ts';

/**
 * A JSON reader for files from strangers (RFC 8259). Unlike `JSON.parse` it refuses an object that names a key twice,
 * gives objects as Maps, so that `__proto__` is a key like any other, bounds the depth, and says where it stopped.
 */
export type StrictJson = null | boolean | number | string | StrictJson[] | Map<string, StrictJson>;

/** What is wrong, and at which UTF-16 index of the text. */
export class StrictJsonError extends Error {
  readonly index: number;

  constructor(message: string, index: number) {
    super(message);
    this.index = index;
  }
}

/** Parses a whole JSON text; throws {@link StrictJsonError} and nothing else. */
export function parseStrictJson(text: string, maxDepth = 32): StrictJson {
  const reader = new Reader(text);
  const value = reader.value(maxDepth);
  reader.end();
  return value;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;
const LITERALS: readonly (readonly [string, null | boolean])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
];

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): StrictJson {
    this.#skipSpace();
    const first = this.#text[this.#at];
    if (first === '"') return this.#string();
    if (first === '{' || first === '[') {
      if (depth <= 0) this.#refuse('nested too deeply');
      return first === '{' ? this.#object(depth - 1) : this.#array(depth - 1);
    }
    for (const [word, value] of LITERALS) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    }
    NUMBER.lastIndex = this.#at;
    const number = NUMBER.exec(this.#text)?.[0];
    if (number === undefined) this.#refuse(`expected a JSON value, found ${this.#here()}`);
    this.#at += number.length;
    return Number(number);
  }

  end(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#refuse(`expected the end, found ${this.#here()}`);
  }

  #object(depth: number): Map<string, StrictJson> {
    const object = new Map<string, StrictJson>();
    this.#at++;
    if (this.#take('}')) return object;
    for (;;) {
      this.#skipSpace();
      const keyAt = this.#at;
      if (this.#text[keyAt] !== '"') this.#refuse(`expected a key in quotes, found ${this.#here()}`);
      const key = this.#string();
      if (object.has(key)) this.#refuse(`the key ${shorten(key)} stands twice in one object`, keyAt);
      if (!this.#take(':')) this.#refuse(`expected ":" after a key, found ${this.#here()}`);
      object.set(key, this.value(depth));
      if (this.#take('}')) return object;
      if (!this.#take(',')) this.#refuse(`expected "," or "}", found ${this.#here()}`);
    }
  }

  #array(depth: number): StrictJson[] {
    const array: StrictJson[] = [];
    this.#at++;
    if (this.#take(']')) return array;
    for (;;) {
      array.push(this.value(depth));
      if (this.#take(']')) return array;
      if (!this.#take(',')) this.#refuse(`expected "," or "]", found ${this.#here()}`);
    }
  }

  #string(): string {
    const start = this.#at;
    let end = start + 1;
    let plain = true;
    for (; ; end++) {
      const unit = this.#text.charCodeAt(end);
      if (unit === 0x22) break;
      if (!(unit >= 0x20)) {
        this.#refuse(end < this.#text.length ? 'a raw control character in a string' : 'a string without an end', end);
      }
      if (unit === 0x5c) {
        plain = false;
        end++;
      }
    }
    this.#at = end + 1;
    const value = plain ? this.#text.slice(start + 1, end) : this.#unescape(start, end + 1);
    if (hasLoneSurrogate(value)) this.#refuse('a string holds half a surrogate pair', start);
    return value;
  }

  #unescape(start: number, end: number): string {
    try {
      return JSON.parse(this.#text.slice(start, end)) as string;
    } catch {
      return this.#refuse('a string holds an escape that JSON does not know', start);
    }
  }

  #take(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    SPACE.lastIndex = this.#at;
    SPACE.test(this.#text);
    this.#at = SPACE.lastIndex;
  }

  #here(): string {
    return this.#at < this.#text.length ? shorten(this.#text.slice(this.#at, this.#at + 12)) : 'the end';
  }

  #refuse(message: string, index = this.#at): never {
    throw new StrictJsonError(message, index);
  }
}

/** A piece of foreign text, in quotes and short enough for a message. */
export function shorten(text: string, length = 60): string {
  return JSON.stringify(text.length > length ? `${text.slice(0, length)}…` : text);
}
