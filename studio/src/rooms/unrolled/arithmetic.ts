import type { CellKind } from '../../ui/cells.ts';
import { added, shown } from '../../ui/numbers.ts';
import type { Unrolled } from './network.ts';
import type { PartName } from './rule.ts';

/** How each part comes about, as an equation; t−1 stands for the step before. */
export const equations: Readonly<Record<CellKind, Readonly<Partial<Record<PartName, string>>>>> = {
  elman: {
    a: 'a = W_ih·x + W_hh·h(t−1) + b',
    h: 'h = tanh a',
  },
  lstm: {
    i: 'i = σ(W_ii·x + W_hi·h(t−1) + b_i)',
    f: 'f = σ(W_if·x + W_hf·h(t−1) + b_f)',
    g: 'g = tanh(W_ig·x + W_hg·h(t−1) + b_g)',
    o: 'o = σ(W_io·x + W_ho·h(t−1) + b_o)',
    c: 'c = f ⊙ c(t−1) + i ⊙ g',
    h: 'h = o ⊙ tanh c',
  },
  gru: {
    r: 'r = σ(W_ir·x + W_hr·h(t−1) + b_r)',
    z: 'z = σ(W_iz·x + W_hz·h(t−1) + b_z)',
    n: 'n = tanh(W_in·x + b_in + r ⊙ (W_hn·h(t−1) + b_hn))',
    h: 'h = (1 − z) ⊙ n + z ⊙ h(t−1)',
  },
};

/** A part of the unit that is told of, now and, where so asked, the step before. */
type Numbers = (part: PartName, isBefore?: 'before') => number;

/** Those parts that come of other parts of the same unit, with their numbers. */
const sums: Readonly<Record<CellKind, Readonly<Partial<Record<PartName, (of: Numbers) => string>>>>> = {
  elman: { h: (of) => `tanh(${shown(of('a'))})` },
  lstm: {
    c: (of) =>
      `${shown(of('f'))} × ${shown(of('c', 'before'))} + ${shown(of('i'))} × ${shown(of('g'))} = ${shown(of('f') * of('c', 'before'))} ${added(of('i') * of('g'))}`,
    h: (of) => `${shown(of('o'))} × tanh(${shown(of('c'))})`,
  },
  gru: {
    h: (of) => `(1 − ${shown(of('z'))}) × ${shown(of('n'))} + ${shown(of('z'))} × ${shown(of('h', 'before'))}`,
  },
};

/** `f[3] = 0.9312`, or with the numbers that it comes of between. */
export function arithmetic({ cell, parts, next: steps }: Unrolled, name: PartName, unit: number, step: number): string {
  const of: Numbers = (wanted, isBefore) => {
    const at = isBefore ? step - 1 : step;
    // A sequence begins with a state of zeros.
    return at < 0 ? 0 : parts.find((part) => part.name === wanted)!.values[unit * steps.length + at]!;
  };
  const sum = sums[cell][name]?.(of);
  return `${name}[${unit + 1}] = ${sum === undefined ? '' : `${sum} = `}${shown(of(name))}`;
}
