import type { RunDetail } from 'elman-rnn/protocol';

export type Axis = 'epoch' | 'step' | 'seconds';
export const axes: readonly Axis[] = ['epoch', 'step', 'seconds'];

/** A run's values of one figure over an axis, in the order of the log. */
export interface Series {
  readonly xs: readonly number[];
  readonly ys: readonly (number | null)[];
}

/** Entries without a place on the axis are left out. */
export function seriesOf(run: RunDetail, figure: string, axis: Axis): Series {
  const values = run.figures[figure] ?? [];
  const kept = run[axis].flatMap((x, i) => (x === null ? [] : [{ x, y: values[i] ?? null }]));
  return { xs: kept.map(({ x }) => x), ys: kept.map(({ y }) => y) };
}

/**
 * Several series over all the places that any of them has, in order. Undefined: it has no entry there, and its line goes
 * on; null: its entry is no number, and its line has a gap.
 */
export function together(series: readonly Series[]): { xs: number[]; columns: (number | null | undefined)[][] } {
  const xs = [...new Set(series.flatMap((each) => each.xs))].sort((a, b) => a - b);
  const columns = series.map((each) => {
    const byPlace = new Map(each.xs.map((x, i) => [x, each.ys[i]]));
    return xs.map((x) => byPlace.get(x));
  });
  return { xs, columns };
}

/**
 * The mean of all values so far, each weighing `share` as much as the one after it (an exponential moving average without
 * its pull to zero at the beginning).
 */
export function smoothed({ xs, ys }: Series, share: number): Series {
  let [sum, weight] = [0, 0];
  return {
    xs,
    ys: ys.map((y) => {
      if (y === null) return null;
      [sum, weight] = [share * sum + y, share * weight + 1];
      return sum / weight;
    }),
  };
}

/** What a logarithmic scale can show of it. */
export function above0({ xs, ys }: Series): Series {
  return { xs, ys: ys.map((y) => (y !== null && y > 0 ? y : null)) };
}

/** A figure to four digits, with a real minus sign. */
export function figureText(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return String(Number(value.toPrecision(4))).replaceAll('-', '−');
}

/** The same in few letters, `2e−5`, for the places of an axis. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  return size === 0 || (size >= 1e-3 && size < 1e5)
    ? figureText(value)
    : value.toExponential().replaceAll('-', '−').replace('e+', 'e');
}

/** Seconds as `1:02:03`, or as `4.2 s` below a minute. */
export function timeText(seconds: number): string {
  if (seconds < 60) return `${Number(seconds.toPrecision(3))} s`;
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
