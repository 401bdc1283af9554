import type { Engine, Storage } from '../tensor/engine.ts';
import { at } from '../tensor/ops/op.ts';
import { gradientsOf, record, sourcesOf, tapeAge, Tensor } from '../tensor/tensor.ts';
import { expect, fail } from '../util/errors.ts';
import { Random } from '../util/random.ts';
import { sameShape, type Shape } from '../util/shape.ts';
import type { Cell, State, StepContext } from './cell.ts';
import { scan } from './unroll.ts';
import { passedOn, streamOf } from './wrapped.ts';

/** Steps start … end − 1 of a sequence. */
interface Segment {
  readonly start: number;
  readonly end: number;
  /** Valid steps of each row in the segment; undefined when all are full. */
  readonly lengths: Int32Array | undefined;
}

interface Outcome {
  readonly ys: Tensor;
  readonly state: State;
}

/**
 * Trains on long sequences in little memory (gradient checkpointing: Chen et al. 2016; through time: Gruslys et al.
 * 2016). A sequence is read in segments of `every` steps. On the way in, only the state at each border is kept, beside
 * xs and ys; on the way back each segment, the last first, is computed once more from its border, then walked. What a
 * step saves for its gradient is thus held for `every` steps in place of T, for T / every borders and, at most, one more
 * pass through the cell. It is least at `every` ≈ √T.
 *
 * Outputs and states have the bits of the cell without it. So have the gradients of xs and of the first state where the
 * cell is one op (`elman`, `lstm`, `gru` …). Gradients of weights are summed segment by segment, which rounds otherwise.
 *
 * What the cell drew at the start of the sequence, or draws as it goes, is drawn alike the second time: records, arrays
 * and `Random`s in its context are copied at each border. A context of another kind must not change as it goes. Put it
 * around other combinators: one that steps the cell inside never comes to its segments.
 * @throws `config/recompute` unless `every` is a whole number above 0; on the way back, `cells/recompute` when a segment
 *   does not come out as it did before, or reads tensors that the first segment did not.
 */
export function recompute<S extends State>(cell: Cell<S>, every: number): Cell<S> {
  expect(
    Number.isInteger(every) && every > 0,
    'config/recompute',
    () => `recompute is the number of steps of a segment, a whole number above 0, got ${every}`,
    { got: every },
  );
  return {
    ...passedOn(cell, (inside) => recompute(inside, every)),
    ...streamOf(cell),
    ...(cell.begin && { begin: (batch, rng, training) => cell.begin!(batch, rng, training) }),
    step: (x, state, ctx) => cell.step(x, state, ctx),
    fused(xs, state, lengths, ctx) {
      const run = (x: Tensor, first: State, valid: Int32Array | undefined, context: StepContext): Outcome =>
        cell.fused ? cell.fused(x, first as S, valid, context) : scan(cell, x, first as S, valid, context);
      if (xs.dim(1) <= every) return run(xs, state, lengths, ctx) as { ys: Tensor; state: S };
      const segments = segmentsOf(xs.dim(1), every, lengths);
      return inSegments(run, segments, xs, state, ctx, cell.outputSize) as { ys: Tensor; state: S };
    },
  };
}

type Run = (xs: Tensor, state: State, lengths: Int32Array | undefined, ctx: StepContext) => Outcome;

function segmentsOf(steps: number, every: number, lengths: Int32Array | undefined): Segment[] {
  return Array.from({ length: Math.ceil(steps / every) }, (_, i) => {
    const [start, end] = [i * every, Math.min(steps, (i + 1) * every)];
    const valid = lengths?.map((n) => Math.min(end - start, Math.max(0, n - start)));
    return { start, end, lengths: valid?.every((n) => n === end - start) ? undefined : valid };
  });
}

