import {
  ElmanCell,
  GruCell,
  Linear,
  LstmCell,
  Random,
  adam,
  clipGradNorm,
  collectParameters,
  constant,
  crossEntropy,
  gradNorm,
  gradcheck,
  mapState,
  mul,
  noGrad,
  offset,
  orthogonal,
  parametersOf,
  recurrent,
  scale,
  sgd,
  slice,
  step,
  sum,
  tensor,
  unroll,
  type Cell,
  type CellOptions,
  type Layer,
  type State,
  type Tensor,
} from 'elman-rnn';
import { fixed, power } from '../../../test/support/number-text.ts';
import type { Numbers } from '../../../test/support/numbers.ts';

/** One hidden number, three steps: h_t = tanh(0.5·x_t + 0.9·h_{t−1}) over x = 1, 0, 0, and the loss ½(h₃ − 1)². */
const oneNumber = (): Layer =>
  unroll(
    new ElmanCell({
      inputSize: 1,
      hiddenSize: 1,
      rng: new Random(1),
      bias: false,
      inputInit: constant(0.5),
      recurrentInit: constant(0.9),
    }),
  );
const oneLoss = (ys: Tensor): Tensor => {
  const error = offset(slice(ys, 1, ys.shape[1]! - 1, ys.shape[1]!), -1);
  return scale(sum(mul(error, error)), 0.5);
};

function walk(): Numbers {
  const layer = oneNumber();
  const xs = [1, 0, 0];
  return step(() => {
    const h = [0, ...layer.forward(tensor(xs, [1, 3, 1])).ys.toArray()];
    // dL/dh_t: the steps after t, begun from h_t as a leaf of the tape.
    const back = (t: number): number => {
      const state = { h: tensor([h[t]!], [1, 1], { requiresGrad: true }) };
      const ys = t < 3 ? layer.forward(tensor(xs.slice(t), [1, 3 - t, 1]), { state }).ys : null;
      if (ys === null) return h[3]! - 1;
      oneLoss(ys).backward();
      return state.h.grad!.item();
    };
    const dh = [1, 2, 3].map(back);
    const da = dh.map((d, i) => d * (1 - h[i + 1]! ** 2));
    for (const [, parameter] of layer.namedParameters()) parameter.grad = null;
    const loss = oneLoss(layer.forward(tensor(xs, [1, 3, 1])).ys);
    loss.backward();
    const { weight_ih, weight_hh } = Object.fromEntries(layer.namedParameters());
    const rows = [3, 2, 1].map((t) => [
      String(t),
      String(xs[t - 1]),
      fixed(h[t - 1]!, 4),
      fixed(h[t]!, 4),
      fixed(dh[t - 1]!, 4),
      fixed(da[t - 1]!, 4),
      fixed(da[t - 1]! * h[t - 1]!, 4),
      fixed(da[t - 1]! * xs[t - 1]!, 4),
    ]);
    const checked = gradcheck(() => {
      const layer = oneNumber();
      return {
        loss: () => oneLoss(layer.forward(tensor(xs, [1, 3, 1])).ys),
        parameters: layer.namedParameters(),
      };
    });
    const numeric = checked.entries.find(({ name }) => name === 'weight_hh')!.numeric;
    return {
      loss: fixed(loss.item(), 4),
      walk: rows,
      dWhh: fixed(weight_hh!.grad!.item(), 4),
      dWih: fixed(weight_ih!.grad!.item(), 4),
      numeric: fixed(numeric, 4),
      nextWhh: fixed(0.9 - 0.1 * weight_hh!.grad!.item(), 4),
    };
  });
}

const HIDDEN = 32;
const distances = [10, 50, 200];

/** What is left, so many steps back, of a gradient of length 1 that comes to the last output. */
function left(make: (options: CellOptions) => Cell, steps: number): number {
  const rng = new Random(1);
  const layer = unroll(make({ inputSize: 4, hiddenSize: HIDDEN, rng }));
  const xs = tensor(
    Float32Array.from({ length: steps * 4 }, () => rng.normal()),
    [1, steps, 4],
  );
  const direction = Float32Array.from({ length: HIDDEN }, () => rng.normal());
  const length = Math.hypot(...direction);
  return step(() => {
    const zero = () => tensor(new Float32Array(HIDDEN), [1, HIDDEN], { requiresGrad: true });
    const state = mapState(layer.zeroState(1), zero);
    const { ys } = layer.forward(xs, { state });
    sum(
      mul(
        slice(ys, 1, steps - 1, steps),
        tensor(
          direction.map((d) => d / length),
          [1, 1, HIDDEN],
        ),
      ),
    ).backward();
    return Math.hypot(...Object.values(state).flatMap(({ grad }) => [...(grad?.toArray() ?? [])]));
  });
}

/** Each cell with W_hh, gate by gate, an orthogonal matrix times a scale; LSTMs also with their forget gate opened. */
function sizes(): string[][] {
  const makers: Readonly<Record<string, (options: CellOptions) => Cell>> = {
    elman: (options) => new ElmanCell(options),
    'elman-relu': (options) => new ElmanCell({ ...options, activation: 'relu' }),
    gru: (options) => new GruCell(options),
    lstm: (options) => new LstmCell(options),
  };
  const row = (name: string, gain: number, make: (options: CellOptions) => Cell): string[] => {
    const scaled = (options: CellOptions): Cell => make({ ...options, recurrentInit: orthogonal(gain) });
    return [name, String(gain), ...distances.map((steps) => power(left(scaled, steps)))];
  };
  return [
    ...Object.entries(makers).flatMap(([name, make]) => [0.5, 1, 1.5].map((gain) => row(`\`${name}\``, gain, make))),
    ...[1, 3].map((forgetBias) =>
      row(`\`lstm\`, \`forgetBias: ${forgetBias}\``, 1, (options) => new LstmCell({ ...options, forgetBias })),
    ),
  ];
}

