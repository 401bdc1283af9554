import { appendFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBrowser } from '../support/browser.ts';
import { settled, Studio, type View } from './open-studio.ts';

const folder = mkdtempSync(join(tmpdir(), 'elman-runs-'));

/** Line `epoch` of a log: 4 steps an epoch, losses that fall towards `floor`. */
function line(epoch: number, floor: number): string {
  return `${JSON.stringify({ epoch, step: 4 * epoch, lr: 0.01, trainLoss: floor + 2 / epoch, loss: floor + 3 / epoch })}\n`;
}

interface Made {
  readonly epochs: number;
  readonly floor: number;
  readonly hidden?: number;
  readonly end?: string;
  /** How long ago, in seconds. */
  readonly age?: number;
}

function write(run: string, { epochs, floor, hidden = 16, end = '', age = 0 }: Made): void {
  const path = join(folder, run);
  mkdirSync(path, { recursive: true });
  const log = Array.from({ length: epochs }, (_, i) => line(i + 1, floor)).join('');
  const times = Array.from(
    { length: epochs },
    (_, i) => `${JSON.stringify({ epoch: i + 1, step: 4 * i, seconds: 50 * (i + 1) })}\n`,
  );
  const files = {
    'config.yaml': `task: next-item\nmodel: { cell: elman, hidden: ${hidden} }\ntrain: { epochs: 12 }\n`,
    'metrics.jsonl': log + end,
    'times.jsonl': times.join(''),
  };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(path, name), text);
    const then = Date.now() / 1000 - age;
    utimesSync(join(path, name), then, then);
  }
}

const log = (run: string): string => join(folder, run, 'metrics.jsonl');
const told = (view: View, figure: string): Promise<string> => view.page.locator(`#plot-${figure} .told`).innerText();

if (noBrowser === null) describe('runs in a browser', browserTests);
else describe.skip(`runs in a browser (${noBrowser})`, browserTests);

