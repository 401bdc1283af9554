import { describe, expect, test } from 'vitest';
import { gather, crossEntropy, rankRows, reshape, tensor, transpose } from '../index.ts';

describe('input that would reach outside of a tensor is refused', () => {
  const table = tensor([1, 2], [1, 2]);
  const scores = tensor([1, 2, 3, 4], [1, 4]);
  const cases: [string, () => unknown, RegExp][] = [
    ['an id that wraps around in 32 bits', () => gather(table, [-(2 ** 32) + 3000]), /32 bits, got -4294964296/],
    ['a target that wraps around in 32 bits', () => crossEntropy(scores, [-(2 ** 32) + 2]), /32 bits/],
    ['a ranked target that wraps around in 32 bits', () => rankRows(scores, [-(2 ** 32) + 2]), /32 bits/],
    ['a ranked target beyond the classes', () => rankRows(scores, [4]), /not one of 4 classes/],
    ['a shape of negative extents', () => reshape(tensor([1, 2, 3, 4, 5, 6]), [-2, -3]), /cannot take the shape/],
    ['ids laid out in negative extents', () => gather(table, [0, 0], [-1, -2]), /whole numbers from 0 up/],
    ['an axis named twice', () => transpose(tensor([[1, 2]]), [0, 1, 1]), /each of the 2 axes once/],
    ['something that is no number', () => tensor([1, null as unknown as number]), /made of numbers.*got null/],
  ];
  for (const [what, run, message] of cases) test(what, () => expect(run).toThrow(message));
});
