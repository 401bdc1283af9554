import { Random } from 'elman-rnn';
import { describe, expect, it } from 'vitest';
import { readFields, writeFields } from '../../studio/src/shell/fields.ts';
import type { Description, Frame, Outcome } from '../../studio/src/rooms/time/description.ts';
import { fields } from '../../studio/src/rooms/time/fields.ts';
import { factorOfStep, framesOf, left, shares, sizesOfH } from '../../studio/src/rooms/time/measure.ts';
import { timeProgram, type Answer } from '../../studio/src/rooms/time/program.ts';
import { largestSingularValue } from '../../studio/src/rooms/time/singular-value.ts';
import { drawSequences } from '../../studio/src/rooms/time/task.ts';
import { shownAtAnySize } from '../../studio/src/ui/numbers.ts';

const plain = descriptionOf(readFields(fields, new URLSearchParams()).values);
const small: Description = { ...plain, steps: 7, hidden: 5, updates: 6, scale: 1.2 };

function descriptionOf({ steps, hidden, scale, keep, clip, rate, updates, seed }: Description): Description {
  return { steps, hidden, scale, keep, clip, rate, updates, seed };
}

function trained(description: Description): { frames: Frame[]; outcomes: readonly Outcome[]; answer: Answer } {
  const program = timeProgram();
  const turns = program.start(description);
  const frames: Frame[] = [];
  for (;;) {
    const turn = turns.next();
    if (turn.done === true) return { frames, outcomes: turn.value, answer: program.answer({ example: 3 }) };
    frames.push(turn.value);
  }
}

/** The Elman network before it has learnt anything, in plain loops: its states, and gradients by the chain rule. */
class ByHand {
  readonly #weights: Readonly<
    Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>
  >;
  readonly #hidden: number;

  constructor(description: Description) {
    const program = timeProgram();
    program.start(description);
    this.#weights = Object.fromEntries(
      program.answer({ example: 0 }).cells[0]!.weights.map(({ name, ...rest }) => [name, rest]),
    );
    this.#hidden = description.hidden;
  }

  #at(name: string, ...[row, column]: [row: number, column?: number]): number {
    const { shape, values } = this.#weights[name]!;
    return values[column === undefined ? row : row * shape[1]! + column]!;
  }

  #sum(count: number, term: (at: number) => number): number {
    return Array.from({ length: count }, (_, at) => term(at)).reduce((sum, each) => sum + each, 0);
  }

  #units(each: (unit: number) => number): number[] {
    return Array.from({ length: this.#hidden }, (_, unit) => each(unit));
  }

  states(sequence: readonly number[]): number[][] {
    const states: number[][] = [];
    for (const letter of sequence) {
      const before = states.at(-1) ?? this.#units(() => 0);
      const sums = this.#units(
        (unit) =>
          this.#at('weight_ih', unit, letter) +
          this.#at('bias_ih', unit) +
          this.#at('bias_hh', unit) +
          this.#sum(this.#hidden, (from) => this.#at('weight_hh', unit, from) * before[from]!),
      );
      states.push(sums.map((sum) => Math.tanh(sum)));
    }
    return states;
  }

  scores(state: readonly number[]): number[] {
    return [0, 1, 2].map(
      (letter) =>
        this.#at('head.bias', letter) +
        this.#sum(this.#hidden, (unit) => this.#at('head.weight', letter, unit) * state[unit]!),
    );
  }

  /** From ∂/∂score to ∂/∂h of the same step. */
  toState(scores: readonly number[]): number[] {
    return this.#units((unit) => this.#sum(3, (letter) => scores[letter]! * this.#at('head.weight', letter, unit)));
  }

  /** From ∂/∂h of a step, whose state this is, to ∂/∂h of the step before. */
  back(gradient: readonly number[], state: readonly number[]): number[] {
    return this.#units((to) =>
      this.#sum(this.#hidden, (unit) => gradient[unit]! * (1 - state[unit]! ** 2) * this.#at('weight_hh', unit, to)),
    );
  }

  /** From ∂/∂h of a step to ∂/∂x of it. */
  toInput(gradient: readonly number[], state: readonly number[]): number[] {
    return [0, 1, 2, 3, 4, 5].map((letter) =>
      this.#sum(
        this.#hidden,
        (unit) => gradient[unit]! * (1 - state[unit]! ** 2) * this.#at('weight_ih', unit, letter),
      ),
    );
  }
}

