import { expect } from '../../util/errors.ts';
import { resolveAxis, sameShape, shapeText, sizeOf, stridesOf, type Shape } from '../../util/shape.ts';
import { record, type Tensor } from '../tensor.ts';
import { at, make, op } from './op.ts';
import { addStrided, readStrided } from './strided.ts';

/** The same numbers under another shape; one extent may be −1 and is then worked out. Copies nothing. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const known = shape.reduce((size, extent) => (extent === -1 ? size : size * extent), 1);
  const target = shape.map((extent) => (extent === -1 ? x.size / Math.max(1, known) : extent));
  expect(
    shape.filter((extent) => extent === -1).length <= 1 &&
      sizeOf(target) === x.size &&
      target.every((n) => Number.isInteger(n) && n >= 0),
    'tensor/reshape',
    () => `${shapeText(x.shape)} holds ${x.size} numbers and cannot take the shape ${shapeText(shape)}`,
    {
      from: x.shape,
      to: shape,
    },
  );
  if (sameShape(target, x.shape)) return x;
  const [y] = record('reshape', [x], () => ({
    outputs: [[x.storage, target]],
    backward: (dy) => [reshape(dy!, x.shape)],
  }));
  return y!;
}

/** The part `start ≤ i < end` of an axis. */
export function slice(x: Tensor, axis: number, start: number, end: number): Tensor {
  const along = resolveAxis(axis, x.rank, 'slice');
  const extent = x.shape[along]!;
  expect(
    Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= extent,
    'tensor/slice',
    () => `slice ${start} to ${end} does not lie in axis ${along} of ${shapeText(x.shape)}`,
    {
      start,
      end,
      shape: x.shape,
    },
  );
  const shape = x.shape.map((n, i) => (i === along ? end - start : n));
  const strides = stridesOf(x.shape);
  return op('slice', [x], shape, (y, engine) => {
    const skip = start * strides[along]! * engine.floatBytes;
    readStrided(engine, at(x) + skip, y, shape, strides);
    return (dy) => [
      make(engine, x.shape, (dx) => {
        engine.kernels.fill(0, dx, x.size);
        addStrided(engine, at(dy), dx + skip, shape, strides);
      }),
    ];
  });
}

/**
 * Cuts an axis into `count` equal parts, in order: what `concat` joins. One op, whose way back fills one gradient: for
 * the steps of a sequence and the gates of a cell, where a slice each would make a gradient of the whole for each.
 * @throws `tensor/chunk` when the parts would not be equal.
 */
export function chunk(x: Tensor, axis: number, count: number): Tensor[] {
  const along = resolveAxis(axis, x.rank, 'chunk');
  const extent = x.shape[along]!;
  expect(
    Number.isInteger(count) && count > 0 && extent % count === 0,
    'tensor/chunk',
    () => `axis ${along} of ${shapeText(x.shape)} cannot be cut into ${count} equal parts`,
    { count, shape: x.shape },
  );
  const shape = x.shape.map((n, i) => (i === along ? extent / count : n));
  const rows = sizeOf(shape.slice(0, along));
  const cols = sizeOf(shape.slice(along));
  const width = cols * count;
  return record('chunk', [x], (engine) => {
    const { kernels, floatBytes } = engine;
    const outputs = Array.from({ length: count }, (_, i) => {
      const part = engine.allocate(rows * cols);
      kernels.copyRows(at(x) + i * cols * floatBytes, width, part.ptr, cols, rows, cols);
      return [part, shape] as const;
    });
    return {
      outputs,
      backward: (...grads) => [
        make(engine, x.shape, (dx) => {
          if (grads.includes(undefined)) kernels.fill(0, dx, x.size);
          grads.forEach((dy, i) => {
            if (dy !== undefined) kernels.copyRows(at(dy), cols, dx + i * cols * floatBytes, width, rows, cols);
          });
        }),
      ],
    };
  });
}

/** Joins tensors along an axis; the others must agree. */
export function concat(xs: readonly Tensor[], axis: number): Tensor {
  const first = xs[0];
  expect(first !== undefined, 'tensor/concat', () => 'concat needs at least one tensor');
  const along = resolveAxis(axis, first.rank, 'concat');
  const others = (shape: Shape): Shape => shape.filter((_, i) => i !== along);
  for (const x of xs) {
    expect(
      x.rank === first.rank && sameShape(others(x.shape), others(first.shape)),
      'tensor/concat',
      () =>
        `concat along axis ${along}: shapes ${shapeText(first.shape)} and ${shapeText(x.shape)} differ on another axis`,
    );
  }
  const shape = first.shape.map((n, i) => (i === along ? xs.reduce((total, x) => total + x.shape[along]!, 0) : n));
  const rows = sizeOf(shape.slice(0, along));
  const inner = sizeOf(shape.slice(along + 1));
  const width = shape[along]! * inner;
  return op('concat', xs, shape, (y, engine) => {
    const { kernels, floatBytes } = engine;
    let before = 0;
    const places = xs.map((x) => {
      const cols = x.shape[along]! * inner;
      const place = { cols, skip: before * floatBytes };
      before += cols;
      return place;
    });
    xs.forEach((x, i) => kernels.copyRows(at(x), places[i]!.cols, y + places[i]!.skip, width, rows, places[i]!.cols));
    return (dy) =>
      xs.map((x, i) =>
        x.requiresGrad
          ? make(engine, x.shape, (dx) =>
              kernels.copyRows(at(dy) + places[i]!.skip, width, dx, places[i]!.cols, rows, places[i]!.cols),
            )
          : undefined,
      );
  });
}

/** Puts tensors of one shape behind one another along a new axis. */
export function stackTensors(xs: readonly Tensor[], axis: number): Tensor {
  const rank = (xs[0]?.rank ?? 0) + 1;
  const along = resolveAxis(axis, rank, 'stack');
  return concat(
    xs.map((x) => reshape(x, [...x.shape.slice(0, along), 1, ...x.shape.slice(along)])),
    along,
  );
}
