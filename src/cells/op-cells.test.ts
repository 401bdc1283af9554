import { describe, expect, test } from 'vitest';
import { bits, expectClose } from '../../test/support/close.ts';
import { constant } from '../nn/init.ts';
import { parametersOf } from '../nn/module.ts';
import { add, mul, scale, sum, step, tensor, zeros, type Tensor } from '../tensor/index.ts';
import { Random } from '../util/random.ts';
import {
  cells,
  CoupledLstmCell,
  ElmanCell,
  IndRnnCell,
  JanetCell,
  JordanCell,
  LayerNormLstmCell,
  LstmCell,
  mapState,
  PeepholeLstmCell,
  ProjectedLstmCell,
  recurrent,
  type Cell,
  type CellOptions,
  type State,
} from './index.ts';
import { errorOf, randoms, sizes } from './cells.case.ts';

const OP_CELLS = [
  'jordan',
  'lstm-peephole',
  'lstm-projection',
  'lstm-layer-norm',
  'lstm-coupled',
  'janet',
  'ind-rnn',
] as const;

const codeOf = (run: () => unknown): string => errorOf(run).code;

describe('with other tensors in place of its weights', () => {
  for (const name of OP_CELLS) {
    test(`${name} computes with those, step and sequence, and the gradients reach its parameters`, () => {
      const cell = cells[name](sizes()) as Cell;
      const doubled = cells[name](sizes()) as Cell;
      for (const parameter of parametersOf(doubled).values())
        parameter.assign(parameter.toArray().map((value) => 2 * value));
      step(() => {
        const changed = cell.withWeights!((_, weight) => scale(weight, 2));
        const xs = randoms([2, 4, 3], 1);
        const state = mapState(cell.zeroState(2), (value) => randoms(value.shape, 2));
        const lengths = Int32Array.of(4, 2);
        const all = ({ ys, state }: { ys: Tensor; state: State }): string[] =>
          [ys, ...Object.values(state)].map((value) => bits(value.toArray()));
        const out = changed.fused!(xs, state, lengths);
        expect(all(out)).toEqual(all(doubled.fused!(xs, state, lengths)));
        expect(all(out)).not.toEqual(all(cell.fused!(xs, state, lengths)));
        const x = randoms([2, 3], 3);
        expect(bits(changed.step(x, state).y.toArray())).toBe(bits(doubled.step(x, state).y.toArray()));

        sum(mul(out.ys, out.ys)).backward();
        const again = doubled.fused!(xs, state, lengths);
        sum(mul(again.ys, again.ys)).backward();
        const wanted = parametersOf(doubled);
        for (const [key, parameter] of parametersOf(cell)) {
          const twice = wanted.get(key)!.grad!.toArray();
          expectClose(
            parameter.grad!.toArray(),
            Array.from(twice, (value) => 2 * value),
            1e-5,
            key,
          );
        }
      });
    });
  }
});

describe('cells that are another where one of their weights is plain', () => {
  const same = (a: Cell, b: Cell, state: State): void =>
    step(() => {
      const x = randoms([2, 3], 1);
      const [left, right] = [a.step(x, state), b.step(x, state)];
      expectClose(left.y.toArray(), right.y.toArray(), 1e-6, 'y');
    });
  const copy = (from: Cell, to: Cell): void => {
    const target = parametersOf(to);
    for (const [name, parameter] of parametersOf(from)) target.get(name)!.assign(parameter.toArray());
  };
  const h = randoms([2, 4], 5);
  const c = randoms([2, 4], 6);

  test('peepholes of 0 leave the LSTM', () => {
    const [plain, cell] = [new LstmCell(sizes()), new PeepholeLstmCell(sizes())];
    copy(plain, cell);
    for (const name of ['weight_ci', 'weight_cf', 'weight_co'] as const) cell.weights[name].assign([0, 0, 0, 0]);
    same(cell, plain, { h, c });
  });

  test('a projection that is the identity leaves the LSTM', () => {
    const [plain, cell] = [new LstmCell(sizes()), new ProjectedLstmCell({ ...sizes(), projectionSize: 4 })];
    copy(plain, cell);
    cell.weights.weight_hr.assign(Float32Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0)));
    same(cell, plain, { h, c });
  });

  test("Jordan's network whose output is its hidden units is Elman's", () => {
    const [plain, cell] = [new ElmanCell(sizes()), new JordanCell({ ...sizes(), outputActivation: 'identity' })];
    copy(plain, cell);
    cell.weights.weight_ho.assign(Float32Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 1 : 0)));
    cell.weights.bias_ho!.assign([0, 0, 0, 0]);
    step(() => {
      const x = randoms([2, 3], 1);
      expectClose(cell.step(x, { s: h }).y.toArray(), plain.step(x, { h }).y.toArray(), 1e-6, 'y');
    });
  });
});

