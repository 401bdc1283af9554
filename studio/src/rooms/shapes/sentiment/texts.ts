import type { Texts } from '../../../shell/language.ts';
import type { NetworkChoice } from './fields.ts';

const en = {
  lead: 'A review goes in, letter by letter in Korean and word by word in English; the last hidden state alone says whether it is good or bad. Type, and watch the answer turn.',
  review: 'A review, in Korean or English',
  examples: 'Examples',
  network: 'The network that answers',
  networks: {
    script: 'By the script',
    ko: '한국어',
    en: 'English',
  } satisfies Record<NetworkChoice, string>,
  nothing: 'Nothing is typed yet: there is nothing to answer.',
  verdict: (isGood: boolean, share: string) => `${isGood ? 'Good' : 'Bad'}, ${share} sure`,
  gauge: (share: string) => `The probability of “good”: ${share}`,
  bad: 'bad',
  good: 'good',
  shares: 'What each step did for the answer',
  sharesAre:
    'Gradient × input: how much the score of “good” would fall, to first order, if the step were left out. Orange speaks for good, blue for bad.',
  legend: 'bad … good',
  unrolled: 'The network, a step a letter or word; above, the probability of “good” if the text ended there',
  choose: (step: number) => `Look at step ${step}`,
  slider: 'The step that is looked at',
  sliderValue: (step: number, symbol: string) => `Step ${step}: ${symbol}`,
  told: (symbol: string, good: string, share: string) => `After “${symbol}”: good ${good}; its share ${share}`,
  states: 'The hidden state over time',
  unit: (n: number) => `unit ${n}`,
  axis: 'unit',
  space: 'space',
  origin: {
    ko: 'It learnt from 145,000 Korean film reviews of NSMC (CC0), drawn anew from the raw pool, and nothing else: of other things it judges as if they were films.',
    en: 'It learnt from 2,237 sentences on things, films and restaurants (the package sentiment, MIT), and nothing else: that is very little, and it often errs.',
  },
};

const ko: typeof en = {
  lead: '평을 한국어는 한 글자씩, 영어는 한 낱말씩 넣습니다. 좋은 평인지 나쁜 평인지는 마지막 은닉 상태 하나가 답합니다. 글을 쓰면서 답이 바뀌는 것을 보세요.',
  review: '한국어나 영어로 쓴 평',
  examples: '예문',
  network: '답하는 신경망',
  networks: {
    script: '글자에 따라',
    ko: '한국어',
    en: 'English',
  },
  nothing: '아직 아무것도 쓰지 않아 답할 것이 없습니다.',
  verdict: (isGood, share) => `${isGood ? '좋은 평' : '나쁜 평'}, 확률 ${share}`,
  gauge: (share) => `좋은 평일 확률: ${share}`,
  bad: '나쁨',
  good: '좋음',
  shares: '시점마다 답에 기여한 정도',
  sharesAre:
    '그레이디언트 × 입력: 그 시점을 뺐을 때 좋은 평의 점수가 얼마나 떨어질지 1차로 어림한 값입니다. 주황은 좋은 쪽, 파랑은 나쁜 쪽입니다.',
  legend: '나쁨 … 좋음',
  unrolled: '글자나 낱말 하나를 한 시점으로 펼친 신경망. 위는 글이 거기서 끝났다면 좋은 평일 확률',
  choose: (step) => `${step}번째 시점 보기`,
  slider: '보고 있는 시점',
  sliderValue: (step, symbol) => `${step}번째 시점: ${symbol}`,
  told: (symbol, good, share) => `“${symbol}” 다음: 좋은 평일 확률 ${good}, 기여 ${share}`,
  states: '시점에 따른 은닉 상태',
  unit: (n) => `유닛 ${n}`,
  axis: '유닛',
  space: '빈칸',
  origin: {
    ko: 'NSMC의 원자료에서 다시 뽑은 한국어 영화 평 145,000개(CC0)로만 배웠습니다. 다른 것에 대한 평도 영화 평처럼 봅니다.',
    en: '물건, 영화, 식당에 대한 영어 문장 2,237개(sentiment 꾸러미, MIT)로만 배웠습니다. 아주 적은 양이라 자주 틀립니다.',
  },
};

export const texts: Texts<typeof en> = { en, ko };

/** The first is what the task opens with. */
export const examples: Texts<readonly string[]> = {
  ko: [
    '배우들 연기는 정말 좋았는데 이야기가 너무 지루했어요',
    '시간 가는 줄 몰랐어요',
    '두 번은 못 보겠다',
    '기대 안 했는데 눈물 나게 재밌네요',
  ],
  en: [
    'The food was great but the service was terribly slow.',
    'I could not stop laughing, a wonderful film!',
    'Do not waste your money on this phone.',
    'Not bad at all.',
  ],
};
