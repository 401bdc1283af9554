import type { Language, Texts } from '../../shell/language.ts';

const en = {
  title: 'Your own',
  lead: 'Drop a table of events here, and a network learns in this page what comes next. Or drop a model that Elman saved: see what it is made of, feed it, and watch what it keeps in mind.',
  stays:
    'The file stays here: it is read by this page alone, whose security policy lets it connect to nobody but the server that it came from. The address holds the settings, not the file; whoever opens a link with a file of their own drops it again.',
  drop: 'Drop a file here: CSV, TSV or JSON Lines, or a model (.safetensors)',
  choose: 'Choose a file',
  samples: 'None at hand?',
  sample: { 'orders.csv': 'orders.csv: a dish a day', 'visits.csv': 'visits.csv: pages that visitors went to' },
  looking: 'Reading …',

  refused: {
    image: (file: string, what: string) =>
      `${file} is a picture (${what}). This room takes tables (CSV, TSV, JSON Lines) and Elman's models (.safetensors).`,
    video: (file: string, what: string) =>
      `${file} is a video (${what}). This room takes tables (CSV, TSV, JSON Lines) and Elman's models (.safetensors).`,
    'foreign-model': (file: string, what: string) =>
      `${file} looks like a model of ${what}. This room opens the models that Elman saves (.safetensors).`,
  },
  tooLarge: (file: string, size: string, most: string) =>
    `${file} has ${size}, and a page takes ${most} at most: train on it with elman train.`,
  notServed: (file: string) => `${file} could not be fetched from the server.`,

  table: (file: string) => `The table ${file}`,
  firstRows: 'The first rows, as they were read:',
  line: 'line',
  item: 'What to predict',
  time: 'Ordered by',
  group: 'A sequence for each',
  asInFile: 'as in the file',
  oneSequence: 'all rows are one',
  distinct: (column: string, distinct: number) => `${column} (${distinct} different)`,
  network: 'The network',
  cell: 'Cell',
  hidden: 'Hidden numbers',
  epochs: 'Epochs',
  rate: 'Learning rate',
  seed: 'Seed',
  train: 'Train',
  again: 'Train again',
  pause: 'Pause',
  resume: 'Go on',
  stop: 'Stop here',
  command: 'The same on the command line',
  commandHow: (file: string) =>
    `This in elman.yaml beside ${file}, and elman train elman.yaml, gives the same model to the bit.`,

  training: 'Training',
  status: {
    idle: 'Not trained yet',
    training: 'Training …',
    paused: 'Paused',
    done: 'Trained',
    failed: 'Training failed',
  },
  progress: (step: string, steps: string) => `step ${step} of ${steps}`,
  loss: (epoch: number, loss: string, held: string | null) =>
    `epoch ${epoch}, loss ${loss}${held === null ? '' : `, on events kept aside ${held}`}`,
  epoch: 'epoch',
  byChance: 'guessing',
  curve: (count: number, first: string, last: string) => `The loss over ${count} epochs: from ${first} to ${last}`,
  ended: {
    epochs: 'All epochs are done.',
    patience: 'It no longer got better.',
    aborted: 'It was stopped; the best weights so far are kept.',
  },
  best: (epoch: number) => `The model is that of epoch ${epoch}.`,
  read: (items: string, events: string, sequences: string) =>
    `${items} different items; learnt from ${events} events in ${sequences} ${sequences === '1' ? 'sequence' : 'sequences'}.`,

  model: (file: string) => `The model ${file}`,
  facts: 'What it says of itself',
  task: 'task',
  size: 'size',
  numbers: 'numbers learnt',
  answers: 'answers',
  fact: 'fact',
  value: 'value',
  parameters: 'Parameters',
  parameter: 'parameter',
  shape: 'shape',
  count: 'numbers',
  download: 'Download the model',

  weights: (name: string) => `The numbers of ${name}`,
  cropped: (rows: number, columns: number) => `The first ${rows} rows and ${columns} columns are drawn.`,
  figures: (mean: string, deviation: string, least: string, most: string) =>
    `mean ${mean}, deviation ${deviation}, from ${least} to ${most}`,
  histogram: (figures: string, most: number) =>
    `How often which numbers occur: ${figures}; the fullest bin has ${most}`,
  bin: (from: string, to: string) => `${from} to ${to}`,
  between: 'between',
  howMany: 'how many',
  row: 'row',
  cellAt: (row: number, column: number, value: string) => `row ${row}, column ${column}: ${value}`,

  ask: 'Ask it',
  history: 'What was, the oldest first',
  add: 'Add',
  addItem: (item: string) => `Add ${item}`,
  takeBack: 'Take one back',
  next: 'What was next',
  text: 'A text',
  steps: 'Steps ahead',
  expected: 'What it expects next',
  ahead: 'And on, each prediction fed back in',
  step: 'step',
  probability: 'probability',
  candidates: (step: string) => `after ${step}`,
  said: 'What it says',
  states: (name: string) => `The state ${name} over time`,
  unit: (unit: number) => `unit ${unit}`,
  stateAt: (step: string, unit: number, value: string) => `${step}, unit ${unit}: ${value}`,
  untraced: 'This task is only asked: what its network keeps in mind on the way cannot be followed here.',
  pictures: (task: string) =>
    `A model of the task ${task} takes pictures or videos, which this room does not feed. On the command line: elman predict MODEL --input FILE.`,
};

