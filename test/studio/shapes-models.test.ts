import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Source } from '../../studio/src/models/fetched.ts';
import type { ModelProgram } from '../../studio/src/models/model-program.ts';
import { languageOf } from '../../studio/src/rooms/shapes/sentiment/fields.ts';
import { sentimentProgram } from '../../studio/src/rooms/shapes/sentiment/program.ts';
import { examples } from '../../studio/src/rooms/shapes/sentiment/texts.ts';
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

if (noBrowser === null) describe('tasks of trained models in a browser', browserTests);
else describe.skip(`tasks of trained models in a browser (${noBrowser})`, browserTests);

function browserTests(): void {
  let studio: Studio;
  beforeAll(async () => {
    studio = await Studio.start();
  });
  afterAll(() => studio?.stop());

  /** Opens a task, waits until it has answered, and holds it to have had no problems at the end. */
  async function visit(
    query: string,
    look: (view: View) => Promise<void>,
    options: Parameters<Studio['open']>[1] = {},
  ): Promise<void> {
    const view = await studio.open(`#/shapes?${query}`, options);
    try {
      await view.page.waitForSelector(settled);
      await look(view);
      expect(view.problems).toEqual([]);
    } finally {
      await view.close();
    }
  }

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

  it.each(['sentiment'])(
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
