import { describe, expect, test } from 'vitest';
import { bits } from '../../test/support/close.ts';
import { constant, identity } from '../nn/init.ts';
import { parametersOf } from '../nn/module.ts';
import { step } from '../tensor/engine.ts';
import { add, mul, scale } from '../tensor/ops/arithmetic.ts';
import { sigmoid, tanh } from '../tensor/ops/functions.ts';
import { linear } from '../tensor/ops/linear.ts';
import { sum } from '../tensor/ops/reduce.ts';
import { slice } from '../tensor/ops/shape.ts';
import { tensor, zeros, type Tensor } from '../tensor/tensor.ts';
import { Random } from '../util/random.ts';
import {
  ElmanCell,
  GruCell,
  IndRnnCell,
  lockedDropout,
  LstmCell,
  mapState,
  openedLstm,
  openGates,
  recurrent,
  stack,
  traceStep,
  unroll,
  variationalDropout,
  weightDrop,
  zoneout,
  type Cell,
  type GateName,
  type Layer,
  type RecurrentOptions,
  type State,
} from './index.ts';
import { bare, bitsOf, elman, errorOf, gru, HIDDEN, INPUT, learned, lstm, randoms, sizes } from './cells.case.ts';

describe('rates of 0', () => {
  test('leave the very cell', () => {
    const cell = gru();
    expect(weightDrop(cell, 0)).toBe(cell);
    expect(lockedDropout(cell, {})).toBe(cell);
    expect(variationalDropout(cell, 0)).toBe(cell);
    expect(zoneout(cell, { h: 0 })).toBe(cell);
    const open = lstm();
    expect(openGates(open, [])).toBe(open);
  });
});

describe('weightDrop', () => {
  test('drops its share of weight_hh, scales what stays, and leaves the other weights', () => {
    const seen = new Map<string, Float32Array>();
    const cell = new ElmanCell({ inputSize: 2, hiddenSize: 100, rng: new Random(1), recurrentInit: constant(1) });
    const watched: Cell = {
      ...bare(cell),
      withWeights(change) {
        for (const [name, weight] of cell.namedParameters())
          seen.set(name, Float32Array.from(change(name, weight).toArray()));
        return bare(cell);
      },
    };
    weightDrop(watched, 0.3).begin!(1, new Random(2), true);
    const dropped = seen.get('weight_hh')!;
    const share = dropped.filter((value) => value === 0).length / dropped.length;
    expect(Math.abs(share - 0.3)).toBeLessThan(0.015); // 10,000 draws: a deviation of 0.0046
    expect(dropped.every((value) => value === 0 || Math.abs(value * 0.7 - 1) < 1e-6)).toBe(true);
    expect(bits(seen.get('weight_ih')!)).toBe(bits(cell.weights.weight_ih.toArray()));
  });

  test('needs a cell whose weights can be replaced, and names that it has', () => {
    const error = errorOf(() => weightDrop(bare(lstm()), 0.5));
    expect(error.code).toBe('config/weight-drop');
    expect(error.message).toContain('withWeights');
    const other = errorOf(() => weightDrop(lstm(), 0.5, ['weight_hr']));
    expect(other.message).toContain('no weight weight_hr; it has weight_ih, weight_hh');
    expect(errorOf(() => weightDrop(lstm(), 1)).code).toBe('config/dropout');
  });

  test('refuses a vector, whose scale would be a power of the steps', () => {
    const error = errorOf(() => recurrent({ ...sizes(), cell: 'ind-rnn', weightDrop: 0.3 }));
    expect(error.code).toBe('config/weight-drop');
    expect(error.message).toContain('weight_hh of this cell is a vector');
  });

  test('scans what a cell gives in its place, where that has no fused', () => {
    const cell = lstm();
    const own: Cell = {
      ...bare(cell),
      fused: cell.fused!.bind(cell),
      withWeights: (by) => bare(cell.withWeights!(by)),
    };
    const ysOf = (by: Cell): string =>
      step(() =>
        bits(
          unroll<State>(by)
            .forward(randoms([2, 3, INPUT], 1), { training: true, rng: new Random(2) })
            .ys.toArray(),
        ),
      );
    expect(ysOf(weightDrop(own, 0.5))).toBe(ysOf(weightDrop(cell, 0.5)));
  });
});