/** One op over all segments. */
function inSegments(
  run: Run,
  segments: readonly Segment[],
  xs: Tensor,
  state: State,
  ctx: StepContext,
  width: number,
): Outcome {
  const { engine } = xs;
  const [batch, steps] = xs.shape as [number, number, number];
  const parts = Object.keys(state);
  return engine.op(() => {
    // Brought in before the regions, each of which would bring them in anew.
    [xs, ...Object.values(state)].forEach(at);
    const ys = new Tensor(engine.allocate(batch * steps * width), [batch, steps, width]);
    const borders: State[] = [state];
    const contexts: StepContext[] = [];
    let sources: readonly Tensor[] = [];
    for (const [i, segment] of segments.entries()) {
      const before = borders[i]!;
      const after = like(engine, before);
      if (engine.recording) contexts.push(copyOf(ctx));
      engine.region(() => {
        const age = tapeAge();
        const x = leaf(cut(xs, segment), xs.requiresGrad);
        const first = leaves(before, (part) => state[part]!.requiresGrad);
        const attempt = (): Outcome => run(x, first, segment.lengths, ctx);
        // The first segment is recorded for what else it hangs on: the weights. Its tape is dropped.
        const out = i === 0 ? attempt() : engine.noGrad(attempt);
        if (i === 0) {
          const own = new Set<Tensor>([x, ...Object.values(first)]);
          sources = sourcesOf([out.ys, ...Object.values(out.state)], age).filter((source) => !own.has(source));
        }
        copySteps(out.ys, 0, ys, segment.start, segment.end - segment.start);
        for (const part of parts) copyInto(out.state[part]!, after[part]!, part);
      });
      borders.push(after);
    }
    const last = borders.at(-1)!;
    const inputs = [xs, ...parts.map((part) => state[part]!), ...sources];
    const [out, ...ends] = record('recompute', inputs, () => ({
      outputs: [[ys.storage, ys.shape], ...parts.map((part) => [last[part]!.storage, last[part]!.shape] as const)],
      backward: (dys, ...dlast) => back(run, segments, { xs, borders, contexts, sources, dys, dlast }),
    }));
    return { ys: out!, state: Object.fromEntries(parts.map((part, i) => [part, ends[i]!])) };
  });
}

/** What the way in leaves for the way back, and what comes from behind. */
interface Back {
  readonly xs: Tensor;
  /** The states at the borders, the first and the last ones included. */
  readonly borders: readonly State[];
  readonly contexts: readonly StepContext[];
  /** What the segments hang on beside xs and states. */
  readonly sources: readonly Tensor[];
  readonly dys: Tensor | undefined;
  readonly dlast: readonly (Tensor | undefined)[];
}

function back(
  run: Run,
  segments: readonly Segment[],
  { xs, borders, contexts, sources, dys, dlast }: Back,
): (Tensor | undefined)[] {
  const { engine } = xs;
  const parts = Object.keys(borders[0]!);
  [xs, ...sources, ...(dys === undefined ? [] : [dys])].forEach(at);
  const dx = xs.requiresGrad ? like(engine, { xs })['xs'] : undefined;
  const dstate = like(engine, borders[0]!);
  parts.forEach((part, i) => copyOrClear(dlast[i], dstate[part]!));
  const sums = like(engine, Object.fromEntries(sources.entries()));
  const used = new Set<number>();
  for (const [i, segment] of [...segments.entries()].toReversed()) {
    const { start, end } = segment;
    // The gradients of a state that nothing behind reads are none, as without segments.
    const given = parts.filter((_, part) => i + 1 < segments.length || dlast[part] !== undefined);
    engine.region(() => {
      const age = tapeAge();
      const x = leaf(cut(xs, segment), xs.requiresGrad);
      const first = leaves(borders[i]!, () => true);
      const out = engine.grad(() => run(x, first, segment.lengths, contexts[i]));
      checkSame(out.state, borders[i + 1]!, start, end);
      const results: (readonly [Tensor, Tensor])[] = given.map((part) => [out.state[part]!, dstate[part]!]);
      if (dys !== undefined) results.unshift([out.ys, cut(dys, segment)]);
      const grads = gradientsOf(results, age);
      if (dx !== undefined) copySteps(grads.get(x) ?? cleared(engine, x.shape), 0, dx, start, end - start);
      for (const part of parts) copyOrClear(grads.get(first[part]!), dstate[part]!);
      for (const [n, source] of sources.entries()) {
        const grad = grads.get(source);
        if (grad === undefined) continue;
        const sum = sums[n]!;
        if (used.has(n)) engine.kernels.add(at(sum), at(grad), at(sum), sum.size);
        else engine.kernels.copy(at(grad), at(sum), sum.size);
        used.add(n);
      }
      const mine = new Set([x, ...Object.values(first), ...sources]);
      expect(
        [...grads.keys()].every((source) => mine.has(source)),
        'cells/recompute',
        () =>
          `the cell's steps from ${start} on depend on a tensor that its first steps do not: recompute needs a cell that reads the same weights at every step`,
      );
    });
  }
  return [dx, ...parts.map((part) => dstate[part]), ...sources.map((_, n) => (used.has(n) ? sums[n] : undefined))];
}

