import { checkTop } from '../parts.ts';
import { currentEngine, noGrad, reshape, slice, softmax, step, tensor } from '../../tensor/index.ts';
import { gradientsOf, Tensor } from '../../tensor/tensor.ts';
import { expect } from '../../util/errors.ts';
import { candidatesOf } from '../labels/candidates.ts';
import { Labels } from '../labels/labels.ts';
import type { Prediction, PredictRequest, Traced } from '../task.ts';
import { watching } from '../watch.ts';
import { readAll } from './evaluate.ts';
import type { Content, Encoded, Intake } from './intake.ts';
import type { SequenceClassifier } from './network.ts';
import type { Target } from './target.ts';

/** A sequence that is asked about, and what it is called in the answer. */
export interface Asked {
  readonly content: Content;
  readonly name: string;
}

interface Model {
  readonly network: SequenceClassifier;
  readonly intake: Intake;
  readonly target: Target;
}

/**
 * Answers each sequence by itself, in the order that they came in.
 * @throws `input/empty-text` for one without a step, `usage/top` for a count that is none.
 */
export function answer(
  { network, intake, target }: Model,
  asked: readonly Asked[],
  { top = 1, explain = false }: Pick<PredictRequest, 'top' | 'explain'>,
): Prediction[] {
  checkTop(top);
  expect(asked.length > 0, 'input/nothing', () => 'there is nothing to answer: give at least one text');
  const sequences = asked.map(({ content }, i) => encoded(intake, content, i + 1));
  const found = answersTo({ network, target }, sequences, top).map((given, i) => ({
    ...given,
    input: asked[i]!.name,
    sequence: asked.length > 1 ? i + 1 : undefined,
  }));
  if (!explain) return found;
  return found.map((prediction, i) => ({
    ...prediction,
    contributions: contributionsTo({ network, intake, target }, prediction, sequences[i]!, asked[i]!.content),
  }));
}

/**
 * Reads one sequence step by step, and says after each step what it would be taken for if it ended there, with all labels;
 * the last answer is that of the whole, with what each step contributed to it. `states` are what the recurrent layers
 * give at each step of the whole, [T, H]; where they read from both ends, those of the other end stand behind.
 * @throws `input/empty-text` for one without a step.
 */
export function traced({ network, intake, target }: Model, content: Content): Traced {
  const sequence = encoded(intake, content, 1);
  const { front } = network.encoder;
  const ends = Array.from({ length: sequence.length }, (_, t) => front.cut(sequence, 0, t + 1));
  const top = target instanceof Labels ? target.names.length : 1;
  const names = intake.stepsOf(content);
  const predictions = answersTo({ network, target }, ends, top).map((given, t): Prediction => ({
    ...given,
    step: t + 1,
    input: names[t]!,
  }));
  const whole = predictions.at(-1)!;
  const contributions = contributionsTo({ network, intake, target }, whole, sequence, content);
  const { watch, parts } = watching();
  step(() => noGrad(() => watch('states', network.encoder.forward([sequence]).ys)));
  return { predictions: [...predictions.slice(0, -1), { ...whole, contributions }], parts };
}

/** @param number of the input, from 1, for messages. */
function encoded(intake: Intake, content: Content, number: number): Encoded {
  const sequence = intake.encode(content);
  expect(
    sequence.length > 0 && (typeof content !== 'string' || content.trim() !== ''),
    'input/empty-text',
    () => `input ${number} is an empty text: there is nothing to answer`,
    { number },
  );
  return sequence;
}

/** What the network makes of each sequence. */
function answersTo(
  { network, target }: Omit<Model, 'intake'>,
  sequences: readonly Encoded[],
  top: number,
): Omit<Prediction, 'input'>[] {
  const found: Omit<Prediction, 'input'>[] = [];
  readAll(network, sequences, (outputs, indices) => {
    const size = outputs.dim(1);
    const numbers = target instanceof Labels ? softmax(outputs).toArray() : outputs.toArray();
    indices.forEach((i, row) => {
      if (target instanceof Labels) {
        const candidates = candidatesOf(target, numbers.subarray(row * size, (row + 1) * size), top);
        found[i] = { ...candidates[0]!, step: 1, top: candidates };
      } else {
        const value = target.decode(numbers[row]!);
        found[i] = { item: String(value), value, step: 1, top: [] };
      }
    });
  });
  return found;
}

/** What each step did for an answer, by name; of a value in its own unit. */
function contributionsTo(
  { network, intake, target }: Model,
  { item }: Prediction,
  sequence: Encoded,
  content: Content,
): NonNullable<Prediction['contributions']> {
  const output = target instanceof Labels ? target.find(item) : 0;
  const unit = target instanceof Labels ? 1 : target.deviation;
  const values = contributions(network, sequence, output);
  return intake.stepsOf(content).map((name, t) => ({ step: name, value: values[t]! * unit }));
}

/**
 * What each step of a sequence does for one of the outputs, to first order: Σ_f x_f · ∂output/∂x_f over the numbers that
 * the step goes in as (gradient × input: Simonyan 2014, Shrikumar 2017).
 */
export function contributions(network: SequenceClassifier, sequence: Encoded, output: number): number[] {
  return step(() => {
    const { xs, lengths } = noGrad(() => network.encoder.front.forward([sequence]));
    const leaf = new Tensor(xs.storage, xs.shape, true);
    const score = slice(reshape(network.read({ xs: leaf, lengths }), [-1]), 0, output, output + 1);
    const gradient = currentEngine().noGrad(() =>
      gradientsOf([[score, tensor([1])]])
        .get(leaf)!
        .toArray(),
    );
    const numbers = leaf.toArray();
    const width = leaf.dim(2);
    return Array.from({ length: leaf.dim(1) }, (_, t) => {
      let sum = 0;
      for (let f = t * width; f < (t + 1) * width; f++) sum += numbers[f]! * gradient[f]!;
      return sum;
    });
  });
}
