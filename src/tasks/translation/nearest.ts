import type { SentencePair } from '../../data/parallel/index.ts';

/** Words, or where a language writes none, the letters: what two sentences are compared by. */
function partsOf(text: string): string[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length > 1 ? words : Array.from(text.toLowerCase());
}

/**
 * A translation memory: of each source, the target of the known source with the most words in common, counted as
 * Dice's 2·|both| / (|one| + |other|); of equally near ones the first. What a person does who looks for a similar
 * sentence: the least that a translation has to be better than.
 */
export function nearestTranslations(known: readonly SentencePair[], sources: readonly string[]): string[] {
  const places = new Map<string, number[]>();
  const sizes = known.map(({ source }, i) => {
    const parts = new Set(partsOf(source));
    for (const part of parts) {
      const list = places.get(part);
      if (list === undefined) places.set(part, [i]);
      else list.push(i);
    }
    return parts.size;
  });
  const both = new Int32Array(known.length);
  return sources.map((source) => {
    const parts = new Set(partsOf(source));
    both.fill(0);
    for (const part of parts) for (const i of places.get(part) ?? []) both[i]!++;
    let [best, nearest] = [-1, 0];
    for (let i = 0; i < known.length; i++) {
      const likeness = (2 * both[i]!) / (parts.size + sizes[i]!);
      if (likeness > best) [best, nearest] = [likeness, i];
    }
    return known[nearest]!.target;
  });
}
