import { describe, expect, it } from 'vitest';
import { medianOf } from '../../src/cli/bench/measure.ts';
import { flopsOf, sizes } from '../../src/cli/bench/sizes.ts';
import { byteCount, clock, figure, grouped } from '../../src/cli/numbers.ts';
import { shellWords } from '../../src/cli/shell.ts';
import { pad, table, widthOf } from '../../src/cli/text-table.ts';

describe('text tables', () => {
  it('count two columns for a Hangul syllable and none for a combining mark', () => {
    expect(['abc', '짜장', '漢字', 'é', 'e\u0301', 'ㄱ', '👍', '👨‍👩‍👧', '', '\u200b'].map(widthOf)).toEqual([
      3, 4, 4, 1, 1, 2, 2, 2, 0, 0,
    ]);
    expect('짜장'.normalize('NFD').length).toBeGreaterThan(2);
    expect(widthOf('짜장'.normalize('NFD'))).toBe(4);
    expect(pad('짜장', 6, 'right')).toBe('  짜장');
  });

  it('align columns and leave no spaces at the ends of lines', () => {
    const lines = table(
      [
        ['날짜', 'a'],
        ['x', '10'],
        ['y', ''],
      ],
      ['left', 'right'],
    );
    expect(lines).toEqual(['날짜   a', 'x     10', 'y']);
  });
});

it('numbers are short but never lose whole digits', () => {
  expect([0, 1, 0.5, 0.123456, 12.3456, 1234.5, 123456, 2e-5, 1e12, NaN].map(figure)).toEqual([
    '0',
    '1',
    '0.5',
    '0.1235',
    '12.35',
    '1235',
    '123456',
    '2.00e-5',
    '1.00e+12',
    'NaN',
  ]);
  expect([grouped(1234567), byteCount(999), byteCount(2_589_657)]).toEqual(['1,234,567', '999 B', '2.6 MB']);
  expect([0, 0.2, 59, 61, 3661, Infinity].map(clock)).toEqual(['0:00', '0:01', '0:59', '1:01', '1:01:01', '-:--']);
});

it('shell words are quoted where a shell would take them apart', () => {
  expect(shellWords(['elman', 'train', "it's a.yaml", '--set', 'a=b', '짜장', '', '$x'])).toBe(
    `elman train 'it'\\''s a.yaml' --set a=b 짜장 '' '$x'`,
  );
});

it('the operations of a training step are counted as the design counts them', () => {
  // Elman, one layer: forward B·T·H·(I + H), backward the same for the weights and B·T·H·H for the states, two operations
  // each, and three products of B·T·H·C for the head.
  const { batch, time, input, hidden, classes } = sizes.S2;
  const rows = batch * time;
  expect(flopsOf(sizes.S2, 1)).toBe(2 * rows * hidden * (2 * (input + hidden) + hidden + 3 * classes));
  expect(medianOf([3, 1, 2])).toBe(2);
  expect(medianOf([4, 1, 2, 3])).toBe(2.5);
});
