import type { Ptr } from '../backend/backend.ts';
import type { Sequence, Weight } from '../backend/sequences/sequence.ts';
import type { Storage } from '../tensor/engine.ts';
import type { StepStream } from './step-stream.ts';
import type { CellWeights } from './weights.ts';

/** The memory of one fused cell that is stepped: everything a sequence of one step needs, laid out once. */
export interface StreamPlaces {
  readonly sequence: Sequence;
  readonly x: Ptr;
  readonly ys: Ptr;
  readonly states: readonly Ptr[];
  /** b_ih + b_hh, or 0 without biases. */
  readonly bias: Ptr;
  readonly weightIh: Weight;
  /** A buffer [batch, width] of the cell's own. */
  readonly buffer: (width: number) => Ptr;
  /** Rows `from` … of weight_hh, `rows` of them, packed. */
  readonly weightHh: (from: number, rows: number) => Weight;
}

/**
 * A stream for a cell whose sequence program is `plan`: given the places it returns the step. Packs the weights, and
 * packs them again when a parameter's version has changed.
 */
export function weightsStream(
  weights: CellWeights,
  gates: number,
  batch: number,
  stateNames: readonly string[],
  plan: (places: StreamPlaces) => () => void,
): StepStream {
  const { weight_ih, weight_hh, bias_ih, bias_hh } = weights;
  const { engine } = weight_ih;
  const { kernels: k, floatBytes } = engine;
  const [input, hidden] = [weight_ih.dim(1), weight_hh.dim(1)];
  const held: Storage[] = [];
  const hold = (n: number): Storage => {
    const storage = engine.persistent(n);
    held.push(storage);
    return storage;
  };
  const refreshers: (() => void)[] = [];
  const packed = (source: Ptr, rows: number, depth: number): Weight => {
    const place = hold(k.packedSize(rows, depth)).ptr;
    refreshers.push(() => k.pack(1, rows, depth, source, depth, place));
    return { raw: source, packed: place };
  };
  const [x, ys] = [hold(batch * input), hold(batch * hidden)];
  const states = stateNames.map(() => hold(batch * hidden));
  let bias = 0;
  if (bias_ih !== undefined && bias_hh !== undefined) {
    bias = hold(gates * hidden).ptr;
    refreshers.push(() => k.add(bias_ih.storage.ptr, bias_hh.storage.ptr, bias, gates * hidden));
  }
  const step = plan({
    sequence: { kernels: k, programs: engine.backend.programs, floatBytes, batch, steps: 1, input, hidden, lengths: 0 },
    x: x.ptr,
    ys: ys.ptr,
    states: states.map((state) => state.ptr),
    bias,
    weightIh: packed(weight_ih.storage.ptr, gates * hidden, input),
    buffer: (width) => hold(batch * width).ptr,
    weightHh: (from, rows) => packed(weight_hh.storage.ptr + from * hidden * floatBytes, rows, hidden),
  });
  const parameters = [weight_ih, weight_hh, bias_ih, bias_hh];
  const version = (): number => parameters.reduce((sum, parameter) => sum + (parameter?.version ?? 0), 0);
  let packedAt = -1;
  return {
    batch,
    input: x,
    output: ys,
    state: Object.fromEntries(stateNames.map((name, i) => [name, states[i]!])),
    step() {
      const now = version();
      if (now !== packedAt) {
        for (const refresh of refreshers) refresh();
        packedAt = now;
      }
      // `held` keeps the memory for as long as this closure is reachable.
      if (held.length > 0) step();
    },
  };
}
