import type { Traced } from 'elman-rnn/tasks';

/** A sentence that a network said, and how it came about. */
export interface Saying {
  /** The best sentence of the search, and all that it ended with; what was said in other pieces too is added up. */
  readonly said: string;
  readonly candidates: readonly { readonly item: string; readonly probability: number }[];
  /** What was looked at, and the pieces that were said, the mark that ends included. */
  readonly source: readonly string[];
  readonly target: readonly string[];
  /** Where each piece looked, a row a piece. */
  readonly weights: readonly (readonly number[])[];
  /** The probability of each piece after those before it. */
  readonly chances: readonly number[];
  /** What stands at each place that was read, [S, F]; the decoder's hidden state after each piece, [T, H]. */
  readonly read: readonly (readonly number[])[];
  readonly states: readonly (readonly number[])[];
}

/** What a page shows of a traced sentence. */
export function sayingOf({ predictions, parts }: Traced): Saying {
  const { item, top, alignment } = predictions[0]!;
  const rowsOf = (name: string): number[][] => {
    const part = parts.find((each) => each.name === name);
    if (part === undefined) return [];
    const [rows, size] = part.shape as [number, number];
    return Array.from({ length: rows }, (_, row) => part.values.slice(row * size, (row + 1) * size));
  };
  return {
    said: item,
    candidates: distinct(top),
    source: alignment?.source ?? [],
    target: alignment?.target ?? [],
    weights: alignment?.weights ?? [],
    chances: rowsOf('probability').flat(),
    read: rowsOf('read'),
    states: rowsOf('h_l0'),
  };
}

/** A sentence may be said in several ways of cutting it into pieces. */
function distinct(candidates: Saying['candidates']): Saying['candidates'] {
  const sums = new Map<string, number>();
  for (const { item, probability } of candidates) sums.set(item, (sums.get(item) ?? 0) + probability);
  return [...sums].map(([item, probability]) => ({ item, probability })).sort((a, b) => b.probability - a.probability);
}
