import { topic } from '../korean.ts';
import { has, of, place, type ErrorTexts } from './text.ts';

/** Tokenizers, and texts that come in pairs. */
export const tokenizerErrors: ErrorTexts = {
  'data/tokenizer': (d) =>
    `${topic(of(d, 'file'))} 읽을 수 있는 tokenizer.json이 아닙니다(${of(d, 'problem')}). 손상되었으면 다시 받고, SentencePiece 모델(.model)이면 transformers 라이브러리로 tokenizer.json으로 저장하십시오`,
  'data/tokenizer-marks': (d) =>
    `${of(d, 'file')}에 문장의 시작과 끝을 나타내는 토큰이 없습니다. 둘을 더하십시오. 아는 쌍: ${of(d, 'known')}`,
  'usage/tokenizer-library': (d) =>
    `${topic(of(d, 'file'))} 따로 불러올 패키지로 읽는 토크나이저입니다. 열기 전에 prepareTokenizer()나 readTokenizer()를 기다리십시오`,
  'io/tokenizers': (d) =>
    `이 tokenizer.json은 @huggingface/tokenizers 패키지로 읽는 종류인데, 설치되어 있지 않습니다. 설치: ${of(d, 'install')}`,
  'config/vocab-size': (d) =>
    `vocabSize는 조각의 수이며 여기서는 ${of(d, 'least')} 이상의 정수여야 하는데 ${of(d, 'vocabSize')}입니다(글자 ${of(d, 'letters')}개와 표시 3개). 늘리거나, 드문 글자를 모르는 글자로 치십시오(minLetterCount)`,
  'data/no-pieces': (d) =>
    `이 글로는 토크나이저를 만들 수 없습니다. ${of(d, 'minCount')}번 이상 나오는 것이 없습니다. 글을 더 주거나 minCount를 줄이십시오`,
  'data/line-counts': (d) =>
    `두 파일의 줄 수가 다릅니다. ${topic(of(d, 'file'))} ${of(d, 'lines')}줄, ${topic(of(d, 'otherFile'))} ${of(d, 'otherLines')}줄입니다. 같은 번째 줄끼리 짝이어야 합니다`,
  'data/empty-line': (d) =>
    `${place(d)}: 빈 줄입니다${has(d, 'otherFile') ? `(${of(d, 'otherFile')}의 같은 줄이 짝입니다)` : ''}. 채우거나, 그런 줄을 빼십시오(data.missing: skip)`,
};
