import type { RunDetail } from '../../src/protocol/index.ts';
import { describe, expect, it } from 'vitest';
import {
  above0,
  figureText,
  seriesOf,
  smoothed,
  tickText,
  timeText,
  together,
} from '../../studio/src/rooms/runs/series.ts';

const run: RunDetail = {
  path: 'a',
  version: '1',
  epoch: [1, 2, 3],
  step: [4, 8, 12],
  seconds: [1.5, null, 4],
  figures: { loss: [2, null, 1] },
  samples: [],
  config: '',
  settings: {},
  broken: 0,
};

describe('series', () => {
  it('have a value for each place on an axis', () => {
    expect(seriesOf(run, 'loss', 'step')).toEqual({ xs: [4, 8, 12], ys: [2, null, 1] });
    expect(seriesOf(run, 'loss', 'seconds')).toEqual({ xs: [1.5, 4], ys: [2, 1] });
    expect(seriesOf(run, 'accuracy', 'epoch')).toEqual({ xs: [1, 2, 3], ys: [null, null, null] });
  });

  it('lie together over all places, a gap told from what is not there', () => {
    const other = { xs: [2, 2.5], ys: [7, 8] };
    expect(together([seriesOf(run, 'loss', 'epoch'), other])).toEqual({
      xs: [1, 2, 2.5, 3],
      columns: [
        [2, null, undefined, 1],
        [undefined, 7, 8, undefined],
      ],
    });
    expect(together([])).toEqual({ xs: [], columns: [] });
  });

  it('are smoothed without a pull to zero', () => {
    expect(smoothed({ xs: [1, 2, 3, 4], ys: [4, null, 1, 1] }, 0.5).ys).toEqual([
      4,
      null,
      2,
      (0.25 * 4 + 0.5 + 1) / 1.75,
    ]);
    expect(smoothed({ xs: [1, 2], ys: [4, 1] }, 0).ys).toEqual([4, 1]);
  });

  it('keep what a logarithm has', () => {
    expect(above0({ xs: [1, 2, 3], ys: [0, -1, 2] }).ys).toEqual([null, null, 2]);
  });

  it('are read as text', () => {
    expect([1.23456, -0.00012346, -1.2346e-7, 12345.6, null, undefined].map(figureText)).toEqual([
      '1.235',
      '−0.0001235',
      '−1.235e−7',
      '12350',
      '–',
      '–',
    ]);
    expect([0, 0.00002, -0.25, 1e6].map(tickText)).toEqual(['0', '2e−5', '−0.25', '1e6']);
    expect([0.123456, 59, 61, 3723].map(timeText)).toEqual(['0.123 s', '59 s', '1:01', '1:02:03']);
  });
});
