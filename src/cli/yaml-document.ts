import type { Document, LineCounter, Pair } from 'yaml';
import type { ConfigPath, PathMistake, Where } from './config-issues.ts';

type Yaml = typeof import('yaml');

/** A YAML file with what `--set` changes in it; knows where each value stands. */
export class YamlConfig {
  readonly #yaml: Yaml;
  readonly #file: string;
  readonly #document: Document.Parsed | Document;
  readonly #lines: LineCounter;
  /** What was set: its path and the option as given. */
  readonly #sets: { readonly path: ConfigPath; readonly option: string }[] = [];

  private constructor(yaml: Yaml, file: string, document: Document.Parsed, lines: LineCounter) {
    this.#yaml = yaml;
    this.#file = file;
    this.#document = document;
    this.#lines = lines;
  }

  static async parse(text: string, file: string): Promise<YamlConfig> {
    const yaml = await import('yaml');
    const lines = new yaml.LineCounter();
    return new YamlConfig(yaml, file, yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false }), lines);
  }

  /** What breaks YAML itself. */
  get syntaxErrors(): { readonly where: Where; readonly text: string }[] {
    const found = this.#document.errors.map(({ pos, message }) => ({ where: this.#at(pos[0]), text: message }));
    this.#yaml.visit(this.#document, {
      Alias: (_key, alias) => {
        if (alias.resolve(this.#document) !== undefined) return;
        found.push({ where: this.#at(alias.range?.[0] ?? 0), text: `*${alias.source} refers to nothing` });
      },
    });
    return found;
  }

  /** The whole config as plain values. Throws what the parser throws when aliases are far too many. */
  toValue(): unknown {
    return this.#document.toJS() as unknown;
  }

  /** The YAML text with what was set, comments kept. */
  toText(): string {
    return this.#document.toString({ lineWidth: 0 });
  }

  /**
   * Sets `path` to a value read as YAML.
   * @returns the mistake, when the value is no YAML or a part of the path is a plain value
   */
  set(path: readonly string[], text: string, option: string): PathMistake | undefined {
    const parsed = this.#yaml.parseDocument(text, { prettyErrors: false });
    this.#sets.unshift({ path, option });
    if (parsed.errors.length > 0) return { path, mistake: { kind: 'syntax', text: parsed.errors[0]!.message } };
    for (let depth = 1; depth < path.length; depth++) {
      const above = this.#document.getIn(path.slice(0, depth), true);
      if (above !== undefined && !this.#yaml.isMap(above)) {
        const empty = this.#yaml.isScalar(above) && above.value === null;
        if (!empty)
          return {
            path: path.slice(0, depth),
            mistake: { kind: 'value', expected: { kind: 'section' }, got: JSON.stringify(above), near: [] },
          };
        this.#document.setIn(path.slice(0, depth), this.#document.createNode({}));
      }
    }
    this.#document.setIn(path, parsed.contents ?? this.#document.createNode(null));
    return undefined;
  }

  /** Overwrites a text or a list, keeping what stands around it. */
  replace(path: readonly string[], value: unknown): void {
    this.#document.setIn(path, value);
  }

  /** Where the value at `path` stands; its key, when `key` is true; the section that should have it, when it is absent. */
  where(path: ConfigPath, key = false): Where {
    const set = this.#sets.find(
      (entry) => entry.path.every((part, i) => part === path[i]) || path.every((part, i) => part === entry.path[i]),
    );
    if (set !== undefined && path.length > 0 && (set.path.length <= path.length || !this.#inFile(path)))
      return { option: set.option };
    for (let length = path.length; length > 0; length--) {
      const part = path.slice(0, length);
      const offset = this.#offset(part, key || length < path.length);
      if (offset !== undefined) return this.#at(offset);
    }
    return this.#at(this.#document.contents?.range?.[0] ?? 0);
  }

  #inFile(path: ConfigPath): boolean {
    return this.#offset(path, false) !== undefined;
  }

  #offset(path: ConfigPath, key: boolean): number | undefined {
    const { isMap, isNode } = this.#yaml;
    const parent = path.length === 1 ? this.#document.contents : this.#document.getIn(path.slice(0, -1), true);
    if (key && isMap(parent)) {
      const pair = parent.items.find((item: Pair) => String(item.key) === String(path.at(-1)));
      return isNode(pair?.key) ? pair.key.range?.[0] : undefined;
    }
    const node = this.#document.getIn(path, true);
    return isNode(node) ? node.range?.[0] : undefined;
  }

  #at(offset: number): Where {
    const { line, col } = this.#lines.linePos(offset);
    return { file: this.#file, line: Math.max(1, line), column: Math.max(1, col) };
  }
}
