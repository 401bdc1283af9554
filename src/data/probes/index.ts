export { addingFloor, addingProblem, type AddingBatch, type AddingOptions } from './adding.ts';
export { copyFloor, copyMemory, type CopyBatch, type CopyOptions } from './copy-memory.ts';
export { dateFormats, type WrittenDate } from './date-formats.ts';
export { digitImages, imageRows, type DigitImages, type RowsBatch } from './digits.ts';
export { runningParity, type ParityBatch, type ParityOptions } from './parity.ts';
export {
  embeddedReber,
  embeddedReberNext,
  embeddedReberString,
  isEmbeddedReber,
  reberBatch,
  reberString,
  reberSymbols,
  scoreReber,
  type ReberBatch,
  type ReberScore,
} from './reber.ts';
export {
  directions,
  movingShape,
  shapeFrame,
  shapeKinds,
  type Direction,
  type MovingShape,
  type MovingShapeOptions,
  type ShapeKind,
  type ShapeLook,
} from './moving-shapes.ts';