describe('what the cells start at', () => {
  const summed = ({ bias_ih, bias_hh }: { bias_ih: Tensor | undefined; bias_hh: Tensor | undefined }): number[] => [
    ...add(bias_ih!, bias_hh!).toArray(),
  ];

  test('forgetBias is what the two biases of the forget gate give together; the rest is left', () => {
    for (const [make, from] of [
      [(options) => new PeepholeLstmCell(options), 4],
      [(options) => new ProjectedLstmCell(options), 4],
      [(options) => new LayerNormLstmCell(options), 4],
      [(options) => new CoupledLstmCell(options), 0],
    ] as [(options: CellOptions & { forgetBias?: number }) => PeepholeLstmCell, number][]) {
      const wanted = summed(make(sizes()).weights).fill(2, from, from + 4);
      expect(summed(make({ ...sizes(), forgetBias: 2 }).weights)).toEqual(wanted);
    }
  });

  test('longest draws the biases of the forget gate from log U(1, T − 1), and leaves none to the candidate', () => {
    const options = { inputSize: 1, hiddenSize: 500, rng: new Random(4), longest: 100 };
    const biases = summed(new JanetCell(options).weights);
    const spans = biases.slice(0, 500).map((bias) => Math.exp(bias));
    expect(Math.min(...spans)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...spans)).toBeLessThan(99);
    const mean = spans.reduce((a, b) => a + b, 0) / 500;
    expect(Math.abs(mean - 50)).toBeLessThan(5);
    expect(biases.slice(500).every((bias) => bias === 0)).toBe(true);
    for (const longest of [1, Number.NaN, Infinity])
      expect(codeOf(() => new JanetCell({ ...sizes(), longest }))).toBe('config/longest');
    expect(codeOf(() => new JanetCell({ ...sizes(), longest: 9, bias: false }))).toBe('config/longest');
  });

  test('the independent network draws its rates from [0, 1), unless told', () => {
    const rates = (options: Partial<CellOptions>): number[] => [
      ...new IndRnnCell({ inputSize: 1, hiddenSize: 200, rng: new Random(2), ...options }).weights.weight_hh.toArray(),
    ];
    const drawn = rates({});
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.min(...drawn)).toBeLessThan(0.05);
    expect(Math.max(...drawn)).toBeLessThan(1);
    expect(Math.max(...drawn)).toBeGreaterThan(0.95);
    expect(new Set(rates({ recurrentInit: constant(0.5) }))).toEqual(new Set([0.5]));
    expect(new Set(rates({ init: constant(0.25) }))).toEqual(new Set([0.25]));
  });

  test('layer normalisation starts with gains of 1 and biases of 0, unless told', () => {
    const of = (options: Partial<CellOptions>) => parametersOf(new LayerNormLstmCell({ ...sizes(), ...options }));
    for (const [name, parameter] of of({}))
      if (!name.startsWith('weight'))
        expect(new Set(parameter.toArray())).toEqual(new Set([name.startsWith('gain') ? 1 : 0]));
    expect(
      new Set(
        of({ biasInit: constant(3) })
          .get('bias_c')!
          .toArray(),
      ),
    ).toEqual(new Set([3]));
    expect([...of({ bias: false }).keys()]).toEqual(['weight_ih', 'weight_hh', 'gain_ih', 'gain_hh', 'gain_c']);
  });
});

describe('sizes', () => {
  test('layers on top of a projection read what it gives, in both directions', () => {
    const layer = recurrent({
      ...sizes(),
      cell: 'lstm-projection',
      hiddenSize: 6,
      projectionSize: 2,
      layers: 2,
      bidirectional: true,
    });
    const shapes = Object.fromEntries([...parametersOf(layer)].map(([name, { shape }]) => [name, shape]));
    expect(shapes).toMatchObject({
      weight_ih_l0: [24, 3],
      weight_hh_l0: [24, 2],
      weight_hr_l0: [2, 6],
      weight_ih_l1_reverse: [24, 4],
    });
    expect(layer.outputSize).toBe(4);
    expect(layer.forward(zeros([2, 3, 3])).ys.shape).toEqual([2, 3, 4]);
    expect(mapState(layer.zeroState(2), (value) => value)['c_l1']!.shape).toEqual([2, 6]);
  });

  test('a projection is half of the hidden size, rounded up, by default', () => {
    expect(new ProjectedLstmCell({ ...sizes(), hiddenSize: 5 }).outputSize).toBe(3);
    for (const projectionSize of [0, 5, 1.5])
      expect(codeOf(() => new ProjectedLstmCell({ ...sizes(), projectionSize }))).toBe('config/projection-size');
  });

  test("a Jordan network's state is what comes out, and decays if told", () => {
    const cell = new JordanCell({ ...sizes(), outputSize: 2, decay: 0.5, outputActivation: 'sigmoid' });
    const s = tensor([4, -2], [1, 2]);
    const { y, state } = cell.step(randoms([1, 3], 1), { s });
    const [a, b] = y.toArray();
    expectClose(state.s.toArray(), [2 + a!, -1 + b!], 1e-6);
    for (const decay of [1, -0.1, Number.NaN])
      expect(codeOf(() => new JordanCell({ ...sizes(), decay }))).toBe('config/decay');
    expect(codeOf(() => new JordanCell({ ...sizes(), outputSize: 0 }))).toBe('config/size');
  });

  test('an option that a cell does not have is refused', () => {
    expect(codeOf(() => recurrent({ ...sizes(), cell: 'lstm', projectionSize: 2 }))).toBe('config/cell-option');
    expect(codeOf(() => recurrent({ ...sizes(), cell: 'lstm', longest: 20 }))).toBe('config/cell-option');
    expect(recurrent({ ...sizes(), cell: 'lstm-coupled', forgetBias: 1 }).outputSize).toBe(4);
  });
});
