import { Deriver } from '../../data/derive.ts';

import { normal } from '../../nn/index.ts';
import { expect, fail } from '../../util/errors.ts';
import type { Random } from '../../util/random.ts';
import { FeatureFront, FeatureScaling, type FeatureRows } from '../steps/features.ts';
import type { Front } from '../steps/front.ts';
import { noisy } from '../steps/noisy.ts';
import { WordFront, WordReader, type Words } from '../steps/words.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import type { Tagged } from './read.ts';

/** What a step is: how sequences are encoded, what reads them, and how a person writes one. S is one encoded sequence. */
export interface Steps<S> {
  /** What has to be kept in the model file. */
  toJSON(): unknown;
  front(model: ModelConfig, rng: Random): Front<S>;
  encode(sequence: Tagged): S;
  /** What stands at each step, for answers; undefined where that is no text. */
  namesOf(sequence: Tagged): readonly string[] | undefined;
  /** What a person writes in one go, as sequences to answer. Throws `input/…`. */
  parse(inputs: readonly string[]): readonly Tagged[];
  /** Reads steps as they come, one an input; undefined for an input that is no step but a header. Throws `input/…`. */
  begin(): (input: string) => { readonly step: S; readonly name: string | undefined } | undefined;
}

/** The columns of rows of numbers, as they stand in files and after all derivations. */
export interface Columns {
  readonly given: readonly string[];
  readonly derived: readonly string[];
}

/** Tokens. */
export class WordSteps implements Steps<Words> {
  readonly #reader: WordReader;

  constructor(reader: WordReader) {
    this.#reader = reader;
  }

  static of(train: readonly Tagged[], { lowercase, digits, minCount }: DataConfig): WordSteps {
    return new WordSteps(WordReader.of(train.map(tokensOf), { lowercase, digits, minCount }));
  }

  static fromJSON(json: unknown, { lowercase, digits, minCount }: DataConfig): WordSteps {
    const { words, letters } = json as { words: unknown; letters: unknown };
    return new WordSteps(WordReader.fromJSON({ words, letters }, { lowercase, digits, minCount }));
  }

  toJSON(): unknown {
    return this.#reader.toJSON();
  }

  front(model: ModelConfig, rng: Random): Front<Words> {
    const { embedding, embeddingScale, unknownRate, letters } = model;
    return new WordFront({
      reader: this.#reader,
      size: embedding,
      ...(embeddingScale !== undefined && { init: normal(embeddingScale) }),
      unknownRate,
      letters,
      rng,
    });
  }

  encode(sequence: Tagged): Words {
    return this.#reader.encode(tokensOf(sequence));
  }

  namesOf(sequence: Tagged): readonly string[] {
    return tokensOf(sequence);
  }

  /** Each input is a sequence, its tokens parted by spaces. */
  parse(inputs: readonly string[]): readonly Tagged[] {
    return inputs.map((input, i) => {
      const tokens = input.normalize('NFC').match(/\S+/g) ?? [];
      expect(tokens.length > 0, 'input/no-text', () => `input ${i + 1} is empty: give a text`, { input: i + 1 });
      return { file: '', lines: [i + 1], tokens, tags: undefined };
    });
  }

  begin(): (input: string) => { step: Words; name: string } {
    return (input) => {
      const [{ tokens }] = this.parse([input]) as [Tagged & { tokens: readonly string[] }];
      expect(
        tokens.length === 1,
        'input/one-token',
        () => `a stream takes one token at a time, got ${tokens.length}: ${tokens.join(' ')}`,
        { count: tokens.length },
      );
      return { step: this.#reader.encode(tokens), name: tokens[0]! };
    };
  }
}

/** Rows of numbers. */
export class RowSteps implements Steps<FeatureRows> {
  readonly columns: Columns;
  readonly #scaling: FeatureScaling;
  readonly #derive: DataConfig['derive'];

