export type Kind = 'right' | 'same' | 'endless' | 'disorder';

/** What the book draws from, such as `Random` of elman-rnn. */
export interface Dice {
  below(n: number): number;
}

export const names: readonly string[];
export const words: readonly string[];
export const kinds: readonly Kind[];
export function story(rng: Dice): Generator<string, never>;
export function storyText(rng: Dice, count: number): string;
export function sentences(stream: Iterable<string>): Generator<string[]>;
export function kindOf(sentence: readonly string[]): Kind;
export function judge(
  stream: Iterable<string>,
  count: number,
): { counts: Record<Kind, number>; opening: string[]; mistakes: Partial<Record<Kind, string>> };
