import type { State } from '../cells/index.ts';
import { currentEngine, logSoftmax, noGrad, step, tensor, type Tensor } from '../tensor/index.ts';
import { expect } from '../util/errors.ts';
import type { Decoder, Speaker } from './decoder.ts';
import type { Memory } from './memory.ts';

/** What was said over one row of a memory. */
export interface Said {
  /** The symbols, without the one that ends. */
  readonly ids: Int32Array;
  /** Σ log p of all symbols, the one that ends included, in nats. */
  readonly logProbability: number;
  /** What it was chosen by: `logProbability`, or that normalised by length. */
  readonly score: number;
  /** Whether the limit cut it off, where it would have gone on. */
  readonly cut: boolean;
  /** Where each symbol looked, a row of weights each; none without attention. */
  readonly attention: readonly Float32Array[] | undefined;
}

export interface SpeakOptions {
  /** The symbol that the first step reads, and the one that ends. */
  readonly beginId: number;
  readonly endId: number;
  /** How many symbols at most, by row of the memory. */
  readonly maxLength: (row: number) => number;
  /** No sequence of so many symbols is said twice in a sentence; 0, the default, blocks none. */
  readonly noRepeat?: number | undefined;
  /** Symbols that never come. */
  readonly banned?: readonly number[] | undefined;
}

type Numbers = Float32Array | Float64Array;

/** A sentence in the making. */
export interface Open {
  /** Which row of the memory it is about. */
  readonly row: number;
  readonly ids: readonly number[];
  readonly logProbability: number;
  readonly attention: readonly Float32Array[];
  /** Whether the limit made it end. */
  readonly cut: boolean;
  /** Its rows of the state, by part. */
  readonly state: Readonly<Record<string, Numbers>>;
}

/** What the next symbol of an open sentence may be. */
export interface Next {
  readonly from: Open;
  /** log p of all symbols: −∞ for what may not come. */
  readonly logProbabilities: Numbers;
  /** The sentence with one more symbol. */
  add(id: number): Open;
}

/** Takes all open sentences a symbol further: gives those that go on. */
export type Choose = (nexts: readonly Next[]) => readonly Open[];

/**
 * The loop of every search: all open sentences are stepped together, `choose` says what becomes of them, until none is
 * open. State is kept on the heap between steps, so that any choice of rows is a choice of arrays.
 */
export function speak(decoder: Decoder, memory: Memory, options: SpeakOptions, choose: Choose): void {
  const { beginId, endId, noRepeat = 0, banned = [] } = options;
  for (const [what, id] of [
    ...banned.map((id) => ['banned', id] as const),
    ['beginId', beginId],
    ['endId', endId],
  ] as const)
    expect(
      Number.isInteger(id) && id >= 0 && id < decoder.size,
      'seq2seq/symbol',
      () => `${what} must be a symbol from 0 to ${decoder.size - 1}, got ${id}`,
      { what, got: id, size: decoder.size },
    );
  step(() =>
    noGrad(() => {
      const whole = decoder.begin(memory);
      const names = Object.keys(whole.first);
      const firsts = Object.fromEntries(names.map((name) => [name, rowsOf(whole.first[name]!)]));
      let open: readonly Open[] = Array.from({ length: memory.summary.dim(0) }, (_, row) => ({
        row,
        ids: [],
        logProbability: 0,
        attention: [],
        cut: false,
        state: Object.fromEntries(names.map((name) => [name, firsts[name]![row]!])),
      }));
      let over: Over = { speaker: whole, rows: open.map(({ row }) => row) };
      while (open.length > 0) {
        over = arranged(whole, over, open);
        const forbidden = ({ ids }: Open): number[] => [...banned, beginId, ...repeating(ids, noRepeat)];
        open = choose(
          stepped(over.speaker, open, names, beginId).map((next) => narrowed(next, forbidden(next.from), options)),
        );
      }
    }),
  );
}

/** A speaker over some rows of the memory. */
interface Over {
  readonly speaker: Speaker;
  readonly rows: readonly number[];
}

/** The speaker over the rows that are open; selected anew only where they are others. */
function arranged(whole: Speaker, now: Over, open: readonly Open[]): Over {
  if (now.rows.length === open.length && now.rows.every((row, i) => row === open[i]!.row)) return now;
  const rows = open.map(({ row }) => row);
  return { speaker: whole.select(rows), rows };
}

function stepped(speaker: Speaker, open: readonly Open[], names: readonly string[], beginId: number): Next[] {
  return currentEngine().region(() => {
    const state: State = Object.fromEntries(names.map((name) => [name, joined(open.map((one) => one.state[name]!))]));
    const ids = Int32Array.from(open, (one) => one.ids.at(-1) ?? beginId);
    const { out, state: after, weights } = speaker.step(ids, state);
    const scores = rowsOf(logSoftmax(speaker.scores(out)));
    const states = names.map((name) => [name, rowsOf(after[name]!)] as const);
    const looks = weights && rowsOf(weights);
    return open.map((from, i): Next => {
      const logProbabilities = scores[i]!;
      return {
        from,
        logProbabilities,
        add: (id) => ({
          row: from.row,
          ids: [...from.ids, id],
          logProbability: from.logProbability + logProbabilities[id]!,
          attention: looks === undefined ? [] : [...from.attention, Float32Array.from(looks[i]!)],
          cut: false,
          state: Object.fromEntries(states.map(([name, rows]) => [name, rows[i]!])),
        }),
      };
    });
  });
}

/** A finished sentence: its symbols without the last, which ends it. */
export function said({ ids, logProbability, attention, cut }: Open, score = logProbability): Said {
  return {
    ids: Int32Array.from(ids.slice(0, -1)),
    logProbability,
    score,
    cut,
    attention: attention.length === 0 ? undefined : attention,
  };
}

/**
 * Takes out what may not come. At the limit a sentence can only end: it is cut, unless ending there was the likeliest,
 * and costs what it would have cost to end there.
 */
function narrowed(next: Next, forbidden: readonly number[], { endId, maxLength }: SpeakOptions): Next {
  const { from, logProbabilities } = next;
  for (const id of forbidden) logProbabilities[id] = -Infinity;
  if (from.ids.length < maxLength(from.row)) return next;
  const ending = logProbabilities[endId]!;
  const cut = logProbabilities.some((other) => other > ending);
  logProbabilities.fill(-Infinity);
  logProbabilities[endId] = ending;
  return { ...next, add: (id) => ({ ...next.add(id), cut }) };
}

/** The symbols that would make a sequence of n symbols come a second time. */
function repeating(ids: readonly number[], n: number): number[] {
  if (n === 0 || ids.length < n) return [];
  const last = ids.slice(ids.length - n + 1);
  const found: number[] = [];
  for (let i = 0; i + n <= ids.length; i++) if (last.every((id, j) => ids[i + j] === id)) found.push(ids[i + n - 1]!);
  return found;
}

function rowsOf(x: Tensor): Numbers[] {
  const numbers = x.toArray();
  const [rows, cols] = x.shape as [number, number];
  return Array.from({ length: rows }, (_, i) => numbers.subarray(i * cols, (i + 1) * cols));
}

function joined(rows: readonly Numbers[]): Tensor {
  const cols = rows[0]!.length;
  const all = currentEngine().floats(rows.length * cols);
  rows.forEach((row, i) => all.set(row, i * cols));
  return tensor(all, [rows.length, cols]);
}
