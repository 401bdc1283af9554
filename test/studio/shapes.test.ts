import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LunchNetwork } from '../../studio/src/rooms/lunch/network.ts';
import { shapes } from '../../studio/src/rooms/shapes/shapes.ts';
import { noBrowser } from '../support/browser.ts';
import { settled, Studio } from './open-studio.ts';

describe('the shapes', () => {
  it('are as wide as they say, and say something at the end', () => {
    expect(Object.values(shapes).map(({ length }) => length)).toEqual([1, 3, 3, 6, 3]);
    for (const steps of Object.values(shapes)) expect([steps[0]!.takes, steps.at(-1)!.gives]).toEqual([true, true]);
  });
});

if (noBrowser === null) describe('the five shapes in a browser', browserTests);
else describe.skip(`the five shapes in a browser (${noBrowser})`, browserTests);

function browserTests(): void {
  let studio: Studio;
  beforeAll(async () => {
    studio = await Studio.start();
  });
  afterAll(() => studio?.stop());

  it('draws the five, opens none by itself, and takes one to the task that is opened', async () => {
    await studio.visit(
      '#/shapes',
      async ({ page, loaded }) => {
        const figures = page.locator('.shapes svg[role="img"]');
        expect(await figures.count()).toBe(5);
        for (const label of await figures.evaluateAll((all) => all.map((each) => each.getAttribute('aria-label'))))
          expect(label).toMatch(/input goes into .* output/);
        expect(await figures.last().locator('rect').count()).toBe(9);
        expect([...loaded.keys()].filter((url) => /safetensors|worker/.test(url))).toEqual([]);
        await page.getByRole('link', { name: 'Lunch', exact: true }).focus();
        await page.keyboard.press('Enter');
        await page.waitForSelector(settled);
        expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Lunch');
        expect(await page.evaluate(() => location.hash)).toBe('#/shapes?task=lunch');
      },
      { ready: '.shapes' },
    );
  });

  it('says which task it does not have', async () => {
    await studio.visit(
      '#/shapes?task=dinner',
      async ({ page }) => {
        expect(await page.locator('.notice').allTextContents()).toEqual([
          'The address says task=dinner, which cannot be read and is left out.',
        ]);
      },
      { ready: '.shapes' },
    );
  });

  it('goes on with lunch by itself, with the numbers of Node', async () => {
    const description = { order: [0, 1, 2], seventh: null, hidden: 16, epochs: 60, seed: 11 };
    const network = new LunchNetwork(description);
    for (const _ of network.train(description));
    await studio.visit('#/shapes?task=lunch&seed=11&days=012&ahead=3', async (view) => {
      const { page } = view;
      const days = network.trace([0, 1, 2], 3);
      const outputs = page.locator('[data-next]');
      const told = await outputs.evaluateAll((all) => all.map(({ dataset }) => [dataset['next'], dataset['value']]));
      expect(told.map((each) => each.map(Number))).toEqual(
        days.map(({ next, probabilities }) => [next, probabilities[next]]),
      );
      expect(await page.locator('.back').count()).toBe(3);
      await page.locator('summary').click();
      await page.locator('#lunch-h-table').waitFor();
      const hidden = days[0]!.h.flatMap((_, unit) => days.map(({ h }) => h[unit]!));
      expect(await view.numbers('lunch-h-table')).toEqual(hidden);

      // By the keyboard: another day, then the picture of the states.
      await page.getByRole('button', { name: 'Add a day: 짬뽕' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.querySelectorAll('[data-next]').length === 7);
      expect(await page.locator('[data-step="4"] [data-input]').textContent()).toBe('짬뽕');
      await page.waitForFunction(() => location.hash.includes('days=0121'));
      await page.locator('#lunch-h').focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowRight');
      await page.waitForSelector('[data-step="2"] [aria-pressed="true"]');
      const two = network.trace([0, 1, 2, 1], 3)[1]!;
      expect(await page.locator('[data-told]').textContent()).toBe(two.h[0]!.toFixed(4).replace('-', '−'));
      await page.waitForFunction(() => location.hash.includes('step=2'));
    });
  });

  it.each([
    ['#/shapes', '.shapes'],
    ['#/shapes?task=digit', settled],
    ['#/shapes?task=frames', settled],
    ['#/shapes?task=lunch', settled],
  ])(
    'has nothing that axe finds, and nothing that scrolls sideways, in both languages and themes: %s',
    async (hash, ready) => {
      const more = hash.includes('?') ? '&' : '?';
      for (const [lang, theme] of [
        ['en', 'light'],
        ['ko', 'dark'],
      ] as const) {
        await studio.visit(
          `${hash}${more}lang=${lang}&theme=${theme}`,
          async (view) => {
            expect(await view.findings()).toEqual([]);
            expect(await view.overflow()).toBe(0);
          },
          { ready, viewport: { width: 360, height: 800 } },
        );
      }
    },
  );
}
