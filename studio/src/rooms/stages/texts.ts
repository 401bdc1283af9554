import type { Language, Texts } from '../../shell/language.ts';
import type { Kind } from './book.ts';
import type { NetworkName, PartName, StepPart } from './parts.ts';

/** What each kind of sentence looks like, in the language of the book. */
export const patterns: Readonly<Record<Kind, string>> = {
  right: 'A saw B .',
  same: 'A saw A .',
  endless: 'A saw B saw C …',
  disorder: 'A . B .',
};

interface PartTexts {
  readonly name: string;
  /** What it is for, and what the cell does without it. */
  readonly on: string;
  readonly off: string;
}

const en = {
  title: 'The LSTM in stages',
  lead: 'A children’s book has three names and one kind of sentence: somebody saw somebody else. Three networks read it and then tell 1,000 sentences each: an LSTM that has the parts you choose, the whole LSTM, and a plain Elman network. Whoever tells it must remember who has been named and how far the sentence is.',

  parts: 'Parts of your LSTM',
  part: {
    forgetting: {
      name: 'Forgetting',
      on: 'The forget gate f multiplies the cell state: what a sentence no longer needs goes to 0.',
      off: 'Nothing is forgotten: the cell state is a sum that goes on and on.',
    },
    ignoring: {
      name: 'Ignoring',
      on: 'The input gate i multiplies what is new: a word that does not matter is not written down.',
      off: 'Every word is written into the cell state, whether it matters or not.',
    },
    selection: {
      name: 'Selection',
      on: 'The output gate o multiplies what goes out: what is kept for later is not said yet.',
      off: 'All that is remembered goes out at every word.',
    },
  } satisfies Record<PartName, PartTexts>,
  formula: 'The cell as it is',
  seeds: 'The results hang on the seed: with some, the other parts make up for one that is missing.',
  hidden: 'Hidden units',
  updates: 'Updates',
  seed: 'Seed',
  again: 'Train again',
  otherSeed: 'Another seed',
  pause: 'Pause',
  resume: 'Go on',
  status: {
    idle: 'Not trained yet',
    training: 'Training …',
    paused: 'Training paused',
    done: 'Trained',
    failed: 'Training failed',
  },

  told: 'What they tell',
  slider: 'After how many updates',
  after: (updates: string) => `after ${updates} updates`,
  network: { yours: 'Your LSTM', lstm: 'The whole LSTM', elman: 'Elman' } satisfies Record<NetworkName, string>,
  same: 'With all of its parts, your LSTM is the whole LSTM.',
  weights: (n: string) => `${n} weights at work`,
  loss: (loss: string, least: string) => `loss ${loss}, at best ${least}`,
  kinds: { right: 'right', same: 'saw themselves', endless: 'does not end', disorder: 'disorder' } satisfies Record<
    Kind,
    string
  >,
  kind: 'Kind',
  sentences: 'Sentences',
  chart: (network: string, updates: string, counts: string) => `${network}, after ${updates} updates: ${counts}`,
  begins: 'It begins',
  firsts: 'First of each mistake',
  none: 'No mistake among them',
  nth: (n: string) => `sentence ${n}`,
  mistake: 'mistake here',

  prevents: 'What each gate prevents',
  preventsLead:
    'The whole LSTM, as it has learnt. One of its gates is suddenly held open, nothing is learnt anew, and it tells 1,000 sentences once more: what goes wrong now is what that gate prevented.',
  asTrained: 'as it has learnt',
  without: (part: string) => `without ${part.toLowerCase()}`,
  heldWait: 'As soon as it is trained …',
  first: 'First mistake',

  reading: 'One sentence, word by word',
  readingLead:
    'All networks read the same page of the book and then this sentence; choose one above, or make one. Below each word stands what is expected next, and what the gates do with the memory.',
  sentence: 'The sentence',
  add: (word: string) => `Add “${word}”`,
  takeBack: 'Take back',
  least: (before: string, p: string) => `Least expected: {word} after “${before}”, p = ${p}`,
  heldOpen: 'held open: 1 everywhere',
  stepPart: {
    i: 'input gate: how much is written',
    f: 'forget gate: how much is kept',
    g: 'candidate: what would be written',
    o: 'output gate: how much goes out',
    c: 'cell state',
    h: 'hidden state',
    p: 'expected next',
  } satisfies Record<StepPart | 'p', string>,
  full: (most: string) => `full colour: ±${most}`,
  unit: (n: number) => `unit ${n}`,
  hint: 'Point at a number, or go to a table with Tab and on with the arrows.',
  where: (network: string, part: string, word: string) => `${network}, ${part}, after “${word}”`,
};

