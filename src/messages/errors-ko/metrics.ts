import { of, type ErrorTexts } from './text.ts';

/** Figures of what a model says. */
export const metricErrors: ErrorTexts = {
  'metrics/no-sentences': () => '점수를 매길 문장이 없습니다. 문장을 하나 이상, 참조 문장과 함께 주십시오',
  'metrics/sentence-count': (d) =>
    `문장마다 참조 문장이 있어야 하는데 문장은 ${of(d, 'hypotheses')}개이고 참조 문장은 ${of(d, 'references')}개 문장의 것입니다`,
  'metrics/no-references': (d) =>
    `문장 ${of(d, 'sentences')}개 가운데 ${of(d, 'sentence')}번째에 참조 문장이 없습니다. 하나 이상 주거나 그 문장을 빼십시오`,
  'metrics/choice': (d) =>
    `"${of(d, 'got')}"에 해당하는 ${of(d, 'what')} 값이 없습니다. 쓸 수 있는 값: ${of(d, 'known')}`,
};
