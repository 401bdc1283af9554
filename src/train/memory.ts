import type { Engine } from '../tensor/engine.ts';
import { fail } from '../util/errors.ts';
import type { BatchSize, Trainable } from './trainable.ts';

export interface MemoryOptions {
  /** How much memory the machine has to give beside what the program has taken, in bytes; without it only the backend's limit counts. */
  readonly freeBytes?: number | undefined;
}

/** What training takes of the backend's memory, known before its first step. */
export interface MemoryNeed {
  /** Parameters, the state of the optimiser and whatever else lives outside of steps, in bytes. */
  readonly heldBytes: number;
  /** What one step over the largest batch takes beside that. */
  readonly stepBytes: number;
  /** What there is for both. */
  readonly availableBytes: number;
}

/**
 * Counts what a step over the largest of the batches takes, by dry runs that compute nothing, and holds it to what there
 * is.
 * @param bytesOf counts a step over one batch.
 * @throws `train/memory` when it cannot fit, with the number of rows, or of steps, that would.
 */
export function memoryNeedOf<Batch>(
  { sizing }: Pick<Trainable<Batch>, 'sizing'>,
  batches: readonly Batch[],
  engine: Engine,
  bytesOf: (batch: Batch) => number,
  { freeBytes = Infinity }: MemoryOptions,
): MemoryNeed {
  const { memoryLimit, memoryBytes } = engine.backend;
  const heldBytes = engine.persistentBytes;
  const availableBytes = Math.min(memoryLimit, memoryBytes + freeBytes);
  const counted = candidates(sizing, batches).map((batch) => ({ batch, bytes: bytesOf(batch) }));
  const largest = counted.reduce((a, b) => (b.bytes > a.bytes ? b : a));
  const need = { heldBytes, stepBytes: largest.bytes, availableBytes };
  if (heldBytes + largest.bytes > availableBytes) refuse(need, sizing, largest.batch, bytesOf);
  return need;
}

/**
 * The batches whose steps may take the most: the first where sizes are not known, else of the largest the one with most
 * targets, and the one with most of those that lack some, for what is ragged goes another way and may take more.
 */
function candidates<Batch>(sizing: Trainable<Batch>['sizing'], batches: readonly Batch[]): readonly Batch[] {
  if (sizing === undefined) return batches.slice(0, 1);
  const sized = batches.map((batch) => {
    const { rows, steps, targets } = sizing.sizeOf(batch);
    return { batch, area: rows * steps, targets };
  });
  const most = sized.reduce((a, { area }) => Math.max(a, area), 0);
  const largest = sized.filter(({ area }) => area === most);
  return [largest.filter(({ targets }) => targets >= most), largest.filter(({ targets }) => targets < most)].flatMap(
    (group) => (group.length === 0 ? [] : [group.reduce((a, b) => (b.targets > a.targets ? b : a)).batch]),
  );
}

function refuse<Batch>(
  need: MemoryNeed,
  sizing: Trainable<Batch>['sizing'],
  batch: Batch,
  bytesOf: (batch: Batch) => number,
): never {
  const { heldBytes, stepBytes, availableBytes } = need;
  const size = sizing?.sizeOf(batch);
  const fitting = (of: keyof BatchSize): number =>
    sizing === undefined || size === undefined
      ? 0
      : mostWithin(availableBytes - heldBytes, { n: size[of], bytes: stepBytes }, (n) =>
          bytesOf(sizing.resized(batch, { ...size, [of]: n })),
        );
  const [rows, steps] = [fitting('rows'), fitting('steps')];
  const smaller = [
    ...(rows > 0 ? [`at most ${rows} rows a batch (train.batchSize)`] : []),
    ...(steps > 0 ? [`at most ${steps} steps a row (data.window)`] : []),
  ];
  const advice =
    smaller.length > 0
      ? `It would fit with ${smaller.join(', or ')}; for long rows, model.recompute takes less at the same size`
      : `${size === undefined ? 'Use smaller batches, shorter rows' : 'No batch would fit, however small: use'} a smaller model, or more memory`;
  fail(
    'train/memory',
    `training does not fit into memory: a step over ${size === undefined ? 'a batch' : `a batch of ${size.rows} rows of ${size.steps} steps`} takes ${text(stepBytes)}, parameters and optimiser ${text(heldBytes)}, and there are ${text(availableBytes)}. ${advice}`,
    {
      stepBytes,
      heldBytes,
      availableBytes,
      step: text(stepBytes),
      held: text(heldBytes),
      available: text(availableBytes),
      rows: size?.rows,
      steps: size?.steps,
      fittingRows: rows > 0 ? rows : undefined,
      fittingSteps: steps > 0 ? steps : undefined,
    },
  );
}

/**
 * The largest n below `tooMany` whose bytes there is room for, 0 if there is none: `bytesOf` rises with n, and nearly on a
 * line, so that few sizes need be counted.
 */
function mostWithin(room: number, tooMany: Counted, bytesOf: (n: number) => number): number {
  let low: Counted = { n: 1, bytes: bytesOf(1) };
  let high = tooMany;
  if (low.bytes > room || high.n <= 1) return 0;
  while (high.n - low.n > 1) {
    const guess = low.n + Math.floor(((room - low.bytes) * (high.n - low.n)) / (high.bytes - low.bytes));
    const n = Math.min(high.n - 1, Math.max(low.n + 1, guess));
    const counted = { n, bytes: bytesOf(n) };
    if (counted.bytes <= room) low = counted;
    else high = counted;
  }
  return low.n;
}

interface Counted {
  readonly n: number;
  readonly bytes: number;
}

function text(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