const norm = (values: readonly number[]): number => Math.hypot(...values);

describe('the gradients of the room of time', () => {
  it('are at each step what the product of diag(1 − h²) W_hh gives', () => {
    const byHand = new ByHand(small);
    const sequences = drawSequences(Random.derive(small.seed, 'batch', 1), small.steps, 16);
    const expected = Array.from({ length: small.steps }, () => 0);
    for (const sequence of sequences) {
      const states = byHand.states(sequence);
      const exponentials = byHand.scores(states.at(-1)!).map((score) => Math.exp(score));
      const total = exponentials.reduce((sum, each) => sum + each, 0);
      let gradient = byHand.toState(exponentials.map((each, i) => each / total - (i === sequence[0] ? 1 : 0)));
      for (let t = small.steps - 1; t >= 0; t--) {
        expected[t]! += norm(gradient) / sequences.length;
        gradient = byHand.back(gradient, states[t]!);
      }
    }
    const [first] = trained(small).frames;
    expect([first!.cell, first!.update]).toEqual(['elman', 1]);
    for (const [t, size] of sizesOfH(first!).entries()) expect(size / expected[t]!).toBeCloseTo(1, 4);
  });

  it('say how much an answer hangs on each input, and on none that comes after it', () => {
    const byHand = new ByHand(small);
    const program = timeProgram();
    program.start(small);
    const { sequence, cells } = program.answer({ example: 3 });
    expect(sequence).toHaveLength(small.steps);
    const states = byHand.states(sequence);
    for (const { answers, connectivity } of cells) {
      expect([answers.length, connectivity.length]).toEqual([small.steps, small.steps ** 2]);
      for (const [at, size] of connectivity.entries())
        expect(size > 0).toBe(at % small.steps <= Math.floor(at / small.steps));
    }
    const { answers, connectivity, chances, kept, gain } = cells[0]!;
    for (const [s, state] of states.entries()) {
      const scores = byHand.scores(state);
      const [answer] = [scores.indexOf(Math.max(...scores))];
      expect(answers[s]).toBe(answer);
      const total = scores.reduce((sum, score) => sum + Math.exp(score), 0);
      expect(chances[s]).toBeCloseTo(Math.exp(scores[sequence[0]!]!) / total, 5);
      expect(kept[s]).toBeCloseTo(state.reduce((sum, h) => sum + 1 - h * h, 0) / state.length, 5);
      let gradient = byHand.toState([0, 1, 2].map((letter) => (letter === answer ? 1 : 0)));
      for (let t = s; t >= 0; t--) {
        const size = norm(byHand.toInput(gradient, states[t]!));
        expect(connectivity[s * small.steps + t]! / size).toBeCloseTo(1, 4);
        gradient = byHand.back(gradient, states[t]!);
      }
    }
    expect(gain).toBeCloseTo(small.scale, 5);
    expect(cells.slice(1).map((cell) => cell.gain)).toEqual([null, null]);
  });

  it('vanish in the Elman cell, which then learns nothing, and not in those that keep their state', () => {
    const { frames, outcomes } = trained(plain);
    const [elman, lstm, gru] = frames.map((frame) => left(frame, frame.sizes[0]!)[0]!);
    expect(elman).toBeLessThan(-6);
    expect(lstm).toBeGreaterThan(-2);
    expect(gru).toBeGreaterThan(-1);
    expect(frames).toHaveLength(300);
    expect(frames.slice(0, 6).map(({ cell, update, of }) => [cell, update, of])).toEqual([
      ['elman', 1, 3],
      ['lstm', 1, 3],
      ['gru', 1, 3],
      ['elman', 4, 3],
      ['lstm', 4, 3],
      ['gru', 4, 3],
    ]);
    const [guessed, ...learnt] = outcomes.map(({ right }) => right);
    expect(guessed).toBeLessThan(50);
    expect(learnt).toEqual([100, 100]);
  });

  it('explode where W_hh stretches, are clipped as one, and are clipped no sooner than they are too large', () => {
    const wide = { ...plain, scale: 2.5, updates: 12 };
    const [free, clipped] = [null, 0.4].map((clip) => trained({ ...wide, clip }).frames);
    const elman = framesOf(free!, 'elman');
    expect(factorOfStep(sizesOfH(elman[0]!))).toBeGreaterThan(1.1);
    expect(elman.every((frame) => frame.clipped === 0)).toBe(true);
    // Measured before it is clipped, so that the first is the same with and without.
    expect(clipped![0]).toEqual({ ...free![0]!, clipped: free![0]!.norm > 0.4 ? 1 : 0 });
    for (const { norm: size, clipped: count } of clipped!) expect(count).toBe(size > 0.4 ? 1 : 0);
    expect(clipped!.some(({ clipped: count }) => count === 1)).toBe(true);
    expect(clipped!.some(({ clipped: count }) => count === 0)).toBe(true);
    expect(clipped!.at(-1)).not.toEqual(free!.at(-1));
  });

  it('have the same bits from the same description', () => {
    expect(trained(small)).toEqual(trained(small));
    expect(trained({ ...small, seed: 2 }).frames).not.toEqual(trained(small).frames);
    expect(trained({ ...small, updates: 205 }).frames.at(-1)).toMatchObject({ update: 205, of: 1 });
  });

  it('are asked for only once there is a network', () => {
    expect(() => timeProgram().answer({ example: 0 })).toThrow('start a run first');
  });
});

