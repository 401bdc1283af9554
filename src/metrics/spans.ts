import { byCodePoint } from '../util/code-points.ts';
import { expect } from '../util/errors.ts';

/** Steps `start` … `end` − 1 that are one thing of a type. */
export interface Span {
  readonly type: string;
  readonly start: number;
  /** The first step behind it. */
  readonly end: number;
}

/**
 * What a tag says: the part before its first hyphen, as `B`, and the type after it; a tag without a hyphen has the type ''.
 * B begins a span, I is inside one, E ends one, S is one by itself, O is outside.
 */
export function partsOfTag(tag: string): { readonly prefix: string; readonly type: string } {
  const at = tag.indexOf('-');
  return at < 0 ? { prefix: tag, type: '' } : { prefix: tag.slice(0, at), type: tag.slice(at + 1) };
}

/**
 * The spans of a sequence of tags, read leniently, as the script `conlleval` of the CoNLL shared tasks does (Tjong Kim
 * Sang and Buchholz 2000). A span begins at a tag other than O that is B or S, or behind O, E or S, or behind another
 * type; it ends before the next begins, before O, and after E and S. So an I without a B begins a span (which reads
 * IOB1 too), and an I of another type than the tag before it.
 */
export function spansOf(tags: readonly string[]): Span[] {
  const spans: Span[] = [];
  let open: { type: string; start: number } | undefined;
  let before = { prefix: 'O', type: '' };
  const close = (end: number): void => {
    if (open !== undefined) spans.push({ ...open, end });
    open = undefined;
  };
  tags.forEach((tag, t) => {
    const { prefix, type } = partsOfTag(tag);
    const begins = /^[BS]$/.test(prefix) || /^[OES]$/.test(before.prefix) || type !== before.type;
    if (prefix === 'O' || begins) close(t);
    if (prefix !== 'O') open ??= { type, start: t };
    if (/^[ES]$/.test(prefix)) close(t + 1);
    before = { prefix, type };
  });
  close(tags.length);
  return spans;
}

/** Of the spans of one type, or of all. */
export interface SpanScores {
  /** correct / predicted; 0 when nothing was predicted. */
  readonly precision: number;
  /** correct / support; 0 when there is nothing to find. */
  readonly recall: number;
  /** 2·precision·recall / (precision + recall); 0/0 is 0. */
  readonly f1: number;
  /** Spans found with the very borders and type. */
  readonly correct: number;
  readonly predicted: number;
  /** Spans that there are. */
  readonly support: number;
}

export interface SpanReport extends SpanScores {
  /** The share of steps with the right tag; NaN when there are none at all. */
  readonly accuracy: number;
  readonly steps: number;
  /** By type, in code point order; those that are there or were predicted. */
  readonly types: ReadonlyMap<string, SpanScores>;
}

interface Counts {
  correct: number;
  predicted: number;
  support: number;
}

/**
 * Precision, recall and F1 of spans, as `conlleval` counts them: a predicted span is correct when one with the same
 * first step, last step and type is there. Sequences are counted apart, so that no span goes over their borders.
 */
export class SpanMetrics {
  readonly #types = new Map<string, Counts>();
  #steps = 0;
  #right = 0;

  /** Throws `metrics/length` unless there is a predicted tag for each actual one. */
  add(predicted: readonly string[], actual: readonly string[]): void {
    expect(
      predicted.length === actual.length,
      'metrics/length',
      () => `there are ${predicted.length} predicted but ${actual.length} actual tags`,
      { predicted: predicted.length, actual: actual.length },
    );
    this.#steps += actual.length;
    this.#right += actual.reduce((n, tag, t) => n + (tag === predicted[t] ? 1 : 0), 0);
    const there = spansOf(actual);
    const keys = new Set(there.map(keyOf));
    for (const { type } of there) this.#of(type).support++;
    for (const span of spansOf(predicted)) {
      const counts = this.#of(span.type);
      counts.predicted++;
      if (keys.has(keyOf(span))) counts.correct++;
    }
  }

  report(): SpanReport {
    const types = [...this.#types].toSorted(([a], [b]) => byCodePoint(a, b));
    const all = { correct: 0, predicted: 0, support: 0 };
    for (const [, counts] of types) for (const name of countNames) all[name] += counts[name];
    return {
      ...scoresOf(all),
      accuracy: this.#right / this.#steps,
      steps: this.#steps,
      types: new Map(types.map(([type, counts]) => [type, scoresOf(counts)])),
    };
  }

  #of(type: string): Counts {
    let counts = this.#types.get(type);
    if (counts === undefined) this.#types.set(type, (counts = { correct: 0, predicted: 0, support: 0 }));
    return counts;
  }
}

const countNames = ['correct', 'predicted', 'support'] as const;

function keyOf({ type, start, end }: Span): string {
  return `${start} ${end} ${type}`;
}

function scoresOf(counts: Counts): SpanScores {
  const { correct, predicted, support } = counts;
  const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  return {
    precision: ratio(correct, predicted),
    recall: ratio(correct, support),
    // The same as 2PR / (P + R), with one division.
    f1: ratio(2 * correct, predicted + support),
    ...counts,
  };
}
