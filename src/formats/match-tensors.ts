import { fail } from '../util/errors.ts';
import { editDistance } from '../util/nearest.ts';
import { sameShape } from '../util/shape.ts';
import { formatShape } from './tensor-bytes.ts';

/** How many lines a message lists before it says "and N more". */
const LISTED = 20;

/**
 * Throws `model/mismatch` unless `found` has exactly the names and shapes of `expected`. One error lists everything that
 * is missing, extra or misshapen, and for a missing name the extra one that is most like it.
 */
export function matchTensors(
  expected: ReadonlyMap<string, readonly number[]>,
  found: ReadonlyMap<string, { readonly shape: readonly number[] }>,
  { file = 'the model' }: { file?: string } = {},
): void {
  const missing = [...expected].filter(([name]) => !found.has(name));
  const extra = [...found].filter(([name]) => !expected.has(name)).map(([name, { shape }]) => [name, shape] as const);
  const misshapen = [...expected].filter(([name, shape]) => {
    const other = found.get(name);
    return other !== undefined && !sameShape(shape, other.shape);
  });
  const problems = missing.length + extra.length + misshapen.length;
  if (problems === 0) return;

  const partners = pairUp(missing, extra);
  const lines = [
    ...misshapen.map(
      ([name, shape]) => `  ${name}: expected ${formatShape(shape)}, found ${formatShape(found.get(name)!.shape)}`,
    ),
    ...missing.map(([name, shape]) => {
      const partner = partners.get(name);
      return `  missing ${name} ${formatShape(shape)}${partner === undefined ? '' : `; is it called ${partner} there?`}`;
    }),
    ...extra.map(([name, shape]) => `  extra ${name} ${formatShape(shape)}`),
  ];
  const more = lines.length > LISTED ? [`  and ${lines.length - LISTED} more`] : [];
  const counts = [
    misshapen.length > 0 ? `${misshapen.length} of another shape` : '',
    missing.length > 0 ? `${missing.length} missing` : '',
    extra.length > 0 ? `${extra.length} extra` : '',
  ].filter((part) => part !== '');
  fail(
    'model/mismatch',
    `the tensors in ${file} do not fit the model (${counts.join(', ')}); use the config it was saved with, or rename them:\n${[...lines.slice(0, LISTED), ...more].join('\n')}`,
    {
      file,
      missing: missing.map(([name]) => name),
      extra: extra.map(([name]) => name),
      misshapen: misshapen.map(([name]) => name),
    },
  );
}

type Named = readonly [name: string, shape: readonly number[]];

/** Names are compared by so many of their last letters. */
const COMPARED = 200;
/** More edits than this are one as far as the other: telling them apart would take long. */
const FAR = 16;

/**
 * For each missing name the likeliest extra one: of the same shape if there is any, then by spelling, then by how much of
 * their ends is the same; none twice.
 */
function pairUp(missing: readonly Named[], extra: readonly Named[]): Map<string, string> {
  const pairs: { from: string; to: string; cost: number }[] = [];
  for (const [from, shape] of missing.slice(0, LISTED)) {
    for (const [to, otherShape] of extra.slice(0, 500)) {
      const most = Math.min(FAR, Math.floor(Math.max(from.length, to.length) / 2));
      const distance = editDistance(from.slice(-COMPARED), to.slice(-COMPARED), most);
      const alike = distance <= most || sharesTail(from, to);
      if (alike) pairs.push({ from, to, cost: distance + (sameShape(shape, otherShape) ? 0 : 1000) });
    }
  }
  pairs.sort((a, b) => a.cost - b.cost || commonEnd(b.from, b.to) - commonEnd(a.from, a.to));
  const partners = new Map<string, string>();
  const taken = new Set<string>();
  for (const { from, to } of pairs) {
    if (partners.has(from) || taken.has(to)) continue;
    partners.set(from, to);
    taken.add(to);
  }
  return partners;
}

/** Whether the last part of both dotted names is the same: `lstm.weight_ih_l0`, `encoder.rnn.weight_ih_l0`. */
function sharesTail(a: string, b: string): boolean {
  return a.slice(a.lastIndexOf('.') + 1) === b.slice(b.lastIndexOf('.') + 1);
}

/** How many letters at the end of both names are the same. */
function commonEnd(a: string, b: string): number {
  let n = 0;
  while (n < COMPARED && n < a.length && n < b.length && a.at(-1 - n) === b.at(-1 - n)) n++;
  return n;
}
