import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFields } from '../../studio/src/shell/fields.ts';
import { heatPixels } from '../../studio/src/ui/heat-pixels.ts';
import { shownAtAnySize } from '../../studio/src/ui/numbers.ts';
import type { Description, Frame } from '../../studio/src/rooms/time/description.ts';
import { fields } from '../../studio/src/rooms/time/fields.ts';
import { decades, factorOfStep, framesOf, left, shares, sizesOfH } from '../../studio/src/rooms/time/measure.ts';
import { timeProgram, type Answer } from '../../studio/src/rooms/time/program.ts';
import { noBrowser } from '../support/browser.ts';
import { standstill, Studio, type View } from './open-studio.ts';

const settled = '[data-settled="true"]';
const small = 'steps=6&hidden=4&updates=8&scale=1.5&seed=3';
/** So long that it is not done before it is paused. */
const long = small.replace('updates=8', 'updates=10000');

interface Expected {
  readonly frames: readonly Frame[];
  readonly answer: Answer;
}

/** What Node has for an address, after all updates or the first of them. */
function inNode(query: string, turns = Infinity): Expected {
  const { values } = readFields(fields, new URLSearchParams(query));
  const { steps, hidden, scale, keep, clip, rate, updates, seed } = values;
  const description: Description = { steps, hidden, scale, keep, clip, rate, updates, seed };
  const program = timeProgram();
  const run = program.start(description);
  const frames: Frame[] = [];
  for (let turn = run.next(); turn.done !== true && frames.length < turns; turn = run.next()) frames.push(turn.value);
  return { frames, answer: program.answer({ example: values.example }) };
}

/** All numbers of Node by picture. */
function picturesOf({ frames, answer: { cells, sequence } }: Expected): Record<string, readonly number[]> {
  return Object.fromEntries(
    cells.flatMap(({ cell, connectivity }) => {
      const own = framesOf(frames, cell);
      return [
        ...own[0]!.sizes.map(
          ({ part }, i) => [`${cell}-${part}`, own.flatMap((frame) => frame.sizes[i]!.values)] as const,
        ),
        [`${cell}-connectivity`, shares(connectivity, sequence.length)] as const,
      ];
    }),
  );
}

/** All numbers that are shown, by picture, from the tables behind the pictures. */
async function shownIn(view: View): Promise<Record<string, number[]>> {
  const ids = await view.page.locator('.picture').evaluateAll((pictures) => pictures.map(({ id }) => id));
  await view.page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
  for (const id of ids) await view.page.locator(`#${id}-table`).waitFor();
  return Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await view.numbers(`${id}-table`)] as const)));
}

/** What `Studio.visit` takes beside the address. */
type Rest = Parameters<Studio['visit']> extends [string, ...infer R] ? R : never;

if (noBrowser === null) describe('the room of time in a browser', browserTests);
else describe.skip(`the room of time in a browser (${noBrowser})`, browserTests);

