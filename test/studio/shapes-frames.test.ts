import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directions, shapeKinds } from '../../src/data/index.ts';
import * as film from '../../studio/src/rooms/shapes/frames/film.ts';
import { framesProgram, type Frame } from '../../studio/src/rooms/shapes/frames/program.ts';
import { drawing } from '../../studio/src/rooms/shapes/strokes.ts';
import { noBrowser } from '../support/browser.ts';
import { openModel } from './open-model.ts';
import { settled, Studio } from './open-studio.ts';

const right = ({ probabilities, truth }: Frame): boolean =>
  film.directions[probabilities.indexOf(Math.max(...probabilities))] === truth;

describe('the network of frames', () => {
  it('has the directions and shapes of the library', () => {
    expect(film.directions).toEqual(directions);
    expect(film.shapeKinds).toEqual(shapeKinds);
  });

  it('answers films that are not compressed, too', async () => {
    const ask = await openModel(framesProgram, 'frames');
    const frames: Frame[] = [];
    for (let seed = 1; seed <= 4; seed++) frames.push(...(await ask({ film: { seed }, from: 0, to: film.mostFrames })));
    expect(frames).toHaveLength(4 * film.mostFrames);
    expect(frames.filter(right).length / frames.length).toBeGreaterThan(0.93);
  });

  it('answers frames as they come with the bits of the whole film, wherever it is asked to begin', async () => {
    const ask = await openModel(framesProgram, 'frames');
    const path = drawing.parse('ggjgmgpgpjpmpp')![0]!;
    for (const of of [{ seed: 5 }, { kind: 'cross', path } as const]) {
      const whole = await ask({ film: of, from: 0, to: 7 });
      expect(whole).toHaveLength(7);
      const parts = [await ask({ film: of, from: 0, to: 3 }), await ask({ film: of, from: 3, to: 4 })];
      expect([...parts.flat(), ...(await ask({ film: of, from: 4, to: 99 })).slice(0, 3)]).toEqual(whole);
      expect(await ask({ film: of, from: 5, to: 6 })).toEqual([whole[5]]);
    }
    const whole = await ask({ film: { kind: 'cross', path }, from: 0, to: 7 });
    const other = { kind: 'cross', path: [...path.slice(0, 5), [50, 50] as const] } as const;
    expect((await ask({ film: other, from: 0, to: 7 })).slice(0, 5)).toEqual(whole.slice(0, 5));
    expect(await ask({ film: other, from: 5, to: 6 })).not.toEqual([whole[5]]);
  });
});

describe('a stride', () => {
  it('goes as far as a shape goes in a frame, towards where it is to be, and not out of the picture', () => {
    expect(film.strideTowards([20, 20], [40, 20])).toEqual([23, 20]);
    expect(film.strideTowards([20, 20], [20, 0])).toEqual([20, 17]);
    expect(film.strideTowards([20, 20], [40, 40])).toEqual([22, 22]);
    expect(film.strideTowards([20, 20], [21, 21])).toBeNull();
    const edge = film.placeNear([63, 0]);
    expect(film.strideTowards(edge, [63, 0])).toBeNull();
    expect(film.strideTowards(edge, [63, 63])).toEqual([edge[0], edge[1] + 3]);
  });
});

if (noBrowser === null) describe('a moving shape in a browser', browserTests);
else describe.skip(`a moving shape in a browser (${noBrowser})`, browserTests);

function browserTests(): void {
  let studio: Studio;
  beforeAll(async () => {
    studio = await Studio.start();
  });
  afterAll(() => studio?.stop());

  it('labels a film as it comes, with the numbers of Node', async () => {
    const ask = await openModel(framesProgram, 'frames');
    await studio.visit('#/shapes?task=frames&seed=3&count=9', async (view) => {
      const { page } = view;
      const frames = await ask({ film: { seed: 3 }, from: 0, to: 64 });
      expect(await view.numbers('frames-probabilities')).toEqual(frames[8]!.probabilities);
      await page.getByText(`right on ${frames.slice(0, 9).filter(right).length} of 9 frames so far`).waitFor();
      // It plays: frames come one after another.
      await page.getByRole('button', { name: 'Play' }).click();
      await page.waitForSelector('[data-step="12"]');
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByLabel('Frames that have come').focus();
      await page.keyboard.press('Home');
      for (let i = 0; i < 10; i++) await page.keyboard.press('ArrowRight');
      await page.waitForSelector('[data-step="11"]');
      await page.waitForFunction(() => document.querySelector('[data-step="12"]') === null);
      await page.locator('summary').click();
      await page.locator('#frames-h-table').waitFor();
      const eleven = frames.slice(0, 11);
      const hidden = eleven[0]!.state.flatMap((_, unit) => eleven.map(({ state }) => state[unit]!));
      expect(await view.numbers('frames-h-table')).toEqual(hidden);
      // A step that was is looked at.
      await page.locator('#frames-h').focus();
      await page.keyboard.press('ArrowLeft');
      await page.waitForSelector('[data-step="10"] [aria-pressed="true"]');
      expect(await view.numbers('frames-probabilities')).toEqual(frames[9]!.probabilities);
      await page.waitForFunction(() => location.hash.includes('step=10'));
      await studio.visit(view.hash, async (other) =>
        expect(await other.numbers('frames-probabilities')).toEqual(frames[9]!.probabilities),
      );
    });
  });

  it('labels the way that the reader moves a shape, by keyboard and by mouse', async () => {
    const ask = await openModel(framesProgram, 'frames');
    await studio.visit('#/shapes?task=frames', async (view) => {
      const { page } = view;
      await page.getByLabel('Shape of your own film').selectOption('square');
      const stage = page.getByRole('application');
      await stage.focus();
      for (const [key, way] of [
        ['ArrowRight', 'right'],
        ['ArrowDown', 'down'],
        ['ArrowLeft', 'left'],
      ] as const) {
        for (let i = 0; i < 5; i++) await page.keyboard.press(key);
        await page.waitForSelector(`[data-way="${way}"]`);
      }
      await page.keyboard.press('Backspace');
      await page.waitForFunction(() => document.querySelectorAll('[data-step]').length === 15);
      await page.waitForSelector(settled);
      const path = drawing.parse('ggjgmgpgsgvgvjvmvpvsvvsvpvmvjv')![0]!;
      const frames = await ask({ film: { kind: 'square', path }, from: 0, to: 15 });
      expect(await view.numbers('frames-probabilities')).toEqual(frames[14]!.probabilities);

      // The mouse goes on where the keyboard was: up, as long as it is held.
      const box = (await stage.boundingBox())!;
      await page.mouse.move(box.x + (35.5 / 64) * box.width, box.y + (12.5 / 64) * box.height);
      await page.mouse.down();
      await page.waitForSelector('[data-way="up"]');
      await page.mouse.up();
      await page.waitForFunction(() => location.hash.includes('path=ggjgmg'));
      await page.getByRole('button', { name: 'Back to the film' }).click();
      await page.getByText(/right on \d+ of 12 frames so far/).waitFor();
    });
  });
}
