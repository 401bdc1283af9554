import type { Flag, Ptr } from '../../backend/backend.ts';
import { elmanBackward, elmanForward } from '../../backend/sequences/elman.ts';
import { gruResetBeforeBackward, gruResetBeforeForward } from '../../backend/sequences/gru-reset-before.ts';
import { gruBackward, gruForward } from '../../backend/sequences/gru.ts';
import { lstmBackward, lstmForward } from '../../backend/sequences/lstm.ts';
import type { Gradients, Sequence, Weight } from '../../backend/sequences/sequence.ts';
import { expect, fail } from '../../util/errors.ts';
import { sameShape, shapeText, type Shape } from '../../util/shape.ts';
import type { Engine, Storage } from '../engine.ts';
import { record, Tensor } from '../tensor.ts';
import { checkLengths } from './lengths.ts';
import { at } from './op.ts';
import { isOverSteps, packedOverSteps, productGradient } from './handles.ts';

/** The parameters of one direction of one layer with G gates: weight_ih [G·H, I], weight_hh [G·H, H], biases [G·H]; both biases or none. */
export interface RecurrentWeights {
  readonly weight_ih: Tensor;
  readonly weight_hh: Tensor;
  readonly bias_ih?: Tensor | undefined;
  readonly bias_hh?: Tensor | undefined;
}

/** What a cell's program works with: the op's tensors, and memory by need. */
interface Run {
  readonly engine: Engine;
  readonly xs: Tensor;
  readonly w: RecurrentWeights;
  readonly ys: Storage;
  /** The running states: the first ones on the way in, the last valid ones on the way out. */
  readonly states: readonly Storage[];
  /** Where everything is now: taken anew on the way back, when an op outside of a step may have moved. */
  sequence(): Sequence;
  /** A buffer [B, T, width], zeros where rows are past their lengths. */
  buffer(width: number): Storage;
  /** As `buffer`, if the way back will need it. */
  save(width: number): Storage | null;
  /** weight_hh, packed for h·weightᵀ, and weight_ih as it lies, unless it stands for one over steps and is packed already. */
  weights(): { readonly weightIh: Weight; readonly weightHh: Weight };
  /** weight_hh, packed for d·weight. */
  weightsBack(): { readonly weightIh: Ptr; readonly weightHh: Weight };
  /** n rows of weight_hh [G·H, H] from one on, packed for h·weightᵀ. */
  packRows(from: number, n: number): Weight;
  /** The same, packed for d·weight. */
  packRowsBack(from: number, n: number): Weight;
  /** b_ih + b_hh, or 0 without biases. */
  biasSum(): Ptr;
}

/** Gradients on their way back: of the outputs (0: none came), of the states (last to first, in place), and where the others go. */
interface BackRun {
  readonly to: Gradients;
  readonly dys: Ptr;
  readonly dstates: readonly Ptr[];
}

/** What the gradients of weights over steps are made of: d [B·T, G·H], and for weight_hh that of the recurrent part, with hPrev [B·T, H]. */
interface Rows {
  readonly d: Storage;
  readonly hidden: { readonly d: Storage; readonly hPrev: Storage } | null;
}

/**
 * One direction of one recurrent layer over whole sequences is one op, with backpropagation through time written by
 * hand. xs [B, T, I] → ys [B, T, H] and the last states [B, H]. `lengths[b]` counts the valid steps of row b: beyond it
 * ys is zero, and the last state is the one at the last valid step. Padding in xs must be finite; zeros are usual.
 * @param noted whether the gradient of weight_hh is one product, which weights over steps put off.
 */
