import {
  ElmanCell,
  Linear,
  Random,
  adam,
  collectParameters,
  countParameters,
  crossEntropy,
  oneHot,
  softmax,
  step,
  tensor,
  traceStep,
  unroll,
  type Tensor,
} from 'elman-rnn';
import { fixed, matrix, vector } from '../../../test/support/number-text.ts';
import type { Numbers } from '../../../test/support/numbers.ts';

const dishes = ['짜장', '짬뽕', '볶음밥', '죽'];

interface Network {
  readonly cell: ElmanCell;
  readonly head: Linear;
  /** How many items go in and come out. */
  readonly items: number;
}

/** A batch of nights: row after row of `steps` dishes. */
interface Nights {
  readonly ids: readonly number[];
  readonly steps: number;
}

function network(items: number, hiddenSize: number): Network {
  const rng = new Random(1);
  const cell = new ElmanCell({ inputSize: items, hiddenSize, rng });
  return { cell, head: new Linear({ inputSize: hiddenSize, outputSize: items, rng }), items };
}

/** Learns to say each night's successor. A network that forgets reads every night as if it were the first. */
function learn({ cell, head, items }: Network, updates: number, draw: () => Nights, forgets = false): void {
  const rnn = unroll(cell);
  const optimizer = adam(collectParameters({ rnn, head }), { lr: 0.03 });
  for (let update = 0; update < updates; update++) {
    const { ids, steps } = draw();
    const isLast = (i: number): boolean => i % steps === steps - 1;
    const [read, next] = [ids.filter((_, i) => !isLast(i)), ids.filter((_, i) => i % steps !== 0)];
    const rows = ids.length / steps;
    const shape = forgets ? [read.length, 1, items] : [rows, steps - 1, items];
    step(() => {
      const { ys } = rnn.forward(tensor(oneHot(read, items), shape));
      crossEntropy(head.forward(ys), next).backward();
      optimizer.step();
      optimizer.zeroGrad();
    });
  }
}

/** The nights one by one: what each is made of, and how likely each dish is for the next. */
function tell({ cell, head, items }: Network, nights: readonly number[]) {
  return step(() => {
    let state = cell.zeroState(1);
    return nights.map((id) => {
      const before = numbersOf(state.h);
      const { parts, y, state: after } = traceStep(cell, tensor(oneHot([id], items), [1, items]), state);
      state = after;
      const scores = head.forward(y);
      return { id, before, parts: mapped(parts), scores: numbersOf(scores), likely: numbersOf(softmax(scores)) };
    });
  });
}

const numbersOf = (tensor: Tensor): number[] => [...tensor.toArray()];
const mapped = (parts: Readonly<Record<string, Tensor>>): Record<string, number[]> =>
  Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, numbersOf(part)]));

/** Eight rows of the turn, each beginning with another night of it. */
function inTurn(turn: readonly number[]): Nights {
  const steps = 13;
  return {
    steps,
    ids: Array.from({ length: 8 * steps }, (_, i) => turn[(Math.trunc(i / steps) + (i % steps)) % turn.length]!),
  };
}

/** Three dishes in turn; now and then somebody is ill, there is porridge for one to four nights, and the turn goes on. */
function withPorridge(rng: Random): Nights {
  const [rows, steps] = [32, 30];
  const ids = Array.from({ length: rows }, () => {
    const nights: number[] = [];
    for (let dish = rng.below(3); nights.length < steps; dish = (dish + 1) % 3) {
      const ill = rng.below(4) === 0 ? 1 + rng.below(4) : 0;
      nights.push(dish, ...Array<number>(ill).fill(3));
    }
    return nights.slice(0, steps);
  });
  return { ids: ids.flat(), steps };
}

/** How likely each next dish is, given the nights so far. */
type Guess = (nights: readonly number[]) => readonly number[];

const byNetwork =
  (trained: Network): Guess =>
  (nights) =>
    tell(trained, nights).at(-1)!.likely;

