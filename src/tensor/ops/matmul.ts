import { expect } from '../../util/errors.ts';
import { sameShape, shapeText, sizeOf } from '../../util/shape.ts';
import type { Tensor } from '../tensor.ts';
import { at, make, op } from './op.ts';

/**
 * a·b for a [m, k], b [k, n] → [m, n]; or batches of them, a [..., m, k], b [..., k, n] with the same leading axes.
 * @throws `tensor/matmul` when the shapes do not fit.
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const fits =
    a.rank >= 2 &&
    a.rank === b.rank &&
    a.shape.at(-1) === b.shape.at(-2) &&
    sameShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  expect(
    fits,
    'tensor/matmul',
    () =>
      `matmul needs [..., m, k] and [..., k, n] with the same leading axes, got ${shapeText(a.shape)} and ${shapeText(b.shape)}`,
    { a: a.shape, b: b.shape },
  );
  const [m, k, n] = [a.dim(-2), a.dim(-1), b.dim(-1)];
  const leading = a.shape.slice(0, -2);
  const batches = sizeOf(leading);
  return op('matmul', [a, b], [...leading, m, n], (y, engine) => {
    const { kernels, floatBytes } = engine;
    const each = (run: (a: number, b: number, y: number) => void): void => {
      for (let i = 0; i < batches; i++) run(i * m * k * floatBytes, i * k * n * floatBytes, i * m * n * floatBytes);
    };
    each((ia, ib, iy) => kernels.gemm(0, 0, m, n, k, at(a) + ia, k, at(b) + ib, n, y + iy, n, 0));
    return (dy) => [
      a.requiresGrad
        ? make(engine, a.shape, (da) =>
            each((ia, ib, iy) => kernels.gemm(0, 1, m, k, n, at(dy) + iy, n, at(b) + ib, n, da + ia, k, 0)),
          )
        : undefined,
      b.requiresGrad
        ? make(engine, b.shape, (db) =>
            each((ia, ib, iy) => kernels.gemm(1, 0, k, n, m, at(a) + ia, k, at(dy) + iy, n, db + ib, n, 0)),
          )
        : undefined,
    ];
  });
}
