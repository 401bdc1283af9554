import type { Texts } from '../../shell/language.ts';
import type { ShapeId } from './shapes.ts';

interface ShapeText {
  readonly name: string;
  /** What it is for. */
  readonly use: string;
  /** The drawing in words. */
  readonly drawing: string;
}

const en = {
  title: 'The five shapes',
  lead: 'A recurrent network reads any number of steps and says any number of things. Only the shape in which it is laid out over time differs. Each drawing is a network, time from left to right: what goes in, x, stands below, the hidden state, h, in the middle, what comes out, y, above. Open a task to see its network at work.',
  shapes: {
    'one-to-one': {
      name: 'One to one',
      use: 'One thing in, one thing out, no time: an ordinary network.',
      drawing: 'One input goes into one hidden layer, and out of it comes one output.',
    },
    'one-to-many': {
      name: 'One to many',
      use: 'One thing goes in, a sequence comes out: a picture becomes a sentence.',
      drawing: 'One input goes into the first of three hidden states in a row; an output comes out of each.',
    },
    'many-to-one': {
      name: 'Many to one',
      use: 'A sequence goes in, one answer comes out at the end: what a text is about.',
      drawing: 'An input goes into each of three hidden states in a row; an output comes out of the last.',
    },
    'many-to-many': {
      name: 'Many to many',
      use: 'A sequence is read to its end, then another is said: a translation.',
      drawing:
        'An input goes into each of the first three of six hidden states in a row; an output comes out of each of the last three.',
    },
    'in-step': {
      name: 'Many to many, in step',
      use: 'At every step something goes in and an answer comes out: a label for each frame.',
      drawing: 'An input goes into each of three hidden states in a row; an output comes out of each.',
    },
  } satisfies Record<ShapeId, ShapeText>,
  tasks: 'Tasks of this shape',
  choose: 'Shapes',
  loading: 'Loading …',
  notLoaded: (message: string) => `This task did not load: ${message}`,

  fetching: (percent: string) => `Fetching the model … ${percent}`,
  opening: 'Fetching the model …',
  opened: (parameters: string, size: string) => `The model is open: ${parameters} learnt numbers, ${size}.`,
  notOpened: (message: string) => `The model could not be opened: ${message}`,
  retry: 'Try again',
};

const ko: typeof en = {
  title: '다섯 가지 모양',
  lead: '순환 신경망은 몇 시점이든 읽고 몇 번이든 답합니다. 달라지는 것은 시간에 따라 펼쳐 놓은 모양뿐입니다. 그림마다 신경망 하나를 시간 순서로 왼쪽에서 오른쪽으로 그렸습니다. 아래가 입력 x, 가운데가 은닉 상태 h, 위가 출력 y입니다. 과제를 열면 그 신경망이 실제로 움직입니다.',
  shapes: {
    'one-to-one': {
      name: '일대일',
      use: '하나를 넣으면 하나가 나옵니다. 시간이 없는 보통 신경망입니다.',
      drawing: '입력 하나가 은닉층 하나로 들어가고, 거기서 출력 하나가 나옵니다.',
    },
    'one-to-many': {
      name: '일대다',
      use: '하나를 넣으면 시퀀스가 나옵니다. 그림이 문장이 됩니다.',
      drawing: '입력 하나가 나란한 은닉 상태 셋 가운데 첫 번째로 들어가고, 셋 모두에서 출력이 나옵니다.',
    },
    'many-to-one': {
      name: '다대일',
      use: '시퀀스를 넣으면 끝에 답 하나가 나옵니다. 글이 어떤 글인지 답합니다.',
      drawing: '나란한 은닉 상태 셋에 입력이 하나씩 들어가고, 마지막 은닉 상태에서 출력이 나옵니다.',
    },
    'many-to-many': {
      name: '다대다',
      use: '시퀀스를 끝까지 읽은 다음 다른 시퀀스를 말합니다. 번역이 그렇습니다.',
      drawing: '나란한 은닉 상태 여섯 가운데 처음 셋에 입력이 하나씩 들어가고, 나중 셋에서 출력이 하나씩 나옵니다.',
    },
    'in-step': {
      name: '시점마다 다대다',
      use: '시점마다 하나를 넣고 답 하나를 얻습니다. 장면마다 레이블을 붙입니다.',
      drawing: '나란한 은닉 상태 셋에 입력이 하나씩 들어가고, 셋 모두에서 출력이 나옵니다.',
    },
  },
  tasks: '이 모양의 과제',
  choose: '모양',
  loading: '불러오는 중 …',
  notLoaded: (message) => `이 과제를 불러오지 못했습니다: ${message}`,

  fetching: (percent) => `모델을 받는 중 … ${percent}`,
  opening: '모델을 받는 중 …',
  opened: (parameters, size) => `모델이 열렸습니다. 학습한 수 ${parameters}개, ${size}입니다.`,
  notOpened: (message) => `모델을 열지 못했습니다: ${message}`,
  retry: '다시 시도',
};

export const texts: Texts<typeof en> = { en, ko };
