import type { Texts } from '../../../shell/language.ts';

const en = {
  lead: 'Draw a digit. The network sees it as 28 × 28 numbers and says, while you draw, how likely each digit is. Three blocks of convolutions find strokes, corners and loops; what they find becomes 64 numbers, and these become ten probabilities. It has learnt from 54,000 digits of MNIST and is right on 99.4 % of 10,000 others.',
  pad: 'Drawing pad',
  padHelp:
    'Draw with the mouse, a pen or a finger. By keyboard: the arrows move the pen, with Shift a little; the space bar sets it down and lifts it; Backspace takes the last stroke back.',
  penAt: (x: number, y: number, isDown: boolean) =>
    `Pen ${isDown ? 'down' : 'up'}, column ${x + 1}, row ${y + 1} of 64`,
  clear: 'Clear',
  takeBack: 'Take a stroke back',
  samples: 'Or a digit of MNIST’s',
  sample: (digit: number, n: number) => `A ${digit}, number ${n}`,
  empty: 'The pad is empty: draw a digit, or take one of MNIST’s.',
  says: (digit: number, percent: string) => `It is a ${digit}, ${percent} sure`,
  sees: 'What it sees',
  seesLabel: 'The 28 × 28 pixels that go in',
  block: (n: number, maps: number, side: number) => `Block ${n}: ${maps} maps of ${side} × ${side}`,
  map: (block: number, n: number) => `Block ${block}, map ${n}`,
  maps: (block: number) => `Maps of block ${block}; the arrows go from one to the next`,
  hidden: '64 hidden numbers',
  probabilities: 'Ten probabilities',
  digit: 'Digit',
  probability: 'Probability',
  chosenMap: (block: number, n: number) => `Map ${n} of block ${block}`,
  mapHelp:
    'Each number tells how strongly this map finds what it looks for, in that place of the image. Point at one, or go there with Tab and the arrows.',
  cell: (row: number, column: number, value: string) => `row ${row}, column ${column}: ${value}`,
  legend: 'numbers of this block',
  rowName: (n: number) => `row ${n}`,
  columnName: (n: number) => `column ${n}`,
};

const ko: typeof en = {
  lead: '숫자를 그려 보세요. 신경망은 그림을 28 × 28개의 수로 보고, 그리는 동안 숫자마다 확률을 답합니다. 합성곱 블록 셋이 획과 모서리와 고리를 찾고, 찾은 것이 수 64개가 되었다가 확률 열 개가 됩니다. MNIST의 숫자 54,000개로 배웠고, 처음 보는 10,000개 가운데 99.4 %를 맞힙니다.',
  pad: '그림판',
  padHelp:
    '마우스나 펜, 손가락으로 그립니다. 키보드로는 화살표가 펜을 옮기고(Shift와 함께 누르면 조금씩), 스페이스 바가 펜을 대거나 떼고, 백스페이스가 마지막 획을 지웁니다.',
  penAt: (x, y, isDown) => `펜 ${isDown ? '댐' : '뗌'}, 64칸 가운데 ${x + 1}열 ${y + 1}행`,
  clear: '지우기',
  takeBack: '마지막 획 지우기',
  samples: '또는 MNIST의 숫자',
  sample: (digit, n) => `숫자 ${digit}, ${n}번`,
  empty: '그림판이 비어 있습니다. 숫자를 그리거나 MNIST의 숫자를 고르세요.',
  says: (digit, percent) => `숫자 ${digit}, 확률 ${percent}`,
  sees: '신경망이 보는 것',
  seesLabel: '들어가는 28 × 28 픽셀',
  block: (n, maps, side) => `블록 ${n}: ${side} × ${side} 특징 맵 ${maps}개`,
  map: (block, n) => `블록 ${block}, 특징 맵 ${n}`,
  maps: (block) => `블록 ${block}의 특징 맵. 화살표로 옮겨 갑니다`,
  hidden: '은닉층의 수 64개',
  probabilities: '확률 열 개',
  digit: '숫자',
  probability: '확률',
  chosenMap: (block, n) => `블록 ${block}의 특징 맵 ${n}`,
  mapHelp:
    '수마다 이 특징 맵이 찾는 것이 그림의 그 자리에 얼마나 뚜렷한지를 나타냅니다. 수를 가리키거나, Tab 키와 화살표 키로 옮겨 가세요.',
  cell: (row, column, value) => `${row}행 ${column}열: ${value}`,
  legend: '이 블록의 수',
  rowName: (n) => `${n}행`,
  columnName: (n) => `${n}열`,
};

export const texts: Texts<typeof en> = { en, ko };
