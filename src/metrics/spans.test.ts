import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGolden } from '../../test/goldens/golden.ts';
import { SpanMetrics, spansOf } from './spans.ts';

describe('spans of tags', () => {
  const read = (tags: string) => spansOf(tags.split(' ')).map(({ type, start, end }) => `${type} ${start}-${end}`);

  test.each([
    ['O B-X I-X O', ['X 1-3']],
    ['B-X B-X', ['X 0-1', 'X 1-2']],
    // An I without a B begins a span: behind O, at the start, and behind another type.
    ['O I-X I-X', ['X 1-3']],
    ['I-X O', ['X 0-1']],
    ['B-X I-Y I-Y', ['X 0-1', 'Y 1-3']],
    // IOB1: B only where a span follows one of its type.
    ['I-X I-X B-X I-X', ['X 0-2', 'X 2-4']],
    ['B-X I-X E-X S-X S-X O', ['X 0-3', 'X 3-4', 'X 4-5']],
    ['E-X E-X I-X', ['X 0-1', 'X 1-2', 'X 2-3']],
    ['B-a-b I-a-b', ['a-b 0-2']],
    ['B I O I', [' 0-2', ' 3-4']],
    ['O', []],
  ])('%s', (tags, spans) => expect(read(tags)).toEqual(spans));
});

describe('counts agree with conlleval', () => {
  for (const { name, sequences, counts, right, steps } of readGolden('spans').cases) {
    test(name, () => {
      const metrics = new SpanMetrics();
      for (const [actual, predicted] of sequences) metrics.add(predicted, actual);
      const report = metrics.report();
      const found = [...report.types].map(([type, { correct, predicted, support }]) => [
        type,
        [correct, predicted, support],
      ]);
      expect(Object.fromEntries(found)).toEqual(counts);
      expect(report.accuracy).toBe(right / steps);
      expect(report.steps).toBe(steps);
      const sum = (i: number): number => Object.values(counts).reduce((n, of) => n + of[i]!, 0);
      const [precision, recall] = [sum(0) / sum(1), sum(0) / sum(2)];
      expect(report.precision).toBe(precision);
      expect(report.recall).toBe(recall);
      expect(report.f1).toBeCloseTo((2 * precision * recall) / (precision + recall), 12);
    });
  }
});

const tag = fc.oneof(fc.constant('O'), fc.stringMatching(/^[BIES]-[XYZ]$/));
const sequences = fc.array(fc.array(tag, { minLength: 1, maxLength: 15 }), { minLength: 1, maxLength: 4 });

test('what is right has an F1 of 1, and order of sequences does not count', () => {
  fc.assert(
    fc.property(sequences, sequences, (actual, other) => {
      const same = new SpanMetrics();
      for (const tags of actual) same.add(tags, tags);
      const spans = actual.reduce((n, tags) => n + spansOf(tags).length, 0);
      expect(same.report()).toMatchObject({ f1: spans > 0 ? 1 : 0, accuracy: 1, support: spans, correct: spans });
      const [ahead, back] = [new SpanMetrics(), new SpanMetrics()];
      const pairs = actual.map((tags, i) => [tags.map((_, t) => other[i % other.length]![t] ?? 'O'), tags] as const);
      for (const [predicted, there] of pairs) ahead.add(predicted, there);
      for (const [predicted, there] of pairs.toReversed()) back.add(predicted, there);
      expect(ahead.report()).toEqual(back.report());
    }),
  );
});

test('spans lie in order, apart, and at steps that are not O', () => {
  fc.assert(
    fc.property(fc.array(tag), (tags) => {
      const spans = spansOf(tags);
      spans.forEach(({ start, end }, i) => {
        expect(end).toBeGreaterThan(start);
        expect(start).toBeGreaterThanOrEqual(spans[i - 1]?.end ?? 0);
      });
      expect(spans.reduce((n, { start, end }) => n + end - start, 0)).toBe(tags.filter((one) => one !== 'O').length);
    }),
  );
});

test('nothing at all is no error', () => {
  const report = new SpanMetrics().report();
  expect(report).toMatchObject({ precision: 0, recall: 0, f1: 0, support: 0 });
  expect(report.accuracy).toBeNaN();
  expect(() => new SpanMetrics().add(['O'], [])).toThrow(/1 predicted but 0 actual/);
});
