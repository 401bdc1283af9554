import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Source } from '../../studio/src/models/fetched.ts';
import type { ModelProgram } from '../../studio/src/models/model-program.ts';
import { captionProgram } from '../../studio/src/rooms/shapes/caption/program.ts';
import { languageOf } from '../../studio/src/rooms/shapes/sentiment/fields.ts';
import { sentimentProgram } from '../../studio/src/rooms/shapes/sentiment/program.ts';
import { examples } from '../../studio/src/rooms/shapes/sentiment/texts.ts';
import type { Saying } from '../../studio/src/rooms/shapes/saying.ts';
import { examples as messages } from '../../studio/src/rooms/shapes/translate/examples.ts';
import { translateProgram } from '../../studio/src/rooms/shapes/translate/program.ts';
import { noBrowser } from '../support/browser.ts';
import { root } from '../support/sources.ts';
import { Studio, type View } from './open-studio.ts';

const settled = '[data-settled="true"]';

/** A shipped model as a Worker's program has it, in Node. */
function shipped(name: string): Source {
  return async function* () {
    const bytes = await readFile(`${root}studio/models/${name}.safetensors`);
    yield { received: bytes.length, total: bytes.length };
    return bytes;
  };
}

/** Opens the model and asks it, as a Worker does. */
async function inNode<Q, A>(program: ModelProgram<Q, A>, question: Q): Promise<A> {
  const turns = program.start(null);
  while ((await turns.next()).done !== true);
  return program.answer(question);
}

/** The pixels of a drawing that was held out, by its place in the sheet. */
async function heldOut(place: number): Promise<Uint8Array> {
  const tile = sharp(`${root}studio/models/emoji-examples.png`).extract({
    left: 32 * place,
    top: 0,
    width: 32,
    height: 32,
  });
  return new Uint8Array(await tile.removeAlpha().raw().toBuffer());
}

describe('which network answers', () => {
  it.each([
    ['Not bad', 'en'],
    ['ㅋㅋ good', 'ko'],
    ['재미없다', 'ko'],
    ['', 'en'],
  ])('is told by the script of %j', (text, language) => {
    expect(languageOf(text)).toBe(language);
  });
});

/** What `Studio.visit` takes beside the address. */
type Rest = Parameters<Studio['visit']> extends [string, ...infer R] ? R : never;

if (noBrowser === null) describe('tasks of trained models in a browser', browserTests);
else describe.skip(`tasks of trained models in a browser (${noBrowser})`, browserTests);