  constructor(columns: Columns, scaling: FeatureScaling, derive: DataConfig['derive']) {
    this.columns = columns;
    this.#scaling = scaling;
    this.#derive = derive;
  }

  static of(columns: Columns, train: readonly Tagged[], { derive }: DataConfig): RowSteps {
    return new RowSteps(columns, FeatureScaling.of(columns.derived, train.map(rowsOf)), derive);
  }

  static fromJSON(json: unknown, { derive }: DataConfig): RowSteps {
    const { given, scaling } = json as { given: readonly string[]; scaling: unknown };
    const read = FeatureScaling.fromJSON(scaling);
    expect(
      Array.isArray(given) && given.every((name) => typeof name === 'string'),
      'model/features',
      () => 'the columns of the model file are damaged: fetch or copy it again',
    );
    return new RowSteps({ given, derived: read.columns }, read, derive);
  }

  toJSON(): unknown {
    return { given: this.columns.given, scaling: this.#scaling.toJSON() };
  }

  front({ noise }: ModelConfig): Front<FeatureRows> {
    return noisy(new FeatureFront(this.columns.derived.length), noise);
  }

  encode(sequence: Tagged): FeatureRows {
    return this.#scaling.apply(rowsOf(sequence));
  }

  namesOf(): undefined {
    return undefined;
  }

  /** All inputs are rows of one sequence. */
  parse(inputs: readonly string[]): readonly Tagged[] {
    const read = this.#reader();
    const rows = inputs.flatMap((input) => read(input) ?? []);
    expect(rows.length > 0, 'input/no-rows', () => `there are no rows: each holds ${this.#wanted}`, {
      columns: this.columns.given,
    });
    const given = Float32Array.from(rows);
    const length = rows.length / this.columns.given.length;
    const values = new Deriver(this.columns.given, this.#derive).apply(given, length);
    return [{ file: '', lines: [1], values, length, tags: undefined }];
  }

  begin(): (input: string) => { step: FeatureRows; name: undefined } | undefined {
    const read = this.#reader();
    const derive = new Deriver(this.columns.given, this.#derive).begin();
    return (input) => {
      const row = read(input);
      if (row === undefined) return undefined;
      // Through single precision, as the rows of a file go.
      const derived = Float32Array.from(derive(Array.from(Float32Array.from(row))));
      return { step: this.#scaling.apply({ values: derived, length: 1 }), name: undefined };
    };
  }

  /** Rows as a person writes them: numbers parted by commas or tabs, in the order of the columns; a first row of their names is passed over. */
  #reader(): (input: string) => number[] | undefined {
    const { given } = this.columns;
    let isFirst = true;
    return (input) => {
      const cells = input.split(/[,\t;]/).map((cell) => cell.trim());
      const isHeader = isFirst && cells.length === given.length && cells.every((cell, i) => cell === given[i]);
      isFirst = false;
      if (isHeader) return undefined;
      expect(
        cells.length === given.length,
        'input/row',
        () => `a row holds ${this.#wanted}, got ${cells.length}: ${input.slice(0, 80)}`,
        { expected: given.length, got: cells.length, columns: given },
      );
      return cells.map((cell, i) => {
        const value = cell === '' ? NaN : Number(cell);
        return Number.isFinite(value)
          ? value
          : fail('input/not-a-number', `"${cell}" for the column "${given[i]}" is not a number`, {
              got: cell,
              column: given[i],
            });
      });
    };
  }

  get #wanted(): string {
    const { given } = this.columns;
    return `${given.length} numbers parted by commas (${given.join(', ')})`;
  }
}

function tokensOf(sequence: Tagged): readonly string[] {
  return 'tokens' in sequence ? sequence.tokens : fail('data/no-sequences', `${sequence.file} holds no tokens`);
}

function rowsOf(sequence: Tagged): FeatureRows {
  return 'values' in sequence ? sequence : fail('data/no-sequences', `${sequence.file} holds no rows of numbers`);
}
