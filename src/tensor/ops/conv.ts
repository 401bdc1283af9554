import type { Ptr } from '../../backend/backend.ts';
import { expect } from '../../util/errors.ts';
import { sameShape, shapeText } from '../../util/shape.ts';
import type { Engine } from '../engine.ts';
import type { Tensor } from '../tensor.ts';
import { at, make, op } from './op.ts';

export interface ConvolutionOptions {
  /** How many pixels from window to window; 1 by default. */
  readonly stride?: number;
  /** How many pixels of zeros stand around the image; 0 by default. */
  readonly padding?: number;
}

/**
 * How many numbers of patches there are at a time: as many as stay in a core's second cache. The patches of a batch
 * would be kh·kw times as large as its images; so they are made piece by piece, and made anew on the way back.
 */
const PATCHES = 1 << 19;

/** How many windows of `size` fit along `extent` pixels with `padding` at both ends: ⌊(extent + 2·padding − size)/stride⌋ + 1. */
export function windowsAlong(extent: number, size: number, stride: number, padding = 0): number {
  return Math.floor((extent + 2 * padding - size) / stride) + 1;
}

/**
 * Two-dimensional convolution (cross-correlation, as everywhere in deep learning): x [B, H, W, C], weight [O, C, kh, kw],
 * bias [O] → y [B, H', W', O],
 * y[b, i, j, o] = bias[o] + Σ_{u, v, c} weight[o, c, u, v] · x[b, i·stride + u − padding, j·stride + v − padding, c],
 * with H' = ⌊(H + 2·padding − kh)/stride⌋ + 1 and W' alike. The sum starts from the bias and goes by u, then v, then c.
 * @throws `tensor/conv` when the shapes do not fit, or the window is larger than the padded image.
 */
export function conv2d(
  x: Tensor,
  weight: Tensor,
  bias?: Tensor,
  { stride = 1, padding = 0 }: ConvolutionOptions = {},
): Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [outputs, inputs, kh, kw] = weight.shape as [number, number, number, number];
  expect(
    x.rank === 4 &&
      weight.rank === 4 &&
      inputs === channels &&
      (bias === undefined || sameShape(bias.shape, [outputs])),
    'tensor/conv',
    () =>
      `conv2d needs x [B, H, W, C], weight [O, C, kh, kw] and bias [O], got ${shapeText(x.shape)}, ${shapeText(weight.shape)} and ${bias === undefined ? 'no bias' : shapeText(bias.shape)}`,
    { x: x.shape, weight: weight.shape },
  );
  expect(
    Number.isInteger(stride) && stride > 0 && Number.isInteger(padding) && padding >= 0,
    'tensor/conv',
    () => `conv2d: the stride is a whole number from 1 on and the padding one from 0 on, got ${stride} and ${padding}`,
    { stride, padding },
  );
  const [down, across] = [windowsAlong(height, kh, stride, padding), windowsAlong(width, kw, stride, padding)];
  expect(
    down > 0 && across > 0,
    'tensor/conv',
    () =>
      `conv2d: a window of ${kh} × ${kw} does not fit into images of ${height} × ${width} with a padding of ${padding}`,
    { height, width, kh, kw, padding },
  );
  const rows = down * across;
  const cols = kh * kw * channels;
  const images = Math.min(batch, Math.max(1, Math.floor(PATCHES / (rows * cols))));
  /** Calls `each` for pieces of the batch: how many images, and where theirs begin behind what has so many numbers an image. */
  const inPieces = (engine: Engine, each: (count: number, on: (ptr: Ptr, numbers: number) => Ptr) => void): void => {
    for (let b = 0; b < batch; b += images)
      each(Math.min(images, batch - b), (ptr, numbers) => ptr + b * numbers * engine.floatBytes);
  };
  const size = [height, width, channels, kh, kw, stride, padding] as const;
  const [image, answer] = [height * width * channels, rows * outputs];

  return op(
    'conv2d',
    bias === undefined ? [x, weight] : [x, weight, bias],
    [batch, down, across, outputs],
    (y, engine) => {
      const k = engine.kernels;
      const [xAt, weightAt, biasAt] = [at(x), at(weight), bias === undefined ? 0 : at(bias)];
      engine.region(() => {
        const packed = engine.scratch(k.packedSize(outputs, cols));
        k.pack(1, outputs, cols, laidOut(engine, weightAt, weight), cols, packed);
        const patches = engine.scratch(images * rows * cols);
        inPieces(engine, (n, on) => {
          const to = on(y, answer);
          k.im2col(on(xAt, image), patches, n, ...size);
          if (biasAt !== 0) k.copyRows(biasAt, 0, to, outputs, n * rows, outputs);
          k.gemmPacked(0, n * rows, outputs, cols, patches, cols, packed, to, outputs, biasAt === 0 ? 0 : 1);
        });
      });
      const toImages = (dy: Ptr, weightAt: Ptr, dx: Ptr): void => {
        const packed = engine.scratch(k.packedSize(cols, outputs));
        k.pack(0, cols, outputs, laidOut(engine, weightAt, weight), cols, packed);
        const patches = engine.scratch(images * rows * cols);
        inPieces(engine, (n, on) => {
          k.gemmPacked(0, n * rows, cols, outputs, on(dy, answer), outputs, packed, patches, cols, 0);
          k.col2im(patches, on(dx, image), n, ...size);
        });
      };
      const toWeight = (dy: Ptr, xAt: Ptr, dw: Ptr): void => {
        const laid = engine.scratch(weight.size);
        const patches = engine.scratch(images * rows * cols);
        k.fill(0, laid, weight.size);
        inPieces(engine, (n, on) => {
          k.im2col(on(xAt, image), patches, n, ...size);
          k.gemm(1, 0, outputs, cols, n * rows, on(dy, answer), outputs, patches, cols, laid, cols, 1);
        });
        // [O, kh·kw, C] → [O, C, kh·kw]
        k.stridedCopy(laid, dw, 1, outputs, channels, kh * kw, 0, cols, 1, channels);
      };
      return (dy) => {
        const [dyAt, xAt, weightAt] = [at(dy), at(x), at(weight)];
        const inRegion = (of: Tensor, compute: (d: Ptr) => void): Tensor | undefined =>
          of.requiresGrad ? make(engine, of.shape, (d) => engine.region(() => compute(d))) : undefined;
        const dx = inRegion(x, (d) => toImages(dyAt, weightAt, d));
        const dw = inRegion(weight, (d) => toWeight(dyAt, xAt, d));
        if (bias === undefined) return [dx, dw];
        return [dx, dw, inRegion(bias, (d) => k.sumRows(dyAt, outputs, d, batch * rows, outputs, 0))];
      };
    },
  );
}

/** A weight [O, C, kh, kw] as rows of patches have it: [O, kh·kw, C]. */
function laidOut(engine: Engine, weightAt: Ptr, weight: Tensor): Ptr {
  const [outputs, channels, kh, kw] = weight.shape as [number, number, number, number];
  const laid = engine.scratch(weight.size);
  engine.kernels.stridedCopy(weightAt, laid, 1, outputs, kh * kw, channels, 0, channels * kh * kw, 1, kh * kw);
  return laid;
}