function browserTests(): void {
  let studio: Studio;
  beforeAll(async () => {
    studio = await Studio.start();
  });
  afterAll(() => studio?.stop());

  /** Opens a task, waits until it has answered, and holds it to have had no problems at the end. */
  const visit = (query: string, ...more: Rest): Promise<void> => studio.visit(`#/shapes?${query}`, ...more);

  /** The numbers of elements, in full. */
  const numbersOf = ({ page }: View, selector: string): Promise<number[]> =>
    page.locator(selector).evaluateAll((all) => all.map((each) => Number((each as HTMLElement).dataset['value'])));

  describe('a review', () => {
    it.each([
      ['en', examples.en[0]!],
      ['ko', examples.ko[0]!],
    ] as const)('is read with the numbers of Node, bit for bit: %s', async (language, text) => {
      const expected = await inNode(sentimentProgram(shipped(`sentiment-${language}`)), text);
      await visit(`task=sentiment&lang=${language}`, async (view) => {
        const { page } = view;
        expect(await page.locator('.sentiment').getAttribute('data-answers')).toBe(language);
        expect(await numbersOf(view, '.letters button')).toEqual(expected.shares);
        expect(await numbersOf(view, '.output [data-value]')).toEqual(expected.good);
        expect(Number(await page.locator('.verdict').getAttribute('data-good'))).toBe(expected.good.at(-1));
        await page.locator('summary').click();
        await page.locator('#sentiment-h-table').waitFor();
        const units = expected.states[0]!.length;
        expect(await view.numbers('sentiment-h-table')).toEqual(
          Array.from({ length: units }, (_, unit) => expected.states.map((state) => state[unit]!)).flat(),
        );
      });
    });

    it('is answered as it is typed, by the network of its script or one by hand, and a link shows the same', async () => {
      const program = sentimentProgram(shipped('sentiment-ko'));
      const whole = await inNode(program, '별로 재미없어요');
      await visit('task=sentiment&lang=en', async (view) => {
        const { page } = view;
        const box = page.getByRole('textbox');
        await box.fill('');
        await page.getByText('Nothing is typed yet').waitFor();
        await box.pressSequentially('별로 재미없어요');
        await page.waitForSelector(`.sentiment${settled}[data-answers="ko"]`);
        await page.waitForFunction(() => document.querySelectorAll('.letters button').length === 8);
        expect(await numbersOf(view, '.output [data-value]')).toEqual(whole.good);
        expect(await page.locator('.verdict').textContent()).toMatch(/^Bad/);
        // One back, by the keyboard.
        await page.getByRole('slider', { name: 'The step that is looked at' }).focus();
        await page.keyboard.press('ArrowLeft');
        await page.waitForSelector('[data-step="7"] [aria-pressed="true"]');
        expect(await page.locator('[data-told]').textContent()).toContain(
          whole.shares[6]!.toFixed(4).replace('-', '−'),
        );
        await page.getByRole('group', { name: 'The network that answers' }).getByText('English').click();
        await page.waitForSelector(`.sentiment${settled}[data-answers="en"]`);
        expect(await page.locator('.letters button').count()).toBe(2);
        await page.waitForFunction(() => location.hash.includes('network=en'));
        const numbers = await numbersOf(view, '.output [data-value]');
        await visit(view.hash.split('?')[1]!, async (other) =>
          expect(await numbersOf(other, '.output [data-value]')).toEqual(numbers),
        );
      });
    });
  });

  /** Holds what is shown of a sentence to what Node has: the sentence, weights, probabilities and other sentences. */
  async function showsSaying(view: View, expected: Saying, weights: string): Promise<void> {
    expect(await view.page.locator('[data-said]').textContent()).toBe(expected.said);
    expect(await numbersOf(view, weights)).toEqual(expected.weights.flat());
    expect(await numbersOf(view, '.output [data-value]')).toEqual(expected.chances);
    expect(await numbersOf(view, 'li[data-value]')).toEqual(expected.candidates.map(({ probability }) => probability));
  }

  describe('an emoji', () => {
    it.each([
      ['en', 1],
      ['ko', 7],
    ] as const)('is named with the numbers of Node, bit for bit: %s', async (language, place) => {
      const expected = await inNode(captionProgram(shipped(`emoji-${language}`)), await heldOut(place));
      await visit(`task=caption&lang=${language}&drawing=${place + 1}`, async (view) => {
        await showsSaying(view, expected, '.looks [data-value]');
        expect(expected.weights[0]).toHaveLength(16);
      });
    });

    it('is chosen by keyboard, or one of the reader is taken, and what is no picture is refused', async () => {
      await visit('task=caption&lang=en', async (view) => {
        const { page } = view;
        await page.getByRole('button', { name: /^Drawing 3:/ }).focus();
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => location.hash.includes('drawing=3'));
        await page.getByRole('slider', { name: 'The word that is looked at' }).focus();
        await page.keyboard.press('End');
        await page.waitForSelector('.looks li:last-child.chosen');
        // The very picture that was held out, as a file: it is seen as it was.
        const pixels = await heldOut(5);
        const png = await sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } })
          .png()
          .toBuffer();
        await page.locator('input[type="file"]').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: png });
        await page.locator('dt').getByText('What Unicode calls it').waitFor({ state: 'detached' });
        await page.waitForSelector(settled);
        await showsSaying(view, await inNode(captionProgram(shipped('emoji-en')), pixels), '.looks [data-value]');
        const text = { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') };
        await page.locator('input[type="file"]').setInputFiles(text);
        await page.getByText('a.txt cannot be read as a picture.').waitFor();
      });
    });
  });

  describe('a message', () => {
    it('is translated with the numbers of Node, bit for bit, as it is typed too', async () => {
      const program = translateProgram(shipped('translate'));
      const first = await inNode(program, messages[0].en);
      const typed = 'A class cannot be empty.';
      await visit('task=translate&lang=en', async (view) => {
        const { page } = view;
        await showsSaying(view, first, '#alignment [data-value]');
        await page.getByRole('textbox').fill(typed);
        await page.waitForFunction(() => location.hash.includes('empty'));
        await page.waitForSelector(settled);
        const second = await program.answer(typed);
        await showsSaying(view, second, '#alignment [data-value]');
        // By the keyboard through the alignment, which tells each number.
        await page.locator('#alignment [tabindex="0"]').focus();
        await page.keyboard.press('ArrowRight');
        expect(await page.locator('[data-told]').textContent()).toBe(
          `“${second.target[0]}” looked at “${second.source[1]}” with weight ${second.weights[0]![1]!.toFixed(4)}`,
        );
        await visit(view.hash.split('?')[1]!, (other) => showsSaying(other, second, '#alignment [data-value]'));
        await page.getByRole('textbox').fill('');
        await page.getByText('Nothing is typed yet').waitFor();
      });
    });
  });

  it.each(['sentiment', 'caption', 'translate'])(
    'has nothing that axe finds, and nothing that scrolls sideways, in both languages and themes: %s',
    async (task) => {
      for (const [lang, theme, width] of [
        ['en', 'light', 1600],
        ['ko', 'dark', 360],
      ] as const)
        await visit(
          `task=${task}&lang=${lang}&theme=${theme}`,
          async (view) => {
            expect(await view.findings()).toEqual([]);
            expect(await view.overflow()).toBe(0);
          },
          { viewport: { width, height: 800 } },
        );
    },
  );
}
