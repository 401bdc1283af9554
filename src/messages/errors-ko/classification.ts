import { object, subject, topic } from '../korean.ts';
import { has, of, place, type ErrorTexts } from './text.ts';

/** One label or value a sequence: its data, and what is asked of its models. */
export const classificationErrors: ErrorTexts = {
  'config/features-group': () => 'data.features를 쓰려면 시퀀스를 가르는 열의 이름 data.group이 필요합니다',
  'config/features-format': () => 'data.features는 표의 열을 읽으므로, 열이 없는 labelled-lines와 함께 쓸 수 없습니다',
  'config/vectors-text': () => 'data.vectors는 낱말의 벡터입니다. 측정값에는 쓸 수 없습니다',
  'config/vectors-size': (d) =>
    `${of(d, 'file')}의 벡터는 수 ${of(d, 'size')}개인데 model.embedding은 ${of(d, 'embedding')}입니다. model.embedding을 ${of(d, 'size')}로 하십시오`,
  'config/letter-grams': (d) =>
    `model.grams.letters는 [가장 짧은 것, 가장 긴 것]인데 [${of(d, 'letters')}]입니다. 작은 수를 앞에 쓰십시오`,
  'config/grams-text': () => 'model.grams는 글의 n그램입니다. 측정값에는 쓸 수 없습니다',
  'data/labelled-line': (d) =>
    `${place(d)}: 한 줄은 레이블, 공백, 글인데 여기는 ${JSON.stringify(of(d, 'got'))}뿐입니다. 채우거나, 그런 줄을 빼십시오(data.missing: skip)`,
  'data/no-class-files': (d) =>
    `${of(d, 'file')} 폴더에 글 파일이 없습니다. Korean.txt처럼 클래스마다 파일이 하나씩 있고, 그 안에 글이 한 줄에 하나씩 있어야 합니다`,
  'data/label-changes': (d) =>
    `${place(d)}: "${of(d, 'group')}" 시퀀스의 ${subject(of(d, 'column'))} 여기서는 "${of(d, 'label')}"인데 ${of(d, 'lineBefore')}행에서는 "${of(d, 'before')}"입니다. 한 시퀀스의 레이블은 하나입니다`,
  'data/empty-text': (d) => `${place(d)}: 읽을 것이 없는 글입니다. 빼십시오`,
  'data/series-columns': (d) =>
    `${of(d, 'file')}의 측정값은 ${of(d, 'got')}인데, 모델의 측정값은 ${of(d, 'columns')}입니다. 이름과 순서가 같아야 합니다`,
  'data/no-answer-column': (d) => `${of(d, 'file')}: 레이블로 보이는 열이 없습니다. 있는 열: ${of(d, 'columns')}`,
  'data/word-vectors': (d) => {
    if (has(d, 'number'))
      return `${place(d)}: "${of(d, 'word')}"의 ${of(d, 'number')}번째 값 ${subject(`"${of(d, 'got')}"`)} 수가 아닙니다`;
    return has(d, 'expected')
      ? `${place(d)}: 한 줄은 낱말 하나와 수 ${of(d, 'expected')}개를 공백 하나로 나눈 것인데, 여기는 수가 ${of(d, 'got')}개입니다`
      : `${place(d)}: 벡터에 수가 하나도 없습니다`;
  },
  'data/reviews': (d) => `묶음에 든 ${object(of(d, 'file'))} 읽을 수 없습니다(${of(d, 'reason')}). 다시 내려받으십시오`,
  'data/left-out': (d) => `${of(d, 'file')}: 글, 레이블 또는 측정값이 없는 행 ${of(d, 'rows')}개를 뺐습니다`,
  'data/single-example': (d) =>
    `${of(d, 'file')}: 예가 하나뿐인 레이블(${of(d, 'labels')})은 나누지 않고 학습 부분에 둡니다`,
  'data/cut-off': (d) =>
    `${of(d, 'file')}: ${of(d, 'maxLength')}단계(data.maxLength)보다 긴 시퀀스 ${of(d, 'sequences')}개는 앞부분만 읽습니다`,
  'data/vectors-found': (d) =>
    `${of(d, 'file')}: 토큰 ${of(d, 'tokens')}가지 가운데 ${of(d, 'found')}가지의 벡터를 찾았습니다. 나머지는 무작위로 시작합니다`,
  'input/empty-text': (d) => `${of(d, 'number')}번째 글이 비어 있어 답할 것이 없습니다`,
  'input/nothing': () => '답할 것이 없습니다. 글을 하나 이상 주십시오',
  'input/measurements': () =>
    '이 모델은 측정값을 읽으므로 입력 하나로는 줄 수 없습니다. 같은 열이 있는 표를 --file로 주십시오',
  'model/value-scale': () => '모델 파일에 든 값의 눈금이 손상되었습니다. 파일을 다시 받거나 복사하십시오',
  'model/other-answer': (d) =>
    d['says'] === 'a label'
      ? `${topic(of(d, 'file'))} 레이블로 답하는 모델인데, 설정은 값을 요구합니다`
      : `${topic(of(d, 'file'))} 값으로 답하는 모델인데, 설정은 레이블을 요구합니다`,
};
