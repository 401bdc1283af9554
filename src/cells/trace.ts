import { add, mul, neg, offset } from '../tensor/ops/arithmetic.ts';
import { relu, sigmoid, tanh } from '../tensor/ops/functions.ts';
import { linear } from '../tensor/ops/linear.ts';
import { chunk, concat } from '../tensor/ops/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { expect } from '../util/errors.ts';
import type { Cell, State } from './cell.ts';
import { ElmanCell, type ElmanState } from './elman.ts';
import { GruCell, type GruState } from './gru.ts';
import { LstmCell, type LstmState } from './lstm.ts';
import type { CellWeights } from './weights.ts';

/** One step taken apart. */
export interface Trace<S extends State = State> {
  /**
   * The parts of the step by name, in the order in which they come about, for a batch of B rows:
   * - all: `W_ih·x` and `W_hh·h` [B, G·H], `b` [G·H] = b_ih + b_hh (absent without biases); G gates, as in the weights
   * - Elman (G = 1): `a` [B, H] = W_ih·x + W_hh·h + b; `h'` [B, H] = tanh a or ReLU a
   * - LSTM (G = 4): `a` [B, 4H]; `i`, `f`, `g`, `o` [B, H] = σ, σ, tanh, σ of its parts; `f⊙c`, `i⊙g`;
   *   `c'` = f ⊙ c + i ⊙ g; `tanh c'`; `h'` = o ⊙ tanh c'
   * - GRU (G = 3): `W_ih·x + b_ih` and `W_hh·h + b_hh` [B, 3H]; `r`, `z` [B, H] = σ of the sums of their parts;
   *   `n` = tanh(W_in·x + b_in + r ⊙ (W_hn·h + b_hn)); `(1−z)⊙n`, `z⊙h`; `h'` is their sum
   */
  readonly parts: Readonly<Record<string, Tensor>>;
  /** [B, H], as of `step`. */
  readonly y: Tensor;
  readonly state: S;
}

/**
 * One step of an Elman, LSTM or GRU cell (reset after) with all that it comes by: x [B, I] and a state to y, the next
 * state and the named parts. y and state have the bits of `cell.step` on the WASM backend, and the parts are computed by
 * ops in the order of its kernels: `a` starts from the bias and adds the products one by one, so it may differ from the
 * sum of the parts that are shown in its last bits.
 * @throws `cells/trace` for any other cell.
 */
export function traceStep<S extends State>(cell: Cell<S>, x: Tensor, state: S): Trace<S> {
  const found = tracers.find(([, fits]) => fits(cell));
  expect(
    found !== undefined,
    'cells/trace',
    () => 'traceStep takes an ElmanCell, an LstmCell or a GruCell whose reset acts after the product, in no combinator',
  );
  return found[0](cell as never, x, state as never) as unknown as Trace<S>;
}

type Tracer = (cell: never, x: Tensor, state: never) => Trace;

/** How each kind is taken apart, and which cells are of the kind. */
const tracers: readonly (readonly [trace: Tracer, fits: (cell: unknown) => boolean])[] = [
  [traceElman, (cell) => cell instanceof ElmanCell],
  [traceLstm, (cell) => cell instanceof LstmCell],
  [traceGru, (cell) => cell instanceof GruCell && cell.reset === 'after'],
];

function traceElman({ weights, activation }: ElmanCell, x: Tensor, { h }: ElmanState): Trace<ElmanState> {
  const { shown, a } = preActivation(weights, x, h);
  const next = activation === 'tanh' ? tanh(a) : relu(a);
  return { parts: { ...shown, a, "h'": next }, y: next, state: { h: next } };
}

function traceLstm({ weights }: LstmCell, x: Tensor, state: LstmState): Trace<LstmState> {
  const { shown, a } = preActivation(weights, x, state.h);
  const [ai, af, ag, ao] = chunk(a, 1, 4) as [Tensor, Tensor, Tensor, Tensor];
  const [i, f, g, o] = [sigmoid(ai), sigmoid(af), tanh(ag), sigmoid(ao)];
  const [kept, written] = [mul(f, state.c), mul(i, g)];
  const c = add(kept, written);
  const squashed = tanh(c);
  const h = mul(o, squashed);
  const parts = { ...shown, a, i, f, g, o, 'f⊙c': kept, 'i⊙g': written, "c'": c, "tanh c'": squashed, "h'": h };
  return { parts, y: h, state: { h, c } };
}

function traceGru({ weights }: GruCell, x: Tensor, { h }: GruState): Trace<GruState> {
  const { weight_ih, weight_hh, bias_ih, bias_hh } = weights;
  const [fromInput, fromState] = [linear(x, weight_ih, bias_ih), linear(h, weight_hh, bias_hh)];
  const [xr, xz, xn] = chunk(fromInput, 1, 3) as [Tensor, Tensor, Tensor];
  const [hr, hz, hn] = chunk(fromState, 1, 3) as [Tensor, Tensor, Tensor];
  const [r, z] = [sigmoid(add(xr, hr)), sigmoid(add(xz, hz))];
  const n = tanh(add(xn, mul(r, hn)));
  const [fresh, kept] = [mul(offset(neg(z), 1), n), mul(z, h)];
  const next = add(fresh, kept);
  const parts = {
    ...products(weights, x, h),
    'W_ih·x + b_ih': fromInput,
    'W_hh·h + b_hh': fromState,
    r,
    z,
    n,
    '(1−z)⊙n': fresh,
    'z⊙h': kept,
    "h'": next,
  };
  return { parts, y: next, state: { h: next } };
}

function products(
  { weight_ih, weight_hh, bias_ih, bias_hh }: CellWeights,
  x: Tensor,
  h: Tensor,
): Record<string, Tensor> {
  return {
    W_ih·x: linear(x, weight_ih),
    W_hh·h: linear(h, weight_hh),
    ...(bias_ih && bias_hh && { b: add(bias_ih, bias_hh) }),
  };
}

/** What is shown of a = W_ih·x + W_hh·h + b, and a itself: as one product, [W_ih W_hh]·[x; h], its sum goes as in the kernels. */
function preActivation(
  weights: CellWeights,
  x: Tensor,
  h: Tensor,
): { readonly shown: Record<string, Tensor>; readonly a: Tensor } {
  const shown = products(weights, x, h);
  const weight = concat([weights.weight_ih, weights.weight_hh], 1); // [G·H, I] and [G·H, H] → [G·H, I + H]
  return { shown, a: linear(concat([x, h], 1), weight, shown['b']) };
}
