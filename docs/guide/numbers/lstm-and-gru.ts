import {
  GruCell,
  LstmCell,
  Random,
  countParameters,
  loadStateInto,
  parametersOf,
  recurrent,
  step,
  tensor,
  traceStep,
  type Cell,
  type CellName,
  type State,
  type Tensor,
} from 'elman-rnn';
import { fixed } from '../../../test/support/number-text.ts';
import type { Numbers, Text } from '../../../test/support/numbers.ts';
import { resultRow } from '../../../test/support/results.ts';

/** What goes in: a value, and whether it is to be kept. */
const steps: readonly (readonly [value: number, mark: number])[] = [
  [0.8, 1],
  [-0.5, 0],
  [0.3, 0],
  [-0.6, 1],
  [0.2, 0],
];

/** A cell of one unit whose weights are put in by hand: for each gate those of value, mark and h, and the bias. */
function byHand<C extends Cell>(
  cell: C,
  gates: readonly (readonly [value: number, mark: number, h: number, bias: number])[],
): C {
  const zeros = gates.map(() => 0);
  loadStateInto(
    cell,
    new Map(
      Object.entries({
        weight_ih: gates.flatMap(([value, mark]) => [value, mark]),
        weight_hh: gates.map(([, , h]) => h),
        bias_ih: gates.map(([, , , bias]) => bias),
        bias_hh: zeros,
      }).map(([name, data]) => [name, { data: Float32Array.from(data), shape: parametersOf(cell).get(name)!.shape }]),
    ),
  );
  return cell;
}

const options = { inputSize: 2, hiddenSize: 1, rng: new Random(1) };
/** Gates i, f, g, o: write where there is a mark, forget where there is one, take tanh of the value, always tell. */
const lstmOf = (strength: number): LstmCell =>
  byHand(new LstmCell(options), [
    [0, 2 * strength, 0, -strength],
    [0, -2 * strength, 0, strength],
    [1, 0, 0, 0],
    [0, 0, 0, strength],
  ]);
const lstm = lstmOf(4);
/** Gates r, z, n: never reset, keep where there is no mark, take tanh of the value. */
const gru = byHand(new GruCell(options), [
  [0, 0, 0, 4],
  [0, -8, 0, 4],
  [1, 0, 0, 0],
]);

/** All parts of each step, by name. */
function walk<S extends State>(cell: Cell<S>, inputs: typeof steps): Record<string, number>[] {
  return step(() => {
    let state = cell.zeroState(1);
    return inputs.map((input) => {
      const { parts, state: after } = traceStep(cell, tensor([...input], [1, 2]), state);
      state = after;
      return Object.fromEntries(
        Object.entries(parts).map(([name, part]: [string, Tensor]) => [name, part.toArray()[0]!]),
      );
    });
  });
}

function rows(cell: Cell, names: readonly string[]): string[][] {
  return walk(cell, steps).map((parts, t) => [
    String(t + 1),
    ...steps[t]!.map((number) => fixed(number, 1)),
    ...names.map((name) => fixed(parts[name]!)),
  ]);
}

/** The fourth step in full. */
function fourth(): string[] {
  const [third, { i, f, g, o, "c'": c, "tanh c'": squashed, "h'": h }] = walk(lstm, steps).slice(2) as [
    Record<string, number>,
    Record<string, number>,
  ];
  const [value, mark] = steps[3]!;
  const n = (number: number | undefined): string => fixed(number!);
  return [
    `i  = σ(8·${mark} − 4)  = ${n(i)}`,
    `f  = σ(4 − 8·${mark})  = ${n(f)}`,
    `g  = tanh(${fixed(value, 1)})  = ${n(g)}`,
    `o  = σ(4)        = ${n(o)}`,
    '',
    `c′ = f·c + i·g   = ${n(f)}·${n(third["c'"])} + ${n(i)}·(${n(g)}) = ${n(c)}`,
    `h′ = o·tanh(c′)  = ${n(o)}·(${n(squashed)}) = ${n(h)}`,
  ];
}

const sizes = [
  [3, 16],
  [64, 128],
  [512, 512],
] as const;

function parameters(cell: CellName): string[] {
  return sizes.map(([inputSize, hiddenSize]) =>
    countParameters(recurrent({ cell, inputSize, hiddenSize, rng: new Random(1) })).toLocaleString('en-US'),
  );
}

/** The stages of examples/storybook, as docs/results.md has them. */
const stages: readonly (readonly [row: string, name: Text])[] = [
  ['no memory', { en: 'no memory at all', ko: '기억이 전혀 없음' }],
  ['Elman', { en: "Elman's network", ko: '엘만 신경망' }],
  ['LSTM, no gate', { en: 'LSTM, all gates held open', ko: 'LSTM, 게이트를 모두 열어 둠' }],
  ['+ forgetting', { en: '+ forget gate', ko: '+ 망각 게이트' }],
  ['+ selection', { en: '+ output gate', ko: '+ 출력 게이트' }],
  ['+ ignoring = LSTM', { en: '+ input gate: the LSTM', ko: '+ 입력 게이트: LSTM' }],
  ['LSTM without forgetting', { en: 'LSTM without its forget gate', ko: '망각 게이트가 없는 LSTM' }],
  ['LSTM without selection', { en: 'LSTM without its output gate', ko: '출력 게이트가 없는 LSTM' }],
];

function mistakes(row: string): string[] {
  const counts = resultRow('Storybook: what the gates are for', row).map((right) => 1000 - Number(right));
  return [...counts, counts.reduce((sum, count) => sum + count)].map(String);
}

function probe(row: string): string[] {
  const [adding, , , , mnist] = resultRow('Probes: each cell on tasks of memory', row) as [
    string,
    string,
    string,
    string,
    string,
  ];
  return [...adding.split(', '), mnist.split(', ')[0]!];
}

export function numbers(): Numbers {
  const much = [...steps, ...Array.from({ length: 100 }, () => [0.2, 0] as const)];
  const kept = (strength: number): string => fixed(walk(lstmOf(strength), much).at(-1)!["c'"]!);
  return {
    lstm: rows(lstm, ['i', 'f', 'g', 'o', "c'", "h'"]),
    fourth: fourth(),
    leaked: kept(4),
    kept: kept(10),
    gru: rows(gru, ['r', 'z', 'n', "h'"]),
    stages: stages.map(([row, name]) => [name, ...mistakes(row)]),
    parameters: (['elman', 'gru', 'lstm'] as const).map((cell) => [`\`${cell}\``, ...parameters(cell)]),
    probes: [
      [{ en: 'remembers nothing', ko: '기억하지 않음' }, ...probe('remembers nothing')],
      ...['elman', 'elman-relu', 'lstm', 'lstm-layer-norm', 'lstm-coupled', 'janet', 'gru'].map((cell) => [
        `\`${cell}\``,
        ...probe(`\`${cell}\``),
      ]),
    ],
  };
}