function sequenceOp(
  name: string,
  gates: number,
  xs: Tensor,
  first: readonly Tensor[],
  w: RecurrentWeights,
  lengths: Int32Array | undefined,
  forward: (run: Run) => (back: BackRun) => Rows,
  noted = true,
): Tensor[] {
  const { batch, steps, input, hidden } = check(name, gates, xs, first, w, lengths);
  const biases = w.bias_ih === undefined || w.bias_hh === undefined ? [] : [w.bias_ih, w.bias_hh];
  const inputs = [xs, ...first, w.weight_ih, w.weight_hh, ...biases];
  const stateShape: Shape = [batch, hidden];
  return record(name, inputs, (engine) => {
    const { kernels: k } = engine;
    const taped = engine.recording && inputs.some((x) => x.requiresGrad);
    const counts = lengths === undefined ? null : engine.ints(lengths);
    const packRows = (transB: Flag, from: number, rows: number): Weight => {
      const raw = at(w.weight_hh) + from * hidden * engine.floatBytes;
      const [n, depth] = transB === 1 ? [rows, hidden] : [hidden, rows];
      const packed = engine.scratch(k.packedSize(n, depth));
      k.pack(transB, n, depth, raw, hidden, packed);
      return { raw, packed };
    };
    const packHh = (transB: Flag): Weight => {
      const packed = packedOverSteps(w.weight_hh, transB);
      return packed === 0 ? packRows(transB, 0, gates * hidden) : { raw: at(w.weight_hh), packed };
    };
    const buffer = (width: number): Storage => {
      const storage = engine.allocate(batch * steps * width);
      if (counts !== null) k.fill(0, storage.ptr, storage.length);
      return storage;
    };
    const run: Run = {
      engine,
      xs,
      w,
      ys: buffer(hidden),
      states: first.map((state) => copyOf(engine, state)),
      sequence: () => ({
        kernels: k,
        programs: engine.backend.programs,
        floatBytes: engine.floatBytes,
        batch,
        steps,
        input,
        hidden,
        lengths: counts?.ptr ?? 0,
      }),
      buffer,
      save: (width) => (taped ? buffer(width) : null),
      weights: () => ({
        weightIh: { raw: at(w.weight_ih), packed: packedOverSteps(w.weight_ih, 1) },
        weightHh: packHh(1),
      }),
      weightsBack: () => ({ weightIh: at(w.weight_ih), weightHh: packHh(0) }),
      packRows: (from, n) => packRows(1, from, n),
      packRowsBack: (from, n) => packRows(0, from, n),
      biasSum: () => {
        if (w.bias_ih === undefined || w.bias_hh === undefined) return 0;
        const total = engine.scratch(gates * hidden);
        k.add(at(w.bias_ih), at(w.bias_hh), total, gates * hidden);
        return total;
      },
    };
    const back = forward(run);
    return {
      outputs: [[run.ys, [batch, steps, hidden]], ...run.states.map((state) => [state, stateShape] as const)],
      backward: (dys, ...dlast) => {
        const fresh = (like: Tensor | undefined): Tensor | undefined =>
          like?.requiresGrad ? new Tensor(engine.allocate(like.size), like.shape) : undefined;
        const [dx, dBiasIh, dBiasHh] = [xs, w.bias_ih, w.bias_hh].map(fresh);
        const [dWeightIh, dWeightHh] = [isOverSteps(w.weight_ih), noted && isOverSteps(w.weight_hh)].map((later, i) =>
          later ? undefined : fresh(i === 0 ? w.weight_ih : w.weight_hh),
        );
        const dstates = first.map(
          (_, i) =>
            new Tensor(dlast[i] === undefined ? zerosOf(engine, batch * hidden) : copyOf(engine, dlast[i]), stateShape),
        );
        const place = (x: Tensor | undefined): Ptr => (x === undefined ? 0 : at(x));
        const { d, hidden: rows } = back({
          to: {
            dx: place(dx),
            dWeightIh: place(dWeightIh),
            dWeightHh: place(dWeightHh),
            dBiasIh: place(dBiasIh),
            dBiasHh: place(dBiasHh),
          },
          dys: place(dys),
          dstates: dstates.map(at),
        });
        const ofWeights = [
          dWeightIh ?? productGradient(w.weight_ih, d, xs.storage, batch * steps, engine),
          dWeightHh ?? (rows && productGradient(w.weight_hh, rows.d, rows.hPrev, batch * steps, engine)) ?? undefined,
        ];
        return [dx, ...dstates, ...ofWeights, ...(biases.length > 0 ? [dBiasIh, dBiasHh] : [])];
      },
    };
  });
}

function copyOf(engine: Engine, x: Tensor): Storage {
  const storage = engine.allocate(x.size);
  engine.kernels.copy(at(x), storage.ptr, x.size);
  return storage;
}

function zerosOf(engine: Engine, n: number): Storage {
  const storage = engine.allocate(n);
  engine.kernels.fill(0, storage.ptr, n);
  return storage;
}

