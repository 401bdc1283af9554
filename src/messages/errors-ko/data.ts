import { object, subject, topic } from '../korean.ts';
import { has, of, place, typo, type ErrorTexts } from './text.ts';

/** Data, configs and what is asked of a model: what the caller gives. */
export const dataErrors: ErrorTexts = {
  'data/empty': (d) => `${of(d, 'file')}: 내용이 없습니다`,
  'data/format': (d) => {
    if (has(d, 'formats'))
      return `"${of(d, 'format')}" 형식은 없습니다.${typo(d)} 쓸 수 있는 형식: ${of(d, 'formats')}`;
    if (has(d, 'limit')) return `${place(d)}: ${of(d, 'limit')}자가 넘도록 줄이 끝나지 않습니다. 표가 맞습니까?`;
    return `${topic(of(d, 'file'))} 표로 읽을 수 있는 텍스트가 아닙니다. 표는 CSV, TSV, JSON Lines입니다`;
  },
  'data/csv-cells': (d) =>
    `${place(d)}: 열은 ${of(d, 'expected')}개(${of(d, 'columns')})인데 칸은 ${of(d, 'got')}개입니다. 칸은 ${of(d, 'delimiter')} 문자로 나누며, 그 문자가 든 칸은 큰따옴표로 묶어야 합니다`,
  'data/csv-quote': (d) =>
    d['problem'] === 'stray'
      ? `${place(d)}: 이 줄에서 시작한 칸의 닫는 큰따옴표 뒤에 글자가 더 있습니다. 글에 든 큰따옴표는 두 번("") 쓰십시오`
      : `${place(d)}: 이 줄에서 연 큰따옴표가 닫히지 않았습니다. 글에 든 큰따옴표는 두 번("") 쓰십시오`,
  'data/duplicate-column': (d) =>
    `${place(d)}: "${of(d, 'column')}" 열이 두 개입니다. 머리글에서 하나의 이름을 바꾸십시오`,
  'data/missing-column': (d) =>
    `${of(d, 'file')}에 "${of(d, 'column')}" 열이 없습니다.${typo(d)} 있는 열: ${of(d, 'columns')}`,
  'data/missing-value': (d) => `${place(d)}: "${of(d, 'column')}" 열이 비어 있습니다. 값을 채우거나 그 행을 빼십시오`,
  'data/jsonl': (d) =>
    `${place(d)}: 한 줄에 JSON 객체 하나가 있어야 합니다(예: {"dish": "짜장"}). 온 것: ${of(d, 'got')}`,
  'data/not-a-number': (d) =>
    `${place(d)}: "${of(d, 'column')}" 열의 ${topic(`"${of(d, 'got')}"`)} 수가 아닙니다. 단위나 천 단위 구분 없이 1234.5처럼 쓰십시오`,
  'data/time-unreadable': (d) =>
    `${place(d)}: "${of(d, 'column')}" 열의 ${object(`"${of(d, 'got')}"`)} 시각으로 읽을 수 없습니다. 2026-11-25, 2026-11-25T09:30:00, 2026.11.25, 20261125 또는 1970년부터의 초나 밀리초로 쓰십시오`,
  'data/time-order': (d) =>
    `${place(d)}: ${subject(of(d, 'time'))} ${of(d, 'lineBefore')}행의 ${of(d, 'timeBefore')} 뒤에 있습니다. 파일을 시각순으로 정렬하거나, 정렬을 허용하십시오(data.order: sort)`,
  'data/grid-too-fine': (d) =>
    `${of(d, 'file')}: ${of(d, 'from')}부터 ${of(d, 'to')}까지 ${of(d, 'every')} 간격이면 사건 ${of(d, 'events')}개에 칸이 ${of(d, 'slots')}개나 됩니다. 간격을 늘리거나 시각을 확인하십시오`,
  'data/grid-collision': (_, message) => `한 칸에 사건이 둘 이상 들어갑니다. data.every를 더 짧게 하십시오: ${message}`,
  'data/split-empty': (d) =>
    `데이터를 나누면(${of(d, 'by')}) ${of(d, 'part')} 부분에 남는 것이 없습니다(시퀀스 ${of(d, 'sequences')}개, 사건 ${of(d, 'events')}개). data.split을 바꾸거나 데이터를 늘리십시오`,
  'data/gzip': (d) =>
    `${topic(of(d, 'file'))} 손상되었거나 끝이 잘린 gzip 파일입니다. 다시 내려받거나 다시 압축하십시오`,
  'data/not-utf8': (d) =>
    `${place(d)}: UTF-8 텍스트가 아닙니다. UTF-8로 저장하거나(엑셀에서는 "CSV UTF-8") 변환하십시오. 한국어 파일은 CP949나 EUC-KR인 경우가 많습니다: ${of(d, 'advice')}`,
  'data/vocabulary': (d) => `어휘가 손상되었습니다: ${of(d, 'problem')}`,
  'data/no-batches': () => '학습할 것이 없습니다. 학습 부분에 항목이 둘 이상인 시퀀스가 없습니다',
  'data/too-short': (d) =>
    `${of(d, 'file')}: 항목이 둘 이상인 시퀀스가 없어 예측할 것이 없습니다. item 열과 group 열을 확인하십시오`,
  'data/checksum': (d) =>
    `${topic(of(d, 'path'))} 기대한 파일이 아닙니다. SHA-256이 ${of(d, 'expected')}이어야 하는데 ${of(d, 'sha256')}입니다. ${d['fetched'] === true ? '출처의 파일이 바뀌었거나 도중에 바뀌었습니다' : '그 파일을 치우면 새로 가져옵니다'}`,
  'data/unknown-dataset': (d) => `"${of(d, 'name')}" 데이터 집합은 없습니다.${typo(d)} 있는 것: ${of(d, 'datasets')}`,
  'data/unknown-dataset-file': (d) =>
    `데이터 집합 ${of(d, 'dataset')}에는 "${of(d, 'name')}" 파일이 없습니다.${typo(d)} 있는 것: ${of(d, 'files')}`,
  'data/download-failed': (d) => `${object(of(d, 'url'))} 가져올 수 없습니다: ${of(d, 'reason')}. ${of(d, 'advice')}`,
  'data/idx': (d) => `${topic(of(d, 'file'))} MNIST와 같은 바이트 IDX 파일이 아닙니다: ${of(d, 'problem')}`,
  'data/idx-pair': (d) =>
    `그림 [N, 행, 열]에는 레이블 [N]이 있어야 하는데, 모양이 [${of(d, 'images')}], [${of(d, 'labels')}]입니다`,
  'data/idx-index': (d) => `${of(d, 'index')}번 그림은 없습니다. 0번부터 모두 ${of(d, 'count')}개입니다`,
  'data/reber': (d) => `"${of(d, 'text')}": 내장 레버 문법의 문자열(예: BTBPVVETE)이 아닙니다`,
  'data/reber-predictions': (d) =>
    `문자열 ${of(d, 'strings')}개에는 예측값이 ${of(d, 'expected')}개 있어야 하는데 ${of(d, 'got')}개가 왔습니다`,
  'data/tar': (d) => `${of(d, 'file')}: tar 묶음이 손상되었습니다(${of(d, 'problem')}). 다시 내려받으십시오`,
  'data/short-text': (d) =>
    `${of(d, 'file')}: 예측하려면 기호가 둘 이상 있어야 하는데 학습 부분에 ${of(d, 'symbols')}개뿐입니다. 더 긴 글을 주거나, 따로 떼어 두는 비율(data.split)을 줄이십시오`,
  'data/empty-vocabulary': (d) =>
    `${of(d, 'file')}: 학습 부분에 ${of(d, 'minCount')}번 이상(data.minCount) 나오는 기호가 없어 어휘가 비게 됩니다. 가장 흔한 기호가 ${of(d, 'most')}번 나옵니다. data.minCount를 줄이십시오`,
  'data/unknown-symbols': (d) =>
    has(d, 'readAs')
      ? `어휘에 없는 기호 ${of(d, 'symbols')}개는 ${of(d, 'readAs')}로 읽습니다`
      : `어휘에 없는 기호 ${of(d, 'symbols')}개는 0벡터로 들어가고, 성능을 잴 때 세지 않습니다`,
  'data/unknown-items': (d) => `어휘에 없는 항목의 사건 ${of(d, 'events')}개는 세지 않습니다`,
  'data/no-baselines': (d) => `모델을 학습한 데이터(${of(d, 'file')})가 없어서 기준 모델과 비교하지 않습니다`,
  'data/nothing-known': (d) =>
    has(d, 'unit')
      ? `${of(d, 'file')}: 첫 기호 다음에 이 모델이 아는 기호(${of(d, 'examples')})가 없어 예측할 것이 없습니다`
      : `${of(d, 'file')}: 이 모델이 아는 항목(${of(d, 'examples')})이 둘 이상 이어지는 곳이 없어 예측할 것이 없습니다`,
  'data/skipped': (d) => `${of(d, 'file')}: 항목이 없는 행 ${of(d, 'rows')}개를 뺐습니다`,
  'data/sorted': (d) => `${of(d, 'file')}: 시각이 뒤바뀐 사건 ${of(d, 'events')}개를 시각순으로 정렬했습니다`,
  'data/dropped': (d) => `${of(d, 'file')}: 사건이 하나뿐인 시퀀스 ${of(d, 'sequences')}개는 예측할 것이 없어 뺐습니다`,

  'data/no-item-column': (d) => `${of(d, 'file')}: 예측할 항목으로 보이는 열이 없습니다`,

  'config/task': (d) => `"${of(d, 'task')}" 과제는 없습니다.${typo(d)} 쓸 수 있는 과제: ${of(d, 'tasks')}`,
  'config/not-utf8': (d) =>
    `${topic(of(d, 'file'))} UTF-8 텍스트가 아닙니다. 설정은 examples/lunch/elman.yaml 같은 YAML 파일입니다`,
  'config/batch-size': (d) => `배치 크기는 1 이상의 정수여야 하는데 ${of(d, 'got')}입니다`,
  'config/cell': (d) => `"${of(d, 'cell')}" 셀은 없습니다.${typo(d)} 쓸 수 있는 셀: ${of(d, 'cells')}`,
  'config/recurrent-dropout': (d) =>
    `이 셀은 상태 ${object(of(d, 'carried'))} 유닛마다 그대로 다음 시간 단계로 넘기므로, 마스크가 단계마다 거듭 곱해집니다. recurrentDropout 대신 zoneout을 쓰거나, weight_hh가 행렬이면 weightDrop을 쓰십시오`,
  'config/weight-drop': (d) =>
    has(d, 'known')
      ? `weightDrop: 셀에 없는 가중치입니다(${of(d, 'missing')}). 있는 가중치: ${of(d, 'known')}`
      : has(d, 'vectors')
        ? `weightDrop: 이 셀의 ${topic(of(d, 'vectors'))} 행렬이 아니라 벡터이므로, 남은 값이 시간 단계마다 너무 커집니다. zoneout이나 층 사이의 dropout을 쓰십시오`
        : 'weightDrop은 가중치를 바꿔 끼울 수 있는 셀(withWeights가 있는 셀)에만 씁니다',
  'config/state-part': (d) =>
    `${of(d, 'what')}: 셀의 상태에 "${of(d, 'part')}" 부분이 없습니다. 있는 부분: ${of(d, 'known')}`,
  'config/init': (d) => `"${of(d, 'init')}" 초기화는 없습니다.${typo(d)} 쓸 수 있는 초기화: ${of(d, 'inits')}`,
  'config/dropout': (d) => `드롭아웃 비율은 0 이상 1 미만이어야 하는데 ${of(d, 'rate')}입니다`,
  'config/probe-size': (d) => `${topic(of(d, 'name'))} ${of(d, 'least')} 이상의 정수여야 하는데 ${of(d, 'got')}입니다`,
  'config/size': (d) => `${topic(of(d, 'name'))} 1 이상의 정수여야 하는데 ${of(d, 'got')}입니다`,
  'config/recompute': (d) => `recompute는 한 구간의 시간 단계 수이며 1 이상의 정수여야 하는데 ${of(d, 'got')}입니다`,
  'config/duration': (d) =>
    `${has(d, 'key') ? `${of(d, 'key')}: ` : ''}${topic(`"${of(d, 'got')}"`)} 시간의 길이가 아닙니다. 30m, 12h, 1d, 1w처럼 수와 단위(ms, s, m, h, d, w)로 쓰십시오`,
  'config/split': (d, message) =>
    typeof d['validation'] === 'number' && typeof d['test'] === 'number'
      ? `data.split: 학습할 것이 남지 않습니다. validation ${of(d, 'validation')}과 test ${of(d, 'test')}의 합은 1보다 작아야 합니다`
      : `data.split이 잘못되었습니다: ${message}`,
  'config/cell-option': (d) =>
    `${topic(of(d, 'option'))} ${of(d, 'cells')} 셀에만 씁니다. 지금 셀은 "${of(d, 'cell')}"입니다`,
  'config/two-averages': (d) =>
    `${of(d, 'optimizer')} 최적화기는 가중치의 평균을 스스로 내므로(t0) averageFrom이나 averageTrigger와 함께 쓸 수 없습니다. 이들을 빼거나 다른 최적화기를 고르십시오`,
  'config/nesterov': (d) =>
    `nesterov는 0보다 큰 momentum과 함께, dampening 없이 씁니다. 지금은 momentum ${of(d, 'momentum')}, dampening ${of(d, 'dampening')}입니다`,
  'config/decay': (d) => `decay는 0 이상 1 미만이어야 하는데 ${of(d, 'decay')}입니다`,
  'config/projection-size': (d) =>
    `projectionSize는 1부터 은닉 상태의 크기 ${of(d, 'hiddenSize')}까지의 정수여야 하는데 ${of(d, 'projectionSize')}입니다`,
  'config/longest': (d) =>
    `longest는 편향이 있는 셀에서 가장 긴 의존 관계의 시간 단계 수이며 2 이상의 수여야 하는데 ${of(d, 'longest')}입니다`,
  'config/tied': (d) =>
    `model.tied를 쓰려면 model.embedding이 model.hidden(${of(d, 'hidden')})과 같아야 하는데 ${of(d, 'embedding')}입니다`,
  'config/summary-output': () =>
    'model.summaryOutput은 점수를 매길 자기 가중치가 필요한데 model.tied는 조각의 표로 점수를 매깁니다. 둘 가운데 하나를 false로 두십시오',
  'config/every-time': () => 'data.every는 사건을 시간의 격자에 놓으므로 시각 열의 이름 data.time이 필요합니다',
  'config/resume-changed': (d) =>
    `${subject(of(d, 'run'))} 시작할 때와 다릅니다(그때 → 지금):\n${of(d, 'changed').replaceAll(', ', '\n').replaceAll(/^/gm, '  ')}\n이어서 하려면 되돌리고, 새로 하려면 --overwrite나 다른 실행 폴더를 쓰십시오`,

  'input/unknown-symbols': (d) =>
    `모델이 본 적 없는 기호입니다: ${of(d, 'shown')}. 빼고 다시 하십시오. 아는 기호는 ${of(d, 'size')}개입니다(예: ${of(d, 'examples')})`,
  'input/unknown-item': (d) =>
    `${has(d, 'where') ? `${of(d, 'where')}: ` : ''}${topic(`"${of(d, 'item')}"`)} 모르는 항목입니다.${typo(d) || ` 아는 항목은 ${of(d, 'size')}개입니다(${of(d, 'examples')} …)`}`,
  'input/unknown-id': (_, message) => `항목의 번호가 잘못되었습니다: ${message}`,
  'input/not-utf8': (d) => `${topic(of(d, 'file'))} UTF-8 텍스트가 아닙니다. UTF-8로 저장하십시오`,
  'input/nothing-to-score': () => '잴 것이 없습니다. 한 줄에 항목 하나씩 쓰고, 시퀀스 사이에는 빈 줄을 두십시오',
  'input/several-documents': (d) => {
    const unit = d['documents'] === 'line' ? '줄' : '단락';
    return `모델이 글을 ${unit}마다 따로 읽으므로 한 ${unit} 안에서만 이어 갈 수 있습니다. ${unit} 하나만, 끝의 줄바꿈 없이 주십시오`;
  },
  'input/no-text': () => '글이 비어 있습니다. 글을 주십시오',
  'input/empty': () => '근거가 없습니다. 아는 항목을 하나 이상 주십시오',
  'data/one-label': (d) =>
    has(d, 'label')
      ? `${of(d, 'file')}: 학습할 데이터의 레이블이 "${of(d, 'label')}" 하나뿐입니다. 서로 다른 레이블이 둘 이상 있어야 합니다`
      : `${of(d, 'file')}: 학습할 레이블이 없습니다`,
  'data/unseen-label': (d) =>
    `${place(d)}: "${of(d, 'label')}" 레이블은 학습할 데이터에 없습니다.${typo(d)} 레이블은 ${of(d, 'size')}가지입니다: ${of(d, 'labels')}`,
  'data/no-idx-labels': (d) =>
    `${of(d, 'file')}: 이름으로는 레이블 파일을 찾을 수 없습니다(…-images-idx3-ubyte에는 …-labels-idx1-ubyte). data.labels에 적으십시오`,
  'data/image-size': (d) =>
    `${of(d, 'file')}에는 ${of(d, 'height')} × ${of(d, 'width')}화소의 회색 그림이 있고, IDX 파일은 있는 그대로 읽습니다. data.size를 빼고, data.channels는 빼거나 1로 두십시오`,
  'data/other-size': (d) =>
    `${of(d, 'file')}의 그림은 크기가 다릅니다(${of(d, 'got')}). 모델이 배우는 그림은 높이 ${of(d, 'height')}, 너비 ${of(d, 'width')}입니다`,
  'config/augment': () =>
    '회색 그림에는 바꿀 색상(hue)과 채도(saturation)가 없습니다. data.augment에서 둘 다 빼거나 data.channels를 3으로 두십시오',
  'data/no-images': (d) =>
    `${of(d, 'file')}에 그림이 없습니다. 클래스마다 폴더가 하나 있고 그 안에 그림이 있어야 합니다(${of(d, 'endings')})`,
  'data/not-image': (d) => `${topic(of(d, 'file'))} 그림으로 해독할 수 없습니다(${of(d, 'reason')})`,
  'data/not-video': (d) => `${topic(of(d, 'file'))} 동영상으로 해독할 수 없습니다(${of(d, 'reason')})`,
  'data/no-frames': (d) => `${topic(of(d, 'file'))} 프레임이 하나도 없는 동영상입니다`,
  'data/no-videos': (d) =>
    `${of(d, 'file')}에 동영상이 없습니다. 동영상 파일이나 동영상이 든 폴더여야 합니다(${of(d, 'endings')})`,
  'data/no-labels': (d) =>
    `${of(d, 'file')}의 레이블이 없습니다. "${of(d, 'column')}" 열이 있는 표 ${object(of(d, 'table'))} 그 옆에 두십시오`,
  'data/frames-labels': (d) =>
    `${of(d, 'file')}의 프레임은 ${of(d, 'frames')}개인데 ${of(d, 'table')}의 레이블은 ${of(d, 'labels')}개입니다. 프레임마다 한 행이 있어야 합니다`,
  'input/film': () => '이 모델에는 동영상을 물어야 합니다. --file로 동영상을 지정하거나 프레임을 스트림으로 보내십시오',
  'input/frame': (d) =>
    `프레임은 0부터 255까지의 정수 ${of(d, 'count')}개(${of(d, 'height')} × ${of(d, 'width')} 화소, 채널 ${of(d, 'channels')}개)인데 ${of(d, 'got')}개이거나 다른 것이 섞여 있습니다`,
};
