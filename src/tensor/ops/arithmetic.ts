import type { Kernels, Ptr } from '../../backend/backend.ts';
import { broadcastShapes, sameShape, sizeOf, type Shape } from '../../util/shape.ts';
import type { Engine } from '../engine.ts';
import type { Tensor } from '../tensor.ts';
import { at, make, op } from './op.ts';
import { addStrided, broadcastStrides, readStrided } from './strided.ts';

export type Operand = Tensor | number;

/** Where x's numbers lie once repeated to `shape`. */
function expanded(engine: Engine, x: Tensor, shape: Shape): Ptr {
  if (sameShape(x.shape, shape)) return at(x);
  const y = engine.scratch(sizeOf(shape));
  readStrided(engine, at(x), y, shape, broadcastStrides(x.shape, shape));
  return y;
}

/** The way back of broadcasting: sums `dy` of `from` over the axes that were repeated. `dy` itself when none was. */
export function sumTo(dy: Tensor, shape: Shape): Tensor {
  if (sameShape(dy.shape, shape)) return dy;
  const { engine } = dy;
  return make(engine, shape, (y) => {
    engine.kernels.fill(0, y, sizeOf(shape));
    addStrided(engine, at(dy), y, dy.shape, broadcastStrides(shape, dy.shape));
  });
}

/** What the way back of a binary op may look at, each laid out in the common shape. */
interface Places {
  a(): Ptr;
  b(): Ptr;
  y(): Ptr;
  /** A new tensor of the common shape. */
  into(compute: (y: Ptr, dy: Ptr, n: number) => void): Tensor;
}

function binary(
  name: 'add' | 'sub' | 'mul' | 'div',
  a: Tensor,
  b: Tensor,
  da: (k: Kernels, at: Places, dy: Tensor) => Tensor,
  db: typeof da,
): Tensor {
  const shape = broadcastShapes(a.shape, b.shape, name);
  const n = sizeOf(shape);
  return op(name, [a, b], shape, (y, engine, output) => {
    engine.kernels[name](expanded(engine, a, shape), expanded(engine, b, shape), y, n);
    return (dy) => {
      const places: Places = {
        a: () => expanded(engine, a, shape),
        b: () => expanded(engine, b, shape),
        y: () => output.ptr,
        into: (compute) => make(engine, shape, (into) => compute(into, at(dy), n)),
      };
      const grad = (x: Tensor, of: typeof da): Tensor | undefined =>
        x.requiresGrad ? sumTo(of(engine.kernels, places, dy), x.shape) : undefined;
      return [grad(a, da), grad(b, db)];
    };
  });
}

/** a + b, with broadcasting. */
export function add(a: Tensor, b: Operand): Tensor {
  if (typeof b === 'number') return offset(a, b);
  return binary(
    'add',
    a,
    b,
    (_k, _p, dy) => dy,
    (_k, _p, dy) => dy,
  );
}

/** a − b, with broadcasting. */
export function sub(a: Tensor, b: Operand): Tensor {
  if (typeof b === 'number') return offset(a, -b);
  return binary(
    'sub',
    a,
    b,
    (_k, _p, dy) => dy,
    (k, p) => p.into((y, dy, n) => k.scale(-1, dy, y, n)),
  );
}

/** a · b elementwise, with broadcasting. */
export function mul(a: Tensor, b: Operand): Tensor {
  if (typeof b === 'number') return scale(a, b);
  return binary(
    'mul',
    a,
    b,
    (k, p) => p.into((y, dy, n) => k.mul(dy, p.b(), y, n)),
    (k, p) => p.into((y, dy, n) => k.mul(dy, p.a(), y, n)),
  );
}

/** a / b elementwise, with broadcasting. */
export function div(a: Tensor, b: Operand): Tensor {
  if (typeof b === 'number') return scale(a, 1 / b);
  return binary(
    'div',
    a,
    b,
    (k, p) => p.into((y, dy, n) => k.div(dy, p.b(), y, n)),
    // d/db (a/b) = −(a/b)/b
    (k, p) =>
      p.into((y, dy, n) => {
        k.mul(dy, p.y(), y, n);
        k.div(y, p.b(), y, n);
        k.scale(-1, y, y, n);
      }),
  );
}

/** alpha · x for a number. */
export function scale(x: Tensor, alpha: number): Tensor {
  return op('scale', [x], x.shape, (y, engine) => {
    engine.kernels.scale(alpha, at(x), y, x.size);
    return (dy) => [make(engine, x.shape, (dx) => engine.kernels.scale(alpha, at(dy), dx, x.size))];
  });
}

/** x + alpha for a number. */
export function offset(x: Tensor, alpha: number): Tensor {
  return op('offset', [x], x.shape, (y, engine) => {
    engine.kernels.offset(alpha, at(x), y, x.size);
    return (dy) => [dy];
  });
}

/** −x */
export function neg(x: Tensor): Tensor {
  return scale(x, -1);
}
