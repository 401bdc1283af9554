import { describe, expect, test } from 'vitest';
import { readGolden, type DecoderCase } from '../../test/goldens/golden.ts';
import { bits, expectClose } from '../../test/support/close.ts';
import { createReferenceBackend } from '../backend/reference.ts';
import { createWasmBackend } from '../backend/wasm.ts';
import { cellMaker, type CellName } from '../cells/index.ts';
import { attentionNames, loadStateInto, parametersOf } from '../nn/index.ts';
import {
  gradcheck,
  mul,
  Parameter,
  reshape,
  scale,
  smoothedCrossEntropyRows,
  step,
  sum,
  tensor,
  withBackend,
  type Tensor,
} from '../tensor/index.ts';
import { Random } from '../util/random.ts';
import { Decoder, type DecoderConfig } from './index.ts';

const plain: DecoderConfig = {
  embedding: 4,
  attention: 'additive',
  inputFeeding: true,
  tied: false,
  inputDropout: 0,
  dropout: 0,
  outputDropout: 0,
};

interface Made extends Partial<DecoderConfig> {
  readonly cell?: CellName;
  readonly hidden?: number;
  readonly layers?: number;
  readonly size?: number;
  readonly memorySize?: number;
  readonly summarySize?: number;
}

function made({
  cell = 'lstm',
  hidden = 5,
  layers = 1,
  size = 6,
  memorySize = 5,
  summarySize = 3,
  ...config
}: Made): Decoder {
  const rng = new Random(3);
  const whole = { ...plain, ...config };
  return new Decoder({
    ...whole,
    size,
    memorySize,
    summarySize,
    outputSize: whole.tied ? whole.embedding : hidden,
    cell: cellMaker({ cell, inputSize: whole.embedding, hiddenSize: hidden, rng }),
    layers,
    rng,
  });
}

const numbers = (rng: Random, ...shape: number[]): Tensor =>
  tensor(
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => rng.normal()),
    shape,
  );

function ofGolden(golden: DecoderCase): Decoder {
  const decoder = made({
    ...golden,
    attentionSize: golden.attentionSize ?? undefined,
    size: golden.scores.shape[2]!,
    memorySize: golden.values.shape[2]!,
    summarySize: golden.summary.shape[1]!,
  });
  loadStateInto(decoder, new Map(Object.entries(golden.parameters)));
  return decoder;
}

for (const backend of [createWasmBackend(), createReferenceBackend()]) {
  describe(`a decoder agrees with PyTorch on the ${backend.name} backend`, () => {
    for (const golden of readGolden('decoders').cases) {
      test(golden.name, () =>
        withBackend(backend, () =>
          step(() => {
            const decoder = ofGolden(golden);
            const values = new Parameter(golden.values.data, golden.values.shape);
            const summary = new Parameter(golden.summary.data, golden.summary.shape);
            const { out, weights } = decoder.forward(
              { values, summary, lengths: golden.lengths.data },
              golden.ids.data,
            );
            const scores = decoder.scores(out);
            expectClose(scores.toArray(), golden.scores.data, 5e-6);
            if (golden.weights === null) expect(weights).toBeUndefined();
            else expectClose(weights!.toArray(), golden.weights.data, 2e-6);
            const flat = reshape(scores, [-1, decoder.size]); // [B, T, V] → [B·T, V]
            const losses = smoothedCrossEntropyRows(flat, golden.targets.data, golden.smoothing);
            const loss = scale(sum(losses), 1 / losses.size);
            expect(loss.item()).toBeCloseTo(golden.loss, 5);
            loss.backward();
            const leaves: [string, Parameter][] = [...parametersOf(decoder), ['values', values], ['summary', summary]];
            for (const [name, leaf] of leaves) {
              const wanted = golden.gradients[name]!;
              expectClose(leaf.grad?.toArray() ?? new Float32Array(leaf.size), wanted.data, 5e-6, name);
            }
          }),
        ),
      );
    }
  });
}

const forms = [...attentionNames, 'none' as const].flatMap((attention) =>
  [true, false].flatMap((inputFeeding) =>
    (attention === 'general' || attention === 'none' ? [true, false] : [false]).map(
      (summaryOutput) => [attention, inputFeeding, summaryOutput] as const,
    ),
  ),
);
const ids = Int32Array.from([1, 3, 2, 0, 1, 4, 2, 5, 1, 2, -1, -1]);
const lengths = Int32Array.from([4, 2, 1]);

