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
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
      best = Math.min(best, cost);
    }
    if (best > most) return most + 1;
    beforeLast = last;
    last = row;
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
