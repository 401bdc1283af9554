import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Description } from '../../studio/src/rooms/unrolled/network.ts';
import { byChange } from '../../studio/src/rooms/unrolled/order.ts';
import { unrolledProgram, type Answer } from '../../studio/src/rooms/unrolled/program.ts';
import { heatPixels } from '../../studio/src/ui/heat-pixels.ts';
import { largest } from '../../studio/src/ui/numbers.ts';
import { noBrowser } from '../support/browser.ts';
import { framesASecond, settled, Studio, type View } from './open-studio.ts';

const plain: Description = { hidden: 10, epochs: 60, seed: 7 };
const small: Description = { hidden: 5, epochs: 8, seed: 11 };
const smallHash = '#/unrolled?hidden=5&epochs=8&seed=11&weeks=2';

/** What Node has for the days of so many weeks. */
function inNode(description: Description, weeks: number): Answer {
  const program = unrolledProgram();
  const turns = program.start(description);
  while (turns.next().done !== true);
  return program.answer({ days: 7 * weeks });
}

/** All numbers of Node by picture. */
function expectedOf({ cells, days }: Answer): Record<string, readonly number[]> {
  return Object.fromEntries(
    cells.flatMap(({ cell, parts, probabilities }) => [
      [`${cell}-p`, probabilities.map((each, step) => each[days[step + 1]!]!)] as const,
      ...parts.map(({ name, values }) => [`${cell}-${name}`, [...values]] as const),
    ]),
  );
}

/** All numbers that are shown, by picture, from the tables behind the pictures. */
async function shownIn(view: View): Promise<Record<string, number[]>> {
  const ids = await view.page.locator('[role="slider"]').evaluateAll((pictures) => pictures.map(({ id }) => id));
  await view.page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  await view.page.waitForFunction((count) => document.querySelectorAll('table').length === count, ids.length);
  return Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await view.numbers(`${id}-table`)] as const)));
}

/** The columns, from 0, that are marked in the pictures. */
function marked(view: View): Promise<number[]> {
  return view.page
    .locator('[role="slider"] .step')
    .evaluateAll((marks) => marks.map((mark) => Number((mark as HTMLElement).style.getPropertyValue('--column'))));
}

if (noBrowser === null) describe('the unrolled room in a browser', browserTests);
else describe.skip(`the unrolled room in a browser (${noBrowser})`, browserTests);

