import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LunchNetwork } from '../../studio/src/rooms/lunch/network.ts';
import { drawing, mostPoints } from '../../studio/src/rooms/shapes/digit/strokes.ts';
import { inked, SIDE } from '../../studio/src/rooms/shapes/digit/ink.ts';
import { digitProgram, mapOf } from '../../studio/src/rooms/shapes/digit/program.ts';
import type { Source } from '../../studio/src/models/fetched.ts';
import type { ModelProgram } from '../../studio/src/models/model-program.ts';
import { shapes } from '../../studio/src/rooms/shapes/shapes.ts';
import { noBrowser } from '../support/browser.ts';
import { root } from '../support/sources.ts';
import { Studio, type View } from './open-studio.ts';

const settled = '[data-settled="true"]';

describe('the shapes', () => {
  it('are as wide as they say, and say something at the end', () => {
    expect(Object.values(shapes).map(({ length }) => length)).toEqual([1, 3, 3, 6, 3]);
    for (const steps of Object.values(shapes)) expect([steps[0]!.takes, steps.at(-1)!.gives]).toEqual([true, true]);
  });
});

/** A model of the studio, behind the program of its task. */
async function opened<Q, A>(
  program: (source: Source) => ModelProgram<Q, A>,
  name: string,
): Promise<(question: Q) => Promise<A>> {
  const bytes = readFileSync(`${root}studio/models/${name}.safetensors`);
  // eslint-disable-next-line require-yield
  const asked = program(async function* () {
    return new Uint8Array(bytes);
  });
  const run = asked.start(null) as AsyncIterator<unknown>;
  while ((await run.next()).done !== true);
  return async (question) => asked.answer(question);
}

