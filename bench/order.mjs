/**
 * The order of fresh processes in a pass: Elman's settings spread evenly between those of its peers, so that whatever
 * slows the machine down for a while slows both. Every other pass runs backwards, so that nobody is always first.
 *
 * Each setting comes once: to run Elman after each peer would give it more tries, thus a better best.
 * @template T
 * @param {readonly T[]} theirs
 * @param {readonly T[]} ours
 * @param {number} pass
 * @returns {T[]}
 */
export function alternate(theirs, ours, pass) {
  const placed = [theirs, ours].flatMap((list) => list.map((entry, i) => ({ entry, at: (i + 0.5) / list.length })));
  const order = placed.toSorted((a, b) => a.at - b.at).map(({ entry }) => entry);
  return pass % 2 === 0 ? order : order.toReversed();
}
