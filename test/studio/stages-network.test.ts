import { LstmCell, openGates, softmax, stream, tensor, unroll, type CellOptions } from 'elman-rnn';
import { describe, expect, it } from 'vitest';
import { build, learn, networks, page, run, tell } from '../../examples/storybook/networks.mjs';
import { judge } from '../../examples/storybook/story.mjs';
import { Random } from '../../src/util/random.ts';
import { arithmetic, leastExpected } from '../../studio/src/rooms/stages/arithmetic.ts';
import { kindOfSentence, leastLoss, slipAt, words, type Sentence } from '../../studio/src/rooms/stages/book.ts';
import { fields } from '../../studio/src/rooms/stages/fields.ts';
import type { Description, Telling, Turn } from '../../studio/src/rooms/stages/network.ts';
import { stagesProgram, type Answer, type HeldOpen } from '../../studio/src/rooms/stages/program.ts';
import { readFields, writeFields } from '../../studio/src/shell/fields.ts';

const plain: Description = { parts: [], hidden: 3, updates: 200, seed: 4 };
const H = 3;
/** Bimo saw Bimo . */
const sentence: Sentence = [0, 3, 0, 4];
const T = sentence.length + 1;

function trained(description: Description): {
  turns: Turn[];
  held: readonly HeldOpen[];
  ask: (telling: number) => Answer;
} {
  const program = stagesProgram();
  const running = program.start(description);
  const turns: Turn[] = [];
  for (;;) {
    const turn = running.next();
    if (turn.done === true) {
      return { turns, held: turn.value, ask: (telling) => program.answer({ telling, sentence }) };
    }
    turns.push(turn.value);
  }
}

const spoken = (told: Sentence): string => told.map((word) => words[word]).join(' ');
const ofExample = ({ counts, opening, mistakes }: Telling) => ({
  counts,
  opening: opening.slice(0, 3).map(spoken),
  mistakes: Object.fromEntries(mistakes.map(({ kind, sentence: first }) => [kind, spoken(first)])),
});