/** The steps of a segment: [B, T, F] → [B, end − start, F]. */
function cut(xs: Tensor, { start, end }: Segment): Tensor {
  const [batch, , width] = xs.shape as [number, number, number];
  const shape = [batch, end - start, width];
  const part = new Tensor(xs.engine.allocate(batch * (end - start) * width), shape);
  copySteps(xs, start, part, 0, end - start);
  return part;
}

/** Copies `count` steps of each row of a [B, T, F] to another. */
function copySteps(from: Tensor, fromStep: number, to: Tensor, toStep: number, count: number): void {
  const { kernels, floatBytes } = from.engine;
  const [batch, fromSteps, width] = from.shape as [number, number, number];
  const toSteps = to.dim(1);
  kernels.copyRows(
    at(from) + fromStep * width * floatBytes,
    fromSteps * width,
    at(to) + toStep * width * floatBytes,
    toSteps * width,
    batch,
    count * width,
  );
}

function copyInto(from: Tensor, to: Tensor, part: string): void {
  if (!sameShape(from.shape, to.shape))
    fail('cells/state', `recompute: the state ${part} changes its shape from step to step`, { part });
  from.engine.kernels.copy(at(from), at(to), from.size);
}

function copyOrClear(from: Tensor | undefined, to: Tensor): void {
  const { kernels } = to.engine;
  if (from === undefined) kernels.fill(0, at(to), to.size);
  else kernels.copy(at(from), at(to), to.size);
}

function cleared(engine: Engine, shape: Shape): Tensor {
  const zeros = like(engine, { zeros: { shape } })['zeros']!;
  engine.kernels.fill(0, at(zeros), zeros.size);
  return zeros;
}

/** Room for tensors of the same shapes. */
function like(engine: Engine, shapes: Readonly<Record<string, { readonly shape: Shape }>>): Record<string, Tensor> {
  const room = (shape: Shape): Storage => engine.allocate(shape.reduce((size, extent) => size * extent, 1));
  return Object.fromEntries(Object.entries(shapes).map(([name, { shape }]) => [name, new Tensor(room(shape), shape)]));
}

function leaf({ storage, shape }: Tensor, requiresGrad: boolean): Tensor {
  return new Tensor(storage, shape, requiresGrad);
}

function leaves(state: State, requiresGrad: (part: string) => boolean): State {
  return Object.fromEntries(Object.entries(state).map(([part, x]) => [part, leaf(x, requiresGrad(part))]));
}

/** @throws `cells/recompute` unless a segment ends, to the bit, in the state that it ended in on the way in. */
function checkSame(state: State, before: State, start: number, end: number): void {
  for (const [part, x] of Object.entries(before)) {
    const [then, now] = [x.toArray(), state[part]!.toArray()];
    expect(
      then.every((value, i) => Object.is(value, now[i])),
      'cells/recompute',
      () =>
        `steps ${start} to ${end - 1}, computed once more, came to another state ${part}: what a cell draws must come from its context (made by begin, of records, arrays, tensors and Randoms)`,
      { part, start, end },
    );
  }
}

/** A context as it is now: its records, arrays and generators are copied, all else in it is taken not to change. */
function copyOf(ctx: StepContext, known = new Map<unknown, unknown>()): StepContext {
  if (typeof ctx !== 'object' || ctx === null) return ctx;
  if (known.has(ctx)) return known.get(ctx);
  const isRecord = Object.getPrototypeOf(ctx) === Object.prototype;
  if (!(ctx instanceof Random || Array.isArray(ctx) || isRecord)) return ctx;
  const copy = ctx instanceof Random ? new Random(0) : Array.isArray(ctx) ? [] : {};
  known.set(ctx, copy);
  if (ctx instanceof Random) (copy as Random).state = ctx.state;
  else for (const [key, value] of Object.entries(ctx)) (copy as Record<string, unknown>)[key] = copyOf(value, known);
  return copy;
}
