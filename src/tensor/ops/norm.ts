import { expect } from '../../util/errors.ts';
import { sameShape, shapeText } from '../../util/shape.ts';
import type { Tensor } from '../tensor.ts';
import { at, make, op } from './op.ts';

/**
 * Layer normalisation over the last axis (Ba 2016): y = (x − mean) / √(variance + eps) ⊙ gain + bias, for x [..., F] and
 * gain and bias [F]. The variance is the mean of the squares, as in PyTorch.
 * @throws `tensor/layer-norm` when gain or bias do not have the extent of the last axis.
 */
export function layerNorm(x: Tensor, gain?: Tensor, bias?: Tensor, eps = 1e-5): Tensor {
  const cols = x.dim(-1);
  const rows = x.size / Math.max(1, cols);
  for (const [name, given] of Object.entries({ gain, bias })) {
    expect(
      given === undefined || sameShape(given.shape, [cols]),
      'tensor/layer-norm',
      () => `layerNorm of x ${shapeText(x.shape)} needs a ${name} of shape [${cols}], got ${shapeText(given!.shape)}`,
      { name, cols, shape: given?.shape },
    );
  }
  const inputs = [x, gain, bias].filter((input) => input !== undefined);
  return op('layerNorm', inputs, x.shape, (y, engine, output) => {
    const k = engine.kernels;
    const isTaped = engine.recording && inputs.some((input) => input.requiresGrad);
    // With neither gain nor bias the output is what the way back needs.
    const normal = gain === undefined && bias === undefined ? output : isTaped ? engine.allocate(x.size) : null;
    const rstd = isTaped ? engine.allocate(rows) : null;
    const [gainAt, biasAt] = [gain === undefined ? 0 : at(gain), bias === undefined ? 0 : at(bias)];
    const normalAt = normal === null || normal === output ? 0 : normal.ptr;
    k.layerNormRows(at(x), gainAt, biasAt, y, normalAt, rstd?.ptr ?? 0, rows, cols, eps);
    return (dy) => {
      const dx = x.requiresGrad
        ? make(engine, x.shape, (dx) =>
            k.layerNormRowsGrad(normal!.ptr, rstd!.ptr, gain === undefined ? 0 : at(gain), at(dy), dx, rows, cols),
          )
        : undefined;
      const down = (of: Tensor | undefined, terms: () => number): Tensor | undefined =>
        of?.requiresGrad ? make(engine, [cols], (d) => k.sumRows(terms(), cols, d, rows, cols, 0)) : undefined;
      const dgain = down(gain, () => {
        const products = engine.scratch(x.size);
        k.mul(at(dy), normal!.ptr, products, x.size);
        return products;
      });
      const dbias = down(bias, () => at(dy));
      return [dx, ...(gain === undefined ? [] : [dgain]), ...(bias === undefined ? [] : [dbias])];
    };
  });
}
