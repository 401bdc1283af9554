import { describe, expect, test } from 'vitest';
import { bits } from '../../test/support/close.ts';
import { parametersOf } from '../nn/module.ts';
import { step } from '../tensor/engine.ts';
import { gradcheck } from '../tensor/gradcheck.ts';
import { add, mul } from '../tensor/ops/arithmetic.ts';
import { sum } from '../tensor/ops/reduce.ts';
import { concat, slice } from '../tensor/ops/shape.ts';
import { Parameter } from '../tensor/tensor.ts';
import { Random } from '../util/random.ts';
import {
  bidirectional,
  GruCell,
  lockedDropout,
  mapState,
  openGates,
  scan,
  stack,
  stream,
  unroll,
  variationalDropout,
  weightDrop,
  zoneout,
  type Cell,
  type Layer,
  type State,
} from './index.ts';
import { bare, bitsOf, elman, errorOf, gru, HIDDEN, INPUT, learned, lstm, randoms, sizes } from './cells.case.ts';

interface Subject {
  readonly make: () => Cell;
  /** Whether a sequence is one op in evaluation. */
  readonly fused: boolean;
  /** Whether training draws random numbers. */
  readonly noisy: boolean;
  /** Whether it is the cell inside, to the bit, in evaluation. */
  readonly plain?: () => Cell;
}

const subjects: Readonly<Record<string, Subject>> = {
  'weightDrop of an LSTM': { make: () => weightDrop(lstm(), 0.4), fused: true, noisy: true, plain: lstm },
  'weightDrop of a GRU, both weights': {
    make: () => weightDrop(gru(), 0.3, ['weight_hh', 'weight_ih']),
    fused: true,
    noisy: true,
    plain: gru,
  },
  'lockedDropout of an LSTM': {
    make: () => lockedDropout(lstm(), { input: 0.3, output: 0.4 }),
    fused: true,
    noisy: true,
    plain: lstm,
  },
  "lockedDropout of a user's cell": {
    make: () => lockedDropout(bare(gru()), { output: 0.4 }),
    fused: false,
    noisy: true,
    plain: gru,
  },
  'variationalDropout of an Elman cell': {
    make: () => variationalDropout(elman(), 0.4),
    fused: true,
    noisy: true,
    plain: elman,
  },
  'variationalDropout of an LSTM': {
    make: () => variationalDropout(lstm(), 0.4),
    fused: true,
    noisy: true,
    plain: lstm,
  },
  'zoneout of an LSTM': { make: () => zoneout(lstm(), { h: 0.2, c: 0.5 }), fused: false, noisy: true },
  'zoneout of a GRU': { make: () => zoneout(gru(), 0.3), fused: false, noisy: true },
  'learnedState of an LSTM': { make: () => learned(lstm()), fused: true, noisy: false },
  "learnedState of a user's cell": { make: () => learned(bare(gru())), fused: false, noisy: false },
  'openGates of an LSTM': { make: () => openGates(lstm(), ['forget']), fused: true, noisy: false },
  'weightDrop in zoneout in learnedState': {
    make: () => learned(zoneout(weightDrop(lstm(), 0.3), 0.2)),
    fused: false,
    noisy: true,
  },
  'learnedState in lockedDropout in openGates in weightDrop': {
    make: () => weightDrop(openGates(lockedDropout(learned(lstm()), { input: 0.2 }), ['input', 'output']), 0.3),
    fused: true,
    noisy: true,
  },
  'openGates in variationalDropout in weightDrop': {
    make: () => weightDrop(variationalDropout(openGates(lstm(), ['output']), 0.3), 0.3),
    fused: true,
    noisy: true,
  },
  'weightDrop in openGates in variationalDropout in zoneout': {
    make: () => zoneout(variationalDropout(openGates(weightDrop(lstm(), 0.3), ['forget']), 0.2), { c: 0.2 }),
    fused: false,
    noisy: true,
  },
};

const LENGTHS = Int32Array.of(5, 0, 3);

