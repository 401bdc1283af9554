import * as fc from 'fast-check';
import { createReferenceBackend } from '../reference.ts';
import { Bench, type Block, type Draw, repeat, few, row, size } from './bench.case.ts';

/** One step of a recurrence over a batch. */
export interface Step extends Record<string, number> {
  rows: number;
  hidden: number;
  t: number;
  /** 0: there are no lengths, every row is full. */
  ragged: number;
}

export const flag = fc.constantFrom(0, 1);
export const step = { rows: few, hidden: size, t: fc.integer({ min: 0, max: 4 }), ragged: flag };
/** Small enough to differentiate numerically. */
export const smallStep = { ...step, rows: fc.integer({ min: 1, max: 3 }), hidden: fc.integer({ min: 1, max: 3 }) };

export const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** A buffer of a gate kernel: [rows, parts·hidden]. */
interface Field {
  /** What it holds; left out, nothing of use. */
  readonly data?: readonly number[];
  readonly parts?: number;
  readonly writable?: boolean;
  /** Between rows: 0 for states, which are contiguous; left out, one is drawn. */
  readonly gap?: number;
}

type After = (block: Block) => number[];
type Call<N extends string> = (bench: Bench, blocks: Record<N, Block>, lengths: Block | null, rows: number) => After;

export interface Trial<N extends string> {
  readonly blocks: Record<N, Block>;
  /** What a buffer held afterwards. */
  readonly after: (name: N) => number[];
  readonly isActive: (b: number) => boolean;
}

/** Runs a gate kernel on a batch, and on each of its rows alone, which must give the same bits. */
export function tryGates<N extends string>(
  bench: Bench,
  shape: Step,
  draw: Draw,
  fields: Record<N, Field>,
  call: Call<N>,
): Trial<N> {
  const { rows, hidden, t } = shape;
  const names = Object.keys(fields) as N[];
  const gaps = Object.fromEntries(names.map((name) => [name, fields[name].gap ?? draw.gap()])) as Record<N, number>;
  const build = (rows: number, data: (field: Field, width: number) => number[] | undefined) =>
    Object.fromEntries(
      names.map((name) => {
        const width = (fields[name].parts ?? 1) * hidden;
        const numbers = data(fields[name], width) ?? repeat(NaN, rows * width);
        return [name, { ...bench.floats(numbers, rows, gaps[name]), writable: fields[name].writable ?? false }];
      }),
    ) as Record<N, Block>;

  const lengths = drawLengths(bench, shape, draw);
  const blocks = build(rows, (field) => field.data && [...field.data]);
  const after = call(bench, blocks, lengths, rows);
  for (let b = 0; b < rows; b++) {
    const alone = build(1, (field, width) => field.data && row(field.data, b, width));
    const got = call(bench, alone, lengths && bench.ints([lengths.data[b]!]), 1);
    for (const name of names)
      bench.bits(got(alone[name]), row(after(blocks[name]), b, blocks[name].cols), `${name} of row ${b} alone`);
  }
  return {
    blocks,
    after: (name) => after(blocks[name]),
    isActive: (b) => lengths === null || t < lengths.data[b]!,
  };
}

/** The gates of a GRU as its forward kernels leave them: r, z, n. */
export function activatedGru({ rows, hidden }: Step, draw: Draw): number[] {
  return draw.normal(3 * rows * hidden).map((x, i) => (Math.floor(i / hidden) % 3 === 2 ? Math.tanh(x) : sigmoid(x)));
}

/** Lengths that leave some rows behind at step t: 0 and full among them. */
export function drawLengths(bench: Bench, { rows, t, ragged }: Step, draw: Draw): Block | null {
  return ragged ? bench.ints(draw.whole(rows, 0, t + 3)) : null;
}

/** The backend to be trusted. */
const judge = new Bench(createReferenceBackend(), { relative: 0, absolute: 0 });

/** As {@link tryGates}, and held to the reference. */
export function tryGatesAsJudged<N extends string>(
  bench: Bench,
  shape: Step,
  draw: Draw,
  fields: Record<N, Field>,
  call: Call<N>,
): Trial<N> {
  return tryGates(bench, shape, draw, fields, (bench, blocks, lengths, rows) => {
    const after = call(bench, blocks, lengths, rows);
    const judged = call(judge, blocks, lengths, rows);
    for (const name of Object.keys(fields) as N[]) {
      const want = judged(blocks[name]);
      // The terms that were added up are of about 1, whatever came out.
      bench.close(
        after(blocks[name]),
        want,
        name,
        want.map((x) => Math.abs(x) + 1),
      );
    }
    return after;
  });
}

/** [rows, parts·hidden], from a function of row, part and unit. */
export function tabulate(
  { rows, hidden }: Step,
  parts: number,
  of: (b: number, k: number, j: number) => number,
): number[] {
  return Array.from({ length: rows * parts * hidden }, (_, i) =>
    of(Math.floor(i / (parts * hidden)), Math.floor(i / hidden) % parts, i % hidden),
  );
}

/** Element [b, k·hidden + j] of [rows, parts·hidden]. */
export function reader({ hidden }: Step, parts: number, data: readonly number[]) {
  return (b: number, k: number, j: number): number => data[(b * parts + k) * hidden + j]!;
}

/** Central differences of `loss` in every element of `x`: right to about 1e-9 in float64. */
export function numericGradient(loss: (x: number[]) => number, x: readonly number[]): number[] {
  const h = 1e-5;
  return x.map((_, i) => {
    const at = (shift: number) => loss(x.map((value, j) => (i === j ? value + shift : value)));
    return (at(h) - at(-h)) / (2 * h);
  });
}

export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}

/** For derivatives against numeric ones, which are coarser than the arithmetic. */
export function closeToNumeric(actual: readonly number[], numeric: readonly number[], what: string): void {
  new Bench(judge.backend, { relative: 1e-8, absolute: 1e-8 }).close(actual, numeric, what);
}
