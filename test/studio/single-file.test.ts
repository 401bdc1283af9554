import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LunchNetwork, type Description } from '../../studio/src/rooms/lunch/network.ts';
import { servedDays } from '../../studio/src/rooms/lunch/rule.ts';
import { noBrowser } from '../support/browser.ts';
import { built } from '../support/built.ts';
import { Studio } from './open-studio.ts';

const plain: Description = { order: [0, 1, 2], seventh: null, hidden: 16, epochs: 60, seed: 7 };

/** The scores of Node on the last of the rule's own days. */
function scoresInNode(): readonly number[] {
  const network = new LunchNetwork(plain);
  const turns = network.train(plain);
  while (turns.next().done !== true);
  return network.trace(servedDays(plain, 7), 0).at(-1)!.scores;
}

describe('the studio as one file', () => {
  it('asks for nothing that lies beside it', () => {
    const page = readFileSync(built('studio/elman-studio.html'), 'utf8');
    const markup = page.replace(/<(script|style)\b[^>]*>[^]*?<\/\1>/g, '<$1>');
    expect(markup).not.toMatch(/\b(?:src|href)="(?!data:)/);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(markup).toMatch(/default-src 'none'; script-src 'sha256-[\w+/]+=' 'wasm-unsafe-eval' blob:;/);
  });
});

if (noBrowser === null) describe('the studio as one file in a browser', browserTests);
else describe.skip(`the studio as one file in a browser (${noBrowser})`, browserTests);

function browserTests(): void {
  let studio: Studio;
  beforeAll(async () => {
    studio = await Studio.start();
  });
  afterAll(() => studio?.stop());

  it('trains and predicts with the bits of Node, opened as a file without a network', async () => {
    const view = await studio.openFile();
    try {
      const { page, loaded } = view;
      await page.waitForSelector('[data-settled="true"]');
      expect(await page.locator('.outcome').getAttribute('data-right')).toBe('28');
      expect(await page.locator('h2[data-next]').textContent()).toContain('짬뽕 comes out');
      expect(await view.numbers('score')).toEqual(scoresInNode());
      await page.getByRole('button', { name: '한국어' }).click();
      await page.waitForFunction(() => location.hash.includes('lang=ko'));
      // A room that is loaded later, with styles of its own, and a model that would be fetched.
      await page.evaluate(() => (location.hash = '#/shapes?task=digit&sample=3&lang=ko'));
      await page.waitForSelector('.digit[data-settled="true"]');
      expect(await page.locator('[data-digit]').getAttribute('data-digit')).toBe('3');
      expect([...loaded.keys()].filter((url) => !/^(?:file:.*\/elman-studio\.html|blob:|data:)/.test(url))).toEqual([]);
      expect(view.problems).toEqual([]);
    } finally {
      await view.close();
    }
  });
}