describe('masks that last a sequence', () => {
  test('lockedDropout drops the same outputs at all steps, of each row its own, and not the state', () => {
    const cell = new LstmCell({ inputSize: 3, hiddenSize: 200, rng: new Random(1) });
    const layer = unroll<State>(lockedDropout(cell, { output: 0.25 }));
    const xs = randoms([2, 3, 3], 1);
    const { ys, state } = step(() => {
      const out = layer.forward(xs, { training: true, rng: new Random(4) });
      return { ys: out.ys.toArray(), state: out.state['h']!.toArray() };
    });
    const zerosOf = (row: number, t: number): string =>
      Array.from({ length: 200 }, (_, i) => (ys[(row * 3 + t) * 200 + i] === 0 ? 'o' : '.')).join('');
    for (const row of [0, 1]) expect([zerosOf(row, 1), zerosOf(row, 2)]).toEqual([zerosOf(row, 0), zerosOf(row, 0)]);
    expect(zerosOf(0, 0)).not.toBe(zerosOf(1, 0));
    expect(Math.abs(zerosOf(0, 0).replaceAll('.', '').length / 200 - 0.25)).toBeLessThan(0.1);
    expect(state.every((value) => value !== 0)).toBe(true);
  });

  test('between layers too, when that dropout is locked', () => {
    const layer = stack(
      [unroll<State>(new ElmanCell({ inputSize: 3, hiddenSize: 50, rng: new Random(1) })), passing(50)],
      { dropout: 0.5, locked: true },
    );
    const ys = layer.forward(randoms([1, 2, 3], 1), { training: true, rng: new Random(4) }).ys.toArray();
    const dropped = Array.from(ys, (value) => value === 0);
    expect(dropped.slice(50)).toEqual(dropped.slice(0, 50));
    expect(new Set(dropped).size).toBe(2);
  });

  test('variationalDropout refuses what is carried on past the weights, and parts that there are not', () => {
    for (const cell of [gru(), new GruCell({ ...sizes(), reset: 'before' })]) {
      const error = errorOf(() => variationalDropout(cell, 0.5));
      expect(error.code).toBe('config/recurrent-dropout');
      expect(error.message).toContain('weightDrop');
    }
    expect(errorOf(() => variationalDropout(weightDrop(lstm(), 0.5), 0.5, ['c'])).code).toBe(
      'config/recurrent-dropout',
    );
    // A unit that zoneout keeps is carried on, and so is each unit of an independent network.
    for (const cell of [zoneout(elman(), 0.2), new IndRnnCell(sizes())] as Cell[])
      expect(errorOf(() => variationalDropout(cell, 0.5)).code).toBe('config/recurrent-dropout');
    expect(variationalDropout(zoneout(lstm(), { c: 0.2 }), 0.5).carried).toEqual(['c']);
    const error = errorOf(() => variationalDropout(elman(), 0.5, ['c']));
    expect(error.code).toBe('config/state-part');
    expect(error.message).toContain('no part "c"; it has h');
  });
});

/** y = x, with a state that counts nothing. */
function passing(size: number): Layer {
  return unroll<State>({
    inputSize: size,
    outputSize: size,
    zeroState: (batch) => ({ h: zeros([batch, 1]) }),
    step: (x, state) => ({ y: x, state }),
    *namedParameters() {},
  });
}

