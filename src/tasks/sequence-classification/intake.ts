import { Vocabulary } from '../../data/vocabulary.ts';
import { normal } from '../../nn/index.ts';
import type { Random } from '../../util/random.ts';
import { isRecord } from '../sections.ts';
import { FeatureFront, FeatureScaling, type FeatureRows } from '../steps/features.ts';
import type { Front } from '../steps/front.ts';
import { GramFront, GramReader, type GramShape, type GramSteps } from '../steps/grams.ts';
import { TokenFront, TokenReader, type TokenFrontOptions } from '../steps/tokens.ts';
import type { DataConfig, ModelConfig } from './config.ts';

/** What a person gives: a text, or rows of measurements. */
export type Content = string | FeatureRows;

/** A sequence as its front reads it. */
export type Encoded = Int32Array | GramSteps | FeatureRows;

/** From what a person gives to what the network reads. */
export interface Intake {
  /** The steps of a sequence, the first `maxLength` at most. */
  encode(content: Content): Encoded;
  /** How many steps it has in all. */
  lengthOf(content: Content): number;
  /** What each step that is read is called: its token, or its number. */
  stepsOf(content: Content): readonly string[];
  /** Of measurements: what they are called. */
  readonly columns: readonly string[];
  front(model: ModelConfig, rng: Random): Front<Encoded>;
  toJSON(): IntakeJson;
}

export type IntakeJson = { readonly tokens: unknown } | { readonly features: unknown };

/** Texts by their tokens. */
export class TextIntake implements Intake {
  readonly columns: readonly string[] = [];
  readonly reader: TokenReader;
  readonly #maxLength: number;

  constructor(reader: TokenReader, maxLength = Infinity) {
    this.reader = reader;
    this.#maxLength = maxLength;
  }

  encode(content: Content): Encoded {
    return this.reader.encode(this.stepsOf(content));
  }

  lengthOf(content: Content): number {
    return this.reader.tokensOf(content as string).length;
  }

  stepsOf(content: Content): readonly string[] {
    const tokens = this.reader.tokensOf(content as string);
    return tokens.length > this.#maxLength ? tokens.slice(0, this.#maxLength) : tokens;
  }

  front(config: ModelConfig, rng: Random): Front<Encoded> {
    return new TokenFront(frontOptions(this.reader, config, rng));
  }

  toJSON(): IntakeJson {
    return { tokens: this.reader.vocabulary.toJSON() };
  }
}

function frontOptions(
  { vocabulary }: TokenReader,
  { embedding: size, embeddingScale, unknownRate, freezeVectors: frozen }: ModelConfig,
  rng: Random,
): TokenFrontOptions {
  return { vocabulary, size, rng, init: normal(embeddingScale ?? 1 / Math.sqrt(size)), unknownRate, frozen };
}

/** The intake of texts that a config asks for. */
export function textIntake(reader: TokenReader, { maxLength }: DataConfig, { grams }: ModelConfig): TextIntake {
  return grams === undefined ? new TextIntake(reader, maxLength) : new GramIntake(reader, grams, maxLength);
}

/** Texts by their tokens and the n-grams of those. */
export class GramIntake extends TextIntake {
  readonly #shape: GramShape;
  readonly #grams: GramReader;

  constructor(reader: TokenReader, shape: GramShape, maxLength?: number) {
    super(reader, maxLength);
    this.#shape = shape;
    this.#grams = new GramReader(shape);
  }

  override encode(content: Content): GramSteps {
    const tokens = this.stepsOf(content);
    return this.#grams.encode(
      this.reader.encode(tokens),
      tokens.map((token) => this.reader.spelt(token)),
    );
  }

  override front(config: ModelConfig, rng: Random): GramFront {
    return new GramFront({ ...frontOptions(this.reader, config, rng), buckets: this.#shape.buckets });
  }
}

/** Measurements by their columns. */
export class SeriesIntake implements Intake {
  readonly scaling: FeatureScaling;
  readonly #maxLength: number;

  constructor(scaling: FeatureScaling, maxLength = Infinity) {
    this.scaling = scaling;
    this.#maxLength = maxLength;
  }

  get columns(): readonly string[] {
    return this.scaling.columns;
  }

  encode(content: Content): FeatureRows {
    const rows = this.scaling.apply(content as FeatureRows);
    const length = Math.min(rows.length, this.#maxLength);
    return { values: rows.values.subarray(0, length * this.scaling.columns.length), length };
  }

  lengthOf(content: Content): number {
    return (content as FeatureRows).length;
  }

  stepsOf(content: Content): readonly string[] {
    return Array.from({ length: Math.min(this.lengthOf(content), this.#maxLength) }, (_, t) => String(t + 1));
  }

  front(): FeatureFront {
    return new FeatureFront(this.scaling.columns.length);
  }

  toJSON(): IntakeJson {
    return { features: this.scaling.toJSON() };
  }
}

/** What {@link Intake.toJSON} wrote. Throws `data/vocabulary` or `model/features` for a damaged one. */
export function intakeFromJSON(json: unknown, data: DataConfig, model: ModelConfig): Intake {
  const { maxLength } = data;
  if (isRecord(json) && json['features'] !== undefined)
    return new SeriesIntake(FeatureScaling.fromJSON(json['features']), maxLength);
  const vocabulary = Vocabulary.fromJSON(isRecord(json) ? json['tokens'] : json);
  return textIntake(new TokenReader(data, vocabulary), data, model);
}
