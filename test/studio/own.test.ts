import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownProgram, type Answers, type Question } from '../../studio/src/rooms/own/program.ts';
import type { Description } from '../../studio/src/rooms/own/training.ts';
import { noBrowser } from '../support/browser.ts';
import { root } from '../support/sources.ts';
import { framesASecond, settled, standstill, Studio, type View } from './open-studio.ts';

const visits = readFileSync(join(root, 'docs/guide/visits.csv'));
const quick = 'hidden=8&epochs=3';
const recipe = {
  item: 'page',
  time: 'time',
  group: 'visitor',
  cell: 'elman',
  hidden: 8,
  epochs: 3,
  rate: 0.005,
  seed: 7,
};

/** What Node has, asked as the page asks. */
async function inNode(description: Description) {
  const program = ownProgram();
  const turns = program.start(description);
  const losses: number[] = [];
  for (let turn = await turns.next(); turn.done !== true; turn = await turns.next())
    if (turn.value.epoch) losses.push(turn.value.epoch.trainLoss);
  const ask = async <K extends Question['kind']>(question: Extract<Question, { kind: K }>): Promise<Answers[K]> =>
    (await program.answer(question)) as Answers[K];
  return { losses, ask };
}

async function give(view: View, name: string, buffer: Buffer): Promise<void> {
  await view.page.locator('input[type="file"]').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
}

async function train(view: View): Promise<void> {
  await view.page.getByRole('button', { name: /^(Train|학습)$/ }).click();
  await view.page.waitForSelector('[data-settled="true"][data-status="done"]');
}

const valuesOf = (view: View, selector: string): Promise<number[]> =>
  view.page.locator(selector).evaluateAll((all) => all.map((each) => Number((each as HTMLElement).dataset['value'])));

if (noBrowser === null) describe('one’s own file in a browser', browserTests);
else describe.skip(`one’s own file in a browser (${noBrowser})`, browserTests);

