import { expect } from '../util/errors.ts';

/** What each sentence is compared with: one reference, or several. */
export type References = readonly (string | readonly string[])[];

/** A sentence and what it is compared with. */
export interface SentencePair<Sentence> {
  readonly hypothesis: Sentence;
  readonly references: readonly Sentence[];
}

/** The references of each sentence as a list. */
export function listsOf(references: References): (readonly string[])[] {
  return references.map((some) => (typeof some === 'string' ? [some] : some));
}

/**
 * Sentences beside their references.
 * @throws `metrics/no-sentences` when there are none, `metrics/sentence-count` when there are not as many lists of references as
 * hypotheses, `metrics/no-references` when one of these is empty.
 */
export function pairsOf<Sentence>(
  hypotheses: readonly Sentence[],
  references: readonly (readonly Sentence[])[],
): SentencePair<Sentence>[] {
  expect(
    hypotheses.length === references.length,
    'metrics/sentence-count',
    () =>
      `each hypothesis needs its references: hypotheses: ${hypotheses.length}, with references: ${references.length}`,
    { hypotheses: hypotheses.length, references: references.length },
  );
  expect(
    hypotheses.length > 0,
    'metrics/no-sentences',
    () => 'there is nothing to score: give at least one hypothesis and its references',
  );
  return hypotheses.map((hypothesis, i) => {
    const own = references[i]!;
    expect(
      own.length > 0,
      'metrics/no-references',
      () =>
        `sentence ${i + 1} of ${hypotheses.length} has no reference: give it at least one, or leave out its hypothesis`,
      { sentence: i + 1, sentences: hypotheses.length },
    );
    return { hypothesis, references: own };
  });
}

/** What stands in a table under a name that may come from outside. Throws `metrics/choice` when nothing does. */
export function chosen<Table extends object>(
  table: Table,
  name: keyof Table & string,
  what: string,
): Table[keyof Table & string] {
  const names = Object.keys(table);
  expect(names.includes(name), 'metrics/choice', () => `there is no ${what} "${name}", only ${names.join(', ')}`, {
    what,
    got: name,
    known: names,
  });
  return table[name];
}
