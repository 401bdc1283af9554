import type { Texts } from '../../../shell/language.ts';

const en = {
  lead: 'An English message is read to its end, from both sides, piece by piece. Then a second network begins from what was read and says it in Korean; before each piece it looks at the pieces that were read. This is attention, and its weights are the alignment below.',
  message: 'A message of a compiler, in English',
  examples: 'Messages that were held out',
  nothing: 'Nothing is typed yet: there is nothing to translate.',
  said: 'What the network says',
  people: 'What people made of it',
  alignment: 'Where each piece looked',
  alignmentIs: 'A row is a piece that was said, a column a piece that was read; each row adds up to 1.',
  legend: 'weight',
  hint: 'Point at a cell, or go there with the arrow keys, to read its number.',
  told: (target: string, source: string, weight: string) => `“${target}” looked at “${source}” with weight ${weight}`,
  candidates: 'What the beam search ended with; the same in other pieces is added up',
  unrolled:
    'The two networks, a step a piece: the first reads, the second says; above, each piece with its probability',
  choose: (step: number) => `Look at step ${step}`,
  slider: 'The step that is looked at',
  reads: (step: number, piece: string) => `Step ${step}: reads “${piece}”`,
  says: (step: number, piece: string) => `Step ${step}: says “${piece}”`,
  origin:
    'It learnt from 1,694 messages of the TypeScript compiler (Apache-2.0), which people translated, and nothing else: it knows no other English, and what it says is a draft. The examples are of a part that it has not seen.',
};

const ko: typeof en = {
  lead: '영어 메시지를 한 조각씩 양쪽에서 끝까지 읽습니다. 그다음 두 번째 신경망이 읽은 것에서 시작해 한국어로 말합니다. 조각 하나를 말하기 전마다 읽은 조각들을 다시 봅니다. 이것이 어텐션이고, 그 가중치가 아래의 정렬입니다.',
  message: '컴파일러의 영어 메시지',
  examples: '학습에서 빼 둔 메시지',
  nothing: '아직 아무것도 쓰지 않아 번역할 것이 없습니다.',
  said: '신경망의 번역',
  people: '사람의 번역',
  alignment: '조각마다 어디를 보았는지',
  alignmentIs: '행은 말한 조각, 열은 읽은 조각입니다. 행마다 더하면 1입니다.',
  legend: '가중치',
  hint: '칸을 가리키거나 화살표 키로 옮겨 가면 그 수를 읽을 수 있습니다.',
  told: (target, source, weight) => `“${target}”: “${source}”에 준 가중치 ${weight}`,
  candidates: '빔 탐색에 끝까지 남은 문장. 조각만 다르게 나눈 같은 문장은 더했습니다',
  unrolled: '조각 하나를 한 시점으로 펼친 두 신경망. 첫째는 읽고 둘째는 말합니다. 위는 말한 조각과 그 확률',
  choose: (step) => `${step}번째 시점 보기`,
  slider: '보고 있는 시점',
  reads: (step, piece) => `${step}번째 시점: “${piece}” 읽음`,
  says: (step, piece) => `${step}번째 시점: “${piece}” 말함`,
  origin:
    '사람이 번역한 TypeScript 컴파일러 메시지 1,694개(Apache-2.0)로만 배웠습니다. 다른 영어는 모르며, 내놓는 번역은 초안입니다. 예시는 학습에 쓰지 않은 부분에서 골랐습니다.',
};

export const texts: Texts<typeof en> = { en, ko };
