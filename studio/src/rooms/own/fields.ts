import { decimal, oneOf, shortText, wholeNumber, type FieldsOf } from '../../shell/fields.ts';

/** The files that are offered to those who have none at hand. */
export const samples = ['orders.csv', 'visits.csv'] as const;
export type Sample = (typeof samples)[number];

/** Of many cells those that most want; the empty one is the one that is guessed. */
export const cells = ['', 'elman', 'lstm', 'gru'] as const;

export interface OwnValues {
  readonly sample: Sample | '';
  /** Columns by their names; empty: as guessed; `-` of time and group: none. */
  readonly item: string;
  readonly time: string;
  readonly group: string;
  readonly cell: (typeof cells)[number];
  /** 0: as guessed. */
  readonly hidden: number;
  readonly epochs: number;
  readonly rate: number;
  readonly seed: number;
  /** What is fed in; of a history an item a line. */
  readonly input: string;
  readonly steps: number;
  /** The parameter that is looked at; empty: the first. */
  readonly parameter: string;
}

export const mostHidden = 512;
export const mostEpochs = 2000;
export const mostSteps = 50;

/** A link holds no longer text. */
export const mostLetters = 2000;
const text = shortText('', mostLetters);

export const fields: FieldsOf<OwnValues> = {
  sample: oneOf<OwnValues['sample']>('', ['', ...samples]),
  item: text,
  time: text,
  group: text,
  cell: oneOf<OwnValues['cell']>('', cells),
  hidden: wholeNumber(0, 0, mostHidden),
  epochs: wholeNumber(30, 1, mostEpochs),
  rate: decimal(0.005, 0.00001, 1),
  seed: wholeNumber(7, 0, 999_999),
  input: text,
  steps: wholeNumber(5, 1, mostSteps),
  parameter: text,
};