describe('what is made of the gradients', () => {
  const frame: Frame = {
    cell: 'lstm',
    update: 1,
    sizes: [
      { part: 'h', values: [0.001, 0, 0.1] },
      { part: 'c', values: [1, 10] },
    ],
    loss: 1,
    right: 0.5,
    norm: 1,
    clipped: 0,
    of: 1,
  };

  it('compares each with that of the last step', () => {
    const rounded = frame.sizes.map((sizes) => left(frame, sizes).map((value) => Math.round(value * 1e6) / 1e6));
    expect(rounded).toEqual([
      [-2, -Infinity, 0],
      [1, 2],
    ]);
    expect(factorOfStep([0.04, 0.2, 1])).toBeCloseTo(0.2, 12);
    expect(factorOfStep([0.3])).toBe(1);
  });

  it('takes shares of each answer, and turns them', () => {
    expect(shares([2, 0, 0, 1, 4, 0, 0, 0, 0], 3)).toEqual([1, 0.25, 0, 0, 1, 0, 0, 0, 0]);
  });

  it('finds how far a matrix stretches', () => {
    expect(largestSingularValue([0, 3, -1, 0], 2)).toBeCloseTo(3, 12);
    expect(largestSingularValue([1, 1, 0, 1], 2)).toBeCloseTo((1 + Math.sqrt(5)) / 2, 12);
    expect(largestSingularValue([0, 0, 0, 0], 2)).toBe(0);
  });

  it.each([
    [0, '0'],
    [0.157, '0.157'],
    [0.01234, '0.0123'],
    [0.001234, '1.23·10⁻³'],
    [-1.5e-10, '−1.50·10⁻¹⁰'],
    [123.4, '123'],
    [1234.5, '1235'],
    [12345, '1.23·10⁴'],
    [Infinity, '∞'],
    [Number.NaN, 'NaN'],
  ])('writes %f as %s', (value, text) => {
    expect(shownAtAnySize(value)).toBe(text);
  });
});

describe('the address of the room of time', () => {
  it('has the training and what is looked at', () => {
    const text = 'cells=gru&steps=12&scale=1.5&keep=0&clip=0.25&rate=0.003&frame=7&example=4&output=2';
    const { values, unread } = readFields(fields, new URLSearchParams(text));
    expect(unread).toEqual([]);
    expect(values).toMatchObject({ cells: ['gru'], scale: 1.5, keep: 0, clip: 0.25, rate: 0.003, updates: 300 });
    expect(new URLSearchParams(writeFields(fields, values)).toString()).toBe(text);
    expect(readFields(fields, new URLSearchParams('clip=none')).values.clip).toBeNull();
  });

  it.each(['steps=1', 'steps=61', 'scale=5', 'rate=0', 'clip=0', 'frame=101'])(
    'falls back where it says %s',
    (text) => {
      const { unread } = readFields(fields, new URLSearchParams(text));
      expect(unread.map(({ name }) => name)).toEqual([text.split('=')[0]]);
    },
  );
});