describe.each(forms)('attention %s, fed back: %s, summary scored: %s', (attention, inputFeeding, summaryOutput) => {
  test.each(['lstm', 'gru', 'elman', 'gru-reset-before', 'lstm-layer-norm', 'jordan'] as const)(
    '%s: the gradient is the numeric one',
    (cell) => {
      const report = gradcheck(
        () => {
          const rng = new Random(8);
          const decoder = made({ attention, inputFeeding, summaryOutput, cell, layers: 2 });
          const values = new Parameter(numbers(rng, 3, 4, 5).toArray(), [3, 4, 5]);
          const summary = new Parameter(numbers(rng, 3, 3).toArray(), [3, 3]);
          const weight = numbers(rng, 3, 4, 6);
          return {
            loss: () => sum(mul(decoder.scores(decoder.forward({ values, summary, lengths }, ids).out), weight)),
            parameters: [...decoder.namedParameters(), ['values', values], ['summary', summary]],
          };
        },
        { sample: 6 },
      );
      expect(report.worst.error).toBeLessThan(1e-6);
    },
  );

  test('a row has the same bits in any batch, step by step as at once', () => {
    withBackend(createWasmBackend(), () => {
      const decoder = made({ attention, inputFeeding, summaryOutput, layers: 2 });
      const wide = decoder.outputSize;
      const rng = new Random(4);
      const [values, summary] = [numbers(rng, 3, 4, 5), numbers(rng, 3, 3)];
      const at = (x: Tensor, row: number): Tensor => {
        const size = x.size / 3;
        return tensor(x.toArray().subarray(row * size, (row + 1) * size), [1, ...x.shape.slice(1)]);
      };
      const whole = decoder.forward({ values, summary, lengths }, ids).out.toArray();
      for (let row = 0; row < 3; row++) {
        const memory = {
          values: tensor(
            at(values, row)
              .toArray()
              .subarray(0, lengths[row]! * 5),
            [1, lengths[row]!, 5],
          ),
          summary: at(summary, row),
        };
        const own = ids.subarray(row * 4, row * 4 + 4);
        expect(bits(decoder.forward(memory, own).out.toArray())).toBe(
          bits(whole.subarray(row * 4 * wide, (row + 1) * 4 * wide)),
        );
        const speaker = decoder.begin(memory);
        let { first: state } = speaker;
        for (let t = 0; t < 4; t++) {
          const now = speaker.step([own[t]!], state);
          state = now.state;
          const wanted = whole.subarray((row * 4 + t) * wide, (row * 4 + t + 1) * wide);
          expect(bits(now.out.toArray())).toBe(bits(wanted));
        }
      }
    });
  });
});

test('scheduled sampling reads what the decoder says itself', () => {
  const decoder = made({});
  const rng = new Random(4);
  const memory = { values: numbers(rng, 3, 4, 5), summary: numbers(rng, 3, 3), lengths };
  const forced = decoder.forward(memory, ids, { rng: new Random(1) }).out.toArray();
  const taught = decoder.forward(memory, ids, { rng: new Random(1), teacherForcing: 1 }).out.toArray();
  const free = decoder.forward(memory, ids, { rng: new Random(1), teacherForcing: 0 }).out.toArray();
  expect(bits(taught)).toBe(bits(forced));
  const speaker = decoder.begin(memory);
  let { first: state } = speaker;
  let said = [1, 1, 1];
  for (let t = 0; t < 4; t++) {
    const now = speaker.step(
      said.map((id, b) => (ids[b * 4 + t]! < 0 ? -1 : id)),
      state,
    );
    state = now.state;
    const out = now.out.toArray();
    for (let b = 0; b < 3; b++)
      expect(bits(free.subarray((b * 4 + t) * 5, (b * 4 + t + 1) * 5))).toBe(bits(out.subarray(b * 5, b * 5 + 5)));
    const scores = speaker.scores(now.out).toArray();
    said = [0, 1, 2].map((b) => {
      const row = [...scores.subarray(b * 6, b * 6 + 6)];
      return row.indexOf(Math.max(...row));
    });
  }
});

test('dropout acts in training alone, in both forms', () => {
  for (const inputFeeding of [true, false])
    for (const lockedDropout of [true, false]) {
      const decoder = made({
        inputFeeding,
        lockedDropout,
        layers: 2,
        inputDropout: 0.3,
        dropout: 0.3,
        outputDropout: 0.3,
      });
      const rng = new Random(4);
      const memory = { values: numbers(rng, 3, 4, 5), summary: numbers(rng, 3, 3) };
      const run = (seed?: number): string =>
        bits(decoder.forward(memory, ids, seed === undefined ? {} : { rng: new Random(seed) }).out.toArray());
      expect(run()).toBe(run());
      expect(run(1)).toBe(run(1));
      expect(new Set([run(), run(1), run(2)]).size).toBe(3);
    }
});

test('what does not fit is refused in a sentence', () => {
  expect(() => made({ attention: 'dot', memorySize: 7 })).toThrow(/dot attention multiplies/);
  expect(() => made({ tied: true, embedding: 4, hidden: 5 })).not.toThrow();
  expect(() => made({ tied: true, summaryOutput: true })).toThrow(/set one of them to false/);
  const rng = new Random(1);
  const summary = numbers(rng, 3, 3);
  expect(() => made({}).forward({ values: numbers(rng, 3, 4, 6), summary }, ids)).toThrow(/memory \[B, S, 5\]/);
  expect(() =>
    made({}).forward({ values: numbers(rng, 3, 4, 5), summary, lengths: Int32Array.from([1, 0, 2]) }, ids),
  ).toThrow(/row 1 of the memory has no places/);
});