function browserTests(): void {
  let studio: Studio;
  beforeAll(async () => {
    studio = await Studio.start();
  });
  afterAll(() => studio?.stop());

  /** Opens the room, waits until it is trained, and holds it to have had no problems at the end. */
  const visit = (query: string, ...more: Rest): Promise<void> => studio.visit(`#/time?${query}`, ...more);

  it('shows the numbers of Node, bit for bit, and in their colours', async () => {
    const query = `${small}&clip=0.5&theme=dark`;
    const expected = inNode(query);
    await visit(query, async (view) => {
      const { page } = view;
      expect(await shownIn(view)).toEqual(picturesOf(expected));
      for (const cell of ['elman', 'lstm', 'gru'] as const) {
        const last = framesOf(expected.frames, cell).at(-1)!;
        const sizes = sizesOfH(last);
        const row = await page
          .locator(`[data-row="${cell}"] td`)
          .evaluateAll((cells) => cells.map((each) => Number((each as HTMLElement).dataset['value'])));
        expect(row.slice(0, 3)).toEqual([sizes.at(-1), sizes[0], sizes[0]! / sizes.at(-1)!]);
        // A root, whose last bits are the browser's own.
        expect(row[3]).toBeCloseTo(factorOfStep(sizes), 12);
        const now = await page.locator(`[data-cell="${cell}"] .now`).textContent();
        expect(now).toContain(`norm of the whole gradient ${shownAtAnySize(last.norm)}`);
        expect(now).toContain(last.clipped > 0 ? 'clipped in 1 of 1 updates' : 'not clipped');
        const { connectivity } = expected.answer.cells.find((each) => each.cell === cell)!;
        const strip = await view.numbers(`${cell}-strip`);
        expect(strip).toEqual(shares(connectivity, 6).filter((_, at) => at % 6 === 5));
      }
      const values = framesOf(expected.frames, 'lstm').flatMap((frame) => left(frame, frame.sizes[1]!));
      const pixels = await page.locator('#lstm-c canvas').evaluate((node) => {
        const canvas = node as HTMLCanvasElement;
        return [...canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data];
      });
      expect(pixels).toEqual([...heatPixels(values, decades, 'dark')]);
    });
  });

  it('tells what is pointed at, by mouse and by keyboard, in curves and pictures', async () => {
    const { frames } = inNode(small);
    await visit(small, async (view) => {
      const { page } = view;
      const told = page.locator('[data-told]');
      const says = (cell: 'elman' | 'lstm', frame: number, part: number, step: number): string => {
        const sizes = framesOf(frames, cell)[frame]!.sizes[part]!;
        return `‖∂L/∂${sizes.part}[${step + 1}]‖ = ${shownAtAnySize(sizes.values[step]!)}`;
      };
      expect(await told.textContent()).toBe(says('elman', 7, 0, 0));
      const curves = page.locator('#sizes');
      await curves.focus();
      for (const key of ['End', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
      expect(await told.textContent()).toBe(says('elman', 7, 0, 3));
      expect(await curves.getAttribute('aria-valuetext')).toContain(
        `step 4: Elman h ${shownAtAnySize(sizesOfH(frames[21]!)[3]!)}, LSTM h `,
      );
      const picture = page.locator('#lstm-c');
      await picture.scrollIntoViewIfNeeded();
      const { x, y, width, height } = (await picture.boundingBox())!;
      await page.mouse.move(x + (2.5 * width) / 5, y + (4.5 * height) / 8);
      expect(await told.textContent()).toBe(says('lstm', 4, 1, 2));
      expect(await page.locator('.bar .now').getAttribute('data-update')).toBe('8');
      await page.mouse.down();
      await page.mouse.up();
      expect(await page.locator('.bar .now').getAttribute('data-update')).toBe('5');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowRight');
      expect(await told.textContent()).toBe(says('lstm', 3, 1, 3));
      expect(await page.locator('.where').textContent()).toBe('LSTM, cell state, update 4, step 4 of 6');
      const row = await page.locator('[data-row="lstm"] td').first().getAttribute('data-value');
      expect(Number(row)).toBe(sizesOfH(framesOf(frames, 'lstm')[3]!).at(-1));
      await page.waitForFunction(() => location.hash.includes('frame=4'));
    });
  });

  it('says what an answer hangs on, by mouse, keyboard and touch, and a link shows the same', async () => {
    const query = `${small}&cells=gru&example=2`;
    const { answer } = inNode(query);
    const { answers, connectivity } = answer.cells.find(({ cell }) => cell === 'gru')!;
    await visit(
      query,
      async (view) => {
        const { page } = view;
        expect(await page.locator('[data-cell]').count()).toBe(1);
        const strip = page.locator('#gru-strip');
        const until = (step: number): number[] =>
          shares(connectivity, 6).flatMap((share, at) => (at % 6 === step ? [share] : []));
        await strip.locator('[data-step="2"]').tap();
        expect(await view.numbers('gru-strip')).toEqual(until(2));
        await strip.focus();
        await page.keyboard.press('ArrowRight');
        expect(await view.numbers('gru-strip')).toEqual(until(3));
        expect(await page.locator('[data-output]').textContent()).toBe('The answer after step 4');
        expect(await strip.getAttribute('aria-valuetext')).toContain(`: ${'ABC'[answers[3]!]}; the right letter has`);
        await page.locator('#gru-connectivity').focus();
        for (const key of ['ArrowLeft', 'ArrowDown']) await page.keyboard.press(key);
        expect(await view.numbers('gru-strip')).toEqual(until(2));
        const second = shownAtAnySize(connectivity[2 * 6 + 1]!);
        expect(await page.locator('#gru-connectivity').getAttribute('aria-valuetext')).toContain(`‖∂y/∂x‖ = ${second}`);
        await page.waitForFunction(() => location.hash.includes('output=3'));
        const numbers = await shownIn(view);
        await visit(view.hash.replace('#/time?', ''), async (other) => {
          expect(await shownIn(other)).toEqual(numbers);
          expect(await other.numbers('gru-strip')).toEqual(until(2));
        });
        await page.getByRole('button', { name: 'Another sequence' }).click();
        await page.waitForFunction(() => location.hash.includes('example=3'));
      },
      { hasTouch: true },
    );
  });

  it('begins with what is chosen, and pauses at once, with the bits of Node however often', async () => {
    const view = await studio.open(`#/time?${long}`);
    try {
      const { page } = view;
      const table = page.locator('#elman-h + details summary');
      const { frames } = inNode(`${long.replace('scale=1.5', 'scale=2')}&clip=1`, 60);
      /** How many moments there are, when nothing goes on any more; all of them are those of Node. */
      const paused = async (): Promise<number> => {
        // Before the first moment there is nothing to look at.
        await table.waitFor();
        await page.locator('.settings').getByRole('button', { name: 'Pause', exact: true }).click();
        await page.getByText('Training paused').waitFor();
        await table.click();
        await page.waitForSelector('#elman-h-table');
        await standstill(page, async () => String(await view.numbers('elman-h-table')));
        const numbers = await view.numbers('elman-h-table');
        const found = numbers.filter((value) => !Number.isNaN(value));
        expect(numbers).toHaveLength(100 * 6);
        const expected = framesOf(frames, 'elman').flatMap(({ sizes }) => [...sizes[0]!.values]);
        const both = Math.min(found.length, expected.length);
        expect(found.slice(0, both)).toEqual(expected.slice(0, both));
        // Closed, it need not be drawn anew with each moment.
        await table.click();
        return found.length / 6;
      };
      await page.getByRole('button', { name: 'It explodes, and is clipped' }).click();
      const before = await paused();
      await page.getByRole('button', { name: 'Go on' }).click();
      const moments = page.getByLabel('The moment of the training that is looked at');
      while (Number(await moments.getAttribute('max')) <= before) await page.waitForTimeout(20);
      expect(await paused()).toBeGreaterThan(before);
      await page.waitForFunction(() => location.hash.includes('scale=2&clip=1'));
      expect(view.problems).toEqual([]);
    } finally {
      await view.close();
    }
  });

  it('plays the training once more', async () => {
    await visit(
      `${small}&frame=2`,
      async ({ page }) => {
        const now = page.locator('.bar .now');
        expect(await now.getAttribute('data-update')).toBe('2');
        await page.getByRole('button', { name: 'To the first' }).click();
        await page.getByRole('button', { name: 'Play' }).click();
        await page.waitForFunction(() => document.querySelector<HTMLElement>('.bar .now')!.dataset['update'] === '8');
        expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
      },
      { reducedMotion: 'reduce' },
    );
  });

  it('is not loaded by the front door', async () => {
    const view = await studio.open('');
    try {
      await view.page.waitForSelector(settled);
      expect([...view.loaded.keys()].filter((url) => /\/Time|LogCurves/.test(url))).toEqual([]);
    } finally {
      await view.close();
    }
  });

  it('speaks Korean throughout', async () => {
    await visit(`${small}&lang=ko`, async ({ page }) => {
      expect(await page.locator('h1').textContent()).toBe('시간을 거슬러');
      await page.locator('#lstm-c').focus();
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('.where').textContent()).toBe('LSTM, 셀 상태, 8번째 갱신, 시점 2/6');
      const text = (await page.locator('main').textContent())!;
      expect(text.replaceAll(/Elman|LSTM|GRU|Adam|diag|Madsen|“[^”]*”|Distill|[ABC][xyz]{5}/g, '')).not.toMatch(
        /[A-Za-z]{4,}/,
      );
    });
  });

  it.each([
    ['en', 'light', 1600],
    ['ko', 'dark', 360],
  ])('has nothing that axe finds, and no sideways scrolling: %s, %s, %i px', async (lang, theme, width) => {
    await visit(
      `steps=60&hidden=8&updates=3&clip=1&lang=${lang}&theme=${theme}`,
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
