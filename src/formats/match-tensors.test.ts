import { expect, test } from 'vitest';
import { ElmanError } from '../util/errors.ts';
import { matchTensors } from './match-tensors.ts';

type Shapes = Record<string, readonly number[]>;

function mismatch(expected: Shapes, found: Shapes): ElmanError | undefined {
  const shapes = new Map(Object.entries(found).map(([name, shape]) => [name, { shape }]));
  try {
    matchTensors(new Map(Object.entries(expected)), shapes, { file: 'x.safetensors' });
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ElmanError);
    return thrown as ElmanError;
  }
  return undefined;
}

test('nothing happens when names and shapes fit', () => {
  expect(mismatch({ a: [2, 3], b: [] }, { b: [], a: [2, 3] })).toBeUndefined();
});

test('everything wrong is listed at once, with shapes and likely names', () => {
  const error = mismatch(
    { 'rnn.weight_ih_l0': [8, 3], 'rnn.weight_hh_l0': [8, 2], 'head.bias': [5], 'head.weight': [5, 2], extra: [1] },
    { 'lstm.weight_ih_l0': [8, 3], 'lstm.weight_hh_l0': [8, 2], 'head.bias': [6], 'head.weight': [5, 2], step: [] },
  );
  expect(error?.code).toBe('model/mismatch');
  expect(error?.message).toBe(
    `the tensors in x.safetensors do not fit the model (1 of another shape, 3 missing, 3 extra); use the config it was saved with, or rename them:
  head.bias: expected [5], found [6]
  missing rnn.weight_ih_l0 [8, 3]; is it called lstm.weight_ih_l0 there?
  missing rnn.weight_hh_l0 [8, 2]; is it called lstm.weight_hh_l0 there?
  missing extra [1]
  extra lstm.weight_ih_l0 [8, 3]
  extra lstm.weight_hh_l0 [8, 2]
  extra step []`,
  );
  expect(error?.details).toEqual({
    file: 'x.safetensors',
    missing: ['rnn.weight_ih_l0', 'rnn.weight_hh_l0', 'extra'],
    extra: ['lstm.weight_ih_l0', 'lstm.weight_hh_l0', 'step'],
    misshapen: ['head.bias'],
  });
});

test('a like shape counts for more than a like name', () => {
  const error = mismatch({ weight_a: [2, 2] }, { weight_b: [3, 3], weight_cc: [2, 2] });
  expect(error?.message).toContain('missing weight_a [2, 2]; is it called weight_cc there?');
});

test('a long list is cut off', () => {
  const expected = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`w${i}`, [i]]));
  const lines = mismatch(expected, {})?.message.split('\n') ?? [];
  expect(lines).toHaveLength(22);
  expect(lines.at(-1)).toBe('  and 30 more');
});

test('a rank that differs is a shape that differs; names from the prototype are names', () => {
  expect(mismatch({ a: [2] }, { a: [2, 1] })?.message).toContain('a: expected [2], found [2, 1]');
  expect(mismatch({}, { toString: [1] })?.details['extra']).toEqual(['toString']);
});