describe('zoneout', () => {
  const wide = { inputSize: 3, hiddenSize: 400, rng: new Random(1) };

  test('keeps its share of the old values to the bit, anew at each step, and gives them as y', () => {
    const cell = new LstmCell(wide);
    step(() => {
      const zoned = zoneout(cell, { h: 0.3 });
      const ctx = zoned.begin!(1, new Random(5), true);
      const x = randoms([1, 3], 1);
      let state = mapState(cell.zeroState(1), ({ shape }) => randoms(shape, 2));
      const kept: string[] = [];
      for (let t = 0; t < 3; t++) {
        const fresh = cell.step(x, state);
        const out = zoned.step(x, state, ctx);
        const [old, plain, found] = [state.h, fresh.state.h, out.state.h].map((value) => value.toArray());
        expect(found!.every((value, i) => value === old![i] || value === plain![i])).toBe(true);
        const mask = Array.from(found!, (value, i) => (value === old![i] ? 'o' : '.')).join('');
        expect(Math.abs(mask.replaceAll('.', '').length / 400 - 0.3)).toBeLessThan(0.08);
        expect(bits(out.y.toArray())).toBe(bits(found!));
        expect(bits(out.state.c.toArray())).toBe(bits(fresh.state.c.toArray()));
        kept.push(mask);
        state = out.state;
      }
      expect(new Set(kept).size).toBe(3);
    });
  });

  test('in evaluation mixes old and new by the rate', () => {
    const cell = elman();
    step(() => {
      const [x, h] = [randoms([2, INPUT], 1), randoms([2, HIDDEN], 2)];
      const plain = cell.step(x, { h }).y.toArray();
      const mixed = zoneout(cell, 0.25).step(x, { h });
      const old = h.toArray();
      mixed.y.toArray().forEach((value: number, i: number) => {
        expect(value).toBeCloseTo(0.25 * old[i]! + 0.75 * plain[i]!, 6);
      });
      expect(bits(mixed.state['h']!.toArray())).toBe(bits(mixed.y.toArray()));
    });
  });

  test('takes y for the state where it is the very tensor, and leaves it where it is another', () => {
    const make = (same: boolean): Cell => ({
      inputSize: 1,
      outputSize: 1,
      zeroState: (batch) => ({ h: zeros([batch, 1]) }),
      step: (x, { h }) => {
        const next = add(x, h!);
        return { y: same ? next : add(next, 0), state: { h: next } };
      },
      *namedParameters() {},
    });
    const ysOf = (same: boolean): number[] => [
      ...unroll(zoneout(make(same), 0.5))
        .forward(tensor([4, 4], [1, 2, 1]))
        .ys.toArray(),
    ];
    expect(ysOf(true)).toEqual([2, 4]); // h: 0 → 2 → (2 + 6) / 2
    expect(ysOf(false)).toEqual([4, 6]);
  });

  test('leaves a masked y as it is, in training and in evaluation', () => {
    const cell = elman();
    step(() => {
      const [x, h] = [randoms([2, INPUT], 1), randoms([2, HIDDEN], 2)];
      const zoned = zoneout(lockedDropout(cell, { output: 0.5 }), 0.5);
      const plain = cell.step(x, { h }).y.toArray();
      expect(bits(zoned.step(x, { h }).y.toArray())).toBe(bits(plain));
      const trained = zoned.step(x, { h }, zoned.begin!(2, new Random(3), true)).y.toArray();
      expect(trained.every((y, i) => y === 0 || y === 2 * plain[i]!)).toBe(true);
    });
  });

  test('says which parts there are', () => {
    const error = errorOf(() => zoneout(gru(), { c: 0.5 }));
    expect(error.code).toBe('config/state-part');
    expect(error.message).toContain('zoneout');
    expect(errorOf(() => zoneout(gru(), 1)).code).toBe('config/dropout');
  });
});

