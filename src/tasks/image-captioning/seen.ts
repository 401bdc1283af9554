import type { FrameSize } from '../../util/host.ts';

/** What features look like: of each image a vector, or one for each of several regions. */
export interface FeatureSize {
  readonly places: number;
  readonly size: number;
}

/** What a model is shown of an image: its pixels, or features of it. */
export type Shape = FrameSize | FeatureSize;

/** An image as it was read: [height, width, channels] bytes, or [places, size] numbers. */
export type Numbers = Uint8Array | Float32Array;

export function isOfFeatures(shape: Shape): shape is FeatureSize {
  return 'places' in shape;
}

/** The extents of {@link Numbers}. */
export function extentsOf(shape: Shape): readonly number[] {
  return isOfFeatures(shape) ? [shape.places, shape.size] : [shape.height, shape.width, shape.channels];
}

/** For people. */
export function shapeText(shape: Shape): string {
  return isOfFeatures(shape)
    ? `features of ${shape.size} numbers for ${shape.places === 1 ? 'each image' : `each of ${shape.places} regions`}`
    : `${shape.channels === 1 ? 'grey images' : 'images in colour'} of ${shape.height} × ${shape.width} pixels`;
}