describe('a drawing', () => {
  it('is written into an address and read from it', () => {
    const strokes = [[[0, 63] as const, [1, 2] as const], [[63, 0] as const]];
    expect(drawing.write(strokes)).toBe('A_BC._A');
    expect(drawing.parse('A_BC._A')).toEqual(strokes);
    expect(drawing.parse('')).toEqual([]);
    for (const text of ['A', 'A_B', 'A_..BC', '.', 'Ä_', 'AA'.repeat(mostPoints + 1)])
      expect(drawing.parse(text), text).toBeUndefined();
  });

  it.each([
    [
      'large',
      [
        [
          [5, 3],
          [60, 3],
          [20, 62],
        ],
      ],
    ],
    [
      'small, in a corner',
      [
        [
          [50, 40],
          [62, 63],
        ],
        [
          [62, 40],
          [50, 63],
        ],
      ],
    ],
    [
      'upright',
      [
        [
          [9, 1],
          [9, 40],
        ],
      ],
    ],
  ] as [string, [number, number][][]][])(
    'fills a box of 20 × 20 and lies with its mass in the middle: %s',
    (_, strokes) => {
      const pixels = inked(strokes);
      let [sum, x, y] = [0, 0, 0];
      const [columns, rows] = [new Set<number>(), new Set<number>()];
      for (const [i, grey] of pixels.entries()) {
        if (grey === 0) continue;
        [sum, x, y] = [sum + grey, x + grey * (i % SIDE), y + grey * Math.floor(i / SIDE)];
        if (grey > 127)
          [columns, rows].forEach((places, axis) => places.add(axis === 0 ? i % SIDE : Math.floor(i / SIDE)));
      }
      expect(x / sum).toBeCloseTo(13.5, 0.5);
      expect(y / sum).toBeCloseTo(13.5, 0.5);
      expect(Math.max(columns.size, rows.size)).toBeGreaterThanOrEqual(19);
      expect(Math.max(columns.size, rows.size)).toBeLessThanOrEqual(21);
    },
  );

  it('of a dot stays a dot, and of nothing is black', () => {
    const lit = (strokes: Parameters<typeof inked>[0]): number => inked(strokes).filter((grey) => grey > 0).length;
    expect(lit([[[3, 60]]])).toBeLessThan(20);
    expect(lit([])).toBe(0);
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

  /** Opens the room, waits for what is to be there, and holds it to have had no problems at the end. */
  async function visit(
    hash: string,
    look: (view: View) => Promise<void>,
    { ready = settled, ...options }: Parameters<Studio['open']>[1] & { ready?: string } = {},
  ): Promise<void> {
    const view = await studio.open(hash, options);
    try {
      await view.page.waitForSelector(ready);
      await look(view);
      expect(view.problems).toEqual([]);
    } finally {
      await view.close();
    }
  }

  it('draws the five, opens none by itself, and takes one to the task that is opened', async () => {
    await visit(
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
    await visit(
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
    await visit('#/shapes?task=lunch&seed=11&days=012&ahead=3', async (view) => {
      const { page } = view;
      const days = network.trace([0, 1, 2], 3);
      const outputs = page.locator('[data-next]');
      const told = await outputs.evaluateAll((all) => all.map(({ dataset }) => [dataset['next'], dataset['value']]));
      expect(told.map((each) => each.map(Number))).toEqual(
        days.map(({ next, probabilities }) => [next, probabilities[next]]),
      );
      expect(await page.locator('.back').count()).toBe(3);
      await page.getByText('Numbers', { exact: false }).first().click();
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

  it('reads what is drawn by mouse, with the numbers of Node', async () => {
    const ask = await opened(digitProgram, 'digit');
    await visit('#/shapes?task=digit&sample=none', async (view) => {
      const { page } = view;
      await page.getByText('The pad is empty').waitFor();
      const pad = (await page.getByLabel('Drawing pad').boundingBox())!;
      const at = (x: number, y: number): [number, number] => [pad.x + x * pad.width, pad.y + y * pad.height];
      await page.mouse.move(...at(0.25, 0.2));
      await page.mouse.down();
      for (const [x, y] of [
        [0.75, 0.2],
        [0.4, 0.85],
      ] as const)
        await page.mouse.move(...at(x, y), { steps: 8 });
      await page.mouse.up();
      await page.waitForSelector('[data-digit="7"]');
      // Another map, by the keyboard; then all is in the address.
      await page.getByLabel('Block 2, map 1', { exact: true }).focus();
      for (const key of ['ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
      await page.waitForFunction(() => document.querySelectorAll('#digit-map [data-value]').length === 49);
      await page.waitForFunction(() => location.hash.includes('map=6'));
      await page.waitForSelector(settled);
      const strokes = drawing.parse(new URLSearchParams(view.hash.split('?')[1]).get('drawing')!)!;
      const { probabilities, parts } = await ask({ pixels: inked(strokes) });
      expect(await view.numbers('digit-probabilities')).toEqual(probabilities);
      expect(await view.numbers('digit-map')).toEqual(mapOf(parts['block2']!, 5));
      await visit(view.hash, async (other) => {
        expect(await other.numbers('digit-probabilities')).toEqual(probabilities);
        expect(await other.numbers('digit-map')).toEqual(mapOf(parts['block2']!, 5));
      });
    });
  });

  it('reads what is drawn by finger and by keyboard, and the digits of MNIST', async () => {
    await visit(
      '#/shapes?task=digit',
      async (view) => {
        const { page } = view;
        for (const digit of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) {
          await page.getByRole('button', { name: `A ${digit}, number 2` }).click();
          await page.waitForSelector(`[data-digit="${digit}"]`);
        }
        const pad = (await page.getByLabel('Drawing pad').boundingBox())!;
        const finger = await page.context().newCDPSession(page);
        const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x = 0, y = 0): Promise<unknown> =>
          finger.send('Input.dispatchTouchEvent', {
            type,
            touchPoints: type === 'touchEnd' ? [] : [{ x: pad.x + x * pad.width, y: pad.y + y * pad.height }],
          });
        await touch('touchStart', 0.7, 0.5);
        for (let turn = 1; turn <= 24; turn++) {
          const angle = (2 * Math.PI * turn) / 24;
          await touch('touchMove', 0.5 + 0.2 * Math.cos(angle), 0.5 - 0.3 * Math.sin(angle));
        }
        await touch('touchEnd');
        await page.waitForSelector('[data-digit="0"]');
        await page.getByRole('button', { name: 'Clear' }).click();
        await page.getByText('The pad is empty').waitFor();

        await page.getByLabel('Drawing pad').focus();
        for (let i = 0; i < 7; i++) await page.keyboard.press('ArrowUp');
        await page.keyboard.press('Space');
        for (let i = 0; i < 13; i++) await page.keyboard.press('ArrowDown');
        await page.keyboard.press('Space');
        await page.waitForSelector('[data-digit="1"]');
        expect(await page.locator('.pad [aria-live]').textContent()).toBe('Pen up, column 33, row 57 of 64');
        await page.keyboard.press('Backspace');
        await page.getByText('The pad is empty').waitFor();
      },
      { hasTouch: true },
    );
  });

  it.each([
    ['#/shapes', '.shapes'],
    ['#/shapes?task=digit', settled],
    ['#/shapes?task=lunch', settled],
  ])(
    'has nothing that axe finds, and nothing that scrolls sideways, in both languages and themes: %s',
    async (hash, ready) => {
      const more = hash.includes('?') ? '&' : '?';
      for (const [lang, theme] of [
        ['en', 'light'],
        ['ko', 'dark'],
      ] as const) {
        await visit(
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
