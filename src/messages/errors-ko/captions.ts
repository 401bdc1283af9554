import { object, topic } from '../korean.ts';
import { has, of, place, typo, type ErrorTexts } from './text.ts';

/** Captions of images, and the named data sets of sentences. */
export const captionErrors: ErrorTexts = {
  'data/compiler-messages': (d) =>
    `꾸러미에 든 ${object(of(d, 'file'))} 읽을 수 없습니다(${of(d, 'reason')}). 다시 내려받으십시오`,
  'data/review-sentences': (d) =>
    `꾸러미에 든 ${object(of(d, 'file'))} 읽을 수 없습니다(${of(d, 'reason')}). 다시 내려받으십시오`,
  'data/emoji': (d) => `꾸러미에 든 ${object(of(d, 'file'))} 읽을 수 없습니다(${of(d, 'reason')}). 다시 내려받으십시오`,

  'data/caption-part': (d) =>
    `${place(d)}: "${of(d, 'part')}" 부분은 없습니다.${typo(d)} 쓸 수 있는 이름: ${of(d, 'parts')}`,
  'data/caption-parts': (d) =>
    `${place(d)}: "${of(d, 'image')}" 그림이 여기서는 ${of(d, 'part')} 부분인데 ${has(d, 'lineBefore') ? `${of(d, 'lineBefore')}행` : '앞'}에서는 ${of(d, 'before')} 부분입니다. 한 그림은 한 부분에만 속합니다`,
  'data/caption-line': (d) =>
    `${place(d)}: 한 줄은 그림#번호, 탭, 설명인데(예: dog.jpg#0) 여기는 ${JSON.stringify(of(d, 'got'))}입니다. 고치거나, 그런 줄을 빼십시오(data.missing: skip)`,
  'data/caption-json': (d) =>
    `${topic(of(d, 'file'))} 그림 설명의 JSON이 아닙니다: ${of(d, 'problem')}. MS COCO 형식({"images", "annotations"})이나 Karpathy 형식({"images": [{"filename", "split", "sentences"}]})이어야 합니다`,
  'data/caption-image': (d) => {
    if (has(d, 'count'))
      return `${place(d)}: ${of(d, 'folder')}에 ${of(d, 'image')}번 그림의 행이 없습니다. 0번부터 모두 ${of(d, 'count')}개입니다`;
    return has(d, 'folder')
      ? `${place(d)}: ${of(d, 'folder')}에 "${of(d, 'image')}" 그림이 없습니다.${typo(d)} 그 자리에 두거나, 그런 설명을 빼십시오(data.missing: skip)`
      : `${place(d)}: ${of(d, 'image')} 그림이 "images"에 없습니다`;
  },
  'data/captions-left-out': (d) =>
    `${of(d, 'file')}: 그림이나 설명이 없는 ${of(d, 'rows')}개를 뺐습니다(data.missing: skip)`,
  'data/captions-too-long': (d) =>
    `${of(d, 'file')}: ${of(d, 'maxLength')}조각(data.maxLength)보다 긴 설명 ${of(d, 'rows')}개는 학습하지 않습니다`,
  'data/captions-all-too-long': (d) =>
    `${of(d, 'file')}: 설명 ${of(d, 'rows')}개가 모두 ${of(d, 'maxLength')}조각보다 깁니다. data.maxLength를 늘리십시오`,
  'data/captions-no-training': (d) => `${of(d, 'file')}: "train" 부분에 속하는 그림이 없어 학습할 것이 없습니다`,
  'config/parted': (d) =>
    `${of(d, 'file')}에 그림마다 어느 부분인지 적혀 있습니다. data.split, data.validation, data.test를 빼${d['hasColumn'] === true ? '거나, data.part를 빼' : ''}십시오`,
  'config/features': (d) =>
    `data.features는 그림을 대신하므로 ${object(of(d, 'keys'))} 함께 쓸 수 없습니다. 둘 중 하나를 빼십시오`,
  'data/no-pictures': (d) => `${of(d, 'file')}에 그림이 없습니다`,
  'data/other-shape': (d) =>
    `${of(d, 'file')}에 든 것은 모양이 [${of(d, 'got')}]인데 모델은 [${of(d, 'wanted')}]에서 배웁니다`,
  'data/stack-shape': (d) =>
    `${of(d, 'file')}에는 높이 ${of(d, 'height')}, 너비 ${of(d, 'width')}, 채널 ${of(d, 'channels')}개인 그림이 있고, IDX 파일은 있는 그대로 읽습니다. data.size와 data.channels를 빼십시오`,
  'usage/features': () =>
    '이 모델은 그림이 아니라 그림의 특징을 읽습니다. --file로 특징 파일(.safetensors, .npy, 표)을 주십시오',
  'data/no-caption': (d) =>
    `${place(d)}: "${of(d, 'image')}" 그림에 설명이 없거나 비어 있습니다. 설명을 쓰거나, 그런 그림을 빼십시오(data.missing: skip)`,
  'data/caption-count': (d) =>
    `${of(d, 'file')}에는 행이 ${of(d, 'rows')}개인데 ${of(d, 'captionsFile')}에는 그림 ${of(d, 'images')}개의 설명이 있습니다. i번째 행은 i번째 그림의 것이므로 수가 같아야 합니다`,
  'data/features': (d) =>
    `${of(d, 'file')}에는 그림의 특징이 없습니다: ${of(d, 'problem')}. 모양이 [그림, 수]나 [그림, 영역, 수]인 safetensors의 "features" 텐서나 NumPy 배열, 또는 그림마다 수가 한 행씩 든 표여야 합니다`,
  'data/feature-value': (d) =>
    `${of(d, 'file')}: ${of(d, 'image')}번 그림의 ${of(d, 'feature')}번 특징(둘 다 0부터)이 ${of(d, 'got')}입니다. 모두 유한한 수여야 합니다`,
  'data/npy': (d) =>
    `${topic(of(d, 'file'))} numpy.save로 쓴 수의 배열이 아닙니다: ${of(d, 'problem')}. numpy.ascontiguousarray(x, numpy.float32)로 바꾸어 저장하십시오`,
};
