import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inked, SIDE } from '../../studio/src/rooms/shapes/digit/ink.ts';
import { digitProgram, mapOf } from '../../studio/src/rooms/shapes/digit/program.ts';
import { drawing, mostPoints } from '../../studio/src/rooms/shapes/strokes.ts';
import { noBrowser } from '../support/browser.ts';
import { openModel } from './open-model.ts';
import { settled, Studio } from './open-studio.ts';

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
    ['large, of one stroke', 'FD8DU-'],
    ['small, in a corner, of two strokes', 'yo-_.-oy_'],
    ['upright', 'JBJo'],
  ])('fills a box of 20 × 20 and lies with its mass in the middle: %s', (_, text) => {
    const pixels = inked(drawing.parse(text)!);
    let [sum, x, y] = [0, 0, 0];
    const [columns, rows] = [new Set<number>(), new Set<number>()];
    for (const [i, grey] of pixels.entries()) {
      const [column, row] = [i % SIDE, Math.floor(i / SIDE)];
      [sum, x, y] = [sum + grey, x + grey * column, y + grey * row];
      if (grey <= 127) continue;
      columns.add(column);
      rows.add(row);
    }
    expect(Math.abs(x / sum - 13.5)).toBeLessThan(0.3);
    expect(Math.abs(y / sum - 13.5)).toBeLessThan(0.3);
    expect(Math.max(columns.size, rows.size)).toBeGreaterThanOrEqual(19);
    expect(Math.max(columns.size, rows.size)).toBeLessThanOrEqual(21);
  });

  it('of a dot stays a dot, and of nothing is black', () => {
    const lit = (text: string): number => inked(drawing.parse(text)!).filter((grey) => grey > 0).length;
    expect(lit('D8')).toBeGreaterThan(0);
    expect(lit('D8')).toBeLessThan(20);
    expect(lit('')).toBe(0);
  });
});

if (noBrowser === null) describe('a digit in a browser', browserTests);
else describe.skip(`a digit in a browser (${noBrowser})`, browserTests);

function browserTests(): void {
  let studio: Studio;
  beforeAll(async () => {
    studio = await Studio.start();
  });
  afterAll(() => studio?.stop());

  it('reads what is drawn by mouse, with the numbers of Node', async () => {
    const ask = await openModel(digitProgram, 'digit');
    await studio.visit('#/shapes?task=digit&sample=none', async (view) => {
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
      await studio.visit(view.hash, async (other) => {
        expect(await other.numbers('digit-probabilities')).toEqual(probabilities);
        expect(await other.numbers('digit-map')).toEqual(mapOf(parts['block2']!, 5));
      });
    });
  });

  it('reads what is drawn by finger and by keyboard, and the digits of MNIST', async () => {
    await studio.visit(
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

  it('says what it could not fetch, and tries again', async () => {
    const view = await studio.open('#/shapes');
    const { page } = view;
    await page.route('**/*.safetensors', (route) => route.fulfill({ status: 503, body: '' }));
    await page.getByRole('link', { name: 'A digit' }).click();
    await page.getByText(/The model could not be opened: .*status 503/).waitFor();
    await page.unroute('**/*.safetensors');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.waitForSelector('[data-digit="7"]');
    await view.close();
  });
}
