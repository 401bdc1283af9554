import { describe, expect, test } from 'vitest';
import { parametersOf } from '../../nn/index.ts';
import { step, sum } from '../../tensor/index.ts';
import { Random } from '../../util/random.ts';
import { WordFront, WordReader, type WordReading } from './words.ts';

const reading: WordReading = { lowercase: true, digits: 'zero', minCount: 1 };
const sequences = [
  ['Flight', '714', 'to', 'Seoul'],
  ['flight', '920'],
];

describe('words', () => {
  test('are read in small letters, with digits as 0; their letters as they stand', () => {
    const reader = WordReader.of(sequences, reading);
    expect(reader.vocabulary.items).toEqual(['<unk>', 'flight', '000', 'to', 'seoul']);
    const { ids, letters } = reader.encode(['FLIGHT', '123', 'Busan', 'to']);
    expect([...ids]).toEqual([1, 2, 0, 3]);
    expect(Array.from(letters[3]!, (id) => reader.letters.decode(id))).toEqual(['t', 'o']);
    // A letter that was never met.
    expect(reader.letters.decode(letters[2]![0]!)).toBe('<unk>');
    const again = WordReader.fromJSON(
      JSON.parse(JSON.stringify(reader)) as { words: unknown; letters: unknown },
      reading,
    );
    expect(again.encode(['Flight'])).toEqual(reader.encode(['Flight']));
  });

  test('stay as they are without options; rare ones are unknown', () => {
    const reader = WordReader.of(sequences, { lowercase: false, digits: 'as-is', minCount: 2 });
    expect(reader.vocabulary.items).toEqual(['<unk>']);
    expect(WordReader.of(sequences, { ...reading, lowercase: false, digits: 'as-is' }).vocabulary.size).toBe(7);
  });
});

describe('the front of words', () => {
  const reader = WordReader.of(sequences, reading);
  const batch = sequences.map((words) => reader.encode(words));
  const front = new WordFront({ reader, size: 3, letters: { embedding: 4, hidden: 5 }, rng: new Random(1) });

  test('puts what letters come to beside the vector of the word, zeros beyond the end', () => {
    const { xs, lengths } = front.forward(batch);
    expect(xs.shape).toEqual([2, 4, 13]);
    expect([...lengths]).toEqual([4, 2]);
    const numbers = xs.toArray();
    expect(numbers.subarray((4 + 2) * 13).every((value) => value === 0)).toBe(true);
    const row = (b: number, t: number): number[] => [...numbers.subarray((b * 4 + t) * 13, (b * 4 + t + 1) * 13)];
    // Both flights are the same word, and differ in their first letter.
    expect(row(0, 0).slice(0, 3)).toEqual(row(1, 0).slice(0, 3));
    expect(row(0, 0).slice(3)).not.toEqual(row(1, 0).slice(3));
    expect(front.outputSize).toBe(13);
    expect(front.lengthOf(front.cut(batch[0]!, 1, 4))).toBe(3);
  });

  test('gives a sequence the same bits alone and in a batch', () => {
    const together = front.forward(batch).xs.toArray();
    const alone = front.forward([batch[1]!]).xs.toArray();
    expect(alone).toEqual(together.slice(4 * 13, 4 * 13 + 2 * 13));
  });

  test('teaches letters: every parameter has a gradient', () => {
    step(() => {
      sum(front.forward(batch).xs).backward();
      const names = [...parametersOf(front)].map(([name, { grad }]) => [name, grad !== null]);
      expect(names).toContainEqual(['embedding.weight', true]);
      expect(names).toContainEqual(['letters.rnn.weight_ih_l0_reverse', true]);
      expect(names.every(([, has]) => has)).toBe(true);
    });
  });
});
