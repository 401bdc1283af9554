// The book: three invented names, one verb, a full stop. A sentence is "A saw B ." with two different names.
export const names = ['Bimo', 'Nalu', 'Tiko'];
export const words = [...names, 'saw', '.'];

/** A sentence that has so many words and no full stop is cut off there. */
const LONGEST = 20;

/** The book, word by word, without end. Each of the six sentences comes as often as the others, drawn from `rng`. */
export function* story(rng) {
  for (;;) {
    const seer = rng.below(3);
    const seen = (seer + 1 + rng.below(2)) % 3; // one of the other two
    yield* [names[seer], 'saw', names[seen], '.'];
  }
}

/** So many sentences of it, one a line. */
export function storyText(rng, count) {
  const lines = [];
  for (const sentence of sentences(story(rng))) if (lines.push(`${sentence.join(' ')}\n`) === count) break;
  return lines.join('');
}

/** Cuts a stream of words into sentences, each up to its full stop. A last one that has none is left out. */
export function* sentences(stream) {
  let sentence = [];
  for (const word of stream) {
    sentence.push(word);
    if (word !== '.' && sentence.length < LONGEST) continue;
    yield sentence;
    sentence = [];
  }
}

/**
 * What a sentence can be:
 * - `right`: A saw B .
 * - `same`: A saw A .
 * - `endless`: A saw B saw C …, another "saw" where the full stop belongs
 * - `disorder`: all else
 */
export const kinds = ['right', 'same', 'endless', 'disorder'];

/** Which of `kinds` a sentence, an array of words, is. */
export function kindOf(sentence) {
  const shape = sentence.map((word) => (names.includes(word) ? 'name' : word)).join(' ');
  if (shape === 'name saw name .') return sentence[0] === sentence[2] ? 'same' : 'right';
  return shape.startsWith('name saw name saw') ? 'endless' : 'disorder';
}

/** Counts the first `count` sentences of a stream by kind; also gives the first three, and the first of each mistake. */
export function judge(stream, count) {
  const counts = Object.fromEntries(kinds.map((kind) => [kind, 0]));
  const mistakes = {};
  const opening = [];
  let judged = 0;
  for (const sentence of sentences(stream)) {
    const kind = kindOf(sentence);
    const text = sentence.join(' ');
    counts[kind]++;
    if (judged < 3) opening.push(text);
    if (kind !== 'right') mistakes[kind] ??= text;
    if (++judged === count) break;
  }
  return { counts, opening, mistakes };
}
