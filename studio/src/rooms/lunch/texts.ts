import type { Language, Texts } from '../../shell/language.ts';

/** What the dishes are, for those who have not eaten them. */
export const glosses: Texts<readonly string[]> = {
  en: ['black-bean noodles', 'spicy seafood noodles', 'fried rice', 'sweet and sour pork'],
  ko: ['', '', '', ''],
};

const en = {
  title: 'Lunch, step by step',
  lead: 'Lunch goes by a rule that the network is not told. It reads what there was, a day at a time, keeps 16 or so numbers in mind, and says what comes next. Every number below is the one that it computed. Point at any of them.',

  timeline: 'Days',
  day: (n: number) => `Day ${n}`,
  ahead: (n: number) => `In ${n} ${n === 1 ? 'day' : 'days'}`,
  was: 'was',
  said: 'predicted',
  foretold: 'as predicted',
  notForetold: (dish: string) => `${dish} was predicted`,
  slider: 'The day that is looked at',
  sliderValue: (n: number, dish: string, isAhead: boolean) =>
    `day ${n}, ${dish} goes in${isAhead ? ', predicted' : ''}`,
  pause: 'Pause',
  edit: 'Another history',
  addDay: (dish: string) => `Add a day: ${dish}`,
  takeBack: 'Take one back',
  ownDays: 'As the rule has it',

  stepTitle: (n: number) => `Day ${n}: {dish} goes in`,
  stepAhead: (n: number) => `Day ${n}: {dish} goes in, which the network said itself`,
  comesOut: (percent: string) => `{dish} comes out, ${percent} sure`,
  hiddenHeading: 'The hidden state, from the dish and from what was in mind',
  outputHeading: 'The next dish, from the hidden state',
  readAs: 'Each row is one sum: the numbers above, times the row, added up.',
  inputMatrix: 'W_xh times the dish x, one-hot',
  stateMatrix: 'W_hh times h of the day before',
  biasVector: 'the bias b',
  sumVector: 'the sum a',
  hiddenVector: 'the new hidden state h, tanh of the sum',
  outputMatrix: 'W_hy times h',
  outputBias: 'the bias b_y',
  scoreVector: 'the scores y',
  probabilityVector: 'the probabilities p, softmax of the scores',
  dish: 'dish',
  unit: 'unit',
  legendWeights: 'weights',
  legendSums: 'sums',
  legendStates: 'states',

  arithmetic: 'The arithmetic',
  hint: 'Point at a number, or go to it with Tab and the arrow keys.',
  rowSum: (row: string) => `The whole sum of row ${row}:`,
  oneHot: (dish: string, value: number) =>
    value === 1 ? `1: ${dish} is what goes in` : `0: ${dish} is not what goes in`,
  before: 'what was in mind after the day before',
  learnt: 'a number that training found',

  rule: 'The rule',
  order: 'Dishes in turn',
  turn: (n: number) => `Dish ${n}`,
  longer: 'One more',
  shorter: 'One fewer',
  seventh: 'Every seventh day, a Friday',
  noSeventh: 'no exception',
  network: 'The network',
  hidden: 'Hidden numbers',
  epochs: 'Epochs',
  epoch: 'epoch',
  seed: 'Seed',
  again: 'Train again',
  otherSeed: 'Another seed',
  resume: 'Go on',
  training: 'Training',
  status: {
    idle: 'Not trained yet',
    training: 'Training …',
    paused: 'Paused',
    done: 'Trained',
    failed: 'Training failed',
  },
  loss: (epoch: number, loss: string) => `epoch ${epoch}, loss ${loss}`,
  curve: (count: number, first: string, last: string) => `The loss over ${count} epochs: from ${first} to ${last}`,
  byChance: 'guessing',
  outcome: (right: number, days: number, commonest: number) =>
    `On ${days} days that it has not seen it is right ${right} times; the commonest dish would be ${commonest} times.`,
};

