import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds, words, type Sentence } from '../../studio/src/rooms/stages/book.ts';
import type { Description, Telling } from '../../studio/src/rooms/stages/network.ts';
import type { NetworkName } from '../../studio/src/rooms/stages/parts.ts';
import { stagesProgram, type Answer, type HeldOpen } from '../../studio/src/rooms/stages/program.ts';
import { noBrowser } from '../support/browser.ts';
import { settled, Studio, type View } from './open-studio.ts';

const small: Description = { parts: [], hidden: 2, updates: 200, seed: 9 };
const smallHash = '#/stages?hidden=2&updates=200&seed=9';
/** Bimo saw Bimo . */
const sentence: Sentence = [0, 3, 0, 4];

/** What Node has: what each network told, what was told with a gate held open, and how it reads. */
function inNode(description: Description): {
  told: Map<NetworkName, Telling[]>;
  held: readonly HeldOpen[];
  ask: (telling: number, of?: Sentence) => Answer;
} {
  const program = stagesProgram();
  const turns = program.start(description);
  const told = new Map<NetworkName, Telling[]>();
  for (;;) {
    const turn = turns.next();
    if (turn.done === true)
      return { told, held: turn.value, ask: (telling, of = sentence) => program.answer({ telling, sentence: of }) };
    const { network, telling } = turn.value;
    if (telling !== null) told.set(network, [...(told.get(network) ?? []), telling]);
  }
}

const listed = (counts: Telling['counts']): number[] => kinds.map((kind) => counts[kind]);
const spoken = (told: Sentence): string => told.map((word) => words[word]).join(' ');

/** The sentences of each kind that a network is shown to have told, in full. */
function countsIn(view: View, network: string): Promise<number[]> {
  return view.page
    .locator(`[data-network="${network}"] [data-kind]`)
    .evaluateAll((cells) => cells.map((cell) => Number((cell as HTMLElement).dataset['value'])));
}

/** All numbers of the readings that are shown, and those that Node has. */
async function readingsIn(view: View): Promise<Record<string, number[]>> {
  const ids = await view.page.locator('[data-reading] table').evaluateAll((tables) => tables.map(({ id }) => id));
  return Object.fromEntries(await Promise.all(ids.map(async (id) => [id, await view.numbers(id)] as const)));
}

function expectedOf(answer: Answer, open: readonly string[]): Record<string, readonly number[]> {
  return Object.fromEntries(
    answer.flatMap(({ network, parts, probabilities }) => [
      [`${network}-p`, probabilities] as const,
      ...parts
        .filter(({ name }) => network !== 'yours' || !open.includes(name))
        .map(({ name, values }) => [`${network}-${name}`, values] as const),
    ]),
  );
}

if (noBrowser === null) describe('the stages in a browser', browserTests);
else describe.skip(`the stages in a browser (${noBrowser})`, browserTests);

function browserTests(): void {
  let studio: Studio;
  const node = inNode(small);
  beforeAll(async () => {
    studio = await Studio.start();
  });
  afterAll(() => studio?.stop());

  it('shows what Node has told and read, to the bit, and the sentences with their mistakes marked', async () => {
    await studio.visit(smallHash, async (view) => {
      const { page } = view;
      for (const [network, tellings] of node.told) {
        const { counts, opening, mistakes } = tellings.at(-1)!;
        expect(await countsIn(view, network)).toEqual(listed(counts));
        const there = page.locator(`[data-network="${network}"]`);
        const begins = await there.locator('ol button').allTextContents();
        expect(begins.map((text) => text.replace(/\s+\(mistake here\)/, ''))).toEqual(opening.map(spoken));
        expect(await there.locator('[data-mistake]').count()).toBe(mistakes.length);
        expect(await there.locator('[data-mistake] mark').count()).toBe(mistakes.length);
      }
      expect(await readingsIn(view)).toEqual(expectedOf(node.ask(99), ['f', 'i', 'o']));
      for (const { part, telling } of node.held) {
        const row = page.locator(`[data-held="${part}"] [data-value]`);
        const shown = await row.evaluateAll((cells) =>
          cells.map((cell) => Number((cell as HTMLElement).dataset['value'])),
        );
        expect(shown).toEqual(listed(telling.counts));
      }
    });
  });

  it('goes back to what they told and were while they learnt, and reads the sentence that is chosen', async () => {
    await studio.visit(`${smallHash}&telling=3`, async (view) => {
      const { page } = view;
      expect(await page.locator('[data-at]').textContent()).toBe('after 20 updates');
      await page.getByRole('button', { name: 'One on' }).click();
      await page.waitForFunction(() => location.hash.includes('telling=4'));
      const [elman] = [node.told.get('elman')![3]!];
      expect(await countsIn(view, 'elman')).toEqual(listed(elman.counts));
      const { kind, sentence: first } = elman.mistakes[0]!;
      await page.locator(`[data-network="elman"] [data-mistake="${kind}"] button`).click();
      await page.waitForFunction((text) => location.hash.includes(`sentence=${text}`), first.join(''));
      await page.waitForSelector(settled);
      expect(await readingsIn(view)).toEqual(expectedOf(node.ask(3, first), ['f', 'i', 'o']));
      const hash = view.hash;
      await page.getByRole('button', { name: 'Add “saw”' }).click();
      await page.getByRole('button', { name: 'Take back' }).click();
      await page.waitForFunction((text) => location.hash === text, hash);
    });
  });

  it('puts a part in and trains anew, with its equation and its gate', async () => {
    const { told, ask } = inNode({ ...small, parts: ['forgetting'] });
    await studio.visit(smallHash, async (view) => {
      const { page } = view;
      const state = async () => (await page.locator('[data-state]').textContent())!.replaceAll(/\s/g, '');
      expect(await state()).toBe('ct=ct−1+gt');
      await page.getByRole('button', { name: 'Forgetting' }).focus();
      await page.keyboard.press('Space');
      expect(await state()).toBe('ct=ft⊙ct−1+gt');
      await page.waitForFunction(() => location.hash.includes('parts=forgetting'));
      await page.waitForSelector(settled);
      expect(await countsIn(view, 'yours')).toEqual(listed(told.get('yours')!.at(-1)!.counts));
      expect(await readingsIn(view)).toEqual(expectedOf(ask(99), ['i', 'o']));
      await page.mouse.move(0, 0);
      await page.locator('#yours-c [data-row="0"][data-column="1"]').focus();
      await page.keyboard.press('ArrowDown');
      expect(await page.locator('[data-told]').textContent()).toMatch(/^c\[2\] = \S+ × \S+ \+ 1\.0000 × /);
    });
  });

  it.each([
    [360, 'ko', 'dark'],
    [1600, 'en', 'light'],
  ])('leaves nothing to axe, and nothing scrolls sideways, at %i px (%s, %s)', async (width, lang, theme) => {
    await studio.visit(
      `${smallHash}&lang=${lang}&theme=${theme}&parts=forgetting,ignoring,selection&sentence=03132313031303132313`,
      async (view) => {
        expect(await view.page.locator('[data-network]').count()).toBe(2);
        expect(await view.findings()).toEqual([]);
        expect(await view.overflow()).toBeLessThanOrEqual(0);
      },
      { viewport: { width, height: 800 } },
    );
  });
}
