import { describe, expect, test } from 'vitest';
import { decodePixels } from '../../node/images.ts';
import type { Evaluation, Example } from '../../tasks/task.ts';
import type { Cli } from '../cli.ts';
import { en } from '../messages/en.ts';
import { ko } from '../messages/ko.ts';
import { overlay } from './overlay.ts';
import { png } from './png.ts';
import { resultsPage } from './results.ts';

const evaluation: Evaluation = { split: 'test', metrics: { exact: 0.5, cider: 4.25 }, baselines: {} };
const said = { language: 'en', say: en } as Cli;

const pixels = Uint8Array.from({ length: 2 * 3 * 3 }, (_, i) => (i * 37) % 256);
const image = { height: 2, width: 3, channels: 3, pixels } as const;

function example(item: string, truths: readonly string[], more: Partial<Example> = {}): Example {
  const answer = { item, probability: 0.25, step: 1, top: [], input: 'a.png' };
  return { answer, truths, isRight: truths.includes(item), ...more };
}

function pageOf(examples: readonly Example[], cli: Cli = said): string {
  return resultsPage(cli, { model: 'runs/a/model.safetensors', evaluation, examples, total: 900 });
}

describe('a PNG', () => {
  test.each([1, 3] as const)('of %i channels is read back as it was', async (channels) => {
    const bytes = pixels.subarray(0, 6 * channels);
    const decoded = await decodePixels(png({ height: 2, width: 3, channels, pixels: bytes }), 'x.png');
    expect([decoded.width, decoded.height]).toEqual([3, 2]);
    const back = Array.from(bytes, (_, i) => decoded.pixels[Math.floor(i / channels) * 4 + (i % channels)]);
    expect(back).toEqual([...bytes]);
  });
});

describe('where a piece looked', () => {
  const rects = (svg: string): string[] => svg.match(/<rect[^>]*>/g) ?? [];

  test('stays light, and the rest is darkened by how much less it was looked at', () => {
    const svg = overlay([0.6, 0, 0.3, 0.1, 0, 0], [2, 3]);
    expect(svg).toContain('viewBox="0 0 3 2"');
    expect(rects(svg)).toEqual([
      '<rect x="1" y="0" width="1" height="1" opacity="0.80"/>',
      '<rect x="2" y="0" width="1" height="1" opacity="0.40"/>',
      '<rect x="0" y="1" width="1" height="1" opacity="0.65"/>',
      '<rect x="1" y="1" width="2" height="1" opacity="0.80"/>',
    ]);
  });

  test('is everywhere, where all places are alike', () => {
    expect(rects(overlay([0.25, 0.25, 0.25, 0.25], [2, 2]))).toEqual([]);
  });
});

describe('a page of results', () => {
  test('has the image, the truth, the answer and where each piece looked', () => {
    const alignment = {
      source: [],
      target: ['red', '</s>'],
      weights: [
        [1, 0],
        [0, 1],
      ],
      grid: [1, 2],
    } as const;
    const answer = { item: 'red', probability: 0.25, step: 1, top: [], input: 'a.png', alignment };
    const page = pageOf([example('red', ['red', 'scarlet'], { answer, image }), example('blue', ['green'])]);
    expect(page.match(/<article class="(?:right|wrong)"/g)).toEqual([
      '<article class="right"',
      '<article class="wrong"',
    ]);
    expect(page).toContain('<q>red</q> <q>scarlet</q>');
    const data = /--image:url\(data:image\/png;base64,([A-Za-z0-9+/=]+)\);--ratio:3\/2"/.exec(page)![1]!;
    expect(Buffer.from(data, 'base64')).toEqual(png(image));
    expect(page.match(/<li>/g)).toHaveLength(2);
    expect(page).toContain('</svg></div>&lt;/s&gt;</li>');
    expect(page).toContain('2 of 900, 1 of them wrong');
    expect(page).toContain('<dt>exact</dt><dd>0.5</dd>');
    expect(page).toContain('<html lang="en">');
  });

  test('says it in Korean', () => {
    const page = pageOf([example('빨강', ['파랑'])], { language: 'ko', say: ko } as Cli);
    expect(page).toContain('<html lang="ko">');
    expect(page).toContain('틀린 것만');
    expect(page).toContain('900장 가운데 1장, 그 가운데 틀린 것 1장');
  });

  test('takes nothing that it shows for HTML, loads nothing and runs no script', () => {
    const evil = `"><script>alert('1')</script>&`;
    const alignment = { source: [], target: [evil], weights: [[1]], grid: [1, 1] } as const;
    const answer = { item: evil, step: 1, top: [], input: evil, alignment };
    const page = resultsPage(said, {
      model: evil,
      evaluation: { ...evaluation, split: evil, metrics: { [evil]: 1 } },
      examples: [example('', [evil], { answer, image })],
      total: 1,
    });
    expect(page).not.toMatch(/<script|alert\('|src=|href=|@import/);
    expect(page.match(/&quot;&gt;&lt;script&gt;alert\(&#39;1&#39;\)&lt;\/script&gt;&amp;/g)!.length).toBeGreaterThan(5);
    expect(page).toContain(`content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"`);
    // Every tag that is opened is closed.
    for (const tag of ['article', 'div', 'p', 'ol', 'li', 'main', 'svg', 'b', 'q', 'dl', 'title', 'style'])
      expect(page.match(new RegExp(`<${tag}[ >]`, 'g'))?.length, tag).toBe(
        page.match(new RegExp(`</${tag}>`, 'g'))?.length,
      );
  });
});
