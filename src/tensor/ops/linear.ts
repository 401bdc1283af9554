import { expect } from '../../util/errors.ts';
import { sameShape, shapeText, sizeOf } from '../../util/shape.ts';
import type { Tensor } from '../tensor.ts';
import { at, make, op } from './op.ts';
import { productGradient, timesWeight } from './handles.ts';

/**
 * x·Wᵀ + b over the last axis: x [..., in], weight [out, in], bias [out] → [..., out]. The sum starts from the bias.
 * @throws `tensor/linear` when the shapes do not fit.
 */
export function linear(x: Tensor, weight: Tensor, bias?: Tensor): Tensor {
  const [outputs, inputs] = weight.shape as [number, number];
  const fits =
    weight.rank === 2 &&
    x.rank >= 1 &&
    x.dim(-1) === inputs &&
    (bias === undefined || sameShape(bias.shape, [outputs]));
  expect(
    fits,
    'tensor/linear',
    () =>
      `linear needs x [..., in], weight [out, in] and bias [out], got ${shapeText(x.shape)}, ${shapeText(weight.shape)} and ${bias === undefined ? 'no bias' : shapeText(bias.shape)}`,
    {
      x: x.shape,
      weight: weight.shape,
    },
  );
  const rows = sizeOf(x.shape.slice(0, -1));
  return op(
    'linear',
    bias === undefined ? [x, weight] : [x, weight, bias],
    [...x.shape.slice(0, -1), outputs],
    (y, engine) => {
      const k = engine.kernels;
      if (bias !== undefined) k.copyRows(at(bias), 0, y, outputs, rows, outputs);
      timesWeight(at(x), weight, 1, y, rows, bias === undefined ? 0 : 1, engine);
      return (dy) => [
        x.requiresGrad ? make(engine, x.shape, (dx) => timesWeight(at(dy), weight, 0, dx, rows, 0, engine)) : undefined,
        productGradient(weight, dy.storage, x.storage, rows, engine),
        bias?.requiresGrad
          ? make(engine, bias.shape, (db) => k.sumRows(at(dy), outputs, db, rows, outputs, 0))
          : undefined,
      ];
    },
  );
}
