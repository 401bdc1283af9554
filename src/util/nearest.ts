/**
 * The nearest spellings among `candidates`, nearest first, at most `limit` of them; empty when nothing is near enough to
 * be worth suggesting. Case and Unicode form are ignored. A candidate is near when no more than a third of the longer
 * word differs (at least one letter may), or when one word begins with the other.
 */
export function nearest(word: string, candidates: Iterable<string>, limit = 3): string[] {
  const wanted = fold(word);
  if (wanted === '' || limit < 1) return [];
  const found: { candidate: string; distance: number }[] = [];
  for (const candidate of candidates) {
    const other = fold(candidate);
    const most = Math.max(1, Math.floor(Math.max(wanted.length, other.length) / 3));
    let distance = editDistance(wanted, other, most);
    if (distance > most && isBeginning(wanted, other)) distance = most;
    // A single letter is near only to itself: any other is one edit away.
    if (distance <= most && (distance < Math.max(wanted.length, other.length) || isBeginning(wanted, other))) {
      insert(found, { candidate, distance }, limit);
    }
  }
  return found.map(({ candidate }) => candidate);
}

/** `; did you mean "lstm"?`, or nothing: to stand at the end of a message. */
export function suggestion(near: readonly string[]): string {
  if (near.length === 0) return '';
  return `; did you mean ${near.map((word) => JSON.stringify(word)).join(' or ')}?`;
}

/**
 * The number of insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`, no part edited twice
 * (Damerau 1964, optimal string alignment). Stops early and returns `most + 1` when there are more than `most`.
 */
export function editDistance(a: string, b: string, most = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  // What both begin and end with costs nothing.
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  const shorter = Math.min(a.length, b.length) - start;
  while (end < shorter && a.at(-1 - end) === b.at(-1 - end)) end++;
  return distanceWithin(a.slice(start, a.length - end), b.slice(start, b.length - end), most);
}

function distanceWithin(a: string, b: string, most: number): number {
  const limit = Math.min(most, Math.max(a.length, b.length));
  const far = limit + 1;
  // Further than `limit` off the diagonal nothing costs `limit` or less: only that band is worked out (Ukkonen 1985).
  let beforeLast = new Int32Array(b.length + 1);
  let last = new Int32Array(b.length + 1);
  for (let j = 0; j <= b.length; j++) last[j] = Math.min(j, far);
  let row = new Int32Array(b.length + 1);
  for (let i = 1; i <= a.length; i++) {
    const from = Math.max(1, i - limit);
    const to = Math.min(b.length, i + limit);
    let best = (row[from - 1] = from === 1 ? i : far);
    const letter = a.charCodeAt(i - 1);
    const letterBefore = i > 1 ? a.charCodeAt(i - 2) : -1;
    for (let j = from; j <= to; j++) {
      const other = b.charCodeAt(j - 1);
      let cost = last[j - 1]!;
      if (letter !== other) {
        // Only what is not the same can be cheaper another way.
        cost = 1 + Math.min(cost, last[j]!, row[j - 1]!);
        if (letterBefore === other && j > 1 && letter === b.charCodeAt(j - 2))
          cost = Math.min(cost, beforeLast[j - 2]! + 1);
      }
      row[j] = cost;
      if (cost < best) best = cost;
    }
    if (best > most) return most + 1;
    if (to < b.length) row[to + 1] = far;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return Math.min(last[b.length]!, most + 1);
}

function fold(word: string): string {
  return word.normalize('NFC').trim().toLowerCase();
}

function isBeginning(a: string, b: string): boolean {
  return b !== '' && (a.startsWith(b) || b.startsWith(a));
}

/** Keeps `found` sorted by distance, the earlier candidate first among equals, and no longer than `limit`. */
function insert<T extends { distance: number }>(found: T[], entry: T, limit: number): void {
  let at = found.length;
  while (at > 0 && found[at - 1]!.distance > entry.distance) at--;
  if (at >= limit) return;
  found.splice(at, 0, entry);
  if (found.length > limit) found.pop();
}