function browserTests(): void {
  let studio: Studio;
  beforeAll(async () => {
    write('a/first', { epochs: 6, floor: 0.5, end: '{"epoch":6,"step":24,"finished":"epochs"}\n', age: 50 });
    write('second', { epochs: 3, floor: 0.25, hidden: 32 });
    studio = await Studio.start(folder);
  });
  afterAll(async () => {
    await studio?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('lays the curves of several over each other, with the numbers as they were logged', async () => {
    await studio.visit('#/runs', async (view) => {
      const { page } = view;
      expect(
        await page
          .locator('[data-run]')
          .evaluateAll((all) => all.map((each) => [each.getAttribute('data-run'), each.getAttribute('data-state')])),
      ).toEqual([
        ['a/first', 'done'],
        ['second', 'running'],
      ]);
      await page.waitForSelector('#plot-loss canvas');
      // The last place is that of the first run; the second has not come there.
      expect(await told(view, 'loss')).toMatch(/epoch 6\s+a\/first\s+1\s+second\s+–/);
      await page.locator('#plot-loss summary').click();
      await page.waitForSelector('#plot-loss tbody');
      const rows = await page
        .locator('#plot-loss tbody tr')
        .evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.dataset['value'])));
      const of = (epoch: number, floor: number, epochs: number): string =>
        epoch > epochs ? '' : String(floor + 3 / epoch);
      expect(rows).toEqual([6, 5, 4, 3, 2, 1].map((epoch) => [of(epoch, 0.5, 6), of(epoch, 0.25, 3)]));
      // Two lines of two colours are on the canvas.
      const inks = await page.locator('#plot-loss canvas').evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        const seen = new Set<string>();
        for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) seen.add(data.subarray(i, i + 3).join());
        return [...seen];
      });
      expect(inks).toEqual(expect.arrayContaining(['10,79,160', '179,71,0']));
      expect(
        await page
          .locator('[data-setting]')
          .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent))),
      ).toEqual([['model.hidden', '16', '32']]);
    });
  });

  it('follows a run that grows, a line that is half written, and one that begins', async () => {
    await studio.visit('#/runs?runs=second&figures=trainLoss', async (view) => {
      const { page } = view;
      await page.waitForSelector('#plot-trainLoss .told[data-at="3"]');
      appendFileSync(log('second'), line(4, 0.25).slice(0, 30));
      appendFileSync(log('second'), line(4, 0.25).slice(30) + line(5, 0.25).slice(0, 9));
      await page.waitForSelector('#plot-trainLoss .told[data-at="4"]');
      expect(await told(view, 'trainLoss')).toMatch(/epoch 4\s+second\s+0.75/);
      appendFileSync(log('second'), line(5, 0.25).slice(9));
      await page.waitForSelector('#plot-trainLoss .told[data-at="5"]');
      write('third', { epochs: 1, floor: 1 });
      mkdirSync(join(folder, 'third/checkpoints'));
      writeFileSync(
        join(folder, 'third/samples.jsonl'),
        `${JSON.stringify({ epoch: 1, step: 4, text: 'To be\nor not' })}\n`,
      );
      await page.getByLabel('third').check();
      await page.waitForFunction(() => location.hash.includes('runs=second%2Cthird'));
      expect(await page.locator('[data-sample="1"]').innerText()).toBe('To be\nor not');
      appendFileSync(log('third'), '{"epoch":1,"step":4,"stopped":"not-finite"}\nnonsense\n');
      await page.waitForSelector('[data-run="third"][data-state="diverged"]');
      await page.getByText('third: 1 line of its logs is damaged and left out').waitFor();
      rmSync(join(folder, 'third'), { recursive: true });
      await page.getByText('The address names runs that are not there: third').waitFor();
    });
  });

  it('is read by keyboard alone, over epochs, steps and time', async () => {
    await studio.visit('#/runs?runs=a/first', async (view) => {
      const { page } = view;
      const plot = page.locator('#plot-loss [role="slider"]');
      await plot.focus();
      expect(await plot.getAttribute('aria-valuetext')).toBe('epoch 6, a/first 1');
      for (const key of ['Home', 'ArrowRight']) await page.keyboard.press(key);
      expect(await plot.getAttribute('aria-valuetext')).toBe('epoch 2, a/first 2');
      await page.getByRole('button', { name: 'step', exact: true }).press('Enter');
      await page.waitForFunction(() => location.hash.includes('x=step'));
      expect(await plot.getAttribute('aria-valuetext')).toBe('step 8, a/first 2');
      await page.getByRole('button', { name: 'time' }).press('Enter');
      expect(await plot.getAttribute('aria-valuetext')).toBe('time 1:40, a/first 2');
      await page.getByRole('button', { name: 'Logarithmic' }).press('Enter');
      await page.getByLabel('Smoothing, %').fill('60');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => /scale=log&smooth=60/.test(location.hash));
      await page.getByRole('button', { name: 'lr' }).press('Enter');
      await page.waitForSelector('#plot-lr canvas');
    });
  });

  it('asks on when the server is gone, and goes on when it is back', async () => {
    const view = await studio.open('#/runs');
    try {
      await view.page.waitForSelector(settled);
      await view.page.route('**/runs.json*', (route) => route.abort());
      await view.page.getByText('The server does not answer').waitFor();
      expect(await view.page.locator('[data-run]').count()).toBe(2);
      await view.page.unroute('**/runs.json*');
      await view.page.waitForSelector('[data-status="following"]');
    } finally {
      await view.close();
    }
  });

  it('says how to begin where no folder is followed', async () => {
    const view = await studio.open('', { locale: 'ko-KR' });
    try {
      await view.page.route('**/runs.json', (route) =>
        route.fulfill({ json: { folder: null, runs: [], more: false } }),
      );
      await view.page.getByRole('link', { name: '실행' }).click();
      await view.page.getByText('elman studio runs').waitFor();
      expect(await view.page.locator('h1').textContent()).toBe('실행');
      expect([await view.findings(), view.problems]).toEqual([[], []]);
    } finally {
      await view.close();
    }
  });

  it.each([
    ['en', 'light', 1600],
    ['ko', 'dark', 360],
  ])('has nothing that axe finds, and no sideways scrolling: %s, %s, %i px', async (lang, theme, width) => {
    await studio.visit(
      `#/runs?lang=${lang}&theme=${theme}`,
      async (view) => {
        await view.page.waitForSelector('#plot-loss canvas');
        await view.page.locator('#plot-loss summary').click();
        expect(await view.overflow()).toBe(0);
        expect(await view.findings()).toEqual([]);
      },
      { viewport: { width, height: 800 } },
    );
  });
}
