import { describe, expect, test } from 'vitest';
import { readGolden, type LabellingCase } from '../../../test/goldens/golden.ts';
import { bits, expectClose } from '../../../test/support/close.ts';
import { createReferenceBackend } from '../../backend/reference.ts';
import { createWasmBackend } from '../../backend/wasm.ts';
import { Vocabulary } from '../../data/vocabulary.ts';
import { loadStateInto } from '../../nn/index.ts';
import { gradcheck, Parameter, step, tensor, withBackend } from '../../tensor/index.ts';
import { Random } from '../../util/random.ts';
import { Labels } from '../labels/labels.ts';
import { TokenReader, UNKNOWN } from '../steps/tokens.ts';
import { contributions } from './ask.ts';
import { modelSchema } from './config.ts';
import { GramIntake, TextIntake } from './intake.ts';
import { answerLoss } from './loss.ts';
import { SequenceClassifier } from './network.ts';
import { ValueScale } from './target.ts';

const reading = { unit: 'word', lowercase: false, minCount: 1 } as const;
const words = [UNKNOWN, 'a', 'b', 'c', 'd', 'e', 'f'];
const reader = new TokenReader(
  reading,
  new Vocabulary(
    words,
    words.map(() => 1),
    UNKNOWN,
  ),
);
const labels = Labels.of(['x', 'y', 'z'], 'file');

function networkOf({ pooling, hidden }: LabellingCase): SequenceClassifier {
  const config = modelSchema.parse({ cell: 'gru', hidden, embedding: 3, pooling, attention: 4 });
  return new SequenceClassifier(new TextIntake(reader), 3, config, new Random(1));
}

function sequencesOf({ ids, lengths }: LabellingCase): Int32Array[] {
  const width = ids.shape[1]!;
  return Array.from(lengths.data, (length, b) => ids.data.slice(b * width, b * width + length));
}

for (const backend of [createWasmBackend(), createReferenceBackend()]) {
  describe(`a network that labels sequences agrees with PyTorch on the ${backend.name} backend`, () => {
    test.each(readGolden('labelling').cases)('$name', (golden) =>
      withBackend(backend, () => {
        const network = networkOf(golden);
        loadStateInto(network, new Map(Object.entries(golden.parameters)));
        const sequences = sequencesOf(golden);
        const weights = golden.classWeights && { x: golden.classWeights[0], y: golden.classWeights[1] };
        const lossOf = answerLoss(
          labels,
          modelSchema.parse({ labelSmoothing: golden.labelSmoothing, ...(weights && { classWeights: weights }) }),
        );
        step(() => {
          const scores = network.forward(sequences);
          const loss = lossOf(scores, Float32Array.from(golden.targets.data));
          loss.backward();
          expectClose(scores.toArray(), golden.scores.data, 2e-6, 'scores');
          expectClose([loss.item()], [golden.loss], 2e-6, 'the loss');
          for (const [name, parameter] of network.namedParameters()) {
            expectClose(parameter.grad!.toArray(), golden.gradients[name]!.data, 5e-6, name);
            parameter.grad = null;
          }
        });
        const [rows, width] = golden.ids.shape as [number, number];
        for (let b = 0; b < rows; b++) {
          const own = golden.scores.data.subarray(b * 3, b * 3 + 3);
          const found = contributions(network, sequences[b]!, own.indexOf(Math.max(...own)));
          const wanted = golden.contributions.data.subarray(b * width, b * width + found.length);
          expectClose(found, wanted, 5e-6, `contributions of row ${b}`);
        }
      }),
    );
  });
}

describe('a network that labels sequences', () => {
  const grams = { tokens: 3, letters: [2, 4] as const, buckets: 16 };
  const config = modelSchema.parse({
    cell: 'lstm',
    hidden: 3,
    embedding: 4,
    dense: 16,
    bag: true,
    grams,
    pooling: 'attention',
  });
  const intake = new GramIntake(reader, grams);
  const texts = ['a b c nie d', 'e', 'f f a'];

  test('gives a row alone what it gives it in a batch, bit for bit, by n-grams too', () => {
    const network = new SequenceClassifier(intake, 3, config, new Random(2));
    const sequences = texts.map((text) => intake.encode(text));
    const together = network.forward(sequences).toArray();
    sequences.forEach((sequence, b) => {
      expect(bits(network.forward([sequence]).toArray())).toBe(bits(together.subarray(b * 3, b * 3 + 3)));
    });
  });

  test('tells words that it does not know apart by their letters', () => {
    const network = new SequenceClassifier(intake, 3, config, new Random(2));
    const [one, other] = ['a nie', 'a nein'].map((text) => network.forward([intake.encode(text)]).toArray());
    expect(one).not.toEqual(other);
  });

  test('has the gradients of central differences, dense layer and n-grams included', () => {
    const report = gradcheck(
      () => {
        const network = new SequenceClassifier(intake, 3, config, new Random(2));
        const lossOf = answerLoss(labels, modelSchema.parse({ labelSmoothing: 0.1 }));
        const sequences = texts.map((text) => intake.encode(text));
        return {
          parameters: network.namedParameters(),
          loss: () => lossOf(network.forward(sequences), Float32Array.of(0, 1, 2)),
        };
      },
      { sample: 12 },
    );
    expect(report.passed, JSON.stringify(report.worst)).toBe(true);
  });

  test('a cut sequence is what its shorter text is', () => {
    const network = new SequenceClassifier(intake, 3, config, new Random(2));
    const { front } = network.encoder;
    const cut = front.cut(intake.encode('a b c nie d'), 0, 3);
    expect(bits(network.forward([cut]).toArray())).toBe(bits(network.forward([intake.encode('a b c')]).toArray()));
    expect(front.lengthOf(front.cut(intake.encode('a b c nie d'), 1, 4))).toBe(3);
  });
});

describe('losses of values', () => {
  const scale = new ValueScale(0, 1);
  const outputs = (): Parameter => new Parameter([0.5, -3, 2], [3, 1]);
  const answers = Float32Array.of(0, 0, 2.2);

  test('squared', () => {
    const loss = answerLoss(scale, modelSchema.parse({}));
    expect(loss(outputs(), answers).item()).toBeCloseTo((0.25 + 9 + 0.04) / 3, 6);
  });

  test('Huber: linear beyond δ, with its gradient', () => {
    const loss = answerLoss(scale, modelSchema.parse({ loss: 'huber', huberDelta: 1 }));
    expect(loss(outputs(), answers).item()).toBeCloseTo((0.125 + 2.5 + 0.02) / 3, 6);
    step(() => {
      const given = outputs();
      loss(given, answers).backward();
      expectClose(given.grad!.toArray(), [0.5 / 3, -1 / 3, -0.2 / 3], 1e-6);
    });
    const report = gradcheck(() => {
      const given = outputs();
      return { parameters: [['outputs', given]], loss: () => loss(given, answers) };
    });
    expect(report.passed, JSON.stringify(report.worst)).toBe(true);
    expect(loss(tensor([1], [1, 1]), Float32Array.of(1)).item()).toBe(0);
  });
});
