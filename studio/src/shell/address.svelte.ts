import { SvelteURLSearchParams } from 'svelte/reactivity';
import { oneOf, readFields, readHash, writeFields, writeHash, type FieldsOf, type Unread } from './fields.ts';
import { languages, preferredLanguage, type Language } from './language.ts';

export const themes = ['light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** What every room has in the address. Once chosen they stay in it, so that a link shows what its sender saw. */
const shared: FieldsOf<{ readonly lang: Language | ''; readonly theme: Theme | '' }> = {
  lang: oneOf<Language | ''>('', languages),
  theme: oneOf<Theme | ''>('', themes),
};

/** Browsers refuse to write the address too often. */
const WRITE_MS = 250;

/** Where the reader is: the hash of the address, read and written as one. */
class Address {
  #hash = $state.raw(globalThis.location.hash);
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #read = $derived(readHash(this.#hash));
  readonly #shared = $derived(readFields(shared, this.#read.given));

  constructor() {
    globalThis.addEventListener('hashchange', () => {
      clearTimeout(this.#timer);
      this.#hash = globalThis.location.hash;
    });
    globalThis.addEventListener('pagehide', () => this.#write());
  }

  get room(): string {
    return this.#read.room;
  }

  get given(): URLSearchParams {
    return this.#read.given;
  }

  get language(): Language {
    return this.#shared.values.lang || preferredLanguage(globalThis.navigator.languages);
  }

  /** The theme that was chosen; the system's otherwise. */
  get theme(): Theme | '' {
    return this.#shared.values.theme;
  }

  get unread(): readonly Unread[] {
    return this.#shared.unread;
  }

  setLanguage(lang: Language): void {
    this.#set('lang', lang);
  }

  setTheme(theme: Theme): void {
    this.#set('theme', theme);
  }

  /** The address of another room or of values in it, with what all rooms have. */
  to(room: string, texts: Readonly<Record<string, string>> = {}): string {
    return writeHash(room, { ...texts, ...writeFields(shared, this.#shared.values) });
  }

  /** Puts a room and its values in the address, in place of those that were in it. */
  put(room: string, texts: Readonly<Record<string, string>>): void {
    this.#change(writeHash(room, { ...texts, ...writeFields(shared, this.#shared.values) }));
  }

  #set(name: keyof typeof shared, text: string): void {
    const given = new SvelteURLSearchParams(this.given);
    given.set(name, text);
    this.#change(writeHash(this.room, Object.fromEntries(given)));
  }

  /** The page goes by the new address at once; the browser is told a moment later. */
  #change(hash: string): void {
    this.#hash = hash;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#write(), WRITE_MS);
  }

  #write(): void {
    clearTimeout(this.#timer);
    if (globalThis.location.hash !== this.#hash) globalThis.history.replaceState(null, '', this.#hash || '#');
  }
}

export const address = new Address();

/** The values of a room, in the address. Made once, when the room's component is. */
export class RoomState<V extends object> {
  readonly #room: string;
  readonly #fields: FieldsOf<V>;
  readonly #read = $derived.by(() => readFields(this.#fields, address.given));

  constructor(room: string, fields: FieldsOf<V>) {
    this.#room = room;
    this.#fields = fields;
  }

  get values(): V {
    return this.#read.values;
  }

  get unread(): readonly Unread[] {
    return this.#read.unread;
  }

  set(changes: Partial<V>): void {
    address.put(this.#room, writeFields(this.#fields, { ...this.values, ...changes }));
  }
}
