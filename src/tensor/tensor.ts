import type { FloatArray } from '../backend/backend.ts';
import { expect, fail } from '../util/errors.ts';
import { checkShape, sameShape, shapeText, sizeOf, type Shape } from '../util/shape.ts';
import { currentEngine, type Engine, type Storage } from './engine.ts';

/** From the gradients of an op's outputs (undefined: none came) to those of its inputs (undefined: none goes there). */
export type Backward = (...grads: (Tensor | undefined)[]) => readonly (Tensor | undefined)[];

/** One entry of the tape: what was computed from what, and how gradients go back. */
export interface TapeNode {
  readonly id: number;
  readonly name: string;
  readonly inputs: readonly Tensor[];
  readonly outputs: number;
  /** Null once walked: buffers that the forward pass saved are used up by the way back. */
  backward: Backward | null;
}

export interface TensorOptions {
  /** Whether `backward()` leaves a gradient here. */
  readonly requiresGrad?: boolean;
}

let nextNode = 0;

/** An immutable array of floats with a shape. Make one with {@link tensor}. */
export class Tensor {
  readonly shape: Shape;
  readonly storage: Storage;
  readonly requiresGrad: boolean;
  /** Where this tensor came from; null for a leaf. */
  readonly node: TapeNode | null;
  /** Which of its node's outputs it is. */
  readonly index: number;
  /** For a leaf that requires it: the gradient that `backward()` left. Lives as long as the step it was made in. */
  grad: Tensor | null = null;

  constructor(storage: Storage, shape: Shape, requiresGrad = false, node: TapeNode | null = null, index = 0) {
    this.storage = storage;
    this.shape = shape;
    this.requiresGrad = requiresGrad;
    this.node = node;
    this.index = index;
  }

  get engine(): Engine {
    return this.storage.engine;
  }

  get size(): number {
    return this.storage.length;
  }

  get rank(): number {
    return this.shape.length;
  }

  /** The extent of an axis; negative counts from the last. */
  dim(axis: number): number {
    return (
      this.shape.at(axis) ??
      fail('tensor/axis', `axis ${axis} is not one of a tensor of shape ${shapeText(this.shape)}`)
    );
  }

  /** A copy of the numbers, row-major. */
  toArray(): FloatArray {
    return this.storage.read();
  }

  /** The number of a tensor that holds one. */
  item(): number {
    expect(
      this.size === 1,
      'tensor/item',
      () => `item() needs a tensor of one number, got shape ${shapeText(this.shape)}: use toArray()`,
    );
    return this.toArray()[0]!;
  }

  /** The same numbers, off the tape. */
  detach(): Tensor {
    return new Tensor(this.storage, this.shape);
  }

  /** The same numbers, off the tape, moved to the JavaScript heap so that they outlive the step. Of a parameter, a copy. */
  keep(): Tensor {
    if (this.storage.isPersistent) return new Tensor(this.engine.host(this.storage.read()), this.shape);
    this.storage.moveToHost();
    return this.detach();
  }

  /**
   * Walks the tape back from here and adds d(this)/d(leaf) to `grad` of every leaf that requires it.
   * @param gradient d(goal)/d(this), of this shape; 1 by default, which needs a scalar.
   */
  backward(gradient?: Tensor): void {
    const { engine, node } = this;
    expect(
      node !== null || this.requiresGrad,
      'tensor/no-tape',
      () =>
        'backward() needs a result that depends on a parameter, or on a tensor with requiresGrad, and was computed outside of noGrad()',
    );
    if (gradient === undefined) {
      expect(
        this.size === 1,
        'tensor/backward-scalar',
        () =>
          `backward() without a gradient needs a scalar, got shape ${shapeText(this.shape)}: reduce it with sum() or mean(), or pass the gradient`,
      );
    } else {
      expect(
        sameShape(gradient.shape, this.shape),
        'tensor/gradient-shape',
        () => `the gradient must have the shape ${shapeText(this.shape)}, got ${shapeText(gradient.shape)}`,
      );
    }
    engine.op(() =>
      engine.noGrad(() => {
        const given = gradient ?? new Tensor(engine.host(engine.floats([1])), this.shape);
        for (const [leaf, grad] of gradientsOf([[this, given]])) leave(leaf, grad);
      }),
    );
  }
}