const ko: typeof en = {
  title: '점심, 한 걸음씩',
  lead: '점심 메뉴에는 규칙이 있지만 신경망은 그 규칙을 듣지 못했습니다. 하루에 하나씩 지난 메뉴를 읽고, 열여섯 개 남짓한 수를 기억하며, 다음에 올 메뉴를 말합니다. 아래의 수는 모두 신경망이 실제로 계산한 것입니다. 아무 수나 가리켜 보십시오.',

  timeline: '날짜',
  day: (n) => `${n}일째`,
  ahead: (n) => `${n}일 뒤`,
  was: '있었던 메뉴',
  said: '예측',
  foretold: '예측대로',
  notForetold: (dish) => `예측은 ${dish}`,
  slider: '살펴볼 날',
  sliderValue: (n, dish, isAhead) => `${n}일째, 입력 ${dish}${isAhead ? '(예측한 메뉴)' : ''}`,
  pause: '멈춤',
  edit: '다른 기록 넣기',
  addDay: (dish) => `하루 더하기: ${dish}`,
  takeBack: '하루 빼기',
  ownDays: '규칙 그대로',

  stepTitle: (n) => `${n}일째 입력: {dish}`,
  stepAhead: (n) => `${n}일째 입력: {dish}, 신경망 스스로 예측한 메뉴`,
  comesOut: (percent) => `출력: {dish}, 확률 ${percent}`,
  hiddenHeading: '은닉 상태: 오늘의 메뉴와 어제까지의 기억에서',
  outputHeading: '다음 메뉴: 은닉 상태에서',
  readAs: '행 하나가 합 하나입니다. 위에 있는 수와 행의 수를 짝지어 곱하고 모두 더합니다.',
  inputMatrix: 'W_xh 곱하기 메뉴의 원-핫 벡터 x',
  stateMatrix: 'W_hh 곱하기 전날의 h',
  biasVector: '편향 b',
  sumVector: '합 a',
  hiddenVector: '새 은닉 상태 h, 합의 tanh',
  outputMatrix: 'W_hy 곱하기 h',
  outputBias: '편향 b_y',
  scoreVector: '점수 y',
  probabilityVector: '확률 p, 점수의 소프트맥스',
  dish: '메뉴',
  unit: '유닛',
  legendWeights: '가중치',
  legendSums: '합',
  legendStates: '상태',

  arithmetic: '계산 과정',
  hint: '수를 가리키거나, Tab 키와 화살표 키로 옮겨 가십시오.',
  rowSum: (row) => `${row}행의 합 전체:`,
  oneHot: (dish, value) => (value === 1 ? `1: 오늘 들어온 메뉴가 ${dish}` : `0: 오늘 들어온 메뉴가 ${dish} 아님`),
  before: '전날까지 읽고 기억한 수',
  learnt: '학습에서 찾은 수',

  rule: '규칙',
  order: '차례로 나오는 메뉴',
  turn: (n) => `${n}번째 메뉴`,
  longer: '하나 늘리기',
  shorter: '하나 줄이기',
  seventh: '이레마다, 금요일에는',
  noSeventh: '예외 없음',
  network: '신경망',
  hidden: '은닉 유닛',
  epochs: '에폭',
  epoch: '에폭',
  seed: '시드',
  again: '다시 학습',
  otherSeed: '다른 시드로',
  resume: '계속',
  training: '학습',
  status: {
    idle: '아직 학습하지 않음',
    training: '학습 중 …',
    paused: '멈춤',
    done: '학습 끝',
    failed: '학습 실패',
  },
  loss: (epoch, loss) => `에폭 ${epoch}, 손실 ${loss}`,
  curve: (count, first, last) => `에폭 ${count}번 동안의 손실: ${first}에서 ${last}까지`,
  byChance: '찍기',
  outcome: (right, days, commonest) =>
    `처음 보는 ${days}일 가운데 ${right}일을 맞혔습니다. 가장 흔한 메뉴만 답하면 ${commonest}일입니다.`,
};

export const texts: Texts<typeof en> = { en, ko };
export type LunchTexts = typeof en;

/** A share as percent. */
export function percent(share: number, language: Language): string {
  const digits = share > 0.9995 || share < 0.0005 ? 0 : 1;
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }).format(share);
}
