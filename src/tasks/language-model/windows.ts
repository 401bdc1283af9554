import type { Random } from '../../util/random.ts';

/** A stretch of a document to be read from `start`: inputs start … end − 1, each with the next symbol as its target. */
export interface Piece {
  readonly ids: Int32Array;
  readonly start: number;
  /** The first position that counts as a target; what stands before is only read. */
  readonly countFrom: number;
  /** The position of the last target. */
  readonly end: number;
}

/** One window over the pieces that lie side by side: a row a piece, rows that begin a piece fresh. */
export interface TextWindow {
  readonly rows: readonly (Stretch | null)[];
  readonly steps: number;
}

interface Stretch {
  readonly piece: Piece;
  readonly from: number;
  readonly to: number;
}

/** A window laid out for the network: [B, T] each, row-major. */
export interface LaidOut {
  readonly batch: number;
  readonly ids: Int32Array;
  /** −1 where there is none. */
  readonly targets: Int32Array;
  /** Valid steps a row; undefined when all are full. */
  readonly lengths: Int32Array | undefined;
  /** 1 where a row goes on from the window before, 0 where it begins a document or piece. */
  readonly goesOn: Uint8Array;
  /** How many targets there are. */
  readonly count: number;
}

/**
 * Documents as pieces for so many rows side by side: a document longer than its share of the whole is cut into equal
 * pieces, so that all rows have work; each begins with the last symbol of the one before, so that no target is lost.
 * @param lead how many symbols before a cut are read again, uncounted, for the state to be what it would have been.
 */
export function piecesOf(documents: readonly { readonly ids: Int32Array }[], rows: number, lead = 0): Piece[] {
  const total = documents.reduce((n, { ids }) => n + Math.max(0, ids.length - 1), 0);
  const share = Math.max(1, Math.ceil(total / rows));
  return documents.flatMap(({ ids }) => {
    const targets = ids.length - 1;
    if (targets < 1) return [];
    const pieces = Math.ceil(targets / share);
    return Array.from({ length: pieces }, (_, i) => {
      const [from, end] = [Math.floor((targets * i) / pieces), Math.floor((targets * (i + 1)) / pieces)];
      return { ids, start: Math.max(0, from - lead), countFrom: from + 1, end };
    });
  });
}

/**
 * The windows over pieces, in order: each of `rows` rows reads a piece to its end, `steps` at a time, then takes the
 * next. With `rng`, pieces come in an order that is drawn, and the first window is of a length that is drawn where a
 * piece is longer than a window, so that windows are cut elsewhere in each epoch.
 */
export function windowsOf(pieces: readonly Piece[], rows: number, steps: number, rng?: Random): TextWindow[] {
  const queue = [...pieces];
  rng?.shuffle(queue);
  const isLong = queue.some(({ start, end }) => end - start > steps);
  let next = 0;
  const take = (): Stretch | null => {
    const piece = queue[next++];
    return piece === undefined ? null : { piece, from: piece.start, to: piece.start };
  };
  let current = Array.from({ length: Math.min(rows, queue.length) }, take);
  const windows: TextWindow[] = [];
  for (let width = rng !== undefined && isLong ? 1 + rng.below(steps) : steps; ; width = steps) {
    current = current.map((stretch) => {
      if (stretch === null) return null;
      const going = stretch.to < stretch.piece.end ? { ...stretch, from: stretch.to } : take();
      return going === null ? null : { ...going, to: Math.min(going.piece.end, going.from + width) };
    });
    if (current.every((stretch) => stretch === null)) return windows;
    windows.push({
      rows: current,
      steps: current.reduce((most, stretch) => Math.max(most, stretch === null ? 0 : stretch.to - stretch.from), 0),
    });
  }
}

/** How many targets a window has. */
export function targetsIn({ rows }: TextWindow): number {
  let count = 0;
  for (const stretch of rows) {
    if (stretch === null) continue;
    const { piece, from, to } = stretch;
    for (let at = Math.max(from + 1, piece.countFrom); at <= to; at++) if (piece.ids[at]! >= 0) count++;
  }
  return count;
}

/** The first steps of some rows alone, of such with a text first. */
export function resizedWindow(window: TextWindow, size: { readonly rows: number; readonly steps: number }): TextWindow {
  const steps = Math.min(window.steps, size.steps);
  return {
    rows: window.rows
      .toSorted((a, b) => Number(a === null) - Number(b === null))
      .slice(0, size.rows)
      .map((stretch) => stretch && { ...stretch, to: Math.min(stretch.to, stretch.from + steps) }),
    steps,
  };
}

export function layOut({ rows, steps }: TextWindow): LaidOut {
  const batch = rows.length;
  const ids = new Int32Array(batch * steps).fill(-1);
  const targets = new Int32Array(batch * steps).fill(-1);
  const lengths = new Int32Array(batch);
  const goesOn = new Uint8Array(batch).fill(1);
  let count = 0;
  rows.forEach((stretch, b) => {
    if (stretch === null) return;
    const { piece, from, to } = stretch;
    lengths[b] = to - from;
    if (from === piece.start) goesOn[b] = 0;
    ids.set(piece.ids.subarray(from, to), b * steps);
    for (let at = Math.max(from + 1, piece.countFrom); at <= to; at++) {
      const target = piece.ids[at]!;
      targets[b * steps + at - from - 1] = target;
      if (target >= 0) count++;
    }
  });
  return { batch, ids, targets, lengths: lengths.every((n) => n === steps) ? undefined : lengths, goesOn, count };
}
