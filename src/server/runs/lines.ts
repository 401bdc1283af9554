import type { RunDetail, RunSample } from '../../protocol/runs.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The lines of a log that say of an epoch and a step, and how many do not. The last one counts once it has its end. */
export function readLines(text: string): { readonly lines: readonly Fields[]; readonly broken: number } {
  const whole = text.split('\n').slice(0, -1);
  const lines = whole.flatMap((line) => {
    const fields = readLine(line);
    return fields === null ? [] : [fields];
  });
  return { lines, broken: whole.length - lines.length };
}

function readLine(line: string): Fields | null {
  try {
    const value = JSON.parse(line) as unknown;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    const fields = value as Fields;
    return finite(fields['epoch']) === null || finite(fields['step']) === null ? null : fields;
  } catch {
    return null;
  }
}

/** A line that ends the log, rather than being of an epoch. */
export function isEnd(line: Fields): boolean {
  return line['finished'] !== undefined || line['stopped'] !== undefined;
}

type Columns = Pick<RunDetail, 'epoch' | 'step' | 'seconds' | 'figures'>;

/** Lines of figures and lines of times as columns. */
export function toColumns(lines: readonly Fields[], times: readonly Fields[]): Columns {
  const epochs = lines.filter((line) => !isEnd(line));
  const secondsAt = new Map(times.map(({ epoch, seconds }) => [epoch, finite(seconds)]));
  const names = new Set(epochs.flatMap((line) => Object.keys(line).filter((name) => isFigure(name, line[name]))));
  return {
    epoch: epochs.map(({ epoch }) => Number(epoch)),
    step: epochs.map(({ step }) => Number(step)),
    seconds: epochs.map(({ epoch }) => secondsAt.get(epoch) ?? null),
    figures: Object.fromEntries([...names].map((name) => [name, epochs.map((line) => finite(line[name]))])),
  };
}

/** NaN and Infinity are null in JSON. */
function isFigure(name: string, value: unknown): boolean {
  return name !== 'epoch' && name !== 'step' && (typeof value === 'number' || value === null);
}

export function toSamples(lines: readonly Fields[]): RunSample[] {
  return lines.flatMap(({ epoch, step, text }) =>
    typeof text === 'string' ? [{ epoch: Number(epoch), step: Number(step), text }] : [],
  );
}

function finite(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