describe('learnedState', () => {
  test('has parameters by part, zeros at first, under the names of the layer', () => {
    const layer = recurrent({
      cell: 'lstm',
      ...sizes(),
      layers: 2,
      bidirectional: true,
      learnedState: true,
      zoneout: { c: 0.1 },
    });
    const found = parametersOf(layer);
    const starts = [...found].filter(([name]) => /^[hc]_0/.test(name));
    expect(starts.map(([name]) => name)).toEqual(
      ['l0', 'l0_reverse', 'l1', 'l1_reverse'].flatMap((end) => [`h_0_${end}`, `c_0_${end}`]),
    );
    for (const [, parameter] of starts) {
      expect(parameter.shape).toEqual([1, HIDDEN]);
      expect(parameter.toArray().every((value) => value === 0)).toBe(true);
    }
  });

  test('is used where no state is given, and there alone', () => {
    const cell = learned(lstm());
    const layer = unroll<State>(cell);
    const xs = randoms([2, 3, INPUT], 4);
    const starts = [...parametersOf(cell)].filter(([name]) => name.endsWith('_0'));
    const gradientsWith = (state: State | undefined): (Float32Array | Float64Array | undefined)[] =>
      step(() => {
        sum(layer.forward(xs, { state }).ys).backward();
        const grads = starts.map(([, parameter]) => parameter.grad?.toArray());
        for (const parameter of parametersOf(cell).values()) parameter.grad = null;
        return grads;
      });
    expect(gradientsWith(lstm().zeroState(2))).toEqual([undefined, undefined]);
    for (const grad of gradientsWith(undefined)) expect(grad!.every((value) => value !== 0)).toBe(true);
    const rows = Object.values(cell.zeroState(2)).map((value) => value.toArray());
    starts.forEach(([, parameter], i) => {
      expect(bits(rows[i]!)).toBe(bits([...parameter.toArray(), ...parameter.toArray()]));
    });
  });
});

describe('openGates', () => {
  const rowsOf = { input: 0, forget: 1, output: 3 } as const;

  for (const gates of [['forget'], ['input', 'output'], ['input', 'forget', 'output']] as GateName[][]) {
    test(`${gates.join(', ')}: the steps are the equations with ones, and no gradient reaches those rows`, () => {
      const inside = new LstmCell(sizes());
      const cell = openGates(inside, gates);
      step(() => {
        const [x, h, c] = [randoms([2, INPUT], 1), randoms([2, HIDDEN], 2), randoms([2, HIDDEN], 3)];
        const { weight_ih, weight_hh, bias_ih, bias_hh } = inside.weights;
        const a = add(linear(x, weight_ih, bias_ih), linear(h, weight_hh, bias_hh));
        const part = (k: number): Tensor => slice(a, 1, k * HIDDEN, (k + 1) * HIDDEN);
        const gate = (name: GateName): Tensor =>
          gates.includes(name)
            ? tensor(new Float32Array(2 * HIDDEN).fill(1), [2, HIDDEN])
            : sigmoid(part(rowsOf[name]));
        const next = add(mul(gate('forget'), c), mul(gate('input'), tanh(part(2))));
        const y = mul(gate('output'), tanh(next)).toArray();
        const out = cell.step(x, { h, c });
        out.y.toArray().forEach((value: number, i: number) => expect(value).toBeCloseTo(y[i]!, 5));
        sum(mul(out.y, out.y)).backward();
        for (const [name, parameter] of cell.namedParameters()) {
          const grad = parameter.grad!.toArray();
          const width = grad.length / (4 * HIDDEN);
          for (const [k, gateName] of [
            [0, 'input'],
            [1, 'forget'],
            [2, undefined],
            [3, 'output'],
          ] as const) {
            const rows = grad.subarray(k * HIDDEN * width, (k + 1) * HIDDEN * width);
            const isOpen = gateName !== undefined && gates.includes(gateName);
            expect(
              rows.every((value) => value === 0),
              `${name}, rows ${k}`,
            ).toBe(isOpen);
          }
        }
      });
    });
  }

  test('openedLstm has the bits of it, in an LSTM that can be traced', () => {
    for (const gates of [[], ['forget'], ['input', 'forget', 'output']] as GateName[][]) {
      const inside = new LstmCell(sizes());
      const opened = openedLstm(inside, gates);
      const [x, state] = [randoms([2, INPUT], 1), { h: randoms([2, HIDDEN], 2), c: randoms([2, HIDDEN], 3) }];
      const expected = openGates(inside, gates).step(x, state);
      const traced = traceStep(opened, x, state);
      expect(bitsOf({ ys: traced.y, state: traced.state })).toEqual(bitsOf({ ys: expected.y, state: expected.state }));
      expect(traced.parts['f']!.toArray().every((value) => value === 1)).toBe(gates.includes('forget'));
    }
    const bare = new LstmCell({ ...sizes(), bias: false });
    expect(errorOf(() => openedLstm(bare, ['forget'])).code).toBe('cells/open-gates');
  });

  test('is for an LSTM with biases', () => {
    for (const cell of [gru(), new LstmCell({ ...sizes(), bias: false }), bare(lstm())])
      expect(errorOf(() => openGates(cell, ['forget'])).code).toBe('cells/open-gates');
    const error = errorOf(() => openGates(lstm(), ['reset' as GateName]));
    expect(error.message).toContain('input, forget, output; got reset');
  });
});

