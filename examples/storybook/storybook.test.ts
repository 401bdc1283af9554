import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Random } from '../../src/util/random.ts';
import { judge, kindOf, names, sentences, story, storyText, type Kind } from './story.mjs';

describe('the book', () => {
  it('is of right sentences only, each of the six as often as the others', () => {
    const counts = new Map<string, number>();
    let left = 6000;
    for (const sentence of sentences(story(new Random(7)))) {
      expect(kindOf(sentence)).toBe('right');
      const text = sentence.join(' ');
      counts.set(text, (counts.get(text) ?? 0) + 1);
      if (--left === 0) break;
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it('depends on the seed alone', () => {
    expect(storyText(new Random(3), 50)).toBe(storyText(new Random(3), 50));
    expect(storyText(new Random(3), 50)).not.toBe(storyText(new Random(4), 50));
  });

  it('is stories.txt, to the byte', () => {
    expect(readFileSync(new URL('stories.txt', import.meta.url), 'utf8')).toBe(storyText(new Random(1), 1500));
  });
});

describe('the judge', () => {
  const [a, b, c] = names as [string, string, string];

  it.each<[Kind, string]>([
    ['right', `${a} saw ${b} .`],
    ['right', `${c} saw ${a} .`],
    ['same', `${a} saw ${a} .`],
    ['endless', `${a} saw ${b} saw ${c} .`],
    ['endless', `${a} saw ${a} saw ${a} saw`],
    ['endless', `${a} saw ${b} saw .`],
    ['disorder', '.'],
    ['disorder', `${a} .`],
    ['disorder', `${a} saw .`],
    ['disorder', `saw ${a} saw ${b} .`],
    ['disorder', `${a} ${b} .`],
    ['disorder', `${a} saw ${b} ${c} .`],
  ])('calls %s: %s', (kind, text) => {
    expect(kindOf(text.split(' '))).toBe(kind);
  });

  it('counts by kind, keeps the first of each mistake, and leaves out what has no end', () => {
    const stream = `${a} saw ${b} . ${a} saw ${a} . ${b} saw ${b} . . ${c} saw ${b} . ${a} saw`.split(' ');
    expect(judge(stream, 100)).toEqual({
      counts: { right: 2, same: 2, endless: 0, disorder: 1 },
      opening: [`${a} saw ${b} .`, `${a} saw ${a} .`, `${b} saw ${b} .`],
      mistakes: { same: `${a} saw ${a} .`, disorder: '.' },
    });
    expect(judge(stream, 1).counts).toEqual({ right: 1, same: 0, endless: 0, disorder: 0 });
  });

  it('cuts off a sentence that does not end', () => {
    const forever = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? a : 'saw'));
    expect([...sentences(forever)].map((sentence) => [sentence.length, kindOf(sentence)])).toEqual([
      [20, 'endless'],
      [20, 'endless'],
      [20, 'endless'],
    ]);
  });
});