const ko: typeof en = {
  title: '단계별로 보는 LSTM',
  lead: '이름 세 개와 한 가지 꼴의 문장만 나오는 어린이 책이 있습니다. 누군가가 다른 누군가를 보았다는 문장입니다. 신경망 셋이 이 책을 읽고 문장을 1,000개씩 말합니다. 여러분이 고른 기능만 갖춘 LSTM, 온전한 LSTM, 보통의 엘만 신경망입니다. 책을 이야기하려면 누구의 이름이 나왔는지, 지금 문장의 어디인지 기억해야 합니다.',

  parts: 'LSTM에 넣을 기능',
  part: {
    forgetting: {
      name: '잊기',
      on: '망각 게이트 f를 셀 상태에 곱합니다. 이 문장에 더는 필요 없는 것이 0이 됩니다.',
      off: '아무것도 잊지 않습니다. 셀 상태는 더해지기만 합니다.',
    },
    ignoring: {
      name: '무시하기',
      on: '입력 게이트 i를 새로 들어오는 것에 곱합니다. 중요하지 않은 단어는 적어 두지 않습니다.',
      off: '중요하든 아니든 모든 단어를 셀 상태에 적습니다.',
    },
    selection: {
      name: '고르기',
      on: '출력 게이트 o를 밖으로 나가는 것에 곱합니다. 나중에 쓸 것은 아직 내보내지 않습니다.',
      off: '단어마다 기억하는 것을 모두 내보냅니다.',
    },
  },
  formula: '지금의 셀',
  seeds: '결과는 시드에 따라 다릅니다. 기능 하나가 빠져도 나머지가 그 일을 대신하는 시드가 있습니다.',
  hidden: '은닉 유닛',
  updates: '갱신 횟수',
  seed: '시드',
  again: '다시 학습',
  otherSeed: '다른 시드로',
  pause: '멈춤',
  resume: '계속',
  status: {
    idle: '아직 학습하지 않음',
    training: '학습 중 …',
    paused: '학습 멈춤',
    done: '학습 끝',
    failed: '학습 실패',
  },

  told: '말한 문장',
  slider: '갱신 횟수',
  after: (updates) => `${updates}번 갱신한 뒤`,
  network: { yours: '내가 고른 LSTM', lstm: '온전한 LSTM', elman: '엘만' },
  same: '기능을 모두 넣으면 온전한 LSTM과 같습니다.',
  weights: (n) => `실제로 쓰는 가중치 ${n}개`,
  loss: (loss, least) => `손실 ${loss}, 이론상 최소 ${least}`,
  kinds: { right: '맞음', same: '자기를 봄', endless: '끝나지 않음', disorder: '흐트러짐' },
  kind: '종류',
  sentences: '문장 수',
  chart: (network, updates, counts) => `${network}, ${updates}번 갱신한 뒤: ${counts}`,
  begins: '처음 말한 문장',
  firsts: '종류별 첫 실수',
  none: '실수가 하나도 없음',
  nth: (n) => `${n}번째 문장`,
  mistake: '여기가 틀림',

  prevents: '게이트가 막아 주는 실수',
  preventsLead:
    '학습을 마친 온전한 LSTM에서 게이트 하나를 갑자기 열어 두고, 다시 배우지 않은 채 문장 1,000개를 새로 말하게 합니다. 이때 생기는 실수가 그 게이트가 막아 주던 실수입니다.',
  asTrained: '배운 그대로',
  without: (part) => `${part} 없이`,
  heldWait: '학습이 끝나면 보여 줍니다 …',
  first: '첫 실수',

  reading: '한 문장을 단어마다 살펴보기',
  readingLead:
    '모든 신경망이 책의 같은 쪽을 읽은 다음 이 문장을 읽습니다. 문장은 위에서 고르거나 직접 만들 수 있습니다. 단어 아래에는 다음 단어로 무엇을 예상하는지, 게이트가 기억을 어떻게 다루는지 보입니다.',
  sentence: '문장',
  add: (word) => `“${word}” 덧붙이기`,
  takeBack: '하나 지우기',
  least: (before, p) => `가장 뜻밖인 단어: “${before}” 다음의 {word}, p = ${p}`,
  heldOpen: '열어 둠: 어디서나 1',
  stepPart: {
    i: '입력 게이트: 얼마나 적는가',
    f: '망각 게이트: 얼마나 남기는가',
    g: '후보: 무엇을 적을 것인가',
    o: '출력 게이트: 얼마나 내보내는가',
    c: '셀 상태',
    h: '은닉 상태',
    p: '예상하는 다음 단어',
  },
  full: (most) => `색의 끝: ±${most}`,
  unit: (n) => `유닛 ${n}`,
  hint: '수를 가리키거나 Tab 키로 표에 들어가 화살표로 옮겨 다니십시오.',
  where: (network, part, word) => `${network}, ${part}, “${word}” 다음`,
};

export const texts: Texts<typeof en> = { en, ko };

export function whole(value: number, language: Language): string {
  return new Intl.NumberFormat(language).format(value);
}