function browserTests(): void {
  let studio: Studio;
  beforeAll(async () => {
    studio = await Studio.start();
  });
  afterAll(() => studio?.stop());

  it.each([
    ['as it opens', '#/unrolled', plain, 4],
    ['of another network, seed and length', smallHash, small, 2],
  ] as const)(
    'shows the numbers of Node, bit for bit, and in their colours: %s',
    async (_, hash, description, weeks) => {
      const expected = inNode(description, weeks);
      await studio.visit(`${hash}${hash.includes('?') ? '&' : '?'}theme=dark`, async (view) => {
        const { page } = view;
        expect(await shownIn(view)).toEqual(expectedOf(expected));
        for (const { cell, next } of expected.cells)
          expect(await page.locator(`[data-cell="${cell}"]`).getAttribute('data-next')).toBe(String(next.at(-1)));
        for (const [id, scale] of [
          ['lstm-f', 1],
          ['lstm-c', null],
        ] as const) {
          const values = expectedOf(expected)[id]!;
          const pixels = await page.locator(`#${id} canvas`).evaluate((node) => {
            const canvas = node as HTMLCanvasElement;
            return [...canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data];
          });
          expect(pixels).toEqual([...heatPixels(values, scale ?? largest(values), 'dark')]);
        }
      });
    },
  );

  it('marks one step in all pictures, by mouse and by keyboard, and tells its numbers', async () => {
    const { cells, days } = inNode(small, 2);
    const lstm = cells.find(({ cell }) => cell === 'lstm')!;
    await studio.visit(smallHash, async (view) => {
      const { page } = view;
      expect(await marked(view)).toEqual(Array.from({ length: 15 }, () => 13));
      const picture = page.locator('#lstm-c');
      await picture.scrollIntoViewIfNeeded();
      const { x, y, width, height } = (await picture.boundingBox())!;
      const over = (column: number, row: number): [number, number] => [
        x + ((column + 0.5) * width) / 14,
        y + ((row + 0.5) * height) / 5,
      ];
      // Pointing tells of a number and leaves the step where it is.
      await page.mouse.move(...over(4, 2));
      const shown = (name: string, step: number): string =>
        lstm.parts
          .find((part) => part.name === name)!
          .values[2 * 14 + step]!.toFixed(4)
          .replace('-', '−');
      const told = page.locator('[data-told]');
      expect(await told.textContent()).toContain(
        `c[3] = ${shown('f', 4)} × ${shown('c', 3)} + ${shown('i', 4)} × ${shown('g', 4)} =`,
      );
      expect(await told.textContent()).toMatch(new RegExp(`= ${shown('c', 4)}$`));
      expect(new Set(await marked(view))).toEqual(new Set([13]));
      // Pressing and dragging moves it.
      await page.mouse.down();
      expect(new Set(await marked(view))).toEqual(new Set([4]));
      await page.mouse.move(...over(6, 2));
      await page.mouse.up();
      expect(new Set(await marked(view))).toEqual(new Set([6]));
      expect(await page.locator('.now').textContent()).toContain('Day 7, a Friday');
      for (const { cell, next } of cells) {
        const there = page.locator(`[data-cell="${cell}"]`);
        expect(await there.getAttribute('data-next')).toBe(String(next[6]));
        expect(await there.textContent()).toContain(next[6] === days[7] ? '✓ right' : '✗ wrong');
      }
      // The arrows go on from there.
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowDown');
      expect(new Set(await marked(view))).toEqual(new Set([7]));
      expect(await page.locator('.where').textContent()).toBe('LSTM, cell state, unit 4, day 8');
      expect(await picture.getAttribute('aria-valuetext')).toMatch(/^Day 8, unit 4: −?\d\.\d{4}$/);
      for (const key of ['Home', 'ArrowLeft', 'PageDown', 'PageUp', 'PageUp']) await page.keyboard.press(key);
      expect(new Set(await marked(view))).toEqual(new Set([0]));
      await page.keyboard.press('End');
      expect(await page.locator('.now').getAttribute('data-step')).toBe('14');
    });
  });

  it('plays, pauses and steps, with the same in the address', async () => {
    await studio.visit(
      `${smallHash}&step=9`,
      async (view) => {
        const { page } = view;
        const step = page.locator('.now');
        expect(await step.getAttribute('data-step')).toBe('9');
        await page.getByRole('button', { name: 'One on' }).click();
        expect(await step.getAttribute('data-step')).toBe('10');
        await page.getByRole('button', { name: 'To the first' }).click();
        await page.getByRole('button', { name: 'Play' }).click();
        await page.waitForFunction(() => Number(document.querySelector<HTMLElement>('.now')!.dataset['step']) >= 3);
        await page.locator('.bar').getByRole('button', { name: 'Pause' }).click();
        const at = await step.getAttribute('data-step');
        await page.waitForTimeout(900);
        expect(await step.getAttribute('data-step')).toBe(at);
        await page.waitForFunction((text) => location.hash.endsWith(`step=${text}`), at);
        const moving = await page.evaluate(() => document.getAnimations().length);
        expect(moving).toBe(0);
      },
      { reducedMotion: 'reduce' },
    );
  });

  it('compares the cells that are chosen, sorts their units, and a link shows the same', async () => {
    const { cells } = inNode(small, 2);
    await studio.visit(smallHash, async (view) => {
      const { page } = view;
      await page.getByRole('button', { name: 'Elman', exact: true }).click();
      await page.getByRole('button', { name: 'LSTM' }).click();
      expect(await page.locator('[data-cell]').count()).toBe(1);
      expect(await page.getByRole('button', { name: 'GRU' }).isDisabled()).toBe(true);
      await page.getByRole('button', { name: 'Most changing units first' }).click();
      const numbers = await shownIn(view);
      const { parts } = cells.find(({ cell }) => cell === 'gru')!;
      const places = byChange(parts.at(-1)!.values, 14);
      expect(places).not.toEqual([0, 1, 2, 3, 4]);
      for (const { name, values } of parts) {
        expect(numbers[`gru-${name}`]).toEqual(places.flatMap((unit) => values.slice(unit * 14, (unit + 1) * 14)));
        const names = await page.locator(`#gru-${name}-table tbody th`).allTextContents();
        expect(names).toEqual(places.map((unit) => String(unit + 1)));
      }
      await page.waitForFunction(() => location.hash.includes('cells=gru') && location.hash.includes('order=change'));
      await studio.visit(view.hash, async (other) => expect(await shownIn(other)).toEqual(numbers));
    });
  });

  it('trains anew, pauses, and ends with the bits of Node all the same', async () => {
    await studio.visit(smallHash, async (view) => {
      const { page } = view;
      await page.getByLabel('Epochs', { exact: true }).fill('200');
      await page.keyboard.press('Enter');
      await page.locator('.settings').getByRole('button', { name: 'Pause' }).click();
      await page.getByText('Training paused').waitFor();
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.waitForSelector(settled);
      expect(await shownIn(view)).toEqual(expectedOf(inNode({ ...small, epochs: 200 }, 2)));
    });
  });

  it('is reached from the front door, by keyboard alone, which loads none of it', async () => {
    const view = await studio.open('');
    try {
      const { page, loaded } = view;
      await page.waitForSelector(settled);
      const front = new Set(loaded.keys());
      expect([...front].filter((url) => /[Uu]nrolled|LongHeat/.test(url))).toEqual([]);
      await page.locator('nav a').nth(1).focus();
      await page.keyboard.press('Enter');
      await page.waitForSelector(`.unrolled${settled}`);
      const sizes = await Promise.all(
        [...loaded].map(async ([url, body]) => [url, gzipSync(await body).length] as const),
      );
      const size = (isFront: boolean): string =>
        (sizes.reduce((sum, [url, bytes]) => sum + (front.has(url) === isFront ? bytes : 0), 0) / 1024).toFixed(1);
      const frames = framesASecond(page);
      await page.getByRole('button', { name: 'Train again' }).click();
      console.info(
        `front door ${size(true)} KB gzipped, the unrolled room ${size(false)} KB more; ${await frames} frames a second while three cells train`,
      );
      await page.waitForSelector(settled);

      const stops: string[] = [];
      await page.getByLabel('The day that is looked at').focus();
      for (let i = 0; i < 6; i++) {
        await page.keyboard.press('Tab');
        stops.push(await page.evaluate(() => document.activeElement!.id || document.activeElement!.tagName));
      }
      expect(stops).toEqual(['elman-p', 'SUMMARY', 'elman-h', 'SUMMARY', 'elman-a', 'SUMMARY']);
      await page.keyboard.press('Enter');
      await page.locator('#elman-a-table').waitFor();
      expect(view.problems).toEqual([]);
    } finally {
      await view.close();
    }
  });

  it('speaks Korean throughout', async () => {
    await studio.visit(`${smallHash}&lang=ko`, async ({ page }) => {
      expect(await page.locator('h1').textContent()).toBe('펼쳐 보기');
      await page.locator('#gru-z').focus();
      await page.keyboard.press('ArrowLeft');
      expect(await page.locator('.where').textContent()).toBe('GRU, 업데이트 게이트, 유닛 1, 13일째');
      expect((await page.locator('main').textContent())!.replaceAll(/Elman|LSTM|GRU|tanh/g, '')).not.toMatch(
        /[A-Za-z]{4,}/,
      );
    });
  });

  it('says what it could not read in the address', async () => {
    await studio.visit('#/unrolled?cells=rnn&weeks=99&hidden=5&epochs=3', async ({ page }) => {
      expect(await page.locator('.notice').allTextContents()).toEqual([
        'The address says cells=rnn, which cannot be read; elman,lstm,gru is used in its place.',
        'The address says weeks=99, which cannot be read; 4 is used in its place.',
      ]);
    });
  });

  it.each([
    ['en', 'light', 1600],
    ['en', 'dark', 360],
    ['ko', 'dark', 1600],
    ['ko', 'light', 360],
  ])('has nothing that axe finds, and no sideways scrolling: %s, %s, %i px', async (lang, theme, width) => {
    await studio.visit(
      `#/unrolled?weeks=12&hidden=24&epochs=2&lang=${lang}&theme=${theme}`,
      async (view) => {
        await view.page.locator('#lstm-c').focus();
        await view.page.locator('#lstm-c + details summary').click();
        await view.page.locator('#lstm-c-table').waitFor();
        expect(await view.overflow()).toBe(0);
        expect(await view.findings()).toEqual([]);
      },
      { viewport: { width, height: 800 } },
    );
  });
}
