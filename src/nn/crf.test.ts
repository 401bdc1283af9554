import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGolden } from '../../test/goldens/golden.ts';
import { expectClose } from '../../test/support/close.ts';
import { createReferenceBackend } from '../backend/reference.ts';
import { createWasmBackend } from '../backend/wasm.ts';
import { gradcheck, mul, Parameter, scale, step, sum, tensor, withBackend } from '../tensor/index.ts';
import { Random } from '../util/random.ts';
import { Crf, CrfDecoder, normal, parametersOf, loadStateInto } from './index.ts';

for (const backend of [createWasmBackend(), createReferenceBackend()]) {
  describe(`the CRF agrees with PyTorch on the ${backend.name} backend`, () => {
    for (const golden of readGolden('crf').cases) {
      const crfOf = (): Crf => {
        const crf = new Crf({ labels: golden.emissions.shape[2]!, rng: new Random(1) });
        loadStateInto(crf, new Map(Object.entries(golden.parameters)));
        return crf;
      };

      test(`loss and gradients: ${golden.name}`, () =>
        withBackend(backend, () =>
          step(() => {
            const crf = crfOf();
            const emissions = new Parameter(golden.emissions.data, golden.emissions.shape);
            const losses = crf.loss(emissions, golden.labels.data, golden.lengths.data);
            sum(mul(losses, tensor(golden.weight.data))).backward();
            expectClose(losses.toArray(), golden.loss.data, 1e-5);
            expectClose(emissions.grad!.toArray(), golden.gradients['emissions']!.data, 1e-5);
            for (const [name, parameter] of parametersOf(crf))
              expectClose(
                parameter.grad?.toArray() ?? new Float32Array(parameter.size),
                golden.gradients[name]!.data,
                1e-5,
              );
          }),
        ));

      test(`likeliest labels and marginals: ${golden.name}`, () =>
        withBackend(backend, () => {
          const decoder = new CrfDecoder(crfOf());
          const [, steps, count] = golden.emissions.shape as [number, number, number];
          golden.lengths.data.forEach((length, b) => {
            const from = b * steps;
            const emissions = golden.emissions.data.subarray(from * count, (from + length) * count);
            expect([...decoder.decode(emissions).labels]).toEqual([...golden.paths.data.subarray(from, from + length)]);
            expectClose(
              decoder.marginals(emissions),
              golden.marginals.data.subarray(from * count, (from + length) * count),
              1e-6,
            );
          });
        }));
    }
  });
}

/** A CRF, a batch of emissions and labels, drawn. */
const drawn = fc
  .record({
    seed: fc.integer({ min: 0, max: 1e6 }),
    count: fc.integer({ min: 1, max: 4 }),
    lengths: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
  })
  .map(({ seed, count, lengths }) => {
    const rng = new Random(seed);
    const steps = Math.max(...lengths);
    const numbers = (n: number): Float32Array => Float32Array.from({ length: n }, () => 3 * rng.normal());
    return {
      count,
      steps,
      lengths: Int32Array.from(lengths),
      crf: new Crf({ labels: count, rng, init: normal(2) }),
      emissions: numbers(lengths.length * steps * count),
      labels: Int32Array.from({ length: lengths.length * steps }, () => rng.below(count)),
    };
  });

/** All ways to label so many steps. */
function* ways(steps: number, count: number): Generator<number[]> {
  if (steps === 0) yield [];
  else for (const way of ways(steps - 1, count)) for (let k = 0; k < count; k++) yield [...way, k];
}

