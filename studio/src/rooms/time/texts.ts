import type { Texts } from '../../shell/language.ts';
import type { CellKind } from '../../ui/cells.ts';
import type { StatePart } from './description.ts';
import type { Trial } from './fields.ts';

const en = {
  title: 'Backward through time',
  lead: 'A capital letter comes first, then small letters that say nothing; after the last of them the network is to tell the capital. It can only learn that if the gradient of the loss gets back from the last step to the first. Here it is at every step, while three cells train on the same sequences.',

  trials: 'Begin with',
  trial: {
    vanishing: 'It vanishes',
    lasting: 'It lasts',
    exploding: 'It explodes',
    clipped: 'It explodes, and is clipped',
  } satisfies Record<Trial, string>,
  cells: 'Cells',
  steps: 'Steps T',
  hidden: 'Hidden units',
  scale: 'Scale of W_hh',
  keep: 'Bias of f and z',
  rate: 'Learning rate',
  updates: 'Updates',
  seed: 'Seed',
  clip: 'Clip the gradient',
  clipNorm: 'To the norm',
  notes:
    'W_hh begins as an orthogonal matrix times its scale, so that it stretches every vector by just that. The bias is what the gates begin with that keep the state: f of the LSTM, z of the GRU. Adam learns, 16 new sequences an update.',
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

  look: 'What is looked at',
  slider: 'The moment of the training that is looked at',
  update: (n: number) => `Update ${n}`,
  hint: 'Point at the curves or at a picture, or go there with Tab: left and right go through the steps, up and down through the training.',
  where: (cell: string, part: string, update: number, step: number, steps: number) =>
    `${cell}, ${part}, update ${update}, step ${step} of ${steps}`,
  leftOf: (factor: string) => `${factor} times the size at the last step`,
  notRead: 'The last c is read by nothing but the h of its own step.',
  notThere: 'not there yet',
  parts: { h: 'hidden state', c: 'cell state' } satisfies Record<StatePart, string>,

  backTitle: 'The gradient on its way back',
  back: 'L is the loss of the answer after step T. The gradient comes in on the right and goes from step to step to the left; a line across is a power of ten. A line that falls to the left is a gradient that vanishes, one that rises is a gradient that explodes.',
  curves: (update: number) => `Size of the gradient at each step, update ${update}`,
  step: (n: number) => `step ${n}`,
  cell: 'Cell',
  atEnd: 'at step T',
  atStart: 'at step 1',
  arrives: 'arrives',
  perStep: 'a step back',
  live: {
    elman: (gain: string, kept: string, product: string) =>
      `Now W_hh stretches a vector × ${gain} at most (its largest singular value), and 1 − h² is ${kept} on average. A step back makes of a gradient × ${product} at most, about, and less in most directions; the next step does so again.`,
    lstm: (_gain: string, kept: string) =>
      `Along c a step back multiplies by f alone, not by a matrix: now by ${kept} on average. While f is near 1 the gradient lasts.`,
    gru: (_gain: string, kept: string) =>
      `Beside the way through the weights there is one on which a step back multiplies by z alone: now by ${kept} on average.`,
  } satisfies Record<CellKind, unknown>,

  trainTitle: 'While it trains',
  train:
    'Training goes from above to below, steps from left to right. Blue: less of the gradient is left than there is at the last step; orange: more. A gradient that vanished cannot teach the first step anything. Clipping makes the whole gradient of all weights smaller, in one piece: it tames the step that is taken, not the way back.',
  full: (power: string) => `full colour: ×${power} and ÷${power}`,
  axis: 'update',
  lossNorm: (cell: string) => `${cell}: loss and norm of the whole gradient while it trains`,
  loss: 'loss L',
  norm: 'norm of the whole gradient',
  clipAt: 'clipped above',
  now: (loss: string, right: string, norm: string) =>
    `Loss ${loss}, ${right} right; norm of the whole gradient ${norm}`,
  clipped: (clipped: number, of: number) => `clipped in ${clipped} of ${of} updates`,
  notClipped: 'not clipped',
  outcome: (right: number, of: number) =>
    `Of ${of} sequences that it has not seen it gets ${right} right; guessing gets a third.`,

  connectTitle: 'What an answer hangs on',
  connect:
    'One sequence, gone through by each cell. Point at a step: after it the network would answer with the letter whose score y is highest. The colours are ‖∂y/∂x‖ for each letter x until then, as a share of the largest: how much the answer would change with it. The view is that of Madsen, “Visualizing memorization in RNNs” (Distill, 2019).',
  otherExample: 'Another sequence',
  output: (cell: string) => `${cell}: the step whose answer is asked about`,
  answer: (step: number, letter: string, answer: string, percent: string) =>
    `after step ${step} (${letter}): ${answer}; the right letter has ${percent}`,
  mattered: (step: number, letter: string) => `step ${step} (${letter}) matters most`,
  ofLargest: (share: string) => `${share} of the largest`,
  after: 'comes after the answer',
  matrix: (cell: string) => `${cell}: how much each input matters to each answer`,
  matrixAxes: 'answers from left to right, inputs from above to below',
  matrixCorner: 'input',
  askedAt: (step: number) => `The answer after step ${step}`,
};