function check(
  name: string,
  gates: number,
  xs: Tensor,
  states: readonly Tensor[],
  w: RecurrentWeights,
  lengths: Int32Array | undefined,
): { batch: number; steps: number; input: number; hidden: number } {
  expect(
    xs.rank === 3,
    'tensor/recurrent',
    () => `${name} needs xs [batch, steps, input], got shape ${shapeText(xs.shape)}`,
    { shape: xs.shape },
  );
  const [batch, steps, input] = xs.shape as [number, number, number];
  const hidden = w.weight_hh.dim(-1);
  const wanted: [string, Tensor | undefined, Shape][] = [
    ['weight_ih', w.weight_ih, [gates * hidden, input]],
    ['weight_hh', w.weight_hh, [gates * hidden, hidden]],
    ['bias_ih', w.bias_ih, [gates * hidden]],
    ['bias_hh', w.bias_hh, [gates * hidden]],
    ...states.map((state): [string, Tensor, Shape] => ['a state', state, [batch, hidden]]),
  ];
  for (const [what, x, shape] of wanted) {
    if (x !== undefined && !sameShape(x.shape, shape)) {
      fail(
        'tensor/recurrent',
        `${name}: ${what} must have shape ${shapeText(shape)} for xs ${shapeText(xs.shape)} and hidden size ${hidden}, got ${shapeText(x.shape)}`,
        { expected: shape, got: x.shape },
      );
    }
  }
  expect(
    (w.bias_ih === undefined) === (w.bias_hh === undefined),
    'tensor/recurrent',
    () => `${name} takes both biases or none, got ${w.bias_ih === undefined ? 'bias_hh' : 'bias_ih'} alone`,
  );
  checkLengths(lengths, batch, steps, name);
  return { batch, steps, input, hidden };
}

/** The simple recurrent network (backend/sequences/elman.ts has the equations). → [ys, h] */
export function elmanSequence(
  xs: Tensor,
  h0: Tensor,
  w: RecurrentWeights,
  activation: 'tanh' | 'relu' = 'tanh',
  lengths?: Int32Array,
): readonly [Tensor, Tensor] {
  const act: Flag = activation === 'tanh' ? 0 : 1;
  const [ys, h] = sequenceOp('elman', 1, xs, [h0], w, lengths, (run) => {
    const s = run.sequence();
    const n = s.hidden;
    const hPrev = run.save(n);
    elmanForward(s, {
      x: at(xs),
      ...run.weights(),
      bias: run.biasSum(),
      pre: run.engine.scratch(s.batch * s.steps * n),
      h: run.states[0]!.ptr,
      ys: run.ys.ptr,
      hPrev: hPrev?.ptr ?? 0,
      activation: act,
    });
    return ({ dys, dstates, to }) => {
      const dpre = run.buffer(n);
      elmanBackward(run.sequence(), {
        to,
        x: at(xs),
        ...run.weightsBack(),
        ys: run.ys.ptr,
        hPrev: hPrev!.ptr,
        dys,
        dh: dstates[0]!,
        dpre: dpre.ptr,
        activation: act,
      });
      return { d: dpre, hidden: { d: dpre, hPrev: hPrev! } };
    };
  });
  return [ys!, h!];
}

/** Long short-term memory (backend/sequences/lstm.ts). Gates in the order i, f, g, o. → [ys, h, c] */
export function lstmSequence(
  xs: Tensor,
  h0: Tensor,
  c0: Tensor,
  w: RecurrentWeights,
  lengths?: Int32Array,
): readonly [Tensor, Tensor, Tensor] {
  const [ys, h, c] = sequenceOp('lstm', 4, xs, [h0, c0], w, lengths, (run) => {
    const s = run.sequence();
    const n = s.hidden;
    const gates = run.buffer(4 * n);
    const [hPrev, cPrev, tanhC] = [run.save(n), run.save(n), run.save(n)];
    lstmForward(s, {
      x: at(xs),
      ...run.weights(),
      bias: run.biasSum(),
      gates: gates.ptr,
      h: run.states[0]!.ptr,
      c: run.states[1]!.ptr,
      ys: run.ys.ptr,
      hPrev: hPrev?.ptr ?? 0,
      cPrev: cPrev?.ptr ?? 0,
      tanhC: tanhC?.ptr ?? 0,
    });
    return ({ dys, dstates, to }) => {
      lstmBackward(run.sequence(), {
        to,
        x: at(xs),
        ...run.weightsBack(),
        gates: gates.ptr,
        hPrev: hPrev!.ptr,
        cPrev: cPrev!.ptr,
        tanhC: tanhC!.ptr,
        dys,
        dh: dstates[0]!,
        dc: dstates[1]!,
        dgates: gates.ptr,
      });
      return { d: gates, hidden: { d: gates, hPrev: hPrev! } };
    };
  });
  return [ys!, h!, c!];
}