describe('recurrent, by options', () => {
  const xs = randoms([2, 4, INPUT], 3);
  const of = (options: Partial<RecurrentOptions>, training: boolean): Record<string, string> =>
    step(() =>
      bitsOf(
        recurrent({ cell: 'lstm', ...sizes(), layers: 2, ...options }).forward(xs, { training, rng: new Random(6) }),
      ),
    );

  for (const options of [
    { weightDrop: 0.5 },
    { recurrentDropout: 0.5 },
    { dropout: 0.5, lockedDropout: true },
    { zoneout: 0.5 },
  ] satisfies Partial<RecurrentOptions>[]) {
    test(`${JSON.stringify(options)} acts in training${'zoneout' in options ? ', and as an expectation elsewhere' : ' only'}`, () => {
      expect(of(options, true)['ys']).not.toBe(of({}, false)['ys']);
      expect(of(options, false)['ys'] === of({}, false)['ys']).toBe(!('zoneout' in options));
    });
  }

  test('recurrentDropout is on what goes round, also where that is an output', () => {
    const training = { cell: 'jordan', recurrentDropout: 0.5 } as const;
    expect(of(training, true)['ys']).not.toBe(of({ cell: 'jordan' }, true)['ys']);
    expect(of(training, false)['ys']).toBe(of({ cell: 'jordan' }, false)['ys']);
  });

  test('rates of 0 and false change no bit', () => {
    const off = {
      weightDrop: 0,
      recurrentDropout: 0,
      zoneout: { h: 0, c: 0 },
      lockedDropout: false,
      learnedState: false,
    };
    expect(of(off, true)).toEqual(of({}, true));
  });

  test('an IRNN copies its state at first, gate by gate where there are gates', () => {
    const options = { ...sizes(), recurrentInit: identity(), biasInit: constant(0), inputInit: constant(0) };
    const irnn = unroll<State>(new ElmanCell({ ...options, activation: 'relu' }));
    const h = tensor([1, 2, 3, 4], [1, HIDDEN]);
    const out = irnn.forward(zeros([1, 6, INPUT]), { state: { h } });
    expect([...out.state['h']!.toArray()]).toEqual([1, 2, 3, 4]);
    const { weight_hh, bias_ih } = new GruCell(options).weights;
    const eye = [...identity()([HIDDEN, HIDDEN], new Random(1))];
    expect([...weight_hh.toArray()]).toEqual([...eye, ...eye, ...eye]);
    expect(bias_ih!.toArray().every((value) => value === 0)).toBe(true);
  });
});

describe('withWeights', () => {
  for (const [name, make] of Object.entries({ elman, lstm, gru })) {
    test(`${name}: computes with what stands in place of the weights, keeps its parameters, and can be changed again`, () => {
      const cell = make();
      const other = cell.withWeights!((_, weight) => randoms(weight.shape, weight.size));
      const both = other.withWeights!((part, weight) => (part === 'weight_hh' ? scale(weight, 2) : weight));
      const wanted = make();
      for (const [part, parameter] of wanted.namedParameters()) {
        const values = randoms(parameter.shape, parameter.size).toArray();
        parameter.assign(part === 'weight_hh' ? values.map((value) => 2 * value) : values);
      }
      const run = (by: Cell): Record<string, string> =>
        step(() => bitsOf(unroll<State>(by).forward(randoms([2, 3, INPUT], 1), { lengths: Int32Array.of(3, 1) })));
      expect(run(both)).toEqual(run(wanted));
      expect([...parametersOf(both).values()]).toEqual([...parametersOf(cell).values()]);
    });
  }
});
