import { selectRows } from '../tensor/ops/rows.ts';
import { chunk, reshape, stackTensors } from '../tensor/ops/shape.ts';
import { zeros, type Tensor } from '../tensor/tensor.ts';
import type { Cell, Layer, State } from './cell.ts';
import { checkForward } from './checks.ts';
import { scanStream } from './stream-builders.ts';

/** Scans a cell over sequences, from the first step to the last; by its `fused` where it has one. */
export function unroll<S extends State>(cell: Cell<S>): Layer<S> {
  return {
    inputSize: cell.inputSize,
    outputSize: cell.outputSize,
    zeroState: (batch) => cell.zeroState(batch),
    namedParameters: () => cell.namedParameters(),
    stream: (batch) => cell.stream?.(batch) ?? scanStream(cell, batch),
    forward(xs, options = {}) {
      checkForward(cell, xs, options);
      const state = options.state ?? cell.zeroState(xs.dim(0));
      const ctx = cell.begin?.(xs.dim(0), options.rng, options.training ?? false);
      return cell.fused ? cell.fused(xs, state, options.lengths, ctx) : scan(cell, xs, state, options.lengths, ctx);
    },
  };
}

/** The plain loop over `step`: what `fused` is held to. */
export function scan<S extends State>(
  cell: Pick<Cell<S>, 'outputSize' | 'step'>,
  xs: Tensor,
  first: S,
  lengths?: Int32Array,
  ctx?: unknown,
): { ys: Tensor; state: S } {
  const [batch, steps, input] = xs.shape as [number, number, number];
  if (steps === 0) return { ys: zeros([batch, 0, cell.outputSize]), state: first };
  let state = first;
  const inputs = chunk(xs, 1, steps); // [B, T, I] → T of [B, 1, I]
  const outputs: Tensor[] = [];
  for (let t = 0; t < steps; t++) {
    const x = reshape(inputs[t]!, [batch, input]); // [B, 1, I] → [B, I]
    const { y, state: next } = cell.step(x, state, ctx);
    const active = lengths === undefined ? null : Float32Array.from(lengths, (n) => (t < n ? 1 : 0));
    if (active === null || !active.includes(0)) {
      outputs.push(y);
      state = next;
    } else {
      outputs.push(selectRows(active, y, zeros(y.shape)));
      state = mapState(next, (value, name) => selectRows(active, value, state[name]!));
    }
  }
  return { ys: stackTensors(outputs, 1), state };
}

/** Applies `change` to each tensor of a state. */
export function mapState<S extends State>(state: S, change: (value: Tensor, name: string) => Tensor): S {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, change(value, name)])) as S;
}
