import { expect } from '../../util/errors.ts';
import type { GuessedConfig, TaskContext } from '../task.ts';
import { readText } from './data.ts';

/** From so many letters on a larger network pays. */
const LONG_TEXT = 300_000;

/** Guesses the sections of a config from a text. */
export async function guess(file: string, context: TaskContext): Promise<GuessedConfig> {
  const text = await readText(file, context);
  expect(text.trim() !== '', 'data/empty', () => `${file} is empty`, { file });
  const lines = text.split('\n').filter((line) => line.trim() !== '').length;
  const large = text.length >= LONG_TEXT;
  return {
    data: [
      { key: 'file', value: file, comment: { en: 'UTF-8 text, also gzipped', ko: 'UTF-8 글 (gzip 가능)' } },
      {
        key: 'unit',
        value: 'grapheme',
        comment: { en: 'grapheme, jamo or word', ko: 'grapheme(글자), jamo(자모), word(낱말) 가운데 하나' },
      },
      {
        key: 'documents',
        value: 'file',
        comment: {
          en: `file, line or paragraph: what belongs together (${lines} lines here)`,
          ko: `file, line, paragraph 가운데 하나: 무엇이 한 덩어리인가 (여기는 ${lines}줄)`,
        },
      },
      {
        key: 'window',
        value: 64,
        comment: { en: 'steps that gradients go back', ko: '기울기가 거슬러 가는 시간 단계 수' },
      },
    ],
    model: [
      { key: 'cell', value: 'lstm', comment: { en: 'any cell: lstm, gru …', ko: '셀: lstm, gru …' } },
      {
        key: 'hidden',
        value: large ? 512 : 128,
        comment: { en: 'size of the hidden state', ko: '은닉 상태의 크기' },
      },
      {
        key: 'embedding',
        value: 64,
        comment: { en: 'numbers that stand for a symbol', ko: '기호 하나를 나타내는 수의 개수' },
      },
      {
        key: 'outputDropout',
        value: large ? 0.3 : 0.2,
        comment: { en: 'against learning by heart', ko: '통째로 외우는 것을 막는다' },
      },
    ],
    train: [
      { key: 'epochs', value: 10, comment: { en: 'times through the text', ko: '글 전체를 몇 번 볼지' } },
      { key: 'optimizer', value: 'adam', comment: { en: 'sgd, adam, adamw …', ko: 'sgd, adam, adamw …' } },
      { key: 'lr', value: 0.003, comment: { en: 'learning rate', ko: '학습률' } },
      { key: 'schedule', value: 'cosine', comment: { en: 'down to 0 at the end', ko: '끝에서 0까지 줄인다' } },
      { key: 'clipNorm', value: 1, comment: { en: 'limits the gradients', ko: '기울기의 크기를 제한한다' } },
      { key: 'seed', value: 7, comment: { en: 'the same seed, the same model', ko: '시드가 같으면 모델도 같다' } },
    ],
  };
}
