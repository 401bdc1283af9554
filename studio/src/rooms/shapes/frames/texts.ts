import type { Texts } from '../../../shell/language.ts';
import type { Direction, ShapeKind } from './film.ts';

const en = {
  lead: 'A shape moves about in a film. Frame by frame, as they come, the network says which way it moves. A single frame does not tell: whether it came from the left or the right, only the hidden state knows, which has seen the frames before. A small network of convolutions looks at each frame; a GRU of 48 units remembers.',
  stage: 'The film, on which you can move the shape yourself',
  stageHelp:
    'Play the film, or make one of your own: drag the shape about, or press the arrow keys here. Every move is a frame; Backspace takes one back. The network has seen shapes go left, right, up and down, never aslant.',
  film: 'Film',
  otherFilm: 'Another film',
  shape: 'Shape of your own film',
  shapes: { square: 'square', circle: 'circle', triangle: 'triangle', cross: 'cross' } satisfies Record<
    ShapeKind,
    string
  >,
  backToFilm: 'Back to the film',
  full: (most: number) => `Your film has ${most} frames, which is as long as it gets.`,
  player: 'Frames that have come',
  frame: (n: number) => `Frame ${n}`,
  ways: { left: 'left', right: 'right', up: 'up', down: 'down' } satisfies Record<Direction, string>,
  says: (n: number, way: string, percent: string) => `Frame ${n}: it moves ${way}, ${percent} sure`,
  right: (right: number, frames: number) => `right on ${right} of ${frames} frames so far`,
  was: (way: string) => `it was ${way}`,
  probabilities: 'Which way',
  way: 'Way',
  probability: 'Probability',
  unrolled: 'The network, a frame a step',
  choose: (n: number) => `Look at frame ${n}`,
  states: 'The hidden state over the frames',
  unit: (n: number) => `unit ${n}`,
  axis: 'unit',
};

const ko: typeof en = {
  lead: '도형 하나가 영상 속을 돌아다닙니다. 신경망은 장면이 들어올 때마다 도형이 어느 쪽으로 움직이는지 답합니다. 한 장면만으로는 알 수 없습니다. 왼쪽에서 왔는지 오른쪽에서 왔는지는 앞의 장면을 본 은닉 상태만 압니다. 작은 합성곱 신경망이 장면마다 들여다보고, 유닛 48개의 GRU가 기억합니다.',
  stage: '영상. 도형을 직접 움직일 수 있습니다',
  stageHelp:
    '영상을 재생하거나 직접 만들어 보세요. 도형을 끌거나 여기서 화살표 키를 누르면 됩니다. 움직일 때마다 장면이 하나 생기고, 백스페이스가 하나를 지웁니다. 신경망이 배운 도형은 왼쪽, 오른쪽, 위, 아래로만 움직였고 비스듬히 간 적은 없습니다.',
  film: '영상',
  otherFilm: '다른 영상',
  shape: '직접 만드는 영상의 도형',
  shapes: { square: '사각형', circle: '원', triangle: '삼각형', cross: '십자' },
  backToFilm: '처음 영상으로',
  full: (most) => `직접 만든 영상이 ${most}장면이 되었습니다. 더 길어지지 않습니다.`,
  player: '들어온 장면',
  frame: (n) => `장면 ${n}`,
  ways: { left: '왼쪽', right: '오른쪽', up: '위', down: '아래' },
  says: (n, way, percent) => `장면 ${n}: 방향 ${way}, 확률 ${percent}`,
  right: (right, frames) => `지금까지 ${frames}장면 가운데 ${right}장면을 맞힘`,
  was: (way) => `정답 ${way}`,
  probabilities: '움직이는 방향',
  way: '방향',
  probability: '확률',
  unrolled: '장면 하나를 한 시점으로 펼친 신경망',
  choose: (n) => `장면 ${n} 보기`,
  states: '장면마다의 은닉 상태',
  unit: (n) => `유닛 ${n}`,
  axis: '유닛',
};

/** What the directions look like. */
export const arrows: Readonly<Record<Direction, string>> = { left: '←', right: '→', up: '↑', down: '↓' };

export const texts: Texts<typeof en> = { en, ko };