/** One update by gradient descent of a ReLU network whose W_hh stretches, with its gradient clipped and not. */
function clipping(): Numbers {
  const measured = [Infinity, 1].map((max) => {
    const rng = new Random(1);
    const rnn = recurrent({ cell: 'elman-relu', inputSize: 4, hiddenSize: 16, rng, recurrentInit: orthogonal(2) });
    const head = new Linear({ inputSize: 16, outputSize: 2, rng });
    const parameters = [...collectParameters({ rnn, head })].map(([, parameter]) => parameter);
    const optimizer = sgd(collectParameters({ rnn, head }), { lr: 0.1 });
    const xs = tensor(
      Float32Array.from({ length: 8 * 30 * 4 }, () => rng.normal()),
      [8, 30, 4],
    );
    const labels = Array.from({ length: 8 }, (_, i) => i % 2);
    const lossOf = (): Tensor => crossEntropy(head.forward(rnn.forward(xs).state['h_l0']!), labels);
    return step(() => {
      const loss = lossOf();
      loss.backward();
      const before = clipGradNorm(parameters, max);
      const after = gradNorm(parameters);
      optimizer.step();
      return { loss: loss.item(), before, after, next: lossOf().item() };
    });
  });
  const names = [
    { en: 'not clipped', ko: '자르지 않음' },
    { en: 'clipped to 1', ko: '1로 자름' },
  ];
  return {
    clipping: measured.map(({ loss, before, after, next }, i) => [
      names[i]!,
      power(loss),
      power(before),
      power(after),
      power(next),
    ]),
  };
}

/** How far the gradient of W_hh is off when the walk goes `back` of 50 steps: ‖cut − whole‖ / ‖whole‖. */
function truncation(): string[][] {
  const STEPS = 50;
  const makers = [
    (rng: Random) => new ElmanCell({ inputSize: 4, hiddenSize: HIDDEN, rng, recurrentInit: orthogonal() }),
    (rng: Random) =>
      new LstmCell({ inputSize: 4, hiddenSize: HIDDEN, rng, recurrentInit: orthogonal(), forgetBias: 3 }),
  ];
  const gradient = (make: (rng: Random) => Cell, back: number): number[] => {
    const rng = new Random(1);
    const layer = unroll(make(rng));
    const xs = tensor(
      Float32Array.from({ length: STEPS * 4 }, () => rng.normal()),
      [1, STEPS, 4],
    );
    return step(() => {
      const state = noGrad(() =>
        back < STEPS ? layer.forward(slice(xs, 1, 0, STEPS - back)).state : layer.zeroState(1),
      );
      const { ys } = layer.forward(slice(xs, 1, STEPS - back, STEPS), { state });
      sum(slice(ys, 1, back - 1, back)).backward();
      return [...parametersOf(layer).get('weight_hh')!.grad!.toArray()];
    });
  };
  return [1, 2, 5, 10, 20, 50].map((back) => {
    const off = makers.map((make) => {
      const [cut, whole] = [gradient(make, back), gradient(make, STEPS)];
      return Math.hypot(...cut.map((value, i) => value - whole[i]!)) / Math.hypot(...whole);
    });
    return [String(back), ...off.map((share) => `${fixed(100 * share, share < 0.01 && share > 0 ? 2 : 0)} %`)];
  });
}

/** A stream of bits; asked for is the bit of five steps ago. Windows of so many steps, the state carried on. */
function delayed(window: number): string {
  const [DELAY, ROWS] = [5, 32];
  const rng = new Random(1);
  const rnn = recurrent({ cell: 'gru', inputSize: 2, hiddenSize: 24, rng });
  const head = new Linear({ inputSize: 24, outputSize: 2, rng });
  const optimizer = adam(collectParameters({ rnn, head }), { lr: 0.01 });
  let state: State | undefined;
  let bits = Array.from({ length: ROWS }, () => Array.from({ length: DELAY }, () => rng.below(2)));
  let right = 0;
  for (let update = 0; update < 500; update++) {
    bits = bits.map((row) => [...row.slice(-DELAY), ...Array.from({ length: window }, () => rng.below(2))]);
    const read = bits.flatMap((row) => row.slice(DELAY));
    const asked = bits.flatMap((row) => row.slice(0, window));
    const input = Float32Array.from({ length: 2 * read.length }, (_, i) => Number(read[i >> 1] === i % 2));
    right = step(() => {
      const out = rnn.forward(tensor(input, [ROWS, window, 2]), { state });
      const scores = head.forward(out.ys);
      crossEntropy(scores, asked).backward();
      optimizer.step();
      optimizer.zeroGrad();
      state = mapState(out.state, (value) => value.keep());
      const numbers = scores.toArray();
      return asked.filter((bit, i) => numbers[2 * i + bit]! > numbers[2 * i + 1 - bit]!).length / asked.length;
    });
  }
  return `${fixed(100 * right, 0)} %`;
}

export function numbers(): Numbers {
  return {
    ...walk(),
    sizes: sizes(),
    ...clipping(),
    truncation: truncation(),
    delayed: [2, 4, 5, 6, 8, 16].map((window) => [String(window), delayed(window)]),
  };
}