describe('the CRF', () => {
  test('is what trying all ways gives', () => {
    fc.assert(
      fc.property(drawn, ({ crf, count, steps, lengths, emissions, labels }) => {
        const [moves, start, end] = [crf.transitions, crf.start, crf.end].map((one) => one.toArray());
        const losses = crf.loss(tensor(emissions, [lengths.length, steps, count]), labels, lengths).toArray();
        const decoder = new CrfDecoder(crf);
        lengths.forEach((length, b) => {
          const e = emissions.subarray(b * steps * count, (b * steps + length) * count);
          const scoreOf = (way: ArrayLike<number>): number => {
            let score = start![way[0]!]! + end![way[length - 1]!]!;
            for (let t = 0; t < length; t++) {
              score += e[t * count + way[t]!]!;
              if (t > 0) score += moves![way[t - 1]! * count + way[t]!]!;
            }
            return score;
          };
          const all = [...ways(length, count)].map(scoreOf);
          const most = Math.max(...all);
          const logZ = most + Math.log(all.reduce((z, score) => z + Math.exp(score - most), 0));
          const own = scoreOf(labels.subarray(b * steps, b * steps + length));
          expect(Math.abs(losses[b]! - (logZ - own))).toBeLessThan(2e-5 * (1 + Math.abs(logZ) + Math.abs(own)));
          const { labels: path, score } = decoder.decode(e);
          expect(score).toBeCloseTo(most, 4);
          expect(scoreOf(path)).toBeCloseTo(most, 4);
          const marginals = decoder.marginals(e);
          for (let t = 0; t < length; t++) {
            const sums = marginals.subarray(t * count, (t + 1) * count).reduce((a, p) => a + p, 0);
            expect(sums).toBeCloseTo(1, 10);
          }
        });
      }),
      { numRuns: 60 },
    );
  });

  test('gives a row the same bits alone and in a batch', () => {
    fc.assert(
      fc.property(drawn, ({ crf, count, steps, lengths, emissions, labels }) => {
        const together = crf.loss(tensor(emissions, [lengths.length, steps, count]), labels, lengths).toArray();
        lengths.forEach((length, b) => {
          const alone = emissions.slice(b * steps * count, (b * steps + length) * count);
          const loss = crf.loss(tensor(alone, [1, length, count]), labels.slice(b * steps, b * steps + length));
          expect(loss.toArray()).toEqual(together.slice(b, b + 1));
        });
      }),
      { numRuns: 60 },
    );
  });

  test('has the gradients of central differences', () => {
    const report = gradcheck(() => {
      const rng = new Random(3);
      const crf = new Crf({ labels: 3, rng, init: normal(1) });
      const emissions = new Parameter(
        Float64Array.from({ length: 3 * 4 * 3 }, () => rng.normal()),
        [3, 4, 3],
      );
      const labels = Int32Array.from({ length: 12 }, () => rng.below(3));
      return {
        parameters: [['emissions', emissions] as const, ...crf.namedParameters()],
        loss: () => scale(sum(crf.loss(emissions, labels, Int32Array.of(4, 1, 3))), 0.5),
      };
    });
    expect(report.worst.error).toBeLessThan(1e-6);
    expect(report.passed).toBe(true);
  });

  test('stays finite with scores that are far apart or impossible', () => {
    const crf = new Crf({ labels: 2, rng: new Random(1) });
    crf.start.assign([-200, 50]);
    crf.transitions.assign([-200, 50, -1e30, 80]);
    const emissions = new Parameter([0, -Infinity, 1e4, -1e4, 0, 300], [1, 3, 2]);
    const loss = crf.loss(emissions, [0, 0, 1]);
    sum(loss).backward();
    expect(loss.toArray().every((value) => Number.isFinite(value))).toBe(true);
    expect(emissions.grad!.toArray().every((value) => Number.isFinite(value))).toBe(true);
    expect(crf.transitions.grad!.toArray().every((value) => Number.isFinite(value))).toBe(true);
  });

  test('decodes within constraints, which marginals keep to as well', () => {
    fc.assert(
      fc.property(drawn, ({ crf, count, emissions }) => {
        const decoder = new CrfDecoder(crf, {
          follows: (from, to) => to !== (from + 1) % count || count === 1,
          begins: (label) => label === 0,
          ends: () => true,
        });
        const { labels } = decoder.decode(emissions);
        const marginals = decoder.marginals(emissions);
        expect(labels[0]).toBe(0);
        expect(marginals[0]).toBe(1);
        if (count > 1) labels.forEach((to, t) => t > 0 && expect(to).not.toBe((labels[t - 1]! + 1) % count));
      }),
      { numRuns: 60 },
    );
  });

  test('refuses what does not fit', () => {
    const crf = new Crf({ labels: 3, rng: new Random(1) });
    const emissions = tensor(new Float32Array(12), [2, 2, 3]);
    expect(() => crf.loss(emissions, [0, 1, 2])).toThrow(/\[2, 2, 3\] and 3 labels/);
    expect(() => crf.loss(emissions, [0, 1, 2, 0], Int32Array.of(2, 0))).toThrow(/at least one step/);
    expect(() => crf.loss(emissions, [0, 1, 2, 0], Int32Array.of(3, 1))).toThrow(/lengths/);
    expect(() => crf.loss(tensor(new Float32Array(8), [2, 2, 2]), [0, 1, 1, 0])).toThrow(/a CRF of 3 labels/);
  });
});
