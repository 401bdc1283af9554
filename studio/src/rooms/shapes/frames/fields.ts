import { oneOf, wholeNumber, type Field, type FieldsOf } from '../../../shell/fields.ts';
import { drawing, type Stroke } from '../strokes.ts';
import { mostFrames, shapeKinds, type ShapeKind } from './film.ts';

/** What the task has in the address: a film by its seed or by a path of the reader's own, and what is looked at. */
export interface FramesState {
  readonly seed: number;
  readonly shape: ShapeKind;
  readonly path: Stroke;
  readonly count: number;
  readonly step: number;
}

/** Places of a pad of 64 × 64, two letters each. */
const path: Field<Stroke> = {
  fallback: [],
  parse(text) {
    const [stroke = [], ...others] = drawing.parse(text) ?? [[], []];
    return others.length === 0 && stroke.length <= mostFrames ? stroke : undefined;
  },
  write: (stroke) => drawing.write(stroke.length === 0 ? [] : [stroke]),
};

export const fields: FieldsOf<FramesState> = {
  seed: wholeNumber(1, 0, 999_999),
  shape: oneOf<ShapeKind>('circle', shapeKinds),
  path,
  /** How many frames of a film by its seed have come. */
  count: wholeNumber(12, 1, mostFrames),
  /** The frame that is looked at, from 1; 0 for the last that has come. */
  step: wholeNumber(0, 0, mostFrames),
};
