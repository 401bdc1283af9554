import { expect, test } from 'vitest';
import { hash32 } from '../util/random.ts';
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

test('many long names take no time', () => {
  const name = (seed: number) =>
    Array.from({ length: 200 }, (_, i) => String.fromCharCode(97 + (hash32(seed, i) % 26))).join('');
  const names = (from: number, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [name(from + i), [2]]));
  const near = (tail: string, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`${'ab'.repeat(98)}${tail}${i}`, [2]]));
  for (const [expected, found] of [
    [names(1, 20), names(1000, 500)],
    [near('x', 20), near('y', 500)],
  ] as const) {
    const start = performance.now();
    expect(mismatch(expected, found)?.code).toBe('model/mismatch');
    const ms = performance.now() - start;
    expect(ms).toBeLessThan(900);
  }
});

test('behind a long prefix the name whose end is most alike is suggested', () => {
  const prefix = 'module.base_model.model.network.transformer.';
  const layers = [2, 0, 1].map((i) => `encoder.layers.${i}.attention.weight`);
  const message = mismatch(
    Object.fromEntries(layers.map((name) => [name, [4, 4]])),
    Object.fromEntries([0, 1, 2].map((i) => [`${prefix}encoder.layers.${i}.attention.weight`, [4, 4]])),
  )?.message;
  for (const name of layers) expect(message).toContain(`missing ${name} [4, 4]; is it called ${prefix}${name} there?`);
});
