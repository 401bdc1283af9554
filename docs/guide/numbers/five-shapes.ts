import type { Numbers, Text } from '../../../test/support/numbers.ts';
import { resultRow } from '../../../test/support/results.ts';

const example = (name: string, en: string, ko: string): Text => ({
  en: `[${en}](../../../examples/${name}/README.md)`,
  ko: `[${ko}](../../../examples/${name}/README.ko.md)`,
});

/** The first figure of a row, as it stands there but for the bold print and what is in brackets. */
function figure(section: string, row: string): string {
  return resultRow(section, row)[0]!
    .replaceAll('**', '')
    .replace(/ \(.*\)$/, '');
}

/** A task of each shape in real size, with its figure on data that the network never saw. */
export function numbers(): Numbers {
  const sentences = 'Sentences out: translation and captions';
  return {
    examples: [
      [
        { en: 'one to one', ko: '일대일' },
        example('digits', 'digits', '숫자 알아보기'),
        { en: 'digits named rightly', ko: '맞힌 숫자' },
        figure('Digits, at once and pixel by pixel', 'three blocks of convolutions, 164,570 parameters'),
      ],
      [
        { en: 'one to many', ko: '일대다' },
        example('caption-emoji', 'names of emoji', '이모지의 이름'),
        { en: 'names exactly right', ko: '정확히 맞은 이름' },
        figure(sentences, 'emoji that Google drew, named in English, exact'),
      ],
      [
        { en: 'many to one', ko: '다대일' },
        example('sentiment-ko', 'sentiment in Korean', '한국어 감정 분류'),
        { en: 'reviews judged rightly', ko: '맞힌 영화평' },
        figure('Labels for whole sequences', 'NSMC, drawn anew'),
      ],
      [
        { en: 'many to many', ko: '다대다' },
        example('translate-de-en', 'captions, German to English', '독일어에서 영어로 옮기는 사진 설명'),
        'BLEU',
        figure(sentences, 'Multi30k, German to English, BLEU'),
      ],
      [
        { en: 'in step', ko: '시점마다 다대다' },
        example('moving-shapes', 'moving shapes', '도형이 움직이는 방향'),
        { en: 'frames labelled rightly', ko: '맞힌 프레임' },
        `${figure('Which way shapes move, from video files', 'convolutions and a GRU of 48, streaming, measured here')} %`,
      ],
    ],
  };
}
