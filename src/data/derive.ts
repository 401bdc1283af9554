import { expect, fail } from '../util/errors.ts';
import { nearest, suggestion } from '../util/nearest.ts';

/** What is made of the columns of a series, row by row. Every kind goes by the rows so far alone, so that a stream can be answered. */
export type Derivation =
  /** Positions as seen from one of them: columns lie in groups as wide as the list, `[x, y, z]`, of which those of the list are taken off every other; they themselves are left out. */
  | { readonly relativeTo: readonly string[] }
  /** All columns divided by the length of the vector that some of them are: a body of one size. */
  | { readonly inUnitsOf: readonly string[] }
  /** Each column as the mean of the last so many rows. */
  | { readonly smooth: number }
  /** Adds, for each of the distances, how much every column has changed since the row so many before (or the first). `speed` adds the length of that change in each group of so many columns. */
  | { readonly delta: number | readonly number[]; readonly speed?: number | undefined }
  /** Leaves columns out. */
  | { readonly drop: readonly string[] };

/** Row in, row out; keeps what it needs of the rows before. */
type RowStep = (row: readonly number[]) => number[];

interface Stage {
  readonly columns: readonly string[];
  /** Begins a sequence. */
  begin(): RowStep;
}

/**
 * A chain of derivations over the columns of a series: what one gives the next takes.
 * @throws `config/derive` for a column that there is not, or groups that do not come out even.
 */
export class Deriver {
  /** The columns that come out. */
  readonly columns: readonly string[];
  readonly #stages: readonly Stage[];

  constructor(columns: readonly string[], derivations: readonly Derivation[] = []) {
    const stages: Stage[] = [];
    for (const derivation of derivations) stages.push(stageOf(derivation, stages.at(-1)?.columns ?? columns));
    this.columns = stages.at(-1)?.columns ?? columns;
    this.#stages = stages;
  }

  /** Takes the rows of one sequence, one after another. */
  begin(): RowStep {
    const steps = this.#stages.map((stage) => stage.begin());
    return (row) => steps.reduce<number[]>((now, step) => step(now), [...row]);
  }

  /** The rows of a whole sequence: [length, columns] → [length, this.columns]. */
  apply(values: Float32Array, length: number): Float32Array {
    if (this.#stages.length === 0 || length === 0) return values;
    const width = values.length / length;
    const step = this.begin();
    const out = new Float32Array(length * this.columns.length);
    for (let t = 0; t < length; t++)
      out.set(step(Array.from(values.subarray(t * width, (t + 1) * width))), t * this.columns.length);
    return out;
  }
}

function stageOf(derivation: Derivation, columns: readonly string[]): Stage {
  if ('relativeTo' in derivation) return relative(columns, derivation.relativeTo);
  if ('inUnitsOf' in derivation) return scaled(columns, derivation.inUnitsOf);
  if ('smooth' in derivation) return smoothed(columns, derivation.smooth);
  if ('drop' in derivation) return without(columns, derivation.drop);
  return moved(columns, [derivation.delta].flat(), derivation.speed);
}

function relative(columns: readonly string[], names: readonly string[]): Stage {
  const origin = placesOf(names, columns, 'relativeTo');
  const width = names.length;
  expectGroups(columns.length, width, 'relativeTo');
  const kept = columns.map((_, i) => i).filter((i) => !origin.includes(i));
  return {
    columns: kept.map((i) => columns[i]!),
    begin: () => (row) => kept.map((i) => row[i]! - row[origin[i % width]!]!),
  };
}

function scaled(columns: readonly string[], names: readonly string[]): Stage {
  const places = placesOf(names, columns, 'inUnitsOf');
  return {
    columns,
    begin: () => (row) => {
      const size = lengthOf(places.map((i) => row[i]!));
      return size === 0 ? [...row] : row.map((value) => value / size);
    },
  };
}

function smoothed(columns: readonly string[], rows: number): Stage {
  return {
    columns,
    begin: () => {
      const last: (readonly number[])[] = [];
      return (row) => {
        last.push(row);
        if (last.length > rows) last.shift();
        return row.map((_, i) => last.reduce((sum, before) => sum + before[i]!, 0) / last.length);
      };
    },
  };
}

function without(columns: readonly string[], names: readonly string[]): Stage {
  const places = placesOf(names, columns, 'drop');
  const kept = columns.map((_, i) => i).filter((i) => !places.includes(i));
  return { columns: kept.map((i) => columns[i]!), begin: () => (row) => kept.map((i) => row[i]!) };
}

function moved(columns: readonly string[], distances: readonly number[], group: number | undefined): Stage {
  const farthest = Math.max(...distances);
  if (group !== undefined) expectGroups(columns.length, group, 'speed');
  const groups = group === undefined ? [] : columns.filter((_, i) => i % group === 0);
  const named = distances.flatMap((distance) => [
    ...columns.map((name) => `${name} −${distance}`),
    ...groups.map((name) => `|${name} … −${distance}|`),
  ]);
  return {
    columns: [...columns, ...named],
    begin: () => {
      /** The rows so far that are still looked back to, the latest last. */
      const last: (readonly number[])[] = [];
      return (row) => {
        const out = [...row];
        for (const distance of distances) {
          const before = last[Math.max(0, last.length - distance)] ?? row;
          const change = row.map((value, i) => value - before[i]!);
          out.push(...change);
          groups.forEach((_, g) => out.push(lengthOf(change.slice(g * group!, (g + 1) * group!))));
        }
        last.push(row);
        if (last.length > farthest) last.shift();
        return out;
      };
    },
  };
}

function lengthOf(vector: readonly number[]): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}

function placesOf(names: readonly string[], columns: readonly string[], key: string): number[] {
  return names.map((name) => {
    const at = columns.indexOf(name);
    if (at >= 0) return at;
    const near = nearest(name, columns);
    return fail(
      'config/derive',
      `data.derive, ${key}: there is no column "${name}" by then${suggestion(near)}; there are ${columns.join(', ')}`,
      { key, column: name, nearest: near, columns },
    );
  });
}

function expectGroups(columns: number, width: number, key: string): void {
  expect(
    columns % width === 0,
    'config/derive',
    () => `data.derive, ${key}: ${columns} columns do not come out even in groups of ${width}`,
    { key, count: columns, width },
  );
}
