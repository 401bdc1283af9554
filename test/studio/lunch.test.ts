import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LunchNetwork, type Day, type Description } from '../../studio/src/rooms/lunch/network.ts';
import { servedDays } from '../../studio/src/rooms/lunch/rule.ts';
import { noBrowser } from '../support/browser.ts';
import { framesASecond, settled, Studio, type View } from './open-studio.ts';

const plain: Description = { order: [0, 1, 2], seventh: null, hidden: 16, epochs: 60, seed: 7 };
const KB = 1024;

/** What Node has for a day of the rule's own history. */
function inNode(description: Description, at?: number): { network: LunchNetwork; days: Day[]; day: Day } {
  const network = new LunchNetwork(description);
  const turns = network.train(description);
  while (turns.next().done !== true);
  const history = servedDays(description, description.seventh === null ? 7 : 13);
  const days = network.trace(history, 2);
  return { network, days, day: days[at ?? history.length - 1]! };
}

/** All numbers of the step that is shown, by table: a matrix with the vector above it and, where there is one, its sums. */
async function shownIn(view: View): Promise<Record<string, number[]>> {
  const ids = ['input', 'state', 'bias', 'sum', 'hidden', 'output', 'outputBias', 'score', 'probability'];
  return Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await view.numbers(id)] as const)));
}

function expectedOf({ network, day }: ReturnType<typeof inNode>): Record<string, number[]> {
  const weights = network.weights();
  const rows = (matrix: readonly number[], above: readonly number[], out: readonly number[] | null): number[] => {
    const columns = above.length;
    const each = Array.from({ length: matrix.length / columns }, (_, row) => [
      ...matrix.slice(row * columns, (row + 1) * columns),
      ...(out === null ? [] : [out[row]!]),
    ]);
    return [...above, ...each.flat()];
  };
  return {
    input: rows(weights.inputToHidden, day.x, day.fromInput),
    state: rows(weights.hiddenToHidden, day.before, day.fromState),
    bias: [...weights.hiddenBias],
    sum: [...day.sum],
    hidden: [...day.h],
    output: rows(weights.hiddenToOutput, day.h, null),
    outputBias: [...weights.outputBias],
    score: [...day.scores],
    probability: [...day.probabilities],
  };
}

if (noBrowser === null) describe('lunch in a browser', browserTests);
else describe.skip(`lunch in a browser (${noBrowser})`, browserTests);

