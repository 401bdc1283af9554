import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { browserPath, noBrowser } from '../support/browser.ts';
import { shapePictures, SIDE } from '../support/shapes.ts';
import { elman, temporaryFolder } from './run.ts';

const cwd = temporaryFolder();
const run = (args: readonly string[]) => elman(args, { cwd });

function write(path: string, text: string): void {
  writeFileSync(join(cwd, path), text);
}

/** So many PNG files with a table of captions beside their folder. */
async function writeShapes(name: string, count: number, seed: number): Promise<void> {
  const pictures = shapePictures(count, seed);
  mkdirSync(join(cwd, name, 'img'), { recursive: true });
  await Promise.all(
    pictures.map(({ pixels }, i) =>
      sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
        .png()
        .toFile(join(cwd, name, 'img', `${i}.png`)),
    ),
  );
  const rows = pictures.map(({ caption }, i) => `${i}.png,${caption}`);
  write(join(name, 'captions.csv'), ['image,caption', ...rows, ''].join('\n'));
}

const sets = (values: readonly string[]): string[] => values.flatMap((value) => ['--set', value]);

beforeAll(async () => {
  await writeShapes('shapes', 400, 1);
  await writeShapes('more', 20, 2);
});

describe('captions of images in a folder', () => {
  it('are guessed at and learnt', async () => {
    const init = await run(['init', 'shapes/captions.csv']);
    expect(init.status, init.err).toBe(0);
    const config = readFileSync(join(cwd, 'elman.yaml'), 'utf8');
    expect(config).toMatch(/task: image-captioning\n.*file: shapes\/captions\.csv +# 400 captions of 400 images\n/s);
    expect(config).toMatch(/ {2}images: shapes\/img +#.*\n {2}size: \[ 64, 64 \] +#/);
    const small = ['data.size=[16, 16]', 'model.channels=[8, 16, 32]', 'model.hidden=32', 'model.embedding=16'];
    const trained = await run(
      ['train', 'elman.yaml', '--run', 'run'].concat(sets([...small, 'train.epochs=10', 'train.batchSize=16'])),
    );
    expect(trained.status, trained.err).toBe(0);
    expect(trained.err).toContain('pieces 11, captions 320, train 320, validation 40, test 40');
    expect(trained.err).toMatch(/validation: loss .*cider .*exact/);
    expect(JSON.parse(readFileSync(join(cwd, 'run/tokenizer.json'), 'utf8'))).toHaveProperty('model');
  });

  it('in JSON are guessed at by the ending', async () => {
    write('captions.json', '{"images": [{"filename": "more/img/0.png", "sentences": [{"raw": "a"}]}]}');
    const { status, err } = await run(['init', 'captions.json', '--output', 'json.yaml']);
    expect(status, err).toBe(0);
    expect(readFileSync(join(cwd, 'json.yaml'), 'utf8')).toMatch(/task: image-captioning\n[^]*file: captions\.json/);
  });

  it('are measured beside baselines', async () => {
    const { out, err } = await run(['evaluate', 'run', '--json', '--beam', '1']);
    const { metrics, baselines } = JSON.parse(out) as {
      metrics: Record<string, number>;
      baselines: Record<string, object>;
    };
    expect(Object.keys(metrics), err).toEqual([
      'exact',
      'bleu1',
      'bleu2',
      'bleu3',
      'bleu4',
      'rougeL',
      'cider',
      'loss',
      'perplexity',
      'images',
    ]);
    expect(Object.keys(baselines)).toEqual(['nearest', 'commonest']);
    expect((await run(['evaluate', 'run', '--lang', 'ko'])).out).toContain('가장 흔한 설명');
    expect((await run(['evaluate', 'run', '--data', 'more/captions.csv', '--json'])).out).toContain('"images": 20');
  });

  it('are said of images, folders and tables', async () => {
    const one = await run(['predict', 'run', '--input', 'more/img/0.png', '--explain', '--json']);
    expect(one.status, one.err).toBe(0);
    const { predictions } = JSON.parse(one.out) as { predictions: { item: string; alignment: { grid: number[] } }[] };
    expect(predictions[0]!.alignment.grid).toEqual([2, 2]);
    expect((await run(['predict', 'run', '--input', 'more/img/0.png', '--explain'])).out).toMatch(/\d,\d 0\.\d\d/);
    for (const file of ['more/img', 'more/captions.csv']) {
      const all = await run(['predict', 'run', '--file', file, '--json']);
      expect((JSON.parse(all.out) as { predictions: object[] }).predictions, all.err).toHaveLength(20);
    }
  });

  it('say what is wrong, in the language of the reader', async () => {
    write('more/lost.csv', 'image,caption\n0.png,a\nnone.png,b\n');
    const lost = ['evaluate', 'run', '--data', 'more/lost.csv'];
    const { status, err } = await run(lost);
    expect(status).toBe(2);
    expect(err).toMatch(/more\/lost\.csv, line 3: there is no image "none\.png" in .*shapes\/img/);
    expect((await run([...lost, '--lang', 'ko'])).err).toMatch(/lost\.csv 3행: .*"none\.png" 그림이 없습니다/);
    const without = await run(['evaluate', 'run', '--examples', '3']);
    expect([without.status, without.err]).toEqual([2, expect.stringContaining('--html FILE')]);
  });
});

describe('a page of results', () => {
  it('is written', async () => {
    const { status, out, err } = await run(['evaluate', 'run', '--html', 'page.html', '--examples', '30', '--json']);
    expect(status, err).toBe(0);
    expect(err).toContain('the page is page.html');
    expect(JSON.parse(out)).not.toHaveProperty('examples');
    expect(readFileSync(join(cwd, 'page.html'), 'utf8').match(/<article /g)).toHaveLength(30);
  });

  if (noBrowser !== null) {
    it.skip(`opens in a browser (${noBrowser})`);
    return;
  }
  it('opens in a browser, and shows the wrong ones alone', async () => {
    const chrome = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
    try {
      const tab = await chrome.newPage();
      const problems: string[] = [];
      tab.on('pageerror', (error) => problems.push(String(error)));
      tab.on('console', (message) => problems.push(message.text()));
      const asked: string[] = [];
      tab.on('request', (request) => asked.push(request.url().slice(0, 5)));
      await tab.goto(`file://${join(cwd, 'page.html')}`);
      const count = async (selector: string): Promise<number> => tab.locator(`${selector} >> visible=true`).count();
      const [right, wrong] = [await count('article.right'), await count('article.wrong')];
      expect(right + wrong).toBe(30);
      expect(right).toBeGreaterThan(0);
      expect(await count('.look svg')).toBe(await tab.locator('li').count());
      await tab.getByLabel('wrong ones only').check();
      expect([await count('article.right'), await count('article.wrong')]).toEqual([0, wrong]);
      // The image is drawn: its element has a size, and a picture behind it.
      const drawn = await tab.evaluate(() => {
        const element = document.querySelector('.image')!;
        const { width, height } = element.getBoundingClientRect();
        return { width, height, behind: getComputedStyle(element).backgroundImage.slice(0, 20) };
      });
      expect(drawn.behind).toBe('url("data:image/png;');
      await tab.getByLabel('wrong ones only').uncheck();
      const box = await tab.locator('.image').first().boundingBox();
      expect([box!.width, box!.height]).toEqual([96, 96]);
      expect(problems).toEqual([]);
      // Of all there is to load the page itself alone.
      expect(asked).toEqual(['file:']);
    } finally {
      await chrome.close();
    }
  });
});