/** Gated recurrent unit, reset-after (backend/sequences/gru.ts). Gates in the order r, z, n. → [ys, h] */
export function gruSequence(
  xs: Tensor,
  h0: Tensor,
  w: RecurrentWeights,
  lengths?: Int32Array,
): readonly [Tensor, Tensor] {
  const [ys, h] = sequenceOp('gru', 3, xs, [h0], w, lengths, (run) => {
    const s = run.sequence();
    const n = s.hidden;
    const gates = run.buffer(3 * n);
    const [hPrev, ghn] = [run.save(n), run.save(n)];
    gruForward(s, {
      x: at(xs),
      ...run.weights(),
      biasIh: w.bias_ih === undefined ? 0 : at(w.bias_ih),
      biasHh: w.bias_hh === undefined ? 0 : at(w.bias_hh),
      gates: gates.ptr,
      gh: run.engine.scratch(s.batch * 3 * n),
      h: run.states[0]!.ptr,
      ys: run.ys.ptr,
      hPrev: hPrev?.ptr ?? 0,
      ghn: ghn?.ptr ?? 0,
    });
    return ({ dys, dstates, to }) => {
      const dgh = run.buffer(3 * n);
      gruBackward(run.sequence(), {
        to,
        x: at(xs),
        ...run.weightsBack(),
        gates: gates.ptr,
        hPrev: hPrev!.ptr,
        ghn: ghn!.ptr,
        dys,
        dh: dstates[0]!,
        dgates: gates.ptr,
        dgh: dgh.ptr,
      });
      return { d: gates, hidden: { d: dgh, hPrev: hPrev! } };
    };
  });
  return [ys!, h!];
}

/** Gated recurrent unit, reset-before (backend/sequences/gru-reset-before.ts). Gates in the order r, z, n. → [ys, h] */
export function gruResetBeforeSequence(
  xs: Tensor,
  h0: Tensor,
  w: RecurrentWeights,
  lengths?: Int32Array,
): readonly [Tensor, Tensor] {
  const program = (run: Run): ((back: BackRun) => Rows) => {
    const s = run.sequence();
    const n = s.hidden;
    const gates = run.buffer(3 * n);
    const rh = run.buffer(n);
    const hPrev = run.save(n);
    gruResetBeforeForward(s, {
      x: at(xs),
      weightIh: { raw: at(w.weight_ih), packed: packedOverSteps(w.weight_ih, 1) },
      weightHhGates: run.packRows(0, 2 * n),
      weightHhCandidate: run.packRows(2 * n, n),
      bias: run.biasSum(),
      gates: gates.ptr,
      h: run.states[0]!.ptr,
      ys: run.ys.ptr,
      rh: rh.ptr,
      hPrev: hPrev?.ptr ?? 0,
    });
    return ({ dys, dstates, to }) => {
      gruResetBeforeBackward(run.sequence(), {
        to,
        x: at(xs),
        weightIh: at(w.weight_ih),
        weightHhGates: run.packRowsBack(0, 2 * n),
        weightHhCandidate: run.packRowsBack(2 * n, n),
        gates: gates.ptr,
        hPrev: hPrev!.ptr,
        rh: rh.ptr,
        dys,
        dh: dstates[0]!,
        drh: run.engine.scratch(s.batch * n),
        dgates: gates.ptr,
      });
      return { d: gates, hidden: null };
    };
  };
  // Its gates read h, its candidate r ⊙ h: the gradient of weight_hh is two products, made step by step.
  const [ys, h] = sequenceOp('gruResetBefore', 3, xs, [h0], w, lengths, program, false);
  return [ys!, h!];
}
