import { describe, expect, it } from 'vitest';
import { readFields, writeFields } from '../../studio/src/shell/fields.ts';
import { arithmetic, equations } from '../../studio/src/rooms/unrolled/arithmetic.ts';
import { fields } from '../../studio/src/rooms/unrolled/fields.ts';
import type { Description, Epoch, Outcome } from '../../studio/src/rooms/unrolled/network.ts';
import { byChange } from '../../studio/src/rooms/unrolled/order.ts';
import { unrolledProgram, type Answer } from '../../studio/src/rooms/unrolled/program.ts';
import { cellKinds } from '../../studio/src/ui/cells.ts';

const plain: Description = { hidden: 10, epochs: 60, seed: 7 };

function trained(
  description: Description,
  days = 28,
): { epochs: Epoch[]; outcomes: readonly Outcome[]; answer: Answer } {
  const program = unrolledProgram();
  const turns = program.start(description);
  const epochs: Epoch[] = [];
  for (;;) {
    const turn = turns.next();
    if (turn.done === true) return { epochs, outcomes: turn.value, answer: program.answer({ days }) };
    epochs.push(turn.value);
  }
}

describe('the cells of the unrolled room', () => {
  it('learn the rule, all three, on the same days', () => {
    const { epochs, outcomes } = trained(plain);
    expect(epochs.slice(0, 4).map(({ cell, epoch }) => [cell, epoch])).toEqual([
      ['elman', 1],
      ['lstm', 1],
      ['gru', 1],
      ['elman', 2],
    ]);
    expect(outcomes).toEqual(cellKinds.map((cell) => ({ cell, days: 28, right: 28 })));
  });

  it('have every part of every step, which come to each other as the equations say', () => {
    const { answer } = trained({ ...plain, epochs: 5 }, 21);
    expect(answer.days).toHaveLength(22);
    expect(answer.cells.map(({ cell, parts }) => [cell, parts.map(({ name }) => name).join('')])).toEqual([
      ['elman', 'ah'],
      ['lstm', 'ifgoch'],
      ['gru', 'rznh'],
    ]);
    for (const { parts, probabilities, next } of answer.cells) {
      for (const { values } of parts) expect(values).toHaveLength(10 * 21);
      expect([probabilities.length, next.length]).toEqual([21, 21]);
      for (const each of probabilities) expect(each.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    }
    const part = (cell: number, name: string, unit: number, step: number): number =>
      step < 0 ? 0 : answer.cells[cell]!.parts.find((each) => each.name === name)!.values[unit * 21 + step]!;
    for (let unit = 0; unit < 10; unit++) {
      for (let step = 0; step < 21; step++) {
        const of = (cell: number, name: string, at = step): number => part(cell, name, unit, at);
        expect(of(0, 'h')).toBeCloseTo(Math.tanh(of(0, 'a')), 5);
        expect(of(1, 'c')).toBeCloseTo(of(1, 'f') * of(1, 'c', step - 1) + of(1, 'i') * of(1, 'g'), 5);
        expect(of(1, 'h')).toBeCloseTo(of(1, 'o') * Math.tanh(of(1, 'c')), 5);
        expect(of(2, 'h')).toBeCloseTo((1 - of(2, 'z')) * of(2, 'n') + of(2, 'z') * of(2, 'h', step - 1), 5);
      }
    }
  });

  it('have the same bits from the same description, and the same first days however many follow', () => {
    const short = { ...plain, hidden: 6, epochs: 4 };
    const [a, b, longer] = [trained(short, 14), trained(short, 14), trained(short, 21)];
    expect(a).toEqual(b);
    for (const [i, { parts }] of a.answer.cells.entries()) {
      for (const [j, { values }] of parts.entries()) {
        const more = longer.answer.cells[i]!.parts[j]!.values;
        expect(values).toEqual(more.filter((_, at) => at % 21 < 14));
      }
    }
    expect(trained({ ...short, seed: 8 }, 14).epochs).not.toEqual(a.epochs);
  });

  it('are asked for nothing before they are there', () => {
    expect(() => unrolledProgram().answer({ days: 7 })).toThrow('start a run first');
  });
});

describe('the arithmetic of a number', () => {
  const { answer } = trained({ ...plain, epochs: 5 }, 7);

  it('comes to what the library has, in every part, from the first step on', () => {
    const tanh = (text: string): string =>
      text.replaceAll(/tanh\(([^)]*)\)/g, (_, x: string) => String(Math.tanh(Number(x))));
    const value = (text: string): number =>
      tanh(
        text
          .replaceAll('−', '-')
          .replaceAll(/ (?=\d|-)/g, '')
          .replaceAll(/(?<=[-+×]) /g, ''),
      )
        .replace(/\(1-([\d.]+)\)/, (_, z: string) => String(1 - Number(z)))
        .replaceAll(' ', '')
        .split(/(?<=\d)(?=[+-])/)
        .reduce((sum, term) => sum + term.split('×').reduce((product, factor) => product * Number(factor), 1), 0);
    for (const unrolled of answer.cells) {
      for (const { name, values } of unrolled.parts) {
        expect(equations[unrolled.cell][name]).toMatch(new RegExp(`^${name} = `));
        for (const [at, expected] of values.entries()) {
          const text = arithmetic(unrolled, name, Math.floor(at / 7), at % 7);
          const sides = text.split(' = ');
          expect(sides[0]).toBe(`${name}[${Math.floor(at / 7) + 1}]`);
          for (const side of sides.slice(1)) expect(Math.abs(value(side) - expected), text).toBeLessThan(5e-4);
        }
      }
    }
  });
});

describe('the order of the units', () => {
  it('has those first that change the most', () => {
    expect(byChange([0, 0, 0, 1, -1, 1, 0.5, 0.5, 0.6], 3)).toEqual([1, 2, 0]);
    expect(byChange([1, 1, 0, 0, 2, 2], 2)).toEqual([0, 1, 2]);
    expect(byChange([], 0)).toEqual([]);
  });
});

describe('the address of the unrolled room', () => {
  const read = (text: string) => readFields(fields, new URLSearchParams(text));

  it('names the cells, in their order', () => {
    expect(read('').values.cells).toEqual(['elman', 'lstm', 'gru']);
    expect(read('cells=gru,elman').values.cells).toEqual(['elman', 'gru']);
    expect(writeFields(fields, read('cells=gru,elman&weeks=6&step=9&order=change').values)).toEqual({
      cells: 'elman,gru',
      weeks: '6',
      step: '9',
      order: 'change',
    });
  });

  it.each(['', 'rnn', 'lstm,lstm', 'lstm,'])('falls back where the cells are "%s"', (text) => {
    const { values, unread } = read(`cells=${text}`);
    expect(values.cells).toHaveLength(3);
    expect(unread).toEqual([{ name: 'cells', text, used: 'elman,lstm,gru' }]);
  });
});
