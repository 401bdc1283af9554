import { describe, expect, it } from 'vitest';
import { readGolden, type Goldens } from './golden.ts';

const recurrent = Object.keys({
  'recurrent-elman': 1,
  'recurrent-elman-relu': 1,
  'recurrent-lstm': 1,
  'recurrent-gru': 1,
  'recurrent-gru-reset-before': 1,
} satisfies Partial<Record<keyof Goldens, 1>>) as Extract<keyof Goldens, `recurrent-${string}`>[];

const size = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

describe('goldens of recurrent layers', () => {
  it.each(recurrent)('%s: outputs are zero beyond the lengths, the last valid one is the final state', (name) => {
    const { cases, torch } = readGolden(name);
    expect(torch).toBe('2.13.0+cpu');
    for (const { layers, directions, batch, time, hidden, lengths, ys, h_n } of cases) {
      expect(ys.shape).toEqual([batch, time, directions * hidden]);
      expect(ys.data).toHaveLength(size(ys.shape));
      for (let row = 0; row < batch; row++) {
        const length = lengths?.[row] ?? time;
        const at = (t: number): number => (row * time + t) * directions * hidden;
        expect(ys.data.subarray(at(length), at(time)).every((value) => value === 0)).toBe(true);
        const last = ((layers - 1) * directions * batch + row) * hidden;
        expect(ys.data.subarray(at(length - 1), at(length - 1) + hidden)).toEqual(
          h_n.data.subarray(last, last + hidden),
        );
      }
    }
  });
});

describe('goldens of optimisers', () => {
  it('one step of plain SGD is start − lr · gradient', () => {
    const { cases, parameters, gradients } = readGolden('optimisers');
    const plain = cases.find(({ name }) => name === 'sgd')!;
    for (const [key, { data }] of Object.entries(parameters)) {
      const wanted = data.map((value, i) => value - plain.options.lr * gradients[0]![key]!.data[i]!);
      expect(plain.after['1'][key]!.data).toEqual(wanted);
    }
  });
});

describe('goldens of ops', () => {
  it('broadcast as they say, and gradients have the shapes of the inputs', () => {
    const { cases } = readGolden('ops');
    const outer = cases.find(({ name }) => name === 'mul-outer')!;
    const [a, b] = [outer.inputs['a']!.data, outer.inputs['b']!.data];
    expect(outer.output.data).toEqual(Float32Array.from({ length: 15 }, (_, i) => a[Math.trunc(i / 5)]! * b[i % 5]!));
    for (const { inputs, gradients, output, w } of cases) {
      expect(w.shape).toEqual(output.shape);
      for (const [key, input] of Object.entries(inputs)) expect(gradients[key]!.shape).toEqual(input.shape);
    }
  });
});