/** Counts what followed the last nights, as many as `back`; what never occurred is followed by anything. */
function byCounts({ ids, steps }: Nights, back: number): Guess {
  const counts = new Map<string, number[]>();
  ids.forEach((id, i) => {
    if (i % steps < back) return;
    const key = ids.slice(i - back, i).join();
    const found = counts.get(key) ?? [0, 0, 0, 0];
    found[id]!++;
    counts.set(key, found);
  });
  return (nights) => counts.get(nights.slice(-back).join()) ?? [1, 1, 1, 1];
}

/** The share of 30 cases in which the dish after so many nights of porridge is known; equals share the point. */
function rightAfter(porridge: number, guess: Guess): string {
  const cases = Array.from({ length: 30 }, (_, i) => Array.from({ length: 3 + (i % 10) }, (_, j) => (i + j) % 3));
  const points = cases.map((eaten) => {
    const chances = guess([...eaten, ...Array<number>(porridge).fill(3)]).slice(0, 3);
    const best = chances.flatMap((chance, dish) => (chance === Math.max(...chances) ? [dish] : []));
    return best.includes((eaten.at(-1)! + 1) % 3) ? 1 / best.length : 0;
  });
  return `${fixed((100 * points.reduce((sum, point) => sum + point)) / cases.length, 0)} %`;
}

export function numbers(): Numbers {
  const small = network(3, 2);
  learn(small, 300, () => inTurn([0, 1, 2]));
  const { cell, head } = small;
  const [W_ih, W_hh] = [cell.weights.weight_ih, cell.weights.weight_hh].map(numbersOf) as [number[], number[]];
  const [W_out, b_out] = [numbersOf(head.weight), numbersOf(head.bias!)];
  const told = tell(small, [0, 1, 2, 0, 1, 2]);
  const { before, parts, scores, likely } = told[1]!;

  const pattern = [0, 1, 0, 2];
  const [remembers, forgets] = [network(3, 4), network(3, 4)];
  learn(remembers, 300, () => inTurn(pattern));
  learn(forgets, 300, () => inTurn(pattern), true);
  const after = (trained: Network, nights: number[]): string[] =>
    tell(trained, nights)
      .at(-1)!
      .likely.map((p) => fixed(p));

  const ill = network(4, 16);
  const rng = new Random(3);
  learn(ill, 600, () => withPorridge(rng));
  const diary = withPorridge(rng);

  return {
    parameters: String(countParameters(unroll(cell)) + countParameters(head)),
    weights: [
      ...matrix('W_ih  = ', W_ih, 3),
      ...matrix('W_hh  = ', W_hh, 2),
      `b     = ${vector(parts['b']!)}`,
      ...matrix('W_out = ', W_out, 2),
      `b_out = ${vector(b_out)}`,
    ],
    step: [
      'x                    = [0, 1, 0]',
      `h                    = ${vector(before)}`,
      '',
      `W_ih·x               = ${vector(parts['W_ih·x']!)}`,
      `W_hh·h               = ${vector(parts['W_hh·h']!)}`,
      `W_ih·x + W_hh·h + b  = ${vector(parts['a']!)}`,
      `h′ = tanh(…)         = ${vector(parts["h'"]!)}`,
      '',
      `W_out·h′ + b_out     = ${vector(scores)}`,
      `softmax(…)           = ${vector(likely, 3)}`,
    ],
    sure: `${fixed(100 * likely[2]!, 1)} %`,
    nights: told.map((night, i) => [
      String(i + 1),
      dishes[night.id]!,
      vector(night.before),
      vector(night.parts["h'"]!),
      ...night.likely.map((p) => fixed(p)),
    ]),
    history: [
      ['볶음밥, 짜장', ...after(remembers, [2, 0]), ...after(forgets, [0])],
      ['짬뽕, 짜장', ...after(remembers, [1, 0]), ...after(forgets, [0])],
    ],
    porridge: [0, 1, 2, 3, 4, 8, 12].map((nights) => [
      String(nights),
      rightAfter(nights, byCounts(diary, 1)),
      rightAfter(nights, byCounts(diary, 3)),
      rightAfter(nights, byNetwork(ill)),
    ]),
  };
}
