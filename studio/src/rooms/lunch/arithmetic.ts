import { added, shown } from '../../ui/numbers.ts';
import type { Day, Weights } from './network.ts';
import type { LunchTexts } from './texts.ts';

/** What is pointed at: a table of the step, and a cell of it (row −1 is the vector above a matrix). */
export interface Pointed {
  readonly part: Part;
  readonly row: number;
  readonly column: number;
}

/** `input` is W_xh under x, beside W_xh·x; `state` W_hh under h of the day before, beside W_hh·h; `output` W_hy under h. */
export type Part = 'input' | 'state' | 'bias' | 'sum' | 'hidden' | 'output' | 'outputBias' | 'score' | 'probability';

/** The parts whose rows are dishes; the rows of the others are hidden numbers. */
const ofDishes: ReadonlySet<Part> = new Set<Part>(['output', 'outputBias', 'score', 'probability']);

export function isOfDishes({ part }: Pointed): boolean {
  return ofDishes.has(part);
}

/** How a number comes about. */
export interface Arithmetic {
  /** `W_hh[3,7] × h[7]` or a name alone. */
  readonly what: string;
  /** `0.4213 × −0.9981 = −0.4205` or what it is. */
  readonly how: string;
  /** The sum that it is part of, or that it is. */
  readonly sum: {
    readonly of: string;
    readonly terms: readonly { readonly text: string; readonly isHere: boolean }[];
    readonly total: string;
  } | null;
}

export interface Shown {
  readonly day: Day;
  readonly weights: Weights;
  /** The names of the dishes on the menu. */
  readonly names: readonly string[];
  readonly t: LunchTexts;
}

/** Products have the bits of the kernels, which round to float32 each time. */
const times = (a: number, b: number): number => Math.fround(a * b);

type Explain = (shown: Shown, row: number, column: number) => Arithmetic;

/** A cell of a matrix under its vector: a product, the number above, or the sum of a row with what is added to it. */
function product(
  matrix: string,
  vector: string,
  of: (shown: Shown) => {
    readonly weights: readonly number[];
    readonly above: readonly number[];
    readonly aboveNames: readonly string[];
    readonly rowNames: readonly string[];
    readonly totals: readonly number[];
    readonly bias?: readonly number[];
    readonly aboveText: (place: number) => string;
  },
): Explain {
  return (shownNow, row, column) => {
    const { weights, above, aboveNames, rowNames, totals, bias, aboveText } = of(shownNow);
    const columns = above.length;
    if (row < 0) return { what: `${vector}[${aboveNames[column]}]`, how: aboveText(column), sum: null };
    const products = above.map((value, k) => times(weights[row * columns + k]!, value));
    const terms = products.map((value, k) => ({
      text: k === 0 ? shown(value) : added(value),
      isHere: k === column,
    }));
    if (bias !== undefined) terms.push({ text: added(bias[row]!), isHere: false });
    const sum = { of: shownNow.t.rowSum(rowNames[row]!), terms, total: shown(totals[row]!) };
    if (column >= columns) return { what: `${matrix}·${vector} [${rowNames[row]}]`, how: shown(totals[row]!), sum };
    return {
      what: `${matrix}[${rowNames[row]}, ${aboveNames[column]}] × ${vector}[${aboveNames[column]}]`,
      how: `${shown(weights[row * columns + column]!)} × ${shown(above[column]!)} = ${shown(products[column]!)}`,
      sum,
    };
  };
}

const unitNames = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i + 1));

export const explain: Readonly<Record<Part, Explain>> = {
  input: product('W_xh', 'x', ({ day, weights, names, t }) => ({
    weights: weights.inputToHidden,
    above: day.x,
    aboveNames: names,
    rowNames: unitNames(day.h.length),
    totals: day.fromInput,
    aboveText: (place) => t.oneHot(names[place]!, day.x[place]!),
  })),
  state: product('W_hh', 'h₍ₜ₋₁₎', ({ day, weights, t }) => ({
    weights: weights.hiddenToHidden,
    above: day.before,
    aboveNames: unitNames(day.h.length),
    rowNames: unitNames(day.h.length),
    totals: day.fromState,
    aboveText: (place) => `${shown(day.before[place]!)}: ${t.before}`,
  })),
  bias: ({ weights, t }, row) => ({
    what: `b[${row + 1}]`,
    how: `${shown(weights.hiddenBias[row]!)}: ${t.learnt}`,
    sum: null,
  }),
  sum: ({ day, weights }, row) => ({
    what: `a[${row + 1}] = (W_xh·x)[${row + 1}] + (W_hh·h₍ₜ₋₁₎)[${row + 1}] + b[${row + 1}]`,
    how: `${shown(day.fromInput[row]!)} ${added(day.fromState[row]!)} ${added(weights.hiddenBias[row]!)} = ${shown(day.sum[row]!)}`,
    sum: null,
  }),
  hidden: ({ day }, row) => ({
    what: `h[${row + 1}] = tanh(a[${row + 1}])`,
    how: `tanh(${shown(day.sum[row]!)}) = ${shown(day.h[row]!)}`,
    sum: null,
  }),
  output: product('W_hy', 'h', ({ day, weights, names }) => ({
    weights: weights.hiddenToOutput,
    above: day.h,
    aboveNames: unitNames(day.h.length),
    rowNames: names,
    totals: day.scores,
    bias: weights.outputBias,
    aboveText: (place) => `tanh(${shown(day.sum[place]!)}) = ${shown(day.h[place]!)}`,
  })),
  outputBias: ({ weights, names, t }, row) => ({
    what: `b_y[${names[row]}]`,
    how: `${shown(weights.outputBias[row]!)}: ${t.learnt}`,
    sum: null,
  }),
  score: (shownNow, row) => ({ ...explain.output(shownNow, row, Infinity), what: `y[${shownNow.names[row]}]` }),
  probability: ({ day, names }, row) => ({
    what: `p[${names[row]}] = e^y[${names[row]}] / (${names.map((name) => `e^y[${name}]`).join(' + ')})`,
    how: `${shown(day.exponentials[row]!)} / (${day.exponentials.map((value) => shown(value)).join(' + ')}) = ${shown(day.probabilities[row]!)}`,
    sum: null,
  }),
};

/** Whether there is such a cell: a network that was trained anew may be smaller. */
export function isThere({ day, names }: Shown, { part, row, column }: Pointed): boolean {
  const [rows, columns] = [
    ofDishes.has(part) ? names.length : day.h.length,
    part === 'input' ? names.length : day.h.length,
  ];
  return row < rows && column <= columns;
}
