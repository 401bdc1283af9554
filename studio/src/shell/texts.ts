import type { Texts } from './language.ts';
import type { Unread } from './fields.ts';

const en = {
  title: 'Elman studio',
  skip: 'Skip to the content',
  rooms: 'Rooms',
  language: 'Language',
  theme: 'Theme',
  light: 'Light',
  dark: 'Dark',
  loading: 'Loading …',
  notLoaded: (message: string) => `This room did not load: ${message}`,
  noRoom: (name: string) => `There is no room “${name}”; this is the first one.`,
  unread: ({ name, text, used }: Unread) =>
    used === ''
      ? `The address says ${name}=${text}, which cannot be read and is left out.`
      : `The address says ${name}=${text}, which cannot be read; ${used} is used in its place.`,
  privacy: 'All is computed in this page, by the library that everyone else uses. Nothing leaves it.',
  oneThread:
    'This page is not cross-origin isolated, so its Workers compute on one thread. elman studio serves it isolated.',
};

const ko: typeof en = {
  title: '엘만 스튜디오',
  skip: '본문으로 건너뛰기',
  rooms: '방',
  language: '언어',
  theme: '화면',
  light: '밝게',
  dark: '어둡게',
  loading: '불러오는 중 …',
  notLoaded: (message) => `이 방을 불러오지 못했습니다: ${message}`,
  noRoom: (name) => `“${name}” 방은 없습니다. 첫 번째 방을 보여 줍니다.`,
  unread: ({ name, text, used }) =>
    used === ''
      ? `주소의 ${name}=${text} 값은 읽을 수 없어 쓰지 않습니다.`
      : `주소의 ${name}=${text} 값은 읽을 수 없어 ${used} 값을 대신 씁니다.`,
  privacy: '모든 계산은 누구나 쓰는 그 라이브러리로 이 페이지 안에서 이루어지며, 아무것도 밖으로 나가지 않습니다.',
  oneThread:
    '이 페이지는 교차 출처 격리가 되어 있지 않아 워커가 스레드 하나로 계산합니다. elman studio로 열면 격리됩니다.',
};

export const texts: Texts<typeof en> = { en, ko };
