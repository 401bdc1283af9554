import type { TrainListener } from '../train/events.ts';
import type { Cli } from './cli.ts';
import { figure } from './numbers.ts';

/** Hidden states from this size on have products that a library is worth its bits for. */
const LARGE = 128;
/** Beyond it a larger product gains nothing more, and timing it would be felt. */
const LARGEST = 1024;
/** A short training needs no advice. */
const AFTER_MS = 10_000;
/** Less is not worth a word. */
const WORTH_SAYING = 1.3;

export interface Products {
  readonly hidden: number;
  readonly batch: number;
}

/**
 * A listener that says once, when a training has gone on for a while, how much faster the system's BLAS computes its
 * products. Says nothing when there is no BLAS, it gains little, or anything fails.
 */
export function hintAtBlas(
  cli: Cli,
  products: Products,
  afterMs = AFTER_MS,
  measure: (products: Products) => Promise<Timed> = timed,
): TrainListener {
  let since = products.hidden < LARGE ? Infinity : performance.now();
  return (event) => {
    if (event.type !== 'step' || performance.now() - since < afterMs) return;
    since = Infinity;
    void measure(products)
      .then((found) => tell(cli, found))
      .catch(() => {});
  };
}

/** How long a product takes without the library and with it. */
export interface Timed {
  readonly ours: number;
  readonly its: number;
  /** Of the library. */
  readonly name: string;
}

/** Times the products on this machine. Throws where there is no BLAS. */
export async function timed(products: Products): Promise<Timed> {
  const { loadBlas } = await import('../node/blas.ts');
  const { createWasmBackend } = await import('../backend/wasm.ts');
  const { measureGemm } = await import('./bench/gemm.ts');
  const blas = loadBlas();
  const hidden = Math.min(products.hidden, LARGEST);
  // A step of the recurrence, as an LSTM has it: the smallest of the products that count.
  const product = { name: 'recurrent', m: products.batch, n: 4 * hidden, k: hidden, transA: 0, transB: 1 } as const;
  const [ours, its] = [createWasmBackend(), createWasmBackend({ blas })].map(
    (backend) => measureGemm(backend, product, { rounds: 3, roundMs: 30, warmUpMs: 20 }).ms,
  );
  return { ours: ours!, its: its!, name: blas.name };
}

function tell(cli: Cli, { ours, its, name }: Timed): void {
  if (ours < its * WORTH_SAYING) return;
  const text = cli.say.train.blasHint({ times: figure(Number((ours / its).toPrecision(2))), library: name });
  // A bar stands on the line of the cursor.
  const apart = process.stderr.isTTY ? '\n' : '';
  cli.note(`${apart}${cli.colors.yellow(`${cli.say.note.label}:`)} ${text}`);
}
