import { describe, expect, test } from 'vitest';
import { createWasmBackend } from '../backend/wasm.ts';
import { cellMaker } from '../cells/index.ts';
import { logSoftmax, step, tensor, withBackend, type Tensor } from '../tensor/index.ts';
import { Random } from '../util/random.ts';
import { beamSearch, Decoder, oneByOne, type Memory, type Said, type SpeakOptions } from './index.ts';

const [UNKNOWN, BEGIN, END] = [0, 1, 2];
const SIZE = 6;

const numbers = (rng: Random, ...shape: number[]): Tensor =>
  tensor(
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * rng.normal()),
    shape,
  );

function speaker(seed: number, attention: 'additive' | 'none' = 'additive'): { decoder: Decoder; memory: Memory } {
  const rng = new Random(seed);
  const decoder = new Decoder({
    embedding: 5,
    attention,
    inputFeeding: true,
    tied: false,
    inputDropout: 0,
    dropout: 0,
    outputDropout: 0,
    size: SIZE,
    memorySize: 4,
    summarySize: 3,
    outputSize: 6,
    cell: cellMaker({ cell: 'gru', inputSize: 5, hiddenSize: 6, rng }),
    layers: 1,
    rng,
  });
  // Larger weights than a fresh network's, for sentences that differ.
  for (const [, parameter] of decoder.namedParameters())
    parameter.assign(parameter.toArray().map(() => 1.5 * rng.normal()));
  return {
    decoder,
    memory: { values: numbers(rng, 3, 4, 4), summary: numbers(rng, 3, 3), lengths: Int32Array.from([4, 2, 1]) },
  };
}

const options: SpeakOptions = { beginId: BEGIN, endId: END, maxLength: () => 4 };
const alpha = (said: Said): number => said.score / said.logProbability;
const seeds = Array.from({ length: 12 }, (_, i) => i + 1);
const inWasm = (run: () => void) => () => withBackend(createWasmBackend(), run);

/** log P of a sentence with its end, symbol by symbol. */
function logProbabilityOf(
  { decoder, memory }: ReturnType<typeof speaker>,
  row: number,
  ids: readonly number[],
): number {
  return step(() => {
    const own = decoder.begin(memory).select([row]);
    let state = Object.fromEntries(
      Object.entries(decoder.begin(memory).first).map(([name, x]) => {
        const width = x.dim(1);
        return [name, tensor(x.toArray().subarray(row * width, (row + 1) * width), [1, width])];
      }),
    ) as ReturnType<typeof own.step>['state'];
    let total = 0;
    let before = BEGIN;
    for (const id of [...ids, END]) {
      const now = own.step([before], state);
      state = now.state;
      total += logSoftmax(own.scores(now.out)).toArray()[id]!;
      before = id;
    }
    return total;
  });
}

