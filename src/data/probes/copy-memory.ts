import { log } from '../../util/portable-math.ts';
import type { Random } from '../../util/random.ts';
import { checkSizes } from './sizes.ts';

export interface CopyOptions {
  readonly batch: number;
  /** T, the blanks between the symbols and the call to repeat them. */
  readonly delay: number;
  /** K, how many symbols there are to remember; 8 by default. */
  readonly symbols?: number | undefined;
  /** N, how many of them a sequence shows; 10 by default. */
  readonly length?: number | undefined;
}

export interface CopyBatch {
  /** [B, T + 2N] ids below K + 2: symbols 0 to K − 1, the blank K, the go marker K + 1. */
  readonly inputs: Int32Array;
  /** [B, T + 2N] ids below K + 1. */
  readonly targets: Int32Array;
}

/**
 * Copy memory (Hochreiter and Schmidhuber 1997, in the form of Arjovsky, Shah and Bengio 2016): N symbols drawn from K,
 * T − 1 blanks, a go marker, N blanks. The target is the blank, T + N times, then the N symbols in their order.
 * @throws `config/probe-size`
 */
export function copyMemory({ batch, delay, symbols = 8, length = 10 }: CopyOptions, rng: Random): CopyBatch {
  checkSizes({ batch, delay, symbols, length });
  const steps = delay + 2 * length;
  const inputs = new Int32Array(batch * steps).fill(symbols);
  const targets = new Int32Array(batch * steps).fill(symbols);
  for (let b = 0; b < batch; b++) {
    const start = b * steps;
    for (let i = 0; i < length; i++) {
      const symbol = rng.below(symbols);
      inputs[start + i] = symbol;
      targets[start + delay + length + i] = symbol;
    }
    inputs[start + length + delay - 1] = symbols + 1;
  }
  return { inputs, targets };
}

/**
 * The cross-entropy a step, in nats, of who knows when to answer but remembers nothing: N·ln K / (T + 2N), which is
 * 10·ln 8 / (T + 20) for the usual sizes.
 */
export function copyFloor({ delay, symbols = 8, length = 10 }: Omit<CopyOptions, 'batch'>): number {
  checkSizes({ delay, symbols, length });
  return (length * log(symbols)) / (delay + 2 * length);
}
