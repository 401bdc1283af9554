import type { Texts } from '../shell/language.ts';

const en = {
  first: 'To the first',
  back: 'One back',
  forth: 'One on',
  play: 'Play',
  pause: 'Pause',
  asTable: 'Numbers',
  problem: (message: string) => `The Worker says: ${message}`,
};

const ko: typeof en = {
  first: '처음으로',
  back: '하나 앞으로',
  forth: '하나 뒤로',
  play: '재생',
  pause: '멈춤',
  asTable: '수로 보기',
  problem: (message) => `워커의 오류: ${message}`,
};

export const texts: Texts<typeof en> = { en, ko };
