import { subject, topic } from '../korean.ts';
import { has, of, place, typo, type ErrorTexts } from './text.ts';

/** Labels for the steps of sequences. */
export const labelingErrors: ErrorTexts = {
  'config/labeling-data': (d) => {
    const kinds: Readonly<Record<string, string>> = {
      parallel: 'data.tags가 있으면 한 줄이 시퀀스 하나이고 태그는 다른 파일에 있습니다',
      columns: 'data.tags, data.token, data.features가 모두 없으면 파일은 한 줄에 토큰 하나씩인 열 형식입니다',
      cells: 'data.token이 있으면 한 행에 토큰 하나씩인 표입니다',
      rows: 'data.features가 있으면 행마다 수가 든 표입니다',
    };
    const key = of(d, 'key');
    const problem =
      key === 'label' && (d['kind'] === 'cells' || d['kind'] === 'rows')
        ? '레이블 열의 이름 data.label이 없습니다'
        : key.endsWith('ags')
          ? `data.${key}에는 토큰 파일마다 태그 파일이 하나씩, 같은 순서로 있어야 합니다`
          : `data.${topic(key)} 여기에 쓸 수 없습니다`;
    return `${problem}. ${kinds[of(d, 'kind')] ?? ''}`;
  },
  'config/tag-column': (d) =>
    `data.${of(d, 'key')}: CoNLL-U에 "${of(d, 'column')}" 열은 없습니다.${typo(d)} 있는 열: ${of(d, 'columns')}. 열은 0부터 센 번호로도 쓸 수 있습니다`,
  'config/derive': (d) =>
    has(d, 'column')
      ? `data.derive의 ${of(d, 'key')}: 그 단계에는 "${of(d, 'column')}" 열이 없습니다.${typo(d)} 있는 열: ${of(d, 'columns')}`
      : `data.derive의 ${of(d, 'key')}: 열 ${of(d, 'count')}개는 ${of(d, 'width')}개씩 나누어떨어지지 않습니다`,
  'config/crf-weights': () =>
    'model.classWeights는 시간 단계마다 따로 가중하므로 model.crf와 함께 쓸 수 없습니다. 둘 중 하나를 빼십시오',

  'data/tag-count': (d) =>
    `${of(d, 'tagsFile')} ${of(d, 'line')}행: 태그는 ${of(d, 'tags')}개인데 ${of(d, 'file')}의 같은 행에는 토큰이 ${of(d, 'tokens')}개입니다. 토큰마다 태그가 하나씩, 공백으로 나뉘어 있어야 합니다`,
  'data/tag-column': (d) =>
    `${place(d)}: 열이 ${of(d, 'columns')}개이고 ${of(d, 'column')}번 열(data.${of(d, 'key')}, 0부터 셈)에는 내용이 없습니다`,
  'data/no-sequences': (d) => `${of(d, 'file')}: 토큰이 하나도 없어 시퀀스가 없습니다`,
  'data/no-features': (d) => `${of(d, 'file')}: data.features: rest에 남는 열이 없습니다. 있는 열: ${of(d, 'columns')}`,
  'data/other-columns': (d) =>
    `${of(d, 'file')}의 열(${of(d, 'columns')})이 ${of(d, 'first')}의 열(${of(d, 'expected')})과 다릅니다. 모든 파일의 열이 같아야 합니다. 아니면 읽을 열을 data.features에 쓰십시오`,
  'data/tag-scheme': (d) =>
    `${place(d)}: ${topic(`"${of(d, 'tag')}"`)} ${of(d, 'scheme')} 방식의 태그가 아닙니다. ${of(d, 'scheme')}에는 ${subject(of(d, 'forms'))} 있습니다. 구간이 아닌 보통 레이블이면 data.scheme: none으로 두십시오`,
  'data/broken-tags': (d) =>
    d['strict'] === true
      ? `${place(d)}: ${topic(`"${of(d, 'tag')}"`)} 시작되지 않은 구간을 잇습니다(data.strict: true는 이를 허용하지 않습니다)`
      : `${of(d, 'file')}: 태그 ${of(d, 'count')}개가 ${of(d, 'scheme')} 방식을 어깁니다. 처음은 ${of(d, 'line')}행의 "${of(d, 'tag')}"입니다. 모두 구간의 시작으로 읽습니다`,
  'data/unseen-tags': (d) =>
    `${of(d, 'file')}: 학습 부분에 없는 태그(${of(d, 'tags')})가 ${of(d, 'count')}개 단계에 있습니다. 못 맞힌 것으로 셉니다`,
  'data/no-label-column': (d) =>
    `${of(d, 'file')}: 레이블로 보이는 열이 없습니다.${has(d, 'columns') ? ` 있는 열: ${of(d, 'columns')}` : ''}`,

  'input/one-token': (d) => `스트림은 한 번에 토큰 하나를 받는데 ${of(d, 'count')}개가 왔습니다`,
  'input/no-rows': (d) => `행이 없습니다. 행마다 ${of(d, 'columns')} 순서로 수를 쉼표로 나누어 쓰십시오`,
  'input/row': (d) =>
    `한 행에는 쉼표로 나눈 수 ${of(d, 'expected')}개(${of(d, 'columns')})가 있어야 하는데 ${of(d, 'got')}개입니다`,
  'input/not-a-number': (d) => `"${of(d, 'column')}" 열에 온 ${topic(`"${of(d, 'got')}"`)} 수가 아닙니다`,

  'usage/no-tags': (d) =>
    `${of(d, 'file')}의 태그가 어느 파일에 있는지 알 수 없습니다. 설정에는 ${of(d, 'tokens')} 옆에 ${subject(of(d, 'tags'))} 있으므로 파일 이름이 "${of(d, 'ending')}"로 끝나야 합니다. 아니면 둘을 data.test와 data.testTags에 쓰십시오`,
  'usage/stream-both-ways': () =>
    '이 모델은 시퀀스를 끝에서부터도 읽으므로 끝나기 전에는 답할 수 없습니다. 스트림으로 쓰려면 model.bidirectional: false로 학습하십시오',
  'usage/stream-crf': () =>
    '이 모델은 시퀀스의 레이블을 함께 고르므로(model.crf) 끝나기 전에는 답할 수 없습니다. 스트림으로 쓰려면 model.crf: false로 학습하십시오',

  'model/labels': (d) =>
    `${topic(of(d, 'file'))} 손상되었습니다. 어떤 레이블이 있는지 알 수 없습니다. 파일을 다시 받거나 복사하십시오`,
};