describe('the networks of the stages', () => {
  const { turns, held, ask } = trained(plain);
  const tellings = (name: string) =>
    turns.flatMap(({ network, telling }) => (network === name && telling !== null ? [telling] : []));

  it.each([
    ['yours', 'LSTM, no gate'],
    ['lstm', '+ ignoring = LSTM'],
    ['elman', 'Elman'],
  ])('tell what those of the example tell: %s', (name, example) => {
    const told = tellings(name);
    expect(told.map(({ update }) => update)).toEqual(Array.from({ length: 21 }, (_, i) => 10 * i));
    expect(run(example, { hidden: H, seed: plain.seed, updates: plain.updates })).toMatchObject(
      ofExample(told.at(-1)!),
    );
    for (const { counts } of told) expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(1000);
  });

  it('tell with a gate held open of a sudden', () => {
    let cell: LstmCell | undefined;
    const make = (options: CellOptions) => (cell = new LstmCell(options));
    const network = build({ make }, H, plain.seed);
    for (const _ of learn(network, plain.seed, plain.updates));
    for (const { part, telling } of held) {
      const gate = ({ forgetting: 'forget', ignoring: 'input', selection: 'output' } as const)[part];
      const open = { ...network, rnn: unroll(openGates(cell!, [gate])) };
      expect(judge(tell(open, plain.seed), 1000)).toMatchObject(ofExample(telling));
    }
    expect(held.map(({ part }) => part)).toEqual(['forgetting', 'ignoring', 'selection']);
  });

  it('read a sentence with the bits of the example, at the end and on the way', () => {
    const last = ask(99);
    expect(last.map(({ network, weights, update }) => [network, weights, update])).toEqual([
      ['yours', 3 * (5 + 3 + 2) + 4 * 5, 200],
      ['lstm', 12 * (5 + 3 + 2) + 4 * 5, 200],
      ['elman', 3 * (5 + 3 + 2) + 4 * 5, 200],
    ]);
    for (const [reading, example] of [
      [last[0]!, 'LSTM, no gate'],
      [last[2]!, 'Elman'],
      [ask(0)[1]!, '+ ignoring = LSTM'],
    ] as const) {
      const network = build(networks[example]!, H, plain.seed);
      for (const _ of learn(network, plain.seed, reading.update));
      const live = stream(network.rnn);
      const heard = [...page(Random.derive(plain.seed, 'telling')), ...sentence].map((word) => {
        const y = live.step(words.map((_, i) => (i === word ? 1 : 0)));
        return softmax(network.head.forward(tensor(y, [1, H]))).toArray();
      });
      const steps = heard.slice(-T);
      expect(reading.probabilities).toEqual(words.flatMap((_, word) => steps.map((each) => each[word])));
    }
    expect(ask(0)[0]!.update).toBe(0);
    expect(ask(7)[0]!.update).toBe(70);
  });

  it('have equations in which gates that are held open are 1', () => {
    const answer = trained({ ...plain, parts: ['selection'], updates: 100 }).ask(20);
    const part = (network: number, name: string, unit: number, step: number): number =>
      answer[network]!.parts.find((each) => each.name === name)!.values[unit * T + step]!;
    for (const network of [0, 1]) {
      for (let unit = 0; unit < H; unit++) {
        for (let step = 0; step < T; step++) {
          const of = (name: string, at = step): number => part(network, name, unit, at);
          const before = step === 0 ? answer[network]!.before[unit]! : of('c', step - 1);
          expect(of('c')).toBeCloseTo(of('f') * before + of('i') * of('g'), 5);
          expect(of('h')).toBeCloseTo(of('o') * Math.tanh(of('c')), 5);
          for (const name of ['f', 'i']) expect(of(name) === 1).toBe(network === 0);
          expect(of('o')).toBeLessThan(1);
        }
      }
    }
  });

  it('are two where all parts are in', () => {
    const program = stagesProgram();
    const all = program.start({ ...plain, parts: ['forgetting', 'ignoring', 'selection'] });
    const first = [all.next().value, all.next().value].map((turn) => (turn as Turn).network);
    expect(first).toEqual(['lstm', 'elman']);
    expect(program.answer({ telling: 0, sentence }).map(({ network }) => network)).toEqual(['lstm', 'elman']);
    expect(() => stagesProgram().answer({ telling: 0, sentence })).toThrow('start a run first');
  });

  it('come to the least loss that there is', () => {
    const losses = [...learn(build(networks['+ ignoring = LSTM']!, 4, 1), 1, 1500)].slice(-20);
    const loss = losses.reduce((sum, each) => sum + each, 0) / losses.length;
    expect(loss).toBeGreaterThan(leastLoss - 1e-4);
    expect(loss).toBeLessThan(leastLoss + 0.01);
  });

  it('say how a number comes about, and what they expected least', () => {
    const [yours, lstm, elman] = ask(99);
    for (const reading of [yours!, lstm!]) {
      for (let column = 0; column < T; column++) {
        const text = arithmetic(reading, { network: reading.network, part: 'c', row: 1, column });
        const sides = text.replaceAll('−', '-').split(' = ').slice(1);
        const value = reading.parts.find(({ name }) => name === 'c')!.values[T + column]!;
        const terms = /^(\S+) × (\S+) \+ (\S+) × (\S+)$/.exec(sides[0]!)!.slice(1).map(Number) as [
          number,
          number,
          number,
          number,
        ];
        expect(Math.abs(terms[0] * terms[1] + terms[2] * terms[3] - value)).toBeLessThan(0.02);
        expect(Number(sides.at(-1))).toBeCloseTo(value, 3);
      }
    }
    expect(arithmetic(elman!, { network: 'elman', part: 'h', row: 2, column: 0 })).toMatch(/^h\[3\] = −?0\.\d{4}$/);
    const { at, p } = leastExpected(elman!, sentence);
    expect(p).toBe(Math.min(...sentence.map((word, i) => elman!.probabilities[word * T + i]!)));
    expect(elman!.probabilities[sentence[at]! * T + at]).toBe(p);
    expect(arithmetic(elman!, { network: 'elman', part: 'p', row: 3, column: 1 })).toMatch(/^p\(saw\) = 0\.\d{4}$/);
  });
});

describe('a mistake', () => {
  it.each([
    [[0, 3, 1, 4], -1],
    [[0, 3, 0, 4], 2],
    [[0, 3, 1, 3, 2, 4], 3],
    [[0, 3, 0, 3], 3],
    [[4], 0],
    [[0, 4], 1],
    [[0, 3, 4], 2],
    [[3, 0], 0],
    [[0, 3, 1, 2, 4], 3],
    [[0, 3, 1], 3],
  ])('of %j is at %i', (told, at) => {
    expect(slipAt(told)).toBe(at);
    expect(at === -1).toBe(kindOfSentence(told) === 'right');
  });
});

describe('the address of the stages', () => {
  it('has the parts and the sentence', () => {
    const read = (text: string) => readFields(fields, new URLSearchParams(text)).values;
    expect(read('')).toMatchObject({ parts: null, sentence });
    expect(read('parts=selection,forgetting&sentence=0313').parts).toEqual(['forgetting', 'selection']);
    expect(writeFields(fields, read('parts=forgetting&telling=3&sentence=0313'))).toEqual({
      parts: 'forgetting',
      telling: '3',
      sentence: '0313',
    });
    expect(writeFields(fields, read('parts=none'))).toEqual({});
  });
});