describe('every combinator', () => {
  for (const [name, { make, fused, noisy, plain }] of Object.entries(subjects)) {
    const layers: Readonly<Record<string, () => Layer>> = {
      unrolled: () => unroll<State>(make()),
      'in a stack, in both directions': () =>
        stack([bidirectional(make(), make()), unroll<State>(new GruCell({ ...sizes(), inputSize: 2 * HIDDEN }))], {
          dropout: 0.2,
          locked: true,
        }),
    };

    test(`${name}: is ${fused ? '' : 'not '}fused`, () => {
      expect(make().fused !== undefined).toBe(fused);
    });

    if (fused) {
      for (const training of [false, true]) {
        test(`${name}: the scan has the bits of the sequence ${training ? 'in training' : 'in evaluation'}, ragged`, () => {
          const cell = make();
          const xs = randoms([3, 5, INPUT], 4);
          const state = mapState(cell.zeroState(3), (value, part) => randoms(value.shape, part.length));
          for (const lengths of [undefined, LENGTHS]) {
            const run = (by: typeof scan | undefined): Record<string, string> =>
              step(() => {
                const ctx = cell.begin?.(3, new Random(5), training);
                return bitsOf(
                  by === undefined ? cell.fused!(xs, state, lengths, ctx) : by(cell, xs, state, lengths, ctx),
                );
              });
            expect(run(scan)).toEqual(run(undefined));
          }
        });
      }
    }

    for (const [where, build] of Object.entries(layers)) {
      for (const training of [false, true]) {
        test(`${name}, ${where}: gradients agree with central differences, ${training ? 'in training' : 'in evaluation'}`, () => {
          const report = gradcheck(
            () => {
              const layer = build();
              const xs = new Parameter(randoms([3, 3, INPUT], 2).toArray(), [3, 3, INPUT]);
              const weights = randoms([3, 3, layer.outputSize], 3);
              return {
                parameters: [['xs', xs], ...layer.namedParameters()],
                loss: () => {
                  const out = layer.forward(xs, { lengths: Int32Array.of(3, 0, 2), training, rng: new Random(8) });
                  return Object.values(out.state).reduce(
                    (loss, value) => add(loss, sum(mul(value, value))),
                    sum(mul(out.ys, weights)),
                  );
                },
              };
            },
            { sample: 6 },
          );
          expect(report.passed, JSON.stringify(report.worst)).toBe(true);
        });
      }

      test(`${name}, ${where}: training depends on the seed alone, evaluation not even on that`, () => {
        const layer = build();
        const xs = randoms([3, 5, INPUT], 4);
        const of = (training: boolean, seed?: number): Record<string, string> =>
          step(() =>
            bitsOf(
              layer.forward(xs, {
                lengths: LENGTHS,
                training,
                rng: seed === undefined ? undefined : new Random(seed),
              }),
            ),
          );
        expect(of(true, 1)).toEqual(of(true, 1));
        expect(of(false)).toEqual(of(false, 1));
        const isNoisy = noisy || where !== 'unrolled';
        expect(JSON.stringify(of(true, 1)) !== JSON.stringify(of(true, 2))).toBe(isNoisy);
        if (isNoisy) expect(errorOf(() => of(true)).code).toBe('cells/rng');
      });
    }

    test(`${name}: a row's sequence in two parts, and as a stream, has the bits of the whole`, () => {
      const layer = unroll<State>(make());
      const xs = randoms([2, 5, INPUT], 4);
      const whole = step(() => bitsOf(layer.forward(xs)));
      step(() => {
        const first = layer.forward(slice(xs, 1, 0, 2));
        const second = layer.forward(slice(xs, 1, 2, 5), { state: first.state });
        expect(bitsOf({ ys: concat([first.ys, second.ys], 1), state: second.state })).toEqual(whole);
      });
      const live = stream(layer, 2);
      for (let round = 0; round < 2; round++) {
        const ys = new Float32Array(2 * 5 * layer.outputSize);
        for (let t = 0; t < 5; t++) {
          const y = live.step(slice(xs, 1, t, t + 1).toArray());
          for (let b = 0; b < 2; b++)
            ys.set(y.subarray(b * layer.outputSize, (b + 1) * layer.outputSize), (b * 5 + t) * layer.outputSize);
        }
        const saved = Object.fromEntries(Object.entries(live.save()).map(([part, value]) => [part, bits(value)]));
        expect({ ys: bits(ys), ...saved }).toEqual(whole);
        live.reset();
      }
    });

    if (plain !== undefined) {
      test(`${name}: in evaluation it is the cell inside`, () => {
        const xs = randoms([3, 5, INPUT], 4);
        const of = (cell: Cell): Record<string, string> =>
          step(() => bitsOf(unroll<State>(cell).forward(xs, { lengths: LENGTHS })));
        expect(of(make())).toEqual(of(plain()));
      });
    }

    test(`${name}: takes up weights that were changed, in sequences and in streams`, () => {
      const layer = unroll<State>(make());
      const live = stream(layer);
      const xs = randoms([1, 1, INPUT], 3);
      const run = (): readonly string[] => {
        live.reset();
        return [bits(layer.forward(xs).ys.toArray()), bits(live.step(xs.toArray()))];
      };
      const before = run();
      expect(before[0]).toBe(before[1]);
      for (const parameter of parametersOf(layer).values()) parameter.assign(randoms(parameter.shape, 77).toArray());
      const after = run();
      expect(after[0]).toBe(after[1]);
      expect(after[0]).not.toBe(before[0]);
    });
  }
});
