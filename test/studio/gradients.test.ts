import { mul, Parameter, sum, type Tensor } from 'elman-rnn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkProgram, type CheckAnswer, type Checkable, type CheckedPlace } from '../../studio/src/gradients/check.ts';
import { agreeingDigits, epsilons, relativeError, spread } from '../../studio/src/gradients/epsilons.ts';
import { weightsOf, type NamedWeights } from '../../studio/src/gradients/weights.ts';
import { LunchNetwork } from '../../studio/src/rooms/lunch/network.ts';
import { lunchProgram } from '../../studio/src/rooms/lunch/program.ts';
import { checkedNetwork, TimeNetwork } from '../../studio/src/rooms/time/network.ts';
import { cellKinds } from '../../studio/src/ui/cells.ts';
import { shownAtAnySize } from '../../studio/src/ui/numbers.ts';
import { noBrowser } from '../support/browser.ts';
import { standstill, Studio, type View } from './open-studio.ts';

const time = { steps: 5, hidden: 4, scale: 1, keep: 2, clip: null, rate: 0.02, updates: 4, seed: 5 };
const lunch = { order: [0, 1, 2], seventh: null, hidden: 4, epochs: 3, seed: 7 };

function ran<D>(
  program: ReturnType<typeof checkProgram<D>>,
  run: Parameters<ReturnType<typeof checkProgram<D>>['start']>[0],
): CheckedPlace[] {
  const turns = program.start(run);
  const places: CheckedPlace[] = [];
  for (let turn = turns.next(); turn.done !== true; turn = turns.next()) places.push(...turn.value);
  return places;
}

function gradientsIn(answer: CheckAnswer): readonly NamedWeights[] {
  if (answer.ask !== 'gradients') throw new Error('expected gradients');
  return answer.gradients;
}

/** A loss of which the tape is told only half: Σ w·w with one w off the tape. */
class Wrong implements Checkable {
  readonly #w = new Parameter([0.5, -2, 0.25], [3]);

