import type { Tokenizer } from '../../data/tokenizers/index.ts';
import type { Decoder, Said } from '../../seq2seq/index.ts';
import { expect } from '../../util/errors.ts';
import { exp } from '../../util/portable-math.ts';
import type { Alignment, Prediction } from '../task.ts';

export interface AnswerOptions {
  readonly tokenizer: Tokenizer;
  readonly top: number;
  /** What the answer is about, for people. */
  readonly input: string;
  /** Which of several inputs, from 1; none where there is one. */
  readonly sequence: number | undefined;
  /** Names of the places that were looked at, to say where each piece looked; none to say nothing of it. */
  readonly places: readonly string[] | undefined;
  /** How the places lie, row by row, where they are those of a grid. */
  readonly grid?: readonly [rows: number, cols: number] | undefined;
}

/** What was said of one input as a prediction: the best sentence, with the probability that the network gives it as a whole. */
export function answerOf(
  sentences: readonly Said[],
  { tokenizer, top, input, sequence, places, grid }: AnswerOptions,
): Prediction {
  const candidates = sentences.map(({ ids, logProbability }) => ({
    item: tokenizer.decode(ids),
    probability: exp(logProbability),
  }));
  const best = candidates[0]!;
  return {
    ...best,
    step: 1,
    top: top > 1 ? candidates.slice(0, top) : [],
    input,
    sequence,
    ...(places !== undefined && { alignment: alignmentOf(sentences[0]!, tokenizer, places, grid) }),
  };
}

function alignmentOf(
  { ids, attention }: Said,
  tokenizer: Tokenizer,
  places: readonly string[],
  grid: AnswerOptions['grid'],
): Alignment | undefined {
  if (attention === undefined) return undefined;
  const target = [...Array.from(ids, (id) => tokenizer.show(id)), tokenizer.pieces[tokenizer.endId]!];
  const weights = attention.map((row) => Array.from(row.subarray(0, places.length)));
  return { source: places, target, weights, ...(grid && { grid }) };
}

/** Throws `usage/no-attention` for a decoder that looks nowhere in particular, when it is asked where it looked. */
export function checkLooks({ attention }: Pick<Decoder, 'attention'>): void {
  expect(
    attention !== undefined,
    'usage/no-attention',
    () =>
      'the model was trained without attention (model.attention: none), so that there is nothing to say of where it looked: leave --explain out',
  );
}
