import { added, shown } from '../../ui/numbers.ts';
import { words } from './book.ts';
import type { Reading } from './network.ts';
import type { Pointed, StepPart } from './parts.ts';

/** `f[2] = 0.9931`, or with the numbers that it comes of between. */
export function arithmetic({ parts, before, probabilities }: Reading, { part, row, column }: Pointed): string {
  const steps = probabilities.length / words.length;
  if (part === 'p') return `p(${words[row]}) = ${shown(probabilities[row * steps + column]!)}`;
  const of = (name: StepPart, at = column): number =>
    parts.find((each) => each.name === name)!.values[row * steps + at]!;
  const c = (): string => {
    const kept = column === 0 ? before[row]! : of('c', column - 1);
    const [f, i, g] = [of('f'), of('i'), of('g')];
    return `${shown(f)} × ${shown(kept)} + ${shown(i)} × ${shown(g)} = ${shown(f * kept)} ${added(i * g)} = `;
  };
  const sums: Partial<Record<StepPart, () => string>> =
    before.length === 0 ? {} : { c, h: () => `${shown(of('o'))} × tanh(${shown(of('c'))}) = ` };
  return `${part}[${row + 1}] = ${sums[part]?.() ?? ''}${shown(of(part))}`;
}

/** The word of a sentence that is least expected, its place in the sentence from 0, and how likely it was held. */
export function leastExpected(
  { probabilities }: Reading,
  sentence: readonly number[],
): { readonly at: number; readonly p: number } {
  const steps = probabilities.length / words.length;
  const held = sentence.map((word, at) => probabilities[word * steps + at]!);
  const p = Math.min(...held);
  return { at: held.indexOf(p), p };
}
