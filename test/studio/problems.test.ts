import { readFileSync } from 'node:fs';
import { inKorean } from 'elman-rnn/messages';
import { problemOf, type Problem } from 'elman-rnn/protocol';
import { readSaved } from 'elman-rnn/tasks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saidIn } from '../../studio/src/ui/problem.ts';
import { noBrowser } from '../support/browser.ts';
import { root } from '../support/sources.ts';
import { Studio } from './open-studio.ts';

const bug: Problem = { code: null, message: 'x is undefined', details: {} };
const strange: Problem = { code: 'nn/of-tomorrow', message: 'expected another day', details: {} };

/** A model that somebody changed, and what the library says of it. */
function damaged(): { readonly bytes: Buffer; readonly problem: Problem } {
  const bytes = readFileSync(`${root}studio/models/digit.safetensors`);
  bytes[bytes.length - 1]! ^= 1;
  try {
    readSaved(bytes, { file: 'the model' });
  } catch (error) {
    return { bytes, problem: problemOf(error) };
  }
  throw new Error('a changed model was taken for a good one');
}

describe('what went wrong', () => {
  it('is said in the language of the reader, in English where there is no other', async () => {
    const { problem } = damaged();
    expect(problem.code).toBe('model/checksum');
    expect(await saidIn('en', problem)).toBe(problem.message);
    expect(await saidIn('ko', problem)).toBe(inKorean(problem));
    expect(inKorean(problem)).toMatch(/손상되었거나 누군가 고쳤습니다. 내용의 sha256은 [0-9a-f]{8}/);
    const deaf: Problem = { code: 'studio/worker', message: 'the Worker does not run', details: { reason: '404' } };
    expect(await saidIn('ko', deaf)).toBe('워커가 실행되지 않습니다(404). 페이지를 새로 고치십시오');
    for (const each of [bug, strange]) expect(await saidIn('ko', each)).toBe(each.message);
  });
});

if (noBrowser === null) describe('an error of the library in a browser', browserTests);
else describe.skip(`an error of the library in a browser (${noBrowser})`, browserTests);

function browserTests(): void {
  let studio: Studio;
  beforeAll(async () => {
    studio = await Studio.start();
  });
  afterAll(() => studio?.stop());

  it('comes from the Worker with its code, and is said in Korean when that is chosen, loaded only then', async () => {
    const { bytes, problem } = damaged();
    const view = await studio.open('#/lunch');
    try {
      const { page, loaded } = view;
      const korean = (): string[] => [...loaded.keys()].filter((url) => url.includes('/messages-'));
      await page.route(/\.safetensors$/, (route) => route.fulfill({ body: bytes }));
      await page.evaluate(() => (location.hash = '#/shapes?task=digit'));
      const notice = page.locator(`[data-code="${problem.code}"]`);
      await notice.waitFor();
      expect(await notice.textContent()).toContain(`The model could not be opened: ${problem.message}`);
      expect(korean()).toEqual([]);
      await page.getByRole('button', { name: '한국어' }).click();
      await page.getByText('모델을 열지 못했습니다').waitFor();
      expect(await notice.textContent()).toContain(`모델을 열지 못했습니다: ${inKorean(problem)}`);
      expect(korean()).toHaveLength(1);
      expect(view.problems).toEqual([]);
    } finally {
      await view.close();
    }
  });
}
