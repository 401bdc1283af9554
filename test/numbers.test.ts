import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withNumbers, type Language, type Numbers } from './support/numbers.ts';
import { root } from './support/sources.ts';

/**
 * The numbers in the sentences and tables of a guide are computed by `docs/guide/numbers/NAME.ts`, the same program for
 * both languages. `npm run docs:numbers` writes them into the pages; look at the difference.
 */
const update = process.env['UPDATE_DOCS'] === '1';

// Networks as small as these have nothing to share out between threads.
process.env['ELMAN_THREADS'] = '1';

const names = readdirSync(join(root, 'docs/guide/numbers')).map((name) => name.replace(/\.ts$/, ''));

describe('the numbers of the guides', () => {
  it.each(names)('in %s are those that its program computes', async (name) => {
    const { numbers } = (await import(`../docs/guide/numbers/${name}.ts`)) as { numbers: () => Numbers };
    const computed = numbers();
    for (const language of ['en', 'ko'] satisfies Language[]) {
      const file = join(root, `docs/guide/${language}/${name}.md`);
      const source = readFileSync(file, 'utf8');
      const filled = withNumbers(source, computed, language);
      if (update) writeFileSync(file, filled);
      else expect(filled, file).toBe(source);
    }
  });
});

describe('marks', () => {
  const page = [
    'Of <!-- value: all -->?<!-- /value --> one, of <!-- value: all --><!-- /value --> the other.',
    '<!-- rows: table -->\n| cell | size |\n|---|--:|\n| old | 1 |\n\nText.',
    '<!-- lines: block -->\n```text\nold\nolder\n```\n',
  ].join('\n\n');
  const numbers = {
    all: '7',
    table: [
      [{ en: 'plain', ko: '단순' }, '3'],
      ['lstm', '4'],
    ],
    block: ['h = 1'],
  };

  it('are filled in, and nothing else is touched', () => {
    expect(withNumbers(page, numbers, 'ko')).toBe(
      [
        'Of <!-- value: all -->7<!-- /value --> one, of <!-- value: all -->7<!-- /value --> the other.',
        '<!-- rows: table -->\n| cell | size |\n|---|--:|\n| 단순 | 3 |\n| lstm | 4 |\n\nText.',
        '<!-- lines: block -->\n```text\nh = 1\n```\n',
      ].join('\n\n'),
    );
  });

  it('and numbers must be the same, and of one kind', () => {
    expect(() => withNumbers(page, { ...numbers, more: '1' }, 'en')).toThrow(/no mark for these numbers: more/);
    expect(() => withNumbers(page, { ...numbers, all: ['7'] }, 'en')).toThrow(/asks for "all" as value/);
    expect(() => withNumbers(`${page}<!-- value: lost -->`, numbers, 'en')).toThrow(/not followed.*: lost/);
    expect(() => withNumbers(`${page}<!-- value: lost --><!-- /value -->`, numbers, 'en')).toThrow(/no such number/);
  });
});
