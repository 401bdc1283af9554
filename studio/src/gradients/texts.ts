import type { Texts } from '../shell/language.ts';

const en = {
  network: 'Network',
  parameter: 'Parameter',
  epsilon: 'ε',
  some: (count: number) => `Check ${count}, evenly spread`,
  all: (count: number) => `Check all ${count}`,
  pause: 'Pause',
  resume: 'Go on',
  colours: 'Colours',
  byGradient: 'the gradient',
  byDigits: 'digits that agree',
  fullGradient: 'full colour',
  fullDigits: 'full colour: 10 digits',
  matrix: (name: string) => `Gradient of ${name}`,
  digits: (name: string) => `Digits that agree, ${name}`,
  row: (n: number) => `row ${n}`,
  column: (n: number) => `column ${n}`,
  unchecked: 'not checked yet',

  checked: (done: number, of: number, size: number) => `Checked ${done} of ${of} numbers (${size} there are).`,
  allPass: (epsilon: string) => `All pass: with ε = ${epsilon} none is off by more than a millionth.`,
  somePass: (failed: number, epsilon: string) =>
    `${failed} do not pass: with ε = ${epsilon} they are off by more than a millionth. The curve below says whether ε is at fault.`,
  worst: (place: string, relative: string) => `The largest relative error is ${relative}, at ${place}.`,
  precision:
    'Numeric and analytic are in float64 here, by the reference backend, plain loops that are slow and obviously right; it has the weights of the network and its own batch, always the same. Training itself is in float32, whose gradient stands beside: it agrees to six or seven digits at best, which is all that float32 has, and to fewer where it is a sum of terms that all but cancel.',

  told: 'The number',
  weight: 'the weight',
  analytic: 'analytic',
  numeric: 'numeric',
  relative: 'relative error',
  difference: 'difference',
  float32: 'analytic, float32 (training)',
  analytic64: 'analytic, float64',
  numeric64: 'numeric, float64',
  place: 'place',
  table: 'The numbers that were checked, the largest relative error first',
  hint: 'Point at a number, or go to it with Tab and the arrow keys.',
  near0: 'Of a gradient that is itself all but 0, rounding is all there is to compare.',

  sweepTitle: (place: string) => `${place}: relative error with each ε`,
  sweep:
    'From the left, ε gets smaller and the error with it, as ε²: the curve of the loss bends less between the two points. Further on it grows again, as 1/ε: the two losses are so alike that rounding is most of their difference. In float32 that happens so early that one could not tell a right gradient from a wrong one.',
  double: 'float64',
  single: 'float32',
};

const ko: typeof en = {
  network: '신경망',
  parameter: '매개변수',
  epsilon: 'ε',
  some: (count) => `고르게 ${count}개 검사`,
  all: (count) => `${count}개 모두 검사`,
  pause: '멈춤',
  resume: '계속',
  colours: '색',
  byGradient: '기울기',
  byDigits: '일치하는 자릿수',
  fullGradient: '색의 끝',
  fullDigits: '색의 끝: 10자리',
  matrix: (name) => `${name}의 기울기`,
  digits: (name) => `${name}에서 일치하는 자릿수`,
  row: (n) => `${n}행`,
  column: (n) => `${n}열`,
  unchecked: '아직 검사하지 않음',

  checked: (done, of, size) => `${of}개 가운데 ${done}개를 검사했습니다(모두 ${size}개).`,
  allPass: (epsilon) => `모두 통과했습니다. ε = ${epsilon}일 때 백만분의 1 넘게 어긋나는 수가 없습니다.`,
  somePass: (failed, epsilon) =>
    `${failed}개가 통과하지 못했습니다. ε = ${epsilon}일 때 백만분의 1 넘게 어긋납니다. ε 때문인지는 아래 곡선에서 알 수 있습니다.`,
  worst: (place, relative) => `상대 오차가 가장 큰 곳은 ${place}이며 ${relative}입니다.`,
  precision:
    '여기서 해석적 기울기와 수치적 기울기는 모두 float64이며, 느리지만 누가 보아도 맞는 단순한 반복문으로 된 기준 백엔드가 계산합니다. 신경망의 가중치를 그대로 쓰고, 배치는 늘 같은 것을 씁니다. 학습은 float32로 하며, 그 기울기도 함께 보여 줍니다. 많아야 예닐곱 자리까지 일치하는데 float32의 정밀도가 그만큼이고, 서로 거의 상쇄되는 항들의 합이면 그보다 적게 일치합니다.',

  told: '가리킨 수',
  weight: '가중치',
  analytic: '해석적',
  numeric: '수치적',
  relative: '상대 오차',
  difference: '차이',
  float32: '해석적, float32(학습)',
  analytic64: '해석적, float64',
  numeric64: '수치적, float64',
  place: '위치',
  table: '검사한 수, 상대 오차가 큰 것부터',
  hint: '수를 가리키거나, Tab 키와 화살표 키로 옮겨 가십시오.',
  near0: '기울기 자체가 0에 가까우면 견줄 것이 반올림 오차밖에 없습니다.',

  sweepTitle: (place) => `${place}: ε에 따른 상대 오차`,
  sweep:
    '왼쪽에서부터 ε이 작아지면 오차도 ε²에 비례하여 줄어듭니다. 두 점 사이에서 손실의 곡선이 덜 휘기 때문입니다. 더 작아지면 오차는 1/ε에 비례하여 다시 커집니다. 두 손실이 거의 같아져서 그 차이의 대부분이 반올림 오차가 되기 때문입니다. float32에서는 너무 일찍 그렇게 되어 맞는 기울기와 틀린 기울기를 가릴 수 없습니다.',
  double: 'float64',
  single: 'float32',
};

export const texts: Texts<typeof en> = { en, ko };
