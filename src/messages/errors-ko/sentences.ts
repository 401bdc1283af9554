import { object } from '../korean.ts';
import { of, type ErrorTexts } from './text.ts';

/** Tasks that say sentences. */
export const sentenceErrors: ErrorTexts = {
  'config/targets': (d) =>
    d['hasTargets'] === true
      ? `data.targets가 있으면 data.${of(d, 'part')}와 data.${of(d, 'part')}Targets는 줄마다 서로의 번역인 두 파일입니다. 둘 다 적거나 둘 다 빼십시오`
      : `data.${of(d, 'part')}Targets는 줄로 된 파일에 쓰는 것입니다. data.file이 표이면(data.targets가 없으면) data.${of(d, 'part')}도 표 하나입니다`,
  'data/all-too-long': (d) =>
    `${of(d, 'file')}: ${of(d, 'rows')}쌍 모두 한쪽이 ${of(d, 'maxLength')}조각보다 깁니다. data.maxLength를 늘리십시오`,
  'data/too-long': (d) =>
    `${of(d, 'file')}: 한쪽이 ${of(d, 'maxLength')}조각(data.maxLength)보다 긴 ${of(d, 'rows')}쌍은 학습하지 않습니다`,
  'data/longer-than-learnt': (d) =>
    `문장 ${of(d, 'rows')}개가 ${of(d, 'maxLength')}조각(data.maxLength)보다 깁니다. 이렇게 긴 문장은 학습한 적이 없으니 결과를 살펴보십시오`,
  'usage/beam': (d) => `빔은 1 이상의 정수여야 하는데 ${object(of(d, 'got'))} 받았습니다`,
  'usage/nothing-to-translate': () => '번역은 글에서 뽑습니다. --prompt로 글을 주십시오',
  'usage/length-penalty': (d) => `길이 벌점은 0 이상의 수여야 하는데 ${object(of(d, 'got'))} 받았습니다`,
};