function browserTests(): void {
  let studio: Studio;
  beforeAll(async () => {
    studio = await Studio.start();
  });
  afterAll(() => studio?.stop());

  it('trains at once, predicts the right dish, and goes on two days by itself', async () => {
    await studio.visit('', async ({ page }) => {
      expect(await page.locator('.outcome').getAttribute('data-right')).toBe('28');
      expect(await page.locator('h2[data-next]').textContent()).toContain('짬뽕 comes out');
      expect(await page.locator('[data-day]').allTextContents()).toHaveLength(9);
      expect(await page.locator('[data-day="8"]').textContent()).toMatch(/In 1 day\s*짬뽕/);
      expect(await page.locator('[data-day="9"]').textContent()).toMatch(/In 2 days\s*볶음밥/);
      await page.locator('[data-day="9"]').click();
      expect(await page.locator('h2[data-next]').textContent()).toMatch(
        /볶음밥 goes in, which the network said itself\s*→\s*짜장/,
      );
    });
  });

  it.each([
    ['as it opens', '', plain, undefined],
    [
      'of another rule, network, seed and day',
      '#/lunch?seventh=3&hidden=5&epochs=40&seed=11&day=15',
      { ...plain, seventh: 3, hidden: 5, epochs: 40, seed: 11 },
      14,
    ],
  ] as const)('shows the numbers of Node, bit for bit: %s', async (_, hash, description, at) => {
    await studio.visit(hash, async (view) => {
      const expected = inNode(description, at);
      expect(await shownIn(view)).toEqual(expectedOf(expected));
      expect(await view.page.locator('h2[data-next]').getAttribute('data-next')).toBe(String(expected.day.next));
    });
  });

  it('learns another rule as soon as it is given one, and keeps it in the address', async () => {
    await studio.visit('', async (view) => {
      const { page } = view;
      await page.getByLabel('Every seventh day, a Friday').selectOption('3');
      await page.waitForFunction(() => document.querySelectorAll('#probability [data-value]').length === 4);
      await page.waitForSelector(settled);
      expect(await page.locator('[data-day="14"]').textContent()).toMatch(/탕수육\s*predicted/);
      await page.getByLabel('Hidden numbers').fill('8');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.querySelectorAll('#hidden [data-value]').length === 8);
      await page.waitForFunction(() => location.hash === '#/lunch?seventh=3&hidden=8');
      await page.waitForSelector(settled);
      const numbers = await shownIn(view);
      await page.getByLabel('Hidden numbers').fill('99');
      await page.keyboard.press('Enter');
      expect(await page.getByLabel('Hidden numbers').inputValue()).toBe('8');
      // Whoever opens the link sees the same.
      await studio.visit(view.hash, async (other) => expect(await shownIn(other)).toEqual(numbers));
    });
  });

  it('takes another history, a day at a time', async () => {
    await studio.visit('', async ({ page }) => {
      await page.getByText('Another history').click();
      await page.getByRole('button', { name: 'Add a day: 볶음밥' }).click();
      await page.waitForFunction(() => document.querySelectorAll('[data-day]').length === 10);
      expect(await page.locator('[data-day="8"]').textContent()).toMatch(/볶음밥.*✗.*짬뽕 was predicted/s);
      await page.getByRole('button', { name: 'As the rule has it' }).click();
      await page.waitForFunction(() => document.querySelectorAll('[data-day]').length === 9);
    });
  });

  it('pauses, goes on, and ends with the bits of Node all the same', async () => {
    await studio.visit('#/lunch?epochs=10', async (view) => {
      const { page } = view;
      await page.getByLabel('Epochs', { exact: true }).fill('1200');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByText('Paused').waitFor();
      const epoch = (): Promise<string | null> => page.getByText(/^epoch \d+, loss/).textContent();
      const before = await epoch();
      await page.waitForTimeout(300);
      expect(await epoch()).toBe(before);
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.waitForSelector(settled);
      expect(await shownIn(view)).toEqual(expectedOf(inNode({ ...plain, epochs: 1200 })));
    });
  });

  it('says how a number comes about when it is pointed at', async () => {
    await studio.visit('', async ({ page }) => {
      const { day, network } = inNode(plain);
      await page.locator('#state [data-row="2"][data-column="6"]').hover();
      const shown = (value: number): string => value.toFixed(4).replace('-', '−');
      const weight = network.weights().hiddenToHidden[2 * 16 + 6]!;
      const product = Math.fround(weight * day.before[6]!);
      expect(await page.locator('[data-told]').textContent()).toBe(
        `${shown(weight)} × ${shown(day.before[6]!)} = ${shown(product)}`,
      );
      expect(await page.locator('[data-live="hidden"]').textContent()).toContain(`= ${shown(day.h[2]!)}`);
      await page.locator('#probability [data-row="1"]').hover();
      expect(await page.locator('[data-told]').textContent()).toContain(`= ${shown(day.probabilities[1]!)}`);
    });
  });

  it('works by keyboard alone', async () => {
    await studio.visit('', async ({ page }) => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
      await page.getByLabel('The day that is looked at').focus();
      await page.keyboard.press('Home');
      expect(await page.locator('h2[data-next]').textContent()).toContain('Day 1: 짜장 goes in');
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('h2[data-next]').textContent()).toContain('Day 2: 짬뽕 goes in');
      // A table is one stop of Tab; the arrows go about in it.
      const stops: string[] = [];
      for (let i = 0; i < 14; i++) {
        await page.keyboard.press('Tab');
        stops.push(await page.evaluate(() => document.activeElement?.closest('table')?.id ?? ''));
      }
      expect(stops.filter((id) => id !== '')).toEqual([
        'input',
        'state',
        'bias',
        'sum',
        'hidden',
        'output',
        'outputBias',
        'score',
        'probability',
      ]);
      await page.locator('#input [tabindex="0"]').focus();
      for (const key of ['ArrowDown', 'ArrowDown', 'End']) await page.keyboard.press(key);
      expect(await page.locator('section.told .what').textContent()).toBe('W_xh·x [3]');
      for (const key of ['Home', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp']) await page.keyboard.press(key);
      expect(await page.locator('section.told .what').textContent()).toBe('x[짜장]');
      await page.getByRole('button', { name: 'Play' }).focus();
      await page.keyboard.press('Enter');
      await page.getByText('Day 3: 볶음밥 goes in').waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Play' }).waitFor();
    });
  });

  it('speaks the language of its reader, and the one that is chosen, which stays in the address', async () => {
    await studio.visit('', async ({ page }) => expect(await page.locator('h1').textContent()).toBe('점심, 한 걸음씩'), {
      locale: 'ko-KR',
    });
    await studio.visit('', async (view) => {
      const { page } = view;
      await page.getByRole('button', { name: '한국어' }).click();
      expect(await page.locator('h1').textContent()).toBe('점심, 한 걸음씩');
      expect(await page.locator('html').getAttribute('lang')).toBe('ko');
      expect(await page.locator('.network').textContent()).not.toMatch(/goes in|comes out|predicted/);
      await page.getByRole('button', { name: '어둡게' }).click();
      await page.waitForFunction(() => location.hash.includes('theme=dark'));
      await page.reload();
      await page.waitForSelector(settled);
      expect(await page.locator('html').getAttribute('lang')).toBe('ko');
      expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
      expect(await page.locator('nav a').first().getAttribute('href')).toBe('#/lunch?lang=ko&theme=dark');
    });
  });

  it('says what it could not read in the address', async () => {
    await studio.visit('#/lunch?hidden=1000&seed=abc&lang=fr&seventh=9', async ({ page }) => {
      expect(await page.locator('.notice').allTextContents()).toEqual([
        'The address says lang=fr, which cannot be read and is left out.',
        'The address says seventh=9, which cannot be read; none is used in its place.',
        'The address says hidden=1000, which cannot be read; 16 is used in its place.',
        'The address says seed=abc, which cannot be read; 7 is used in its place.',
      ]);
    });
    await studio.visit('#/nowhere', async ({ page }) => {
      expect(await page.locator('.notice').textContent()).toContain('There is no room “nowhere”');
    });
  });

  it.each([
    ['en', 'light', 1600],
    ['en', 'dark', 360],
    ['ko', 'dark', 1600],
    ['ko', 'light', 360],
  ])('has nothing that axe finds, and no sideways scrolling: %s, %s, %i px', async (lang, theme, width) => {
    await studio.visit(
      `#/lunch?seventh=3&hidden=8&lang=${lang}&theme=${theme}`,
      async (view) => {
        expect(await view.overflow()).toBe(0);
        await view.page.locator('#input [tabindex="0"]').focus();
        expect(await view.findings()).toEqual([]);
      },
      { viewport: { width, height: 800 } },
    );
  });

  it('fits a narrow window with the most of everything', async () => {
    await studio.visit(
      '#/lunch?order=012301&seventh=3&hidden=24&days=0123012301230123012301230123',
      async (view) => expect(await view.overflow()).toBe(0),
      { viewport: { width: 360, height: 740 } },
    );
  });

  it('opens fast, in few bytes, isolated, and answers while it trains', async () => {
    const began = performance.now();
    await studio.visit('', async (view) => {
      const { page, loaded } = view;
      const trainedAfter = performance.now() - began;
      const files = await Promise.all(
        [...loaded].map(async ([url, body]) => [url, gzipSync(await body).length] as const),
      );
      const gzipped = files.reduce((sum, [, size]) => sum + size, 0);
      expect(files.some(([url]) => /worker-[^/]+\.js$/.test(url))).toBe(true);
      const interactive = await page.evaluate(() => {
        const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
        return navigation!.domInteractive;
      });
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      await page.getByLabel('Hidden numbers').fill('24');
      await page.getByLabel('Epochs', { exact: true }).fill('2000');
      await page.keyboard.press('Enter');
      const frames = await framesASecond(page);
      console.info(
        `first view: ${(gzipped / KB).toFixed(1)} KB gzipped in ${files.length} files, parsed after ${interactive.toFixed(0)} ms, trained and shown after ${trainedAfter.toFixed(0)} ms; ${frames} frames a second while it trains`,
      );
      expect(gzipped).toBeLessThanOrEqual(300 * KB);
    });
  });
}