  namedParameters(): Iterable<readonly [string, Parameter]> {
    return [['w', this.#w]];
  }

  checkedLoss(): Tensor {
    return sum(mul(this.#w, this.#w.detach()));
  }
}

describe('a gradient check of the studio', () => {
  it.each([...cellKinds])('passes every parameter of a trained network: %s', (kind) => {
    const network = new TimeNetwork(kind, time);
    network.learn(1, 4);
    const weights = weightsOf(network);
    const program = checkProgram(checkedNetwork);
    const checked = { network: { kind, description: time }, weights };
    const single = gradientsIn(program.answer({ ask: 'gradients', ...checked }));
    expect(single.map(({ name }) => name)).toEqual(weights.map(({ name }) => name));
    for (const { name, values } of single) {
      const places = spread(values.length, 5);
      const found = ran(program, { ...checked, parameter: name, places, epsilon: 1e-5 });
      expect(found.map(({ place }) => place)).toEqual(places);
      for (const { place, passes, analytic, numeric, relative } of found) {
        expect(passes).toBe(true);
        expect(relative).toBe(relativeError(analytic, numeric));
        expect(Math.abs(values[place]! - analytic)).toBeLessThan(1e-5 * Math.abs(analytic) + 1e-7);
      }
    }
  });

  it('finds a gradient that is wrong, by half', () => {
    const program = checkProgram<null>(() => new Wrong());
    const checked = { network: null, weights: weightsOf(new Wrong()), parameter: 'w' };
    const found = ran(program, { ...checked, places: [0, 1, 2], epsilon: 1e-5 });
    expect(found.map(({ passes }) => passes)).toEqual([false, false, false]);
    for (const { relative } of found) expect(relative).toBeCloseTo(0.5, 6);
  });

  it('errs with a wide ε and with a narrow one, in float32 sooner than in float64', () => {
    const network = new LunchNetwork(lunch);
    const program = checkProgram((description: typeof lunch) => new LunchNetwork(description));
    const answer = program.answer({
      ask: 'epsilons',
      parameter: 'weight_hh',
      place: 6,
      network: lunch,
      weights: weightsOf(network),
    });
    if (answer.ask !== 'epsilons') throw new Error('expected one number');
    expect([answer.double.length, answer.single.length]).toEqual([epsilons.length, epsilons.length]);
    const best = (places: readonly CheckedPlace[]): number => Math.min(...places.map(({ relative }) => relative));
    const { double, single } = answer;
    expect(best(double)).toBeLessThan(1e-7);
    expect(double[0]!.relative).toBeGreaterThan(100 * best(double));
    expect(double.at(-1)!.relative).toBeGreaterThan(100 * best(double));
    expect(best(single)).toBeGreaterThan(100 * best(double));
  });

  it('counts and spreads as it says', () => {
    expect(relativeError(0, 0)).toBe(0);
    expect(relativeError(2, -1)).toBe(1.5);
    expect(relativeError(0, 1e-9)).toBe(1);
    expect([1, 1e-5, 0, 2].map(agreeingDigits).map(Math.round)).toEqual([0, 5, 16, 0]);
    expect(spread(100, 4)).toEqual([0, 25, 50, 75]);
    expect(spread(3, 24)).toEqual([0, 1, 2]);
  });
});

if (noBrowser === null) describe('the gradient check in a browser', browserTests);
else describe.skip(`the gradient check in a browser (${noBrowser})`, browserTests);

function browserTests(): void {
  let studio: Studio;
  beforeAll(async () => {
    studio = await Studio.start();
  });
  afterAll(() => studio?.stop());

  /** Opens a room and has its gradients checked. */
  const visit = (
    hash: string,
    look: (view: View) => Promise<void>,
    options: Parameters<Studio['open']>[1] = {},
  ): Promise<void> =>
    studio.visit(
      hash,
      async (view) => {
        await view.page.locator('section[aria-labelledby="gradients-title"] button').first().focus();
        await view.page.keyboard.press('Enter');
        await view.page.waitForSelector('[data-checked="true"]');
        await look(view);
      },
      options,
    );

  const rowsOf = (view: View): Promise<{ place: number; values: number[] }[]> =>
    view.page.locator('[data-place]').evaluateAll((rows) =>
      rows.map((row) => ({
        place: Number((row as HTMLElement).dataset['place']),
        values: Array.from(row.querySelectorAll<HTMLElement>('[data-value]'), ({ dataset }) =>
          Number(dataset['value']),
        ),
      })),
    );

  it('shows the gradients of Node in lunch: the tape’s bit for bit, the numeric ones to what ε leaves', async () => {
    const room = lunchProgram();
    const turns = room.start(lunch);
    while (turns.next().done !== true);
    const { parameters: weights } = room.answer({ history: [0], ahead: 0 });
    const program = checkProgram((description: typeof lunch) => new LunchNetwork(description));
    const checked = { network: lunch, weights };
    const single = gradientsIn(program.answer({ ask: 'gradients', ...checked }));
    await visit('#/lunch?hidden=4&epochs=3', async (view) => {
      const { page } = view;
      const [places, hidden] = [spread(16, 24), single.find(({ name }) => name === 'weight_hh')!];
      expect(await view.numbers('gradients')).toEqual(hidden.values);
      const found = ran(program, { ...checked, parameter: 'weight_hh', places, epsilon: 1e-5 });
      const byPlace = new Map(found.map((each) => [each.place, each]));
      const rows = await rowsOf(view);
      expect(rows).toHaveLength(8);
      for (const { place, values } of rows) {
        const { analytic, numeric } = byPlace.get(place)!;
        // Float64 is computed with the tanh of the engine, whose last bits differ.
        expect(values[0]).toBeCloseTo(analytic, 13);
        expect(values[1]).toBeCloseTo(numeric, 9);
        expect(values[2]).toBe(relativeError(values[0]!, values[1]!));
      }
      const verdict = page.locator('.verdict');
      expect(await verdict.getAttribute('data-done')).toBe('16');
      expect(await verdict.getAttribute('data-failed')).toBe('0');
      expect(await verdict.textContent()).toContain('All pass: with ε = 10⁻⁵');

      // By keyboard: another number, another parameter, another ε.
      await page.locator('#gradients [tabindex="0"]').focus();
      for (const key of ['ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
      expect(await page.locator('.one h3').textContent()).toBe('weight_hh[2,2]');
      expect(await page.locator('.one dd').nth(1).textContent()).toBe(shownAtAnySize(hidden.values[5]!, 9));
      await page.getByLabel('Parameter').selectOption({ label: 'head.weight [3, 4]' });
      await page.locator('.check select').last().selectOption({ label: '10⁻¹' });
      await page.waitForSelector('[data-checked="true"] .verdict[data-done="12"]');
      expect(await view.numbers('gradients')).toEqual(single.find(({ name }) => name === 'head.weight')!.values);
      expect(Number(await verdict.getAttribute('data-failed'))).toBeGreaterThan(0);
      await page.getByRole('button', { name: 'digits that agree' }).click();
      for (const value of await view.numbers('gradients')) expect(value).toBeLessThan(6);
    });
  });

  it('checks all numbers of any cell of the room of time', async () => {
    await visit('#/time?steps=12&hidden=6&updates=4', async ({ page }) => {
      await page.getByLabel('Network').selectOption({ label: 'LSTM' });
      await page.getByRole('button', { name: 'Check all 144' }).click();
      const verdict = page.locator('[data-checked="true"] .verdict[data-done="144"]');
      await verdict.waitFor();
      expect(await verdict.textContent()).toContain('Checked 144 of 144 numbers (144 there are). All pass');
    });
  });

  it('stops on the way, and goes on', async () => {
    // So many numbers that none can be quick enough to be through with them before the button is found.
    await visit('#/time?steps=30&hidden=24&updates=4', async ({ page }) => {
      const verdict = page.locator('.verdict');
      const done = async (): Promise<number> => Number(await verdict.getAttribute('data-done'));
      await page.getByLabel('Network').selectOption({ label: 'LSTM' });
      await page.getByRole('button', { name: 'Check all 2304' }).click();
      await page.locator('.check').getByRole('button', { name: 'Pause' }).click();
      const resume = page.locator('.check').getByRole('button', { name: 'Go on' });
      await resume.waitFor();
      const before = await standstill(page, done);
      expect(before).toBeLessThan(2304);
      await resume.click();
      await expect.poll(done).toBeGreaterThan(before);
    });
  });

  it('is loaded when it is asked for', async () => {
    const view = await studio.open('#/lunch?hidden=4&epochs=3');
    try {
      await view.page.waitForSelector('[data-settled="true"]');
      expect([...view.loaded.keys()].filter((url) => /GradientCheck|check-worker|LogCurves/.test(url))).toEqual([]);
    } finally {
      await view.close();
    }
  });

  it.each([
    ['lunch', 'ko', 'light', 1600],
    ['time', 'en', 'dark', 360],
  ])('has nothing that axe finds, and no sideways scrolling: %s, %s, %s, %i px', async (room, lang, theme, width) => {
    const query = room === 'lunch' ? 'hidden=12&epochs=2' : 'hidden=16&steps=4&updates=2';
    await visit(
      `#/${room}?${query}&lang=${lang}&theme=${theme}`,
      async (view) => {
        expect(await view.overflow()).toBe(0);
        expect(await view.findings()).toEqual([]);
        if (lang !== 'ko') return;
        const text = (await view.page.locator('.check .check').textContent())!;
        expect(text.replaceAll(/float\d+|(weight|bias)_\w+|head\.\w+/g, '')).not.toMatch(/[A-Za-z]{4,}/);
      },
      { viewport: { width, height: 800 } },
    );
  });
}