function browserTests(): void {
  let studio: Studio;
  let node: Awaited<ReturnType<typeof inNode>>;
  let model: Buffer;
  beforeAll(async () => {
    studio = await Studio.start();
    node = await inNode({ ...recipe, file: new Blob([visits]), name: 'visits.csv' });
    model = Buffer.from(await node.ask({ kind: 'save' }));
  });
  afterAll(() => studio?.stop());

  it('is learnt from with the bits of Node, asked, looked into, and downloaded as Node would save it', async () => {
    await studio.visit(`#/own?${quick}`, async (view) => {
      const { page } = view;
      await give(view, 'visits.csv', visits);
      await page.getByText('The table visits.csv').waitFor();
      expect(await page.getByLabel('What to predict').inputValue()).toBe('page');
      expect(await page.getByLabel('A sequence for each').inputValue()).toBe('visitor');
      await train(view);
      expect(await page.locator('[data-loss]').getAttribute('data-loss')).toBe(String(node.losses.at(-1)));
      const [first] = (await node.ask({ kind: 'model' })).labels;
      await page.getByRole('button', { name: 'Add item', exact: true }).click();
      await page.waitForFunction(() => location.hash.includes('input='));
      await page.waitForSelector('#state-h_l0[aria-valuemax="2"]');
      const answered = await node.ask({ kind: 'answer', input: `${first}\nitem` });
      expect(await valuesOf(view, '.bars [data-item]')).toEqual(
        answered.predictions[1]!.top.map(({ probability }) => probability),
      );
      const ahead = await node.ask({ kind: 'go-on', history: [first!, 'item'], steps: 5 });
      expect(await valuesOf(view, '[data-ahead]')).toEqual(ahead.map(({ probability }) => probability));
      await page.locator('details:has-text("The state h_l0") > summary').click();
      await page.waitForSelector('#state-h_l0-table');
      const { values } = answered.parts[0]!;
      const byUnits = Array.from({ length: 8 }, (_, unit) => [values[unit]!, values[8 + unit]!]).flat();
      expect(await view.numbers('state-h_l0-table')).toEqual(byUnits);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download the model' }).click(),
      ]);
      expect(download.suggestedFilename()).toBe('visits.safetensors');
      expect(Buffer.compare(readFileSync(await download.path()), model)).toBe(0);
    });
  });

  it('is a sample, which a link opens with its settings; others are told as they are', async () => {
    await studio.visit(`#/own?sample=orders.csv&${quick}&time=-`, async (view) => {
      const { page } = view;
      await page.getByText('The table orders.csv').waitFor();
      expect(await page.getByLabel('Ordered by').inputValue()).toBe('-');
      await train(view);
      await page.getByLabel('What was next').fill('짬퐁');
      await page.keyboard.press('Enter');
      await page.getByText('did you mean "짬뽕"').waitFor();
    });
  });

  it('is a model that is dropped: what it is made of, its weights, and what it keeps in mind', async () => {
    await studio.visit('#/own', async (view) => {
      const { page } = view;
      const data = await page.evaluateHandle(
        (bytes) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(bytes)], 'mine.safetensors'));
          return transfer;
        },
        [...model],
      );
      // Beside the frame nothing is taken, and nothing is left for it.
      const isLeft = await page
        .locator('h1')
        .evaluate(
          (beside, dataTransfer) =>
            beside.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true })),
          data,
        );
      expect(isLeft).toBe(false);
      await page.dispatchEvent('.drop', 'drop', { dataTransfer: data });
      await page.getByText('The model mine.safetensors').waitFor();
      expect(await page.locator('[data-fact="model.hidden"]').textContent()).toBe('8');
      await page.getByRole('button', { name: 'rnn.weight_hh_l0' }).click();
      await page.getByText('The numbers of rnn.weight_hh_l0').first().waitFor();
      const weights = await node.ask({ kind: 'weights', name: 'rnn.weight_hh_l0' });
      expect(await page.locator('[data-mean]').getAttribute('data-mean')).toBe(String(weights.mean));
      await page.locator('.heat details > summary').click();
      await page.waitForSelector('#weights-table');
      expect(await view.numbers('weights-table')).toEqual(weights.values);
      await page.waitForSelector('#state-h_l0');
    });
  });

  it('is refused in one sentence, in the language of the reader, where it is none', async () => {
    const damaged = Buffer.from(model);
    damaged[damaged.length - 3]! ^= 1;
    const wrong: readonly (readonly [name: string, content: Buffer, en: RegExp, ko: RegExp])[] = [
      [
        'cat.png',
        Buffer.from('\u0089PNG\r\n\u001a\n\0\0', 'latin1'),
        /cat\.png is a picture \(PNG\)/,
        /그림\(PNG\)입니다/,
      ],
      ['net.onnx', Buffer.from([8, 7, 18, 0]), /looks like a model of ONNX/, /ONNX 모델로 보입니다/],
      [
        'net.pt',
        Buffer.from('PK\u0003\u0004\0\0', 'latin1'),
        /looks like a model of PyTorch/,
        /PyTorch 모델로 보입니다/,
      ],
      ['m.safetensors', damaged, /is damaged or was changed by hand/, /손상되었거나/],
      ['none.csv', Buffer.alloc(0), /none\.csv is empty/, /내용이 없습니다/],
      ['b.csv', Buffer.from('time,page\n2026-01-01,home\n2026-01-02,a,b\n'), /b\.csv, line 3: /, /b\.csv 3행/],
    ];
    await studio.visit('#/own', async (view) => {
      for (const [name, content, en] of wrong) {
        await give(view, name, content);
        await expect
          .poll(() => view.page.locator('[role="alert"]').allTextContents())
          .toEqual([expect.stringMatching(en)]);
      }
      await view.page.getByRole('button', { name: '한국어' }).click();
      for (const [name, content, , ko] of wrong) {
        await give(view, name, content);
        await expect
          .poll(() => view.page.locator('[role="alert"]').allTextContents())
          .toEqual([expect.stringMatching(ko)]);
      }
      expect(await view.page.locator('.own section').count()).toBe(0);
    });
  });

  it('leaves the page to its reader while it trains: an LSTM of 128, 64 items, sequences of 50', async () => {
    const rows = Array.from({ length: 400 * 50 }, (_, i) => `${Math.floor(i / 50)},i${(i * i + 7 * (i % 50)) % 64}`);
    await studio.visit('#/own?cell=lstm&hidden=128&epochs=1000', async (view) => {
      const { page } = view;
      await give(view, 'long.csv', Buffer.from(['sequence,item', ...rows, ''].join('\n')));
      await page.getByLabel('What to predict').selectOption('item');
      await page.getByLabel('A sequence for each').selectOption('sequence');
      await page.getByRole('button', { name: 'Train', exact: true }).click();
      await page.waitForSelector('[data-status="training"] [data-loss]');
      const frames = await framesASecond(page);
      console.info(`${frames} frames a second while an LSTM of 128 trains on 400 sequences of 50`);
      expect(await page.locator('[data-status="training"]').count()).toBe(1);
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.waitForSelector('[data-status="paused"]');
      const done = () => page.locator('progress').getAttribute('value');
      const before = await standstill(page, done);
      await page.getByRole('button', { name: 'Go on' }).click();
      await expect.poll(done).not.toBe(before);
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('button', { name: 'Stop here' }).click();
      await page.waitForSelector('[data-status="done"]');
    });
  });

  it('is refused where its Worker did not load, rather than waited for', async () => {
    const view = await studio.open('');
    try {
      await view.page.route(/\/worker-[^/]*\.js$/, (route) => route.abort());
      await view.page.evaluate(() => (location.hash = '#/own'));
      await view.page.waitForSelector('input[type="file"]', { state: 'attached' });
      await give(view, 'visits.csv', visits);
      await view.page.getByText('the Worker does not run').waitFor();
      expect(await view.page.getByText('Reading …').count()).toBe(0);
    } finally {
      await view.close();
    }
  });

  it('goes nowhere: neither the page nor its Worker may connect to anybody else', async () => {
    const view = await studio.open('#/own');
    try {
      await view.page.waitForSelector(settled);
      const elsewhere = 'http://127.0.0.1:9/';
      const tried = (address: string): Promise<string> => fetch(address).then(String, String);
      expect(await view.page.evaluate(tried, elsewhere)).toMatch(/Failed to fetch/);
      await expect.poll(() => view.page.workers().length).toBeGreaterThan(0);
      const worker = view.page.workers()[0]!;
      expect(await worker.evaluate(tried, elsewhere)).toMatch(/Failed to fetch/);
      await expect
        .poll(() => view.problems.filter((problem) => problem.includes('Content Security Policy')).length)
        .toBeGreaterThanOrEqual(2);
    } finally {
      await view.close();
    }
  });

  it('is handled by keyboard alone', async () => {
    await studio.visit('#/own', async (view) => {
      const { page } = view;
      await page.locator('#main').focus();
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).type)).toBe('file');
      // Which opens the browser's own dialog.
      await give(view, 'visits.csv', visits);
      await page.getByLabel('Epochs', { exact: true }).fill('2');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Train', exact: true }).press('Enter');
      await page.waitForSelector('[data-settled="true"][data-status="done"]');
      const state = page.locator('#state-h_l0');
      await state.focus();
      await page.keyboard.press('ArrowDown');
      expect(await state.getAttribute('aria-valuetext')).toMatch(/unit 2: −?\d\.\d{4}$/);
    });
  });

  it.each([
    ['en', 'dark', 1600],
    ['ko', 'light', 360],
  ])('has nothing that axe finds, and no sideways scrolling: %s, %s, %i px', async (lang, theme, width) => {
    await studio.visit(
      `#/own?sample=visits.csv&${quick}&lang=${lang}&theme=${theme}`,
      async (view) => {
        await view.page.waitForSelector('#table-title');
        await train(view);
        await view.page.waitForSelector('#weights');
        expect(await view.overflow()).toBe(0);
        expect(await view.findings()).toEqual([]);
      },
      { viewport: { width, height: 800 } },
    );
  });
}
