import type { ClassesReport } from '../tasks/task.ts';
import type { Cli } from './cli.ts';
import { grouped } from './numbers.ts';
import { table, visible } from './text-table.ts';

/** With more classes the confusion matrix is only in `--json`: it would not fit. */
const MOST_IN_MATRIX = 12;

/** Precision, recall and F1 of each class, and which was taken for which. */
export function describeClasses({ say: { classes: say }, colors }: Cli, report: ClassesReport): string[] {
  const { labels, scores, confusion } = report;
  const bold = (line: string, row: number): string => (row === 0 ? colors.bold(line) : line);
  const rows = scores.map(({ precision, recall, f1, support }, c) => [
    visible(labels[c]!),
    ...[precision, recall, f1].map((score) => score.toFixed(3)),
    grouped(support),
  ]);
  const lines = [
    '',
    ...table(
      [[say.label, say.precision, say.recall, 'F1', say.support], ...rows],
      ['left', 'right', 'right', 'right', 'right'],
      bold,
    ),
  ];
  if (confusion === undefined || labels.length > MOST_IN_MATRIX) return lines;
  const head = ['', ...labels.map(visible)];
  const counts = confusion.map((row, c) => [
    visible(labels[c]!),
    ...row.map((count) => (count === 0 ? '·' : grouped(count))),
  ]);
  return [
    ...lines,
    '',
    say.confusion,
    ...table(
      [head, ...counts],
      head.map((_, i) => (i === 0 ? 'left' : 'right')),
      bold,
    ),
  ];
}
