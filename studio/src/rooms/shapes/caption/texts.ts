import type { Texts } from '../../../shell/language.ts';
import type { NetworkChoice } from './fields.ts';

const en = {
  lead: 'A picture of 32 × 32 pixels goes in once. Convolutions make a map of 4 × 4 places of it; the hidden state begins from all of them, and then says what the picture is called, word by word. Before each word it looks at the places again.',
  choose: 'Drawings that the network has never seen',
  drawing: (n: number, name: string) => `Drawing ${n}: ${name}`,
  own: 'A picture of your own',
  ownHow:
    'Choose a file, drop one here, or paste a picture. It is put on white and brought to 32 × 32 pixels; it stays in this page, and is not in its address.',
  file: 'Choose a file …',
  notRead: (name: string) => `${name} cannot be read as a picture.`,
  network: 'Says it in',
  networks: { page: 'The page’s language', en: 'English', ko: '한국어' } satisfies Record<NetworkChoice, string>,
  seen: 'What the network sees',
  said: 'What it says',
  called: 'What Unicode calls it',
  right: 'right',
  wrong: 'wrong',
  looked: 'Where it looked for each word',
  lookedIs: 'The brighter a place, the more of the word’s attention it had; the most of each is fully bright.',
  lookedFor: (piece: string) => `Where it looked for “${piece}”`,
  end: 'the end',
  weights: 'The weights of all places',
  place: (row: number, column: number) => `row ${row}, column ${column}`,
  told: (piece: string, place: string, weight: string) => `“${piece}” looked at ${place} with weight ${weight}`,
  hint: 'Point at a cell, or go there with the arrow keys, to read its number.',
  unrolled: 'The network, a step a word: the picture goes into the first, each word comes out with its probability',
  step: (n: number) => `Look at word ${n}`,
  slider: 'The word that is looked at',
  sliderValue: (n: number, piece: string) => `Word ${n}: ${piece}`,
  goesIn: 'the picture',
  candidates: 'What the beam search ended with',
  origin:
    'It learnt what 1,911 emoji are called (Unicode License) from the drawings of Google (Noto, Apache-2.0), Twitter (Twemoji, CC BY 4.0), Microsoft (Fluent, MIT) and EmojiOne 2 (CC BY 4.0). The drawings to choose from are the first 40 of those of Google that were held out, in the order in which they were drawn by lot: © Google, Apache-2.0.',
};

const ko: typeof en = {
  lead: '32 × 32 픽셀 그림 하나가 한 번 들어갑니다. 합성곱이 그림을 4 × 4 자리의 지도로 만들고, 은닉 상태는 그 모두에서 시작해 그림의 이름을 한 낱말씩 말합니다. 낱말을 말하기 전마다 자리들을 다시 봅니다.',
  choose: '신경망이 본 적 없는 그림',
  drawing: (n, name) => `그림 ${n}: ${name}`,
  own: '내 그림',
  ownHow:
    '파일을 고르거나, 여기에 끌어다 놓거나, 그림을 붙여 넣으세요. 흰 바탕에 놓고 32 × 32 픽셀로 줄입니다. 그림은 이 페이지에만 머물고 주소에 담기지 않습니다.',
  file: '파일 고르기 …',
  notRead: (name) => `${name}: 그림으로 읽을 수 없습니다.`,
  network: '말하는 언어',
  networks: { page: '페이지의 언어', en: 'English', ko: '한국어' },
  seen: '신경망이 보는 것',
  said: '신경망의 답',
  called: '유니코드의 이름',
  right: '맞음',
  wrong: '틀림',
  looked: '낱말마다 어디를 보았는지',
  lookedIs: '밝은 자리일수록 그 낱말의 어텐션을 많이 받았습니다. 낱말마다 가장 많이 받은 자리가 가장 밝습니다.',
  lookedFor: (piece) => `“${piece}”: 어디를 보았는지`,
  end: '끝',
  weights: '모든 자리의 가중치',
  place: (row, column) => `${row}행 ${column}열`,
  told: (piece, place, weight) => `“${piece}”: ${place}에 준 가중치 ${weight}`,
  hint: '칸을 가리키거나 화살표 키로 옮겨 가면 그 수를 읽을 수 있습니다.',
  unrolled: '낱말 하나를 한 시점으로 펼친 신경망. 첫 시점에 그림이 들어가고, 낱말이 확률과 함께 하나씩 나옵니다',
  step: (n) => `${n}번째 낱말 보기`,
  slider: '보고 있는 낱말',
  sliderValue: (n, piece) => `${n}번째 낱말: ${piece}`,
  goesIn: '그림',
  candidates: '빔 탐색에 끝까지 남은 이름',
  origin:
    '이모지 1,911개의 이름(유니코드 라이선스)을 구글(Noto, Apache-2.0), 트위터(Twemoji, CC BY 4.0), 마이크로소프트(Fluent, MIT), EmojiOne 2(CC BY 4.0)의 그림으로 배웠습니다. 고를 수 있는 그림은 학습에서 빼 둔 구글의 그림 가운데 제비로 뽑은 차례로 앞의 40개입니다. © Google, Apache-2.0.',
};

export const texts: Texts<typeof en> = { en, ko };