const ko: typeof en = {
  title: '내 파일',
  lead: '사건을 적은 표를 여기에 놓으면 다음에 무엇이 올지를 신경망이 이 페이지 안에서 배웁니다. Elman이 저장한 모델을 놓으면 무엇으로 이루어져 있는지 들여다보고, 입력을 넣어 무엇을 기억하는지 지켜볼 수 있습니다.',
  stays:
    '파일은 여기에 머뭅니다. 이 페이지만 읽으며, 페이지의 보안 정책이 이 페이지를 보내 준 서버 말고는 어디에도 연결하지 못하게 합니다. 주소에는 파일이 아니라 설정만 들어갑니다. 자기 파일로 만든 링크를 열면 파일을 다시 놓아야 합니다.',
  drop: '여기에 파일을 놓으십시오: CSV, TSV, JSON Lines 또는 모델(.safetensors)',
  choose: '파일 고르기',
  samples: '가진 파일이 없다면',
  sample: { 'orders.csv': 'orders.csv: 하루에 메뉴 하나', 'visits.csv': 'visits.csv: 방문자가 본 페이지' },
  looking: '읽는 중 …',

  refused: {
    image: (file, what) =>
      `${file} 파일은 그림(${what})입니다. 이 방은 표(CSV, TSV, JSON Lines)와 Elman 모델(.safetensors)을 받습니다.`,
    video: (file, what) =>
      `${file} 파일은 동영상(${what})입니다. 이 방은 표(CSV, TSV, JSON Lines)와 Elman 모델(.safetensors)을 받습니다.`,
    'foreign-model': (file, what) =>
      `${file} 파일은 ${what} 모델로 보입니다. 이 방은 Elman이 저장한 모델(.safetensors)을 엽니다.`,
  },
  tooLarge: (file, size, most) =>
    `${file} 파일의 크기는 ${size}입니다. 페이지에서는 ${most}까지 다룹니다. 더 큰 파일은 elman train으로 학습하십시오.`,
  notServed: (file) => `${file} 파일을 서버에서 가져오지 못했습니다.`,

  table: (file) => `${file} 표`,
  firstRows: '처음 몇 행을 이렇게 읽었습니다:',
  line: '줄',
  item: '예측할 열',
  time: '시간 순서',
  group: '시퀀스를 나누는 열',
  asInFile: '파일에 적힌 순서',
  oneSequence: '전체가 하나의 시퀀스',
  distinct: (column, distinct) => `${column} (${distinct}가지)`,
  network: '신경망',
  cell: '셀',
  hidden: '은닉 유닛',
  epochs: '에폭',
  rate: '학습률',
  seed: '시드',
  train: '학습',
  again: '다시 학습',
  pause: '멈춤',
  resume: '계속',
  stop: '여기서 마침',
  command: '명령줄에서 똑같이',
  commandHow: (file) =>
    `이 내용을 ${file} 옆의 elman.yaml에 적고 elman train elman.yaml을 실행하면 비트까지 같은 모델이 나옵니다.`,

  training: '학습',
  status: {
    idle: '아직 학습하지 않음',
    training: '학습 중 …',
    paused: '멈춤',
    done: '학습 끝',
    failed: '학습 실패',
  },
  progress: (step, steps) => `스텝 ${step}/${steps}`,
  loss: (epoch, loss, held) => `에폭 ${epoch}, 손실 ${loss}${held === null ? '' : `, 남겨 둔 사건에서 ${held}`}`,
  epoch: '에폭',
  byChance: '찍기',
  curve: (count, first, last) => `에폭 ${count}번 동안의 손실: ${first}에서 ${last}까지`,
  ended: {
    epochs: '에폭을 모두 마쳤습니다.',
    patience: '더 나아지지 않아 끝냈습니다.',
    aborted: '멈추었습니다. 그때까지 가장 좋은 가중치를 남겼습니다.',
  },
  best: (epoch) => `모델은 에폭 ${epoch}의 것입니다.`,
  read: (items, events, sequences) => `항목 ${items}가지, 시퀀스 ${sequences}개의 사건 ${events}개에서 배웠습니다.`,

  model: (file) => `${file} 모델`,
  facts: '파일에 적힌 내용',
  task: '과제',
  size: '크기',
  numbers: '학습한 수',
  answers: '답의 종류',
  fact: '항목',
  value: '값',
  parameters: '매개변수',
  parameter: '매개변수',
  shape: '모양',
  count: '수의 개수',
  download: '모델 내려받기',

  weights: (name) => `${name}의 수`,
  cropped: (rows, columns) => `처음 ${rows}행과 ${columns}열까지 그렸습니다.`,
  figures: (mean, deviation, least, most) => `평균 ${mean}, 표준편차 ${deviation}, ${least}부터 ${most}까지`,
  histogram: (figures, most) => `수의 분포: ${figures}. 가장 많은 구간에는 ${most}개`,
  bin: (from, to) => `${from}부터 ${to}`,
  between: '구간',
  howMany: '개수',
  row: '행',
  cellAt: (row, column, value) => `${row}행 ${column}열: ${value}`,

  ask: '물어보기',
  history: '지나온 것, 오래된 것부터',
  add: '더하기',
  addItem: (item) => `더하기: ${item}`,
  takeBack: '하나 빼기',
  next: '그다음에 온 것',
  text: '글',
  steps: '몇 단계 앞까지',
  expected: '다음에 올 것으로 보는 항목',
  ahead: '예측을 다시 넣어 가며 이어서',
  step: '단계',
  probability: '확률',
  candidates: (step) => `${step} 다음`,
  said: '모델의 답',
  states: (name) => `시간에 따른 상태 ${name}`,
  unit: (unit) => `유닛 ${unit}`,
  stateAt: (step, unit, value) => `${step}, 유닛 ${unit}: ${value}`,
  untraced: '이 과제는 물어볼 수만 있습니다. 답하는 동안 신경망이 무엇을 기억하는지는 여기서 따라가 볼 수 없습니다.',
  pictures: (task) =>
    `${task} 과제의 모델은 그림이나 동영상을 받는데, 이 방에서는 넣을 수 없습니다. 명령줄에서: elman predict MODEL --input FILE`,
};

export const texts: Texts<typeof en> = { en, ko };
export type OwnTexts = typeof en;

/** A size as people say it: `3.2 MB`. */
export function bytesText(bytes: number, language: Language): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[power]!,
    maximumFractionDigits: power === 0 ? 0 : 1,
  }).format(bytes / 1000 ** power);
}
