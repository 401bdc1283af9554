import { expect, fail } from '../../util/errors.ts';
import { marks, unknownId } from './marks.ts';

/** Pieces and their ids, the marks first. */
export class Pieces {
  readonly list: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;

  /** @param list the marks and what follows, none of it twice. */
  constructor(list: readonly string[]) {
    this.list = list;
    this.#ids = new Map(list.map((piece, id) => [piece, id]));
  }

  /** Pieces behind the marks. */
  static of(rest: readonly string[]): Pieces {
    return new Pieces([...marks, ...rest]);
  }

  /** The id of a piece; that of `<unk>` for what is none. */
  find(piece: string): number {
    return this.#ids.get(piece) ?? unknownId;
  }

  has(piece: string): boolean {
    return this.#ids.has(piece);
  }

  at(id: number): string {
    return pieceAt(this.list, id);
  }

  /** Ids by piece. A piece may be called `__proto__`, which only `fromEntries` takes for a name like any other. */
  toJSON(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#ids);
  }
}

/** @throws `input/unknown-id`. */
export function pieceAt(pieces: readonly string[], id: number): string {
  const piece = pieces[id];
  expect(
    piece !== undefined,
    'input/unknown-id',
    () => `no piece has the id ${id}; ids go from 0 to ${pieces.length - 1}`,
    { id, size: pieces.length },
  );
  return piece;
}

/** The pieces of the vocabulary of a tokenizer.json of ours. @throws `data/tokenizer` for a damaged one. */
export function piecesFrom(vocabulary: unknown, file: string): Pieces {
  if (typeof vocabulary !== 'object' || vocabulary === null || Array.isArray(vocabulary))
    return damaged(file, 'its vocabulary is no object of ids by piece');
  const entries = Object.entries(vocabulary as Record<string, unknown>);
  const list: string[] = Array.from({ length: entries.length });
  for (const [piece, id] of entries) {
    const fits = typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < list.length;
    if (!fits || list[id] !== undefined)
      damaged(file, `the id of ${JSON.stringify(piece)} should be one of 0 to ${list.length - 1} that no other has`);
    list[id] = piece;
  }
  const other = marks.findIndex((mark, id) => list[id] !== mark);
  if (other >= 0) damaged(file, `the piece ${other} should be ${marks[other]}, but is ${JSON.stringify(list[other])}`);
  return new Pieces(list);
}

/** @throws `data/tokenizer`: the file is a tokenizer.json that was changed by hand or cut off. */
export function damaged(file: string, problem: string): never {
  return fail('data/tokenizer', `${file} is a damaged tokenizer.json: ${problem}; fetch or train it again`, {
    file,
    problem,
  });
}

/** @throws `data/tokenizer`: the file is something else. */
export function isNoTokenizer(
  file: string,
  problem: string,
  advice = 'a tokenizer.json is what the library tokenizers saves',
  cause?: unknown,
): never {
  return fail('data/tokenizer', `${file} is no tokenizer.json: ${problem}; ${advice}`, { file, problem }, cause);
}
