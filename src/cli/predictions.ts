import type { Prediction } from '../tasks/task.ts';
import type { Cli } from './cli.ts';
import { figure } from './numbers.ts';
import { table, visible, type Align } from './text-table.ts';

/** A column of the table of predictions. */
interface Column {
  readonly head: string;
  readonly align: Align;
  /** What stands in the first line of a prediction, or in that of each candidate; undefined where it has nothing. */
  readonly of: (prediction: Prediction, candidate: Candidate, isFirst: boolean) => string | undefined;
}

/** A value has no probability. */
interface Candidate {
  readonly item: string;
  readonly probability?: number | undefined;
}

/** Longer inputs are cut in the table; `--json` has them whole. */
const LONGEST_INPUT = 40;

function candidatesOf({ item, probability, top }: Prediction): readonly Candidate[] {
  return top.length > 0 ? top : [{ item, probability }];
}

/** Of a stream, in a line: `짬뽕 0.998`, and the other candidates after it; of a value the value. */
export function describeCandidates(prediction: Prediction): string {
  return candidatesOf(prediction)
    .map(({ item, probability }) =>
      [visible(item), probability?.toFixed(3)].filter((cell) => cell !== undefined).join(' '),
    )
    .join('  ');
}

/** Predictions as a table, a line a candidate; columns in which nothing stands are left out. */
export function describePredictions({ say: { predict }, colors }: Cli, predictions: readonly Prediction[]): string[] {
  const first =
    (of: (prediction: Prediction) => string | undefined): Column['of'] =>
    (prediction, _, isFirst) =>
      isFirst ? of(prediction) : undefined;
  const isInStep =
    new Set(predictions.map(({ step }) => step)).size > 1 || predictions.every(({ input }) => input === undefined);
  const columns: readonly Column[] = [
    { head: predict.sequence, align: 'right', of: first(({ sequence }) => sequence?.toString()) },
    { head: predict.step, align: 'right', of: first(({ step }) => (isInStep ? String(step) : undefined)) },
    { head: predict.input, align: 'left', of: first(({ input }) => input && shortened(visible(input))) },
    { head: predict.item, align: 'left', of: (_, { item }) => visible(item) },
    { head: predict.probability, align: 'right', of: (_, { probability }) => probability?.toFixed(3) },
  ];
  const rows = predictions.flatMap((prediction) => {
    return candidatesOf(prediction).map((candidate, i) => columns.map(({ of }) => of(prediction, candidate, i === 0)));
  });
  const shown = columns.map((_, c) => rows.some((row) => row[c] !== undefined));
  const kept = <T>(row: readonly T[]): T[] => row.filter((_, c) => shown[c]);
  const lines = table(
    [kept(columns.map(({ head }) => head)), ...rows.map((row) => kept(row.map((cell) => cell ?? '')))],
    kept(columns.map(({ align }) => align)),
    (line, row) => (row === 0 ? colors.bold(line) : line),
  );
  return [
    ...lines,
    ...predictions.flatMap((prediction) => describeContributions(prediction, predict.contribution)),
    ...predictions.flatMap((prediction) => describeAlignment(prediction, predict.looked)),
  ];
}

/** The places that a piece looked at most are named while they have so much of its weight. */
const LEAST_WEIGHT = 0.1;
const MOST_PLACES = 3;

/** Where each piece of a sentence looked most, in a table under its input. */
function describeAlignment({ input = '', item, alignment }: Prediction, head: string): string[] {
  if (alignment === undefined) return [];
  const { source, target, weights } = alignment;
  const rows = target.map((piece, t) => {
    const places = weights[t]!.map((weight, s) => ({ weight, place: source[s] ?? String(s + 1) }))
      .filter(({ weight }) => weight >= LEAST_WEIGHT)
      .toSorted((a, b) => b.weight - a.weight)
      .slice(0, MOST_PLACES);
    return [visible(piece), places.map(({ weight, place }) => `${visible(place)} ${weight.toFixed(2)}`).join('  ')];
  });
  return [
    '',
    `${shortened(visible(input))} → ${visible(item)}`,
    ...table([['', head], ...rows], ['left', 'left'], (line) => line),
  ];
}

/** What each step of an input did for the answer, in a table under its input. */
function describeContributions({ input = '', item, contributions }: Prediction, head: string): string[] {
  if (contributions === undefined) return [];
  const rows = contributions.map(({ step, value }) => [
    visible(step),
    `${value < 0 ? '−' : '+'}${figure(Math.abs(value))}`,
  ]);
  return [
    '',
    `${shortened(visible(input))} → ${visible(item)}`,
    ...table([['', head], ...rows], ['left', 'right'], (line) => line),
  ];
}

function shortened(text: string): string {
  const letters = Array.from(text);
  return letters.length <= LONGEST_INPUT ? text : `${letters.slice(0, LONGEST_INPUT - 1).join('')}…`;
}
