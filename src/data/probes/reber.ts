import type { Random } from '../../util/random.ts';
import { expect } from '../../util/errors.ts';
import { checkSizes } from './sizes.ts';

/** The symbols of Reber strings; elsewhere a symbol is its place in this text. */
export const reberSymbols = 'BTPSXVE';

/** A state of the automaton: the symbols that may come, in the order of the grammar, each with the state behind it. */
type Arrows = Readonly<Record<string, number>>;

/** Reber's grammar (Reber 1967): from state 0 to the end, state 7. */
const plain: readonly Arrows[] = [
  { B: 1 },
  { T: 2, P: 4 },
  { S: 2, X: 3 },
  { X: 4, S: 6 },
  { T: 4, V: 5 },
  { P: 3, V: 6 },
  { E: 7 },
  {},
];

/**
 * B, then T or P, then a Reber string, then the same T or P again, then E. The string within stands here twice, once for
 * each first letter, since the automaton has no other way to remember it.
 */
const embedded: readonly Arrows[] = [
  { B: 1 },
  { T: 2, P: 2 + plain.length },
  ...within(2, 'T'),
  ...within(2 + plain.length, 'P'),
  { E: 2 + 2 * plain.length + 1 },
  {},
];

function within(start: number, letter: string): Arrows[] {
  const last = 2 + 2 * plain.length;
  return plain.map((arrows, state) =>
    state === plain.length - 1
      ? { [letter]: last }
      : Object.fromEntries(Object.entries(arrows).map(([symbol, to]) => [symbol, start + to])),
  );
}

/** A string of Reber's grammar, such as `BTSSXXTVVE`: where two symbols may come, each comes with probability ½. */
export function reberString(rng: Random): string {
  return walk(plain, rng);
}

/**
 * A string of the embedded Reber grammar (Hochreiter and Schmidhuber 1997, experiment 1), such as `BTBPVVETE`: the last
 * but one symbol repeats the second, over 5 symbols between or more.
 */
export function embeddedReberString(rng: Random): string {
  return walk(embedded, rng);
}

function walk(automaton: readonly Arrows[], rng: Random): string {
  let text = '';
  let state = 0;
  while (state < automaton.length - 1) {
    const symbols = Object.keys(automaton[state]!);
    const symbol = symbols[rng.below(symbols.length)]!;
    text += symbol;
    state = automaton[state]![symbol]!;
  }
  return text;
}

/**
 * What may come after `prefix` in a string of the embedded grammar, one or two symbols; none after a whole string, and
 * undefined when no string begins so.
 */
export function embeddedReberNext(prefix: string): string | undefined {
  let state = 0;
  for (const symbol of prefix) {
    const arrows = embedded[state]!;
    if (!Object.hasOwn(arrows, symbol)) return undefined;
    state = arrows[symbol]!;
  }
  return Object.keys(embedded[state]!).join('');
}

/** Whether a text is a whole string of the embedded grammar. */
export function isEmbeddedReber(text: string): boolean {
  return embeddedReberNext(text) === '';
}

export interface ReberBatch {
  readonly strings: readonly string[];
  /** [B, T] symbols, all of a string but its last; −1 beyond. T is the longest of the batch. */
  readonly inputs: Int32Array;
  /** [B, T] the symbol that comes next; −1 beyond. */
  readonly targets: Int32Array;
  /** [B, T, 7]: 1 for each symbol that the grammar allows next, else 0. */
  readonly legal: Uint8Array;
  /** [B], longest first. */
  readonly lengths: Int32Array;
}

/**
 * A batch of the embedded Reber grammar for prediction of the next symbol, the longest strings first. Of what may come a
 * network can know the set, not the symbol; only the last but one, the long-range one, is certain to who remembers the
 * second.
 * @throws `config/probe-size`
 */
export function embeddedReber({ batch }: { readonly batch: number }, rng: Random): ReberBatch {
  checkSizes({ batch });
  const strings = Array.from({ length: batch }, () => embeddedReberString(rng)).sort((a, b) => b.length - a.length);
  return reberBatch(strings);
}

/**
 * {@link embeddedReber} of given strings, which keep their order.
 * @throws `data/reber` for a text that is not of the embedded grammar.
 */
export function reberBatch(strings: readonly string[]): ReberBatch {
  const steps = Math.max(0, ...strings.map((text) => text.length - 1));
  const inputs = new Int32Array(strings.length * steps).fill(-1);
  const targets = new Int32Array(strings.length * steps).fill(-1);
  const legal = new Uint8Array(strings.length * steps * reberSymbols.length);
  strings.forEach((text, b) => {
    expect(
      isEmbeddedReber(text),
      'data/reber',
      () => `"${text}" is not a string of the embedded Reber grammar, such as BTBPVVETE`,
      { text },
    );
    for (let t = 0; t < text.length - 1; t++) {
      const at = b * steps + t;
      inputs[at] = reberSymbols.indexOf(text[t]!);
      targets[at] = reberSymbols.indexOf(text[t + 1]!);
      for (const symbol of embeddedReberNext(text.slice(0, t + 1))!) {
        legal[at * reberSymbols.length + reberSymbols.indexOf(symbol)] = 1;
      }
    }
  });
  return { strings, inputs, targets, legal, lengths: Int32Array.from(strings, (text) => text.length - 1) };
}

export interface ReberScore {
  /** The share of strings whose long-range symbol is predicted: the last but one, which repeats the second. */
  readonly longRange: number;
  /**
   * The share of strings without a mistake: at each step the symbols predicted most, as many as are legal, are those
   * that are legal (Hochreiter and Schmidhuber's criterion). Such a string's long-range symbol is right, too.
   */
  readonly whole: number;
}

/** Scores predictions, [B, T, 7] numbers that are larger for what is likelier. Among equals the lower symbol counts as larger. */
export function scoreReber({ strings, legal, lengths }: ReberBatch, predicted: ArrayLike<number>): ReberScore {
  const size = reberSymbols.length;
  const steps = Math.max(0, ...lengths);
  expect(
    predicted.length === legal.length,
    'data/reber-predictions',
    () => `${strings.length} strings of ${steps} steps need ${legal.length} predictions, got ${predicted.length}`,
    { strings: strings.length, steps, expected: legal.length, got: predicted.length },
  );
  let longRange = 0;
  let whole = 0;
  for (let b = 0; b < strings.length; b++) {
    let right = 0;
    for (let t = 0; t < lengths[b]!; t++) {
      const at = (b * steps + t) * size;
      const isRight = topAreLegal(predicted, legal, at, size);
      if (isRight) right++;
      if (isRight && t === lengths[b]! - 2) longRange++; // this step predicts the last symbol but one
    }
    if (right === lengths[b]) whole++;
  }
  const count = Math.max(1, strings.length);
  return { longRange: longRange / count, whole: whole / count };
}

function topAreLegal(predicted: ArrayLike<number>, legal: Uint8Array, at: number, size: number): boolean {
  const order = Array.from({ length: size }, (_, i) => i).sort((a, b) => predicted[at + b]! - predicted[at + a]!);
  const allowed = legal.subarray(at, at + size).reduce((sum, one) => sum + one, 0);
  return order.slice(0, allowed).every((symbol) => legal[at + symbol] === 1);
}
