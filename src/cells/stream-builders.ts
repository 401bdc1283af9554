import { noGrad, step, withBackend, type Storage } from '../tensor/engine.ts';
import { Tensor } from '../tensor/tensor.ts';
import { fail } from '../util/errors.ts';
import type { Cell, State } from './cell.ts';
import type { StepStream } from './step-stream.ts';

/** The stream of a cell that has nothing but `step`: right, but it allocates. */
export function scanStream<S extends State>(cell: Cell<S>, batch: number): StepStream {
  const first = cell.zeroState(batch);
  const { engine } = Object.values(first)[0] ?? fail('cells/stream', 'a cell without a state cannot be streamed');
  const state = Object.fromEntries(Object.entries(first).map(([name, value]) => [name, engine.persistent(value.size)]));
  const [input, output] = [engine.persistent(batch * cell.inputSize), engine.persistent(batch * cell.outputSize)];
  const shapes = Object.entries(first).map(([name, { shape }]) => [name, shape] as const);
  return {
    batch,
    input,
    output,
    state,
    step: () =>
      withBackend(engine.backend, () =>
        step(() =>
          noGrad(() => {
            const now = Object.fromEntries(
              shapes.map(([name, shape]) => [name, new Tensor(state[name]!, shape)]),
            ) as unknown as S;
            // Anew in each step: it may hold tensors made from weights, which change.
            const ctx = cell.begin?.(batch, undefined, false);
            const out = cell.step(new Tensor(input, [batch, cell.inputSize]), now, ctx);
            output.write(out.y.toArray());
            for (const [name, value] of Object.entries(out.state)) state[name]!.write(value.toArray());
          }),
        ),
      ),
  };
}

/** Streams on top of one another. */
export function stackStream(streams: readonly StepStream[], state: Readonly<Record<string, Storage>>): StepStream {
  const [first, last] = [streams[0]!, streams.at(-1)!];
  const { kernels } = first.input.engine;
  return {
    batch: first.batch,
    input: first.input,
    output: last.output,
    state,
    step() {
      for (let k = 0; k < streams.length; k++) {
        const current = streams[k]!;
        if (k > 0) kernels.copy(streams[k - 1]!.output.ptr, current.input.ptr, current.input.length);
        current.step();
      }
    },
  };
}