describe('searching for a sentence', () => {
  test(
    'a beam of one says what greedy search says, with the same bits',
    inWasm(() => {
      for (const seed of seeds) {
        const { decoder, memory } = speaker(seed, seed % 2 === 0 ? 'none' : 'additive');
        const greedy = oneByOne(decoder, memory, options);
        const beams = beamSearch(decoder, memory, { ...options, beam: 1 });
        expect(beams.map(([best]) => [best!.ids, best!.logProbability, best!.cut])).toEqual(
          greedy.map(({ ids, logProbability, cut }) => [ids, logProbability, cut]),
        );
      }
    }),
  );

  test(
    'a beam as wide as all beginnings finds the likeliest of all sentences',
    inWasm(() => {
      for (const seed of seeds.slice(0, 4)) {
        const one = speaker(seed);
        const symbols = [UNKNOWN, 3, 4, 5];
        const all: number[][] = [[]];
        for (let from = 0, length = 0; length < 3; length++) {
          const to = all.length;
          for (; from < to; from++) for (const id of symbols) all.push([...all[from]!, id]);
        }
        const found = beamSearch(one.decoder, one.memory, {
          ...options,
          maxLength: () => 3,
          beam: 100,
          lengthPenalty: 0,
        });
        for (let row = 0; row < 3; row++) {
          const known = all.map((ids) => ({ ids, logProbability: logProbabilityOf(one, row, ids) }));
          const best = known.toSorted((a, b) => b.logProbability - a.logProbability)[0]!;
          expect([...found[row]![0]!.ids]).toEqual(best.ids);
          expect(found[row]![0]!.logProbability).toBeCloseTo(best.logProbability, 4);
          expect(found[row]!.length).toBe(all.length);
        }
      }
    }),
  );

  test(
    'an open sentence that may come to be better is waited for',
    inWasm(() => {
      for (const lengthPenalty of [0, 0.7, 1.5])
        for (const seed of seeds) {
          const { decoder, memory } = speaker(seed);
          const search = { ...options, maxLength: () => 6, lengthPenalty };
          const greedy = beamSearch(decoder, memory, { ...search, beam: 1 });
          const narrow = beamSearch(decoder, memory, { ...search, beam: 2 });
          const wide = beamSearch(decoder, memory, { ...search, beam: 40 });
          for (let row = 0; row < 3; row++) {
            // What is found is never worse than what a wide beam finds, if that was followed to its end.
            expect(wide[row]![0]!.score).toBeGreaterThanOrEqual(narrow[row]![0]!.score);
            if (narrow[row]!.some(({ ids }) => ids.join() === greedy[row]![0]!.ids.join()))
              expect(narrow[row]![0]!.score).toBeGreaterThanOrEqual(greedy[row]![0]!.score);
          }
        }
    }),
  );

  test(
    'a sentence does not depend on the others of its batch',
    inWasm(() => {
      const { decoder, memory } = speaker(5);
      const whole = beamSearch(decoder, memory, { ...options, beam: 3 });
      const [values, summary] = [memory.values.toArray(), memory.summary.toArray()];
      for (let row = 0; row < 3; row++) {
        const alone = beamSearch(
          decoder,
          {
            values: tensor(values.subarray(row * 16, row * 16 + 16), [1, 4, 4]),
            summary: tensor(summary.subarray(row * 3, row * 3 + 3), [1, 3]),
            lengths: memory.lengths!.slice(row, row + 1),
          },
          { ...options, beam: 3 },
        );
        expect(alone[0]).toEqual(whole[row]);
      }
    }),
  );

  test(
    'scores are sums, normalised by length; weights sum to one over the valid places',
    inWasm(() => {
      for (const seed of seeds) {
        const one = speaker(seed);
        for (const [row, sentences] of beamSearch(one.decoder, one.memory, { ...options, beam: 4 }).entries()) {
          expect(sentences.length).toBeGreaterThan(0);
          for (const said of sentences) {
            expect(said.logProbability).toBeCloseTo(logProbabilityOf(one, row, [...said.ids]), 4);
            expect(alpha(said)).toBeCloseTo(6 / (6 + said.ids.length), 6);
            expect(said.attention).toHaveLength(said.ids.length + 1);
            for (const weights of said.attention!) {
              expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
              expect(weights.subarray(one.memory.lengths![row]).every((x) => x === 0)).toBe(true);
            }
          }
          expect(sentences.map(({ score }) => score)).toEqual(
            sentences.map(({ score }) => score).toSorted((a, b) => b - a),
          );
        }
      }
    }),
  );

  test(
    'what is banned or blocked does not come, and the limit cuts',
    inWasm(() => {
      let cuts = 0;
      for (const seed of seeds) {
        const { decoder, memory } = speaker(seed);
        const narrow = { ...options, maxLength: (row: number) => 3 + row, noRepeat: 1, banned: [UNKNOWN] };
        const said = [
          ...oneByOne(decoder, memory, narrow),
          ...beamSearch(decoder, memory, { ...narrow, beam: 3 }).flat(),
        ];
        for (const { ids } of said) {
          expect(ids.includes(UNKNOWN) || ids.includes(BEGIN) || ids.includes(END)).toBe(false);
          expect(new Set(ids).size).toBe(ids.length);
        }
        for (const [row, { ids, cut }] of oneByOne(decoder, memory, options).entries()) {
          expect(ids.length).toBeLessThanOrEqual(options.maxLength(row));
          if (cut) expect(ids.length).toBe(options.maxLength(row));
          if (cut) cuts++;
        }
        const bigrams = beamSearch(decoder, memory, { ...options, maxLength: () => 12, noRepeat: 2, beam: 2 }).flat();
        for (const { ids } of bigrams) {
          const pairs = [...ids].slice(1).map((id, i) => `${ids[i]} ${id}`);
          expect(new Set(pairs).size).toBe(pairs.length);
        }
      }
      expect(cuts).toBeGreaterThan(0);
    }),
  );

  test('what makes no sense is refused', () => {
    const { decoder, memory } = speaker(1);
    expect(() => beamSearch(decoder, memory, { ...options, beam: 0 })).toThrow(/whole number of sentences/);
    expect(() => oneByOne(decoder, memory, { ...options, endId: SIZE })).toThrow(/endId must be a symbol from 0 to 5/);
  });
});
