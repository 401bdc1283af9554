/** The sizes of all benchmarks (section 5 of the design). */
export interface Size {
  readonly batch: number;
  readonly time: number;
  readonly input: number;
  readonly hidden: number;
  readonly layers: number;
  readonly classes: number;
}

export const sizes = {
  S1: { batch: 1, time: 20, input: 3, hidden: 16, layers: 1, classes: 3 },
  S2: { batch: 32, time: 50, input: 64, hidden: 128, layers: 1, classes: 65 },
  S3: { batch: 32, time: 64, input: 256, hidden: 256, layers: 1, classes: 1000 },
  S4: { batch: 64, time: 35, input: 512, hidden: 512, layers: 2, classes: 1000 },
} as const satisfies Readonly<Record<string, Size>>;

export type SizeName = keyof typeof sizes;
export const sizeNames = Object.keys(sizes) as readonly SizeName[];

/** The hidden sizes that a stream is timed with; inputs are as wide. */
export const streamSizes: readonly number[] = [16, 128, 256];

/** The cells that are timed, with how many gates each has. */
export const benchCells = { elman: 1, lstm: 4, gru: 3 } as const;
export type BenchCell = keyof typeof benchCells;
export const benchCellNames = Object.keys(benchCells) as readonly BenchCell[];

/** LSTM, milliseconds a step of the design's hand-written sketch on one thread at {@link SKETCH_GFLOPS}. */
export const sketchMs: Readonly<Record<SizeName, number>> = { S1: 0.012, S2: 22.5, S3: 194, S4: 1300 };
export const SKETCH_GFLOPS = 48;

/** A matrix product C[m,n] = op(A)·op(B) over k. */
export interface Product {
  readonly name: string;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly transA: 0 | 1;
  readonly transB: 0 | 1;
}

/** The products of the first layer of an LSTM: all inputs at once, one step of the recurrence, and the way back. */
export function productsOf({ batch, time, input, hidden }: Size): Product[] {
  const gates = 4 * hidden;
  const rows = batch * time;
  return [
    { name: 'forward', m: rows, n: gates, k: input, transA: 0, transB: 1 }, // X·W_ihᵀ
    { name: 'recurrent', m: batch, n: gates, k: hidden, transA: 0, transB: 1 }, // h·W_hhᵀ
    { name: 'dX', m: rows, n: input, k: gates, transA: 0, transB: 0 }, // dG·W_ih
    { name: 'dW', m: gates, n: input, k: rows, transA: 1, transB: 0 }, // dGᵀ·X
  ];
}

/**
 * Floating-point operations of the products of one training step, two a multiply-add. Forward: inputs and recurrence of
 * each layer, and the head. Backward twice that, save that nothing flows into the input of the first layer. What is done
 * element by element is not counted.
 */
export function flopsOf({ batch, time, input, hidden, layers, classes }: Size, gates: number): number {
  const rows = batch * time;
  let flops = 3 * 2 * rows * hidden * classes; // head: forward, dX, dW
  for (let layer = 0; layer < layers; layer++) {
    const width = layer === 0 ? input : hidden;
    const product = 2 * rows * gates * hidden;
    flops += product * (width + hidden); // forward
    flops += product * ((layer === 0 ? 0 : width) + hidden); // dX and dh
    flops += product * (width + hidden); // dW_ih and dW_hh
  }
  return flops;
}