const ko: typeof en = {
  title: '시간을 거슬러',
  lead: '대문자 하나가 먼저 나오고, 아무 뜻도 없는 소문자가 그 뒤를 잇습니다. 신경망은 마지막 소문자까지 읽은 다음 처음의 대문자를 맞혀야 합니다. 이것을 배우려면 손실의 기울기가 마지막 시점에서 첫 시점까지 되돌아가야 합니다. 세 가지 셀이 같은 시퀀스로 학습하는 동안 시점마다의 기울기를 보여 줍니다.',

  trials: '시작하기',
  trial: {
    vanishing: '기울기 소실',
    lasting: '기울기 유지',
    exploding: '기울기 폭주',
    clipped: '기울기 폭주와 클리핑',
  },
  cells: '셀',
  steps: '시점 수 T',
  hidden: '은닉 유닛',
  scale: 'W_hh의 크기',
  keep: 'f와 z의 편향',
  rate: '학습률',
  updates: '갱신 횟수',
  seed: '시드',
  clip: '기울기 클리핑',
  clipNorm: '노름의 한도',
  notes:
    'W_hh는 직교 행렬에 위의 크기를 곱한 값에서 시작하므로 처음에는 모든 벡터를 꼭 그만큼 늘이거나 줄입니다. 편향은 상태를 간직하는 게이트, 곧 LSTM의 f와 GRU의 z가 처음에 갖는 값입니다. Adam으로 학습하며, 갱신할 때마다 새 시퀀스 16개를 씁니다.',
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

  look: '볼 것',
  slider: '살펴볼 학습 순간',
  update: (n) => `${n}번째 갱신`,
  hint: '곡선이나 그림을 가리키거나 Tab 키로 들어가십시오. 왼쪽·오른쪽 화살표는 시점을, 위·아래 화살표는 학습 순간을 옮깁니다.',
  where: (cell, part, update, step, steps) => `${cell}, ${part}, ${update}번째 갱신, 시점 ${step}/${steps}`,
  leftOf: (factor) => `마지막 시점에서의 크기의 ${factor}배`,
  notRead: '마지막 c는 같은 시점의 h 말고는 아무것도 읽지 않습니다.',
  notThere: '아직 없음',
  parts: { h: '은닉 상태', c: '셀 상태' },

  backTitle: '되돌아가는 기울기',
  back: 'L은 시점 T 뒤에 내놓은 답의 손실입니다. 기울기는 오른쪽 끝에서 들어와 한 시점씩 왼쪽으로 되돌아갑니다. 가로줄 하나가 10의 거듭제곱 하나입니다. 왼쪽으로 갈수록 내려가는 선은 소실되는 기울기이고, 올라가는 선은 폭주하는 기울기입니다.',
  curves: (update) => `${update}번째 갱신에서 시점별 기울기의 크기`,
  step: (n) => `시점 ${n}`,
  cell: '셀',
  atEnd: '시점 T에서',
  atStart: '시점 1에서',
  arrives: '도착하는 비율',
  perStep: '한 시점마다',
  live: {
    elman: (gain, kept, product) =>
      `지금 W_hh는 벡터를 많아야 ${gain}배로 늘이고(가장 큰 특잇값), 1 − h²은 평균 ${kept}입니다. 한 시점 되돌아갈 때마다 기울기는 많아야 약 ${product}배가 되고, 대부분의 방향에서는 그보다 작아집니다.`,
    lstm: (_gain, kept) =>
      `c를 따라 되돌아갈 때는 행렬이 아니라 f만 곱해집니다. 지금 f는 평균 ${kept}입니다. f가 1에 가까운 동안에는 기울기가 사라지지 않습니다.`,
    gru: (_gain, kept) => `가중치를 지나는 길 말고도 z만 곱해지는 길이 있습니다. 지금 z는 평균 ${kept}입니다.`,
  },

  trainTitle: '학습하는 동안',
  train:
    '위에서 아래로 학습이 진행되고, 왼쪽에서 오른쪽으로 시점이 흐릅니다. 파란색은 기울기가 마지막 시점보다 작아진 곳, 주황색은 커진 곳입니다. 소실된 기울기로는 첫 시점에 아무것도 가르칠 수 없습니다. 클리핑은 모든 가중치의 기울기를 통째로 줄입니다. 갱신의 크기만 다스릴 뿐, 기울기가 되돌아가는 길을 바꾸지는 않습니다.',
  full: (power) => `색의 끝: ${power}배와 ${power}분의 1`,
  axis: '갱신',
  lossNorm: (cell) => `${cell}: 학습하는 동안의 손실과 전체 기울기의 노름`,
  loss: '손실 L',
  norm: '전체 기울기의 노름',
  clipAt: '클리핑 한도',
  now: (loss, right, norm) => `손실 ${loss}, 정답률 ${right}, 전체 기울기의 노름 ${norm}`,
  clipped: (clipped, of) => `갱신 ${of}번 가운데 ${clipped}번 클리핑`,
  notClipped: '클리핑 없음',
  outcome: (right, of) => `처음 보는 시퀀스 ${of}개 가운데 ${right}개를 맞혔습니다. 찍으면 3분의 1을 맞힙니다.`,

  connectTitle: '답은 무엇에 달려 있는가',
  connect:
    '셀마다 같은 시퀀스 하나를 읽습니다. 시점을 가리키면 그 시점 뒤에 신경망이 내놓을 답, 곧 점수 y가 가장 높은 글자를 알려 줍니다. 색은 그때까지 들어온 글자 x마다의 ‖∂y/∂x‖를 가장 큰 값에 대한 비율로 나타냅니다. 그 글자가 달라질 때 답이 얼마나 달라지는지를 뜻합니다. Madsen의 “Visualizing memorization in RNNs”(Distill, 2019)에 나온 방식입니다.',
  otherExample: '다른 시퀀스',
  output: (cell) => `${cell}: 답을 물을 시점`,
  answer: (step, letter, answer, percent) => `시점 ${step}(${letter}) 뒤의 답 ${answer}, 정답의 확률 ${percent}`,
  mattered: (step, letter) => `가장 중요한 입력은 시점 ${step}(${letter})`,
  ofLargest: (share) => `가장 큰 값의 ${share}`,
  after: '답보다 뒤에 옴',
  matrix: (cell) => `${cell}: 답마다 각 입력이 얼마나 중요한지`,
  matrixAxes: '왼쪽에서 오른쪽으로 답, 위에서 아래로 입력',
  matrixCorner: '입력',
  askedAt: (step) => `시점 ${step} 뒤의 답`,
};

export const texts: Texts<typeof en> = { en, ko };
