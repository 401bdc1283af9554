import { ElmanError } from 'elman-rnn';
import { problemOf, type Problem } from 'elman-rnn/protocol';
import { readSaved, type Prediction, type Task, type Traced, type TracedPart } from 'elman-rnn/tasks';

/** A parameter, as a model file has it. */
export interface ParameterFacts {
  readonly name: string;
  readonly shape: readonly number[];
  readonly size: number;
}

/** What a model file says of itself. */
export interface ModelFacts {
  readonly kind: 'model';
  readonly file: string;
  readonly bytes: number;
  readonly task: string;
  /** The settings of its sections by their path, `model.hidden`. */
  readonly settings: readonly (readonly [path: string, value: string])[];
  readonly parameters: readonly ParameterFacts[];
  /** What it can answer with: items, symbols, labels; none of a task that gives values. */
  readonly labels: readonly string[];
  /** What is odd about the file, in English. */
  readonly warnings: readonly string[];
}

/** The numbers of a parameter. */
export interface Weights {
  readonly name: string;
  /** As a matrix: the first extent, and all others together. */
  readonly rows: number;
  readonly columns: number;
  /** Row-major; of a large matrix the rows and columns that are first. */
  readonly values: readonly number[];
  readonly shownRows: number;
  readonly shownColumns: number;
  /** Over all of them. */
  readonly mean: number;
  readonly deviation: number;
  readonly least: number;
  readonly most: number;
  /** How many lie in each of equally wide bins from `least` to `most`. */
  readonly bins: readonly number[];
}

/** What an input came to. */
export interface Answered extends Traced {
  /** Why there are no parts, where the model has a reason. */
  readonly why: Problem | null;
}

/** As many rows and columns as a picture shows, and as many bins as a histogram has. */
const SHOWN_ROWS = 96;
const SHOWN_COLUMNS = 160;
const BINS = 31;

type Saved = ReturnType<typeof readSaved>;

export function factsOf(saved: Saved, task: Task, bytes: number, warnings: readonly string[]): ModelFacts {
  const { data, model } = saved.model as { readonly data?: unknown; readonly model?: unknown };
  return {
    kind: 'model',
    file: saved.file,
    bytes,
    task: task.name,
    settings: [...settingsOf(data, 'data'), ...settingsOf(model, 'model')],
    parameters: [...saved.tensors].map(([name, { shape, data: numbers }]) => ({ name, shape, size: numbers.length })),
    labels: task.labels,
    warnings,
  };
}

function* settingsOf(value: unknown, path: string): Generator<readonly [string, string]> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    for (const [key, inner] of Object.entries(value)) yield* settingsOf(inner, `${path}.${key}`);
  else if (value !== undefined) yield [path, typeof value === 'string' ? value : JSON.stringify(value)];
}

export function weightsOf({ tensors }: Saved, name: string): Weights {
  const found = tensors.get(name);
  if (found === undefined) throw new Error(`the model has no parameter ${name}`);
  const { data, shape } = found;
  const rows = shape.length < 2 ? 1 : shape[0]!;
  const columns = data.length / rows;
  const [shownRows, shownColumns] = [Math.min(rows, SHOWN_ROWS), Math.min(columns, SHOWN_COLUMNS)];
  let [sum, least, most] = [0, Infinity, -Infinity];
  for (const value of data) {
    sum += value;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const mean = sum / data.length;
  const bins = Array.from({ length: BINS }, () => 0);
  let squares = 0;
  for (const value of data) {
    squares += (value - mean) * (value - mean);
    const bin = most > least ? Math.min(BINS - 1, Math.floor(((value - least) / (most - least)) * BINS)) : 0;
    bins[bin]!++;
  }
  return {
    name,
    rows,
    columns,
    values: Array.from({ length: shownRows }, (_, row) => [
      ...data.subarray(row * columns, row * columns + shownColumns),
    ]).flat(),
    shownRows,
    shownColumns,
    mean,
    deviation: Math.sqrt(squares / data.length),
    least,
    most,
    bins,
  };
}

/** Feeds an input in. A task that cannot be looked into is asked, and stepped where it can be. */
export async function answerTo(task: Task, input: string): Promise<Answered> {
  if (task.trace !== undefined) return { ...(await task.trace(input)), why: null };
  const predictions = await task.predict({ inputs: input.split('\n'), top: 10 });
  try {
    return { predictions, parts: statesOver(task, predictions), why: null };
  } catch (error) {
    // A model that reads from both ends says so.
    if (!(error instanceof ElmanError)) throw error;
    return { predictions, parts: [], why: problemOf(error) };
  }
}

/** What a model that answers each step as it comes has in mind after each. */
function statesOver(task: Task, predictions: readonly Prediction[]): TracedPart[] {
  const stream = task.stream?.();
  if (stream?.state === undefined) return [];
  const steps = predictions.map(({ input = '' }) => {
    stream.step(input);
    return stream.state!();
  });
  return (steps[0] ?? []).map(({ name, shape }, part) => ({
    name,
    shape: [steps.length, ...shape],
    values: steps.flatMap((states) => states[part]!.values),
  }));
}
