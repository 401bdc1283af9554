import { partNames, type PartName } from '../../data/split.ts';
import { Random } from '../../util/random.ts';
import type { Emoji } from './list.ts';
import type { Drawing, Tile } from './tiles.ts';

/** The part that a drawing belongs to, or undefined for one that the split leaves out. */
export type PartOf = (drawing: Drawing) => PartName | undefined;

const SEED = 7;

/**
 * Another hand: emoji without a skin tone; all drawings of Google are to test on, and for a tenth of the emoji Twitter's
 * to validate on: what is asked for is always something that was learnt from the drawings of others.
 */
export function byVendor(emoji: readonly Emoji[]): PartOf {
  const plain = emoji.filter(({ tone }) => tone === '');
  const drawn = Random.derive(SEED, 'vendor').shuffle([...plain]);
  const held = new Set(drawn.slice(0, Math.round(plain.length / 10)));
  return ({ emoji: one, vendor }) =>
    one.tone !== ''
      ? undefined
      : vendor === 'google'
        ? 'test'
        : vendor === 'twitter' && held.has(one)
          ? 'validation'
          : 'train';
}

/**
 * New combinations: of the skin tones that an emoji comes in, a fifth is to test on and a tenth to validate on, in the
 * drawings of all vendors; the emoji in its other tones, and the tones of other emoji, are to train on.
 */
export function byCombination(emoji: readonly Emoji[]): PartOf {
  const byBase = new Map<string, Emoji[]>();
  for (const one of emoji) {
    if (one.tone === '') continue;
    const own = byBase.get(one.base);
    if (own === undefined) byBase.set(one.base, [one]);
    else own.push(one);
  }
  const rng = Random.derive(SEED, 'combination');
  const parts = new Map<Emoji, PartName>();
  for (const own of byBase.values()) {
    rng.shuffle(own);
    const inTest = Math.round(own.length / 5);
    // Half a combination of five: one, every other time.
    const inValidation = Math.floor(own.length / 10 + rng.uniform());
    own.slice(0, inTest).forEach((one) => parts.set(one, 'test'));
    own.slice(inTest, inTest + inValidation).forEach((one) => parts.set(one, 'validation'));
  }
  return ({ emoji: one }) => parts.get(one) ?? 'train';
}

/** The part of an image: of those of its drawings the one that is learnt from first, so that no part shows an image of another. */
export function partOfTile({ drawings }: Tile, partOf: PartOf): PartName | undefined {
  const parts = new Set(drawings.map(partOf));
  return partNames.find((part) => parts.has(part));
}
