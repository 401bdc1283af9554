import { expect, fail } from '../util/errors.ts';
import { exp } from '../util/portable-math.ts';
import type { Random } from '../util/random.ts';
import type { SampleRequest } from './task.ts';

/** How the next symbol is drawn from the scores of all. */
export interface SampleRules {
  /** Scores are divided by it; 0 takes the likeliest, of equally likely ones the first. 1 by default. */
  readonly temperature?: number | undefined;
  /** Only the so many likeliest are drawn from; of equally likely ones the first. All by default. */
  readonly topK?: number | undefined;
  /** Only the fewest likeliest that together reach this share of the probability of what top-k left. 1 by default. */
  readonly topP?: number | undefined;
  /** Ids that never come: the others are drawn as if there were no such ids. */
  readonly banned?: readonly number[] | undefined;
}

/** A request with what it leaves open filled in. */
export interface CheckedRequest extends SampleRequest {
  readonly length: number;
  readonly temperature: number;
  readonly seed: number;
}

const DEFAULT_LENGTH = 200;

/**
 * Draws the next id: softmax(scores / temperature) over the ids that are not banned, cut down to the `topK` likeliest
 * (A. Fan et al., Hierarchical Neural Story Generation, 2018), then to the fewest that reach `topP` (A. Holtzman et al.,
 * The Curious Case of Neural Text Degeneration, 2020), and drawn from as often as what is left weighs. The same scores,
 * rules and state of `rng` give the same id on every engine.
 * @param scores logits [V]; −∞ never comes
 * @throws `usage/temperature`, `usage/top-k`, `usage/top-p` for rules that make no sense, `usage/banned` when all ids are
 * banned, `model/scores` for scores that say nothing: NaN, +∞, or −∞ alone
 */
export function sampleId(scores: ArrayLike<number>, rules: SampleRules, rng: Random): number {
  checkRules(rules);
  const { temperature = 1, topK = Infinity, topP = 1 } = rules;
  const banned = new Set(rules.banned);
  const best = likeliest(scores, banned);
  if (temperature === 0) return best;
  // Of id i, in proportion: its probability, or 0 when it does not come.
  const weights = Float64Array.from(scores, (score, id) =>
    banned.has(id) ? 0 : exp((score - scores[best]!) / temperature),
  );
  if (topK < scores.length || topP < 1) cutDown(weights, scores, topK, topP);
  return draw(weights, rng);
}

/** Fills in the defaults of a request and checks it. Throws `usage/…` as {@link sampleId}, and `usage/length`, `usage/seed`. */
export function checkSampleRequest(request: SampleRequest): CheckedRequest {
  const { length = DEFAULT_LENGTH, seed = 1, temperature = 1 } = request;
  checkRules(request);
  expect(
    Number.isInteger(length) && length >= 1,
    'usage/length',
    () => `the length is a whole number of symbols above 0, got ${length}`,
    { got: length },
  );
  expect(Number.isSafeInteger(seed), 'usage/seed', () => `the seed is a whole number up to 2^53, got ${seed}`, {
    got: seed,
  });
  return { ...request, length, temperature, seed };
}

function checkRules({ temperature = 1, topK = 1, topP = 1 }: SampleRules): void {
  expect(
    temperature >= 0 && temperature < Infinity,
    'usage/temperature',
    () => `the temperature is a number from 0 up (0 takes the likeliest, 1 is as learnt), got ${temperature}`,
    { got: temperature },
  );
  expect(
    Number.isInteger(topK) && topK >= 1,
    'usage/top-k',
    () => `top-k is a whole number of symbols above 0, got ${topK}`,
    { got: topK },
  );
  expect(
    topP > 0 && topP <= 1,
    'usage/top-p',
    () => `top-p is a share of the probability, above 0 and at most 1, got ${topP}`,
    { got: topP },
  );
}

/** The id with the highest score that is not banned, of equal ones the first. */
function likeliest(scores: ArrayLike<number>, banned: ReadonlySet<number>): number {
  let best = -1;
  for (let id = 0; id < scores.length; id++) {
    const score = scores[id]!;
    if (!(score < Infinity)) {
      fail(
        'model/scores',
        `the model gives symbol ${id} the score ${score}: its weights are damaged, or grew beyond all bounds in training; train it anew with a smaller lr`,
        { id, score },
      );
    }
    if (!banned.has(id) && (best < 0 || score > scores[best]!)) best = id;
  }
  expect(best >= 0, 'usage/banned', () => `there is nothing to draw from: of ${scores.length} symbols all are banned`, {
    symbols: scores.length,
  });
  expect(
    scores[best]! > -Infinity,
    'model/scores',
    () =>
      `the model gives every symbol the score ${scores[best]}: its weights are damaged; train it anew with a smaller lr`,
    { id: best, score: scores[best] },
  );
  return best;
}

/** Sets to 0 the weights of what top-k, then top-p leave out. */
function cutDown(weights: Float64Array, scores: ArrayLike<number>, topK: number, topP: number): void {
  const ids = Int32Array.from(weights.keys()).filter((id) => weights[id]! > 0);
  ids.sort((a, b) => scores[b]! - scores[a]! || a - b);
  const kept = ids.subarray(0, topK);
  const enough = topP === 1 ? Infinity : topP * kept.reduce((sum, id) => sum + weights[id]!, 0);
  let reached = 0;
  let count = 0;
  while (count < kept.length && reached < enough) reached += weights[kept[count++]!]!;
  for (const id of ids.subarray(count)) weights[id] = 0;
}

/** An id drawn by its weight; where rounding leaves a rest, the last that has one. */
function draw(weights: Float64Array, rng: Random): number {
  let left = rng.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  let last = 0;
  for (let id = 0; id < weights.length; id++) {
    if (weights[id] === 0) continue;
    last = id;
    left -= weights[id]!;
    if (left < 0) return id;
  }
  return last;
}