/** A tensor that training changes: it owns its memory, and keeps its name in files. */
export class Parameter extends Tensor {
  /** Counts the changes, for whoever keeps something derived from the numbers. */
  version = 0;

  /** `values` null leaves the numbers as the memory has them, for whoever assigns them next. */
  constructor(values: ArrayLike<number> | null, shape: Shape, engine: Engine = currentEngine()) {
    checkShape(shape);
    const size = sizeOf(shape);
    expect(
      values === null || values.length === size,
      'tensor/size',
      () => `a parameter of shape ${shapeText(shape)} holds ${size} numbers, got ${values?.length}`,
    );
    super(engine.persistent(size), shape, true);
    if (values !== null) this.assign(values);
  }

  /** Overwrites the numbers. */
  assign(values: ArrayLike<number>): void {
    this.storage.write(values);
    this.version++;
  }
}

/**
 * Makes a tensor from numbers: `tensor([1, 2, 3, 4], [2, 2])`, `tensor(0.5)`, or nested `tensor([[1, 2], [3, 4]])`.
 * @throws `tensor/size` when the numbers do not fill the shape, `tensor/ragged` when nested rows differ in length.
 */
export function tensor(values: Nested | ArrayLike<number>, shape?: Shape, options: TensorOptions = {}): Tensor {
  const engine = currentEngine();
  const flat: number[] = [];
  const found =
    typeof values === 'number' || Array.isArray(values)
      ? flatten(values as Nested, flat)
      : [(values as ArrayLike<number>).length];
  const numbers: ArrayLike<number> =
    typeof values === 'number' || Array.isArray(values) ? flat : (values as ArrayLike<number>);
  const given = shape ?? found;
  checkShape(given);
  expect(
    sizeOf(given) === numbers.length,
    'tensor/size',
    () => `shape ${shapeText(given)} holds ${sizeOf(given)} numbers, got ${numbers.length}`,
    { shape: given, got: numbers.length },
  );
  return new Tensor(engine.host(engine.floats(numbers)), given, options.requiresGrad ?? false);
}

/** A tensor of zeros. */
export function zeros(shape: Shape): Tensor {
  checkShape(shape);
  const engine = currentEngine();
  return new Tensor(engine.host(engine.floats(sizeOf(shape))), shape);
}

export type Nested = number | readonly Nested[];

function flatten(values: Nested, out: number[]): number[] {
  if (typeof values === 'number') {
    out.push(values);
    return [];
  }
  expect(
    Array.isArray(values),
    'tensor/numbers',
    () => `a tensor is made of numbers and arrays of numbers, got ${values === null ? 'null' : typeof values}`,
  );
  let inner: number[] | null = null;
  for (const value of values) {
    const shape = flatten(value, out);
    expect(
      inner === null || sameShape(inner, shape),
      'tensor/ragged',
      () =>
        `nested rows must be alike: found one of shape ${shapeText(inner ?? [])} and one of shape ${shapeText(shape)}`,
    );
    inner = shape;
  }
  return [values.length, ...(inner ?? [])];
}

/**
 * Records an op. `compute` makes the outputs' storages and the way back; the outputs are on the tape if an input
 * requires a gradient and recording is on. Several outputs share one node.
 */
export function record(
  name: string,
  inputs: readonly Tensor[],
  compute: (engine: Engine) => { outputs: readonly (readonly [Storage, Shape])[]; backward: Backward },
): Tensor[] {
  const engine = inputs[0]?.engine ?? currentEngine();
  for (const input of inputs) {
    expect(
      input.engine === engine,
      'tensor/backends',
      () =>
        `${name}: its inputs belong to different backends (${engine.backend.name} and ${input.engine.backend.name})`,
    );
  }
  return engine.op(() => {
    const { outputs, backward } = compute(engine);
    const taped = engine.recording && inputs.some((input) => input.requiresGrad);
    const node: TapeNode | null = taped ? { id: nextNode++, name, inputs, outputs: outputs.length, backward } : null;
    return outputs.map(([storage, shape], i) => new Tensor(storage, shape, taped, node, i));
  });
}

