import { oneOf, texts, wholeNumber, type FieldsOf } from '../../shell/fields.ts';
import type { Axis } from './series.ts';

export interface RunsValues {
  /** By their paths, the folder itself as `.`; empty for the newest ones. */
  readonly runs: readonly string[];
  /** Empty for the losses. */
  readonly figures: readonly string[];
  readonly x: Axis;
  readonly scale: 'linear' | 'log';
  /** How much of the past goes into each value, in percent. */
  readonly smooth: number;
}

export const mostSmooth = 99;

export const fields: FieldsOf<RunsValues> = {
  runs: texts(),
  figures: texts(),
  x: oneOf<Axis>('epoch', ['epoch', 'step', 'seconds']),
  scale: oneOf<RunsValues['scale']>('linear', ['linear', 'log']),
  smooth: wholeNumber(0, 0, mostSmooth),
};
