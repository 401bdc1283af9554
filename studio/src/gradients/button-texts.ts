import type { Texts } from '../shell/language.ts';

/** What is said before anything is checked; the rest is loaded with the check. */
const en = {
  title: 'Gradient check',
  lead: 'Are the gradients right? The tape gets them by the chain rule, backward through every step: analytic. One can also ask the loss itself, by moving one weight w a little to each side: numeric. It is slow, two passes a number, but hardly anything can be wrong with it.',
  check: 'Check the gradients now',
  again: 'Check again, with the weights of now',
  loading: 'Loading …',
  notLoaded: (message: string) => `The check did not load: ${message}`,
};

const ko: typeof en = {
  title: '기울기 검사',
  lead: '기울기는 맞게 계산되었을까요? 테이프는 연쇄 법칙으로 모든 시점을 거슬러 가며 기울기를 구합니다. 이것이 해석적 기울기입니다. 가중치 w 하나를 양쪽으로 조금씩 움직여 손실에 직접 물어볼 수도 있습니다. 이것이 수치적 기울기입니다. 수 하나마다 순전파가 두 번 들어 느리지만, 틀릴 여지가 거의 없습니다.',
  check: '지금 기울기 검사',
  again: '지금의 가중치로 다시 검사',
  loading: '불러오는 중 …',
  notLoaded: (message) => `검사를 불러오지 못했습니다: ${message}`,
};

export const texts: Texts<typeof en> = { en, ko };