/** A gradient on its way: `owned` once it is a sum that nobody else holds. */
interface Pending {
  tensor: Tensor;
  owned: boolean;
}

/** The age of the tape: nodes recorded from now on have this id or a higher one. */
export function tapeAge(): number {
  return nextNode;
}

/** What `results` depend on and has a gradient: leaves, and what was recorded before `since`. */
export function sourcesOf(results: readonly Tensor[], since: number): Tensor[] {
  const inputs = nodesBehind(results, since).flatMap((node) => node.inputs);
  return [...new Set([...results, ...inputs])].filter((x) => x.requiresGrad && isSource(x, since));
}

/**
 * Walks the tape back from results, each with its gradient, and gives the gradients of the leaves. The walk ends at what
 * was recorded before `since`, as if that were leaves too.
 */
export function gradientsOf(results: readonly (readonly [Tensor, Tensor])[], since = 0): Map<Tensor, Tensor> {
  const pending = new Map<TapeNode, (Pending | undefined)[]>();
  const leaves = new Map<Tensor, Pending>();
  const give = (to: Tensor, grad: Tensor): void => {
    if (!to.requiresGrad) return;
    if (to.node === null || isSource(to, since)) {
      leaves.set(to, accumulate(leaves.get(to), grad));
      return;
    }
    let slots = pending.get(to.node);
    if (slots === undefined) pending.set(to.node, (slots = Array.from({ length: to.node.outputs })));
    slots[to.index] = accumulate(slots[to.index], grad);
  };
  for (const [result, gradient] of results) give(result, gradient);
  const ends = results.map(([result]) => result);
  for (const node of nodesBehind(ends, since)) {
    const slots = pending.get(node);
    if (slots === undefined) continue;
    pending.delete(node);
    const { backward } = node;
    if (backward === null) {
      fail(
        'tensor/backward-twice',
        `backward() already went through "${node.name}": compute the result anew before a second backward()`,
        { op: node.name },
      );
    }
    node.backward = null;
    const grads = backward(...slots.map((slot) => slot?.tensor));
    node.inputs.forEach((input, i) => {
      const grad = grads[i];
      if (grad !== undefined) give(input, grad);
    });
  }
  return new Map(Array.from(leaves, ([leaf, { tensor: grad }]) => [leaf, grad]));
}

/** Adds a gradient to what a leaf has. */
function leave(leaf: Tensor, grad: Tensor): void {
  expect(
    leaf.grad === null || leaf.grad.storage.isLive,
    'tensor/stale-gradient',
    () =>
      `a leaf of shape ${shapeText(leaf.shape)} still holds the gradient of a step that has ended, which nothing can be added to: call zeroGrad() of the optimiser (or set grad to null) before backward()`,
    { shape: leaf.shape },
  );
  leaf.grad = leaf.grad === null ? grad : accumulate({ tensor: leaf.grad, owned: false }, grad).tensor;
}

function isSource({ node }: Tensor, since: number): boolean {
  return node === null || node.id < since;
}

/** All nodes from `since` on that `results` depend on, latest first: no node comes before one that uses its results. */
function nodesBehind(results: readonly Tensor[], since: number): TapeNode[] {
  const seen = new Set<TapeNode>();
  const stack: TapeNode[] = results.flatMap(({ node }) => (node === null || node.id < since ? [] : [node]));
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const { node: before } of node.inputs)
      if (before !== null && before.id >= since && !seen.has(before)) stack.push(before);
  }
  return [...seen].toSorted((a, b) => b.id - a.id);
}

function accumulate(sum: Pending | undefined, grad: Tensor): Pending {
  if (sum === undefined) return { tensor: grad, owned: false };
  const { engine, size } = grad;
  if (sum.owned) {
    engine.kernels.add(sum.tensor.storage.ptr, grad.storage.ptr, sum.tensor.storage.ptr, size);
    return sum;
  }
  const total = new Tensor(engine.allocate(size), grad.shape);
  engine.kernels.add(sum.tensor.storage.ptr, grad.storage.ptr, total.storage.ptr, size);
  return { tensor: total, owned: true };
}
