import { stratifiedSplit, type StratifiedOptions } from '../../data/labelled/index.ts';
import { partNames, type Split } from '../../data/split.ts';
import { expect, fail } from '../../util/errors.ts';
import { newSha256 } from '../../util/sha256.ts';
import { Labels } from '../labels/labels.ts';
import { FeatureScaling, type FeatureRows } from '../steps/features.ts';
import { TokenReader } from '../steps/tokens.ts';
import type { TaskContext } from '../task.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import { SeriesIntake, textIntake, TextIntake, type Encoded, type Intake } from './intake.ts';
import { readFile, valueOf, type Example, type FileContent } from './read.ts';
import { ValueScale, type Target } from './target.ts';

/** A sequence as the network reads it, with its answer: the number of its label, or its scaled value. */
export interface Answered {
  readonly sequence: Encoded;
  readonly answer: number;
}

/** What was read for the task. */
export interface ReadData {
  readonly intake: Intake;
  readonly target: Target;
  /** As they stand in the files … */
  readonly examples: Split<Example>;
  /** … and as the network reads them. */
  readonly parts: Split<Answered>;
  /** sha256 over all that was read. */
  readonly hash: string;
  readonly summary: Readonly<Record<string, number>>;
}

/** What is measured on the training part, or comes with a model. */
export interface Fitted {
  readonly intake: Intake;
  readonly target: Target;
}

/** With fewer examples than this and no word of a split, all of them are learnt from. */
const FEWEST_TO_SPLIT = 30;
const DEFAULT_SPLIT: StratifiedOptions = { validation: 0.1, test: 0.1 };

/**
 * Reads the files that a data section names, and parts them.
 * @param fittedOn from the training part to what is measured on it.
 */
export async function readData(
  config: DataConfig,
  context: TaskContext,
  fittedOn: (train: readonly Example[], columns: readonly string[] | undefined) => Fitted,
): Promise<ReadData> {
  const own = await readFile(config, config.file, context);
  const separate = {
    validation: config.validation === undefined ? undefined : await readFile(config, config.validation, context),
    test: config.test === undefined ? undefined : await readFile(config, config.test, context),
  };
  const examples = partsOf(own, config, separate, context);
  const fitted = fittedOn(examples.train, own.columns);
  for (const part of Object.values(separate)) checkColumns(part, fitted.intake);
  checkColumns(own, fitted.intake);
  const encode = (part: readonly Example[]): Answered[] => encodeAll(part, config, fitted);
  const parts = {
    train: encode(examples.train),
    validation: encode(examples.validation),
    test: encode(examples.test),
  };
  noteCut(Object.values(examples).flat(), fitted.intake, config, context);
  return { ...fitted, examples, parts, hash: hashOf(examples), summary: summaryOf(fitted, examples) };
}

/** Another file of the same columns, whole. */
export async function readWhole(
  config: DataConfig,
  file: string,
  fitted: Fitted,
  context: TaskContext,
): Promise<{ examples: Example[]; part: Answered[] }> {
  const content = await readFile(config, file, context);
  checkColumns(content, fitted.intake);
  noteCut(content.examples, fitted.intake, config, context);
  return { examples: content.examples, part: encodeAll(content.examples, config, fitted) };
}

/** Measures the training part. */
export function fit(
  config: DataConfig,
  model: ModelConfig,
  train: readonly Example[],
  columns: readonly string[] | undefined,
): Fitted {
  return { intake: intakeOf(config, model, train, columns), target: targetOf(config, train) };
}

function intakeOf(
  config: DataConfig,
  model: ModelConfig,
  train: readonly Example[],
  columns: readonly string[] | undefined,
): Intake {
  const { maxLength } = config;
  checkGrams(model, columns !== undefined);
  if (columns !== undefined)
    return new SeriesIntake(
      FeatureScaling.of(
        columns,
        train.map(({ content }) => content as FeatureRows),
      ),
      maxLength,
    );
  return textIntake(TokenReader.of(tokenLists(config, train), config), config, model);
}

function checkGrams({ grams }: ModelConfig, isSeries: boolean): void {
  if (grams === undefined) return;
  expect(!isSeries, 'config/grams-text', () => 'model.grams are n-grams of texts: measurements have none');
  const [least, most] = grams.letters ?? [1, 1];
  expect(
    least <= most,
    'config/letter-grams',
    () => `model.grams.letters is [shortest, longest], got [${least}, ${most}]: put the smaller number first`,
    { letters: [least, most].join(', ') },
  );
}

export function* tokenLists({ unit }: DataConfig, examples: readonly Example[]): Generator<string[]> {
  for (const { content } of examples) yield TokenReader.tokensOf(content as string, unit);
}

export function targetOf(config: DataConfig, train: readonly Example[]): Target {
  const { value, file } = config;
  if (value !== undefined) return ValueScale.of(train.map((example) => valueOf(example, value)));
  return Labels.of(
    train.map(({ label }) => label),
    file,
  );
}

/** Throws `data/unseen-label` for a label that training never showed, and `data/empty-text` for a text without a token. */
function encodeAll(examples: readonly Example[], config: DataConfig, { intake, target }: Fitted): Answered[] {
  return examples.map((example) => {
    const { content, label, file, line } = example;
    const sequence = intake.encode(content);
    if (sequence.length === 0) {
      fail(
        'data/empty-text',
        `${file}, line ${line}: the text has nothing to read, ${JSON.stringify(content)}; take it out`,
        { file, line },
      );
    }
    const answer =
      target instanceof Labels ? target.encode(label, { file, line }) : target.encode(valueOf(example, config.value!));
    return { sequence, answer };
  });
}

function partsOf(
  own: FileContent,
  config: DataConfig,
  separate: { readonly validation: FileContent | undefined; readonly test: FileContent | undefined },
  context: TaskContext,
): Split<Example> {
  const { examples } = own;
  const asked: StratifiedOptions = config.split ?? (examples.length < FEWEST_TO_SPLIT ? {} : DEFAULT_SPLIT);
  const { parts, lone } = stratifiedSplit(
    config.value === undefined ? examples.map(({ label }) => label) : examples.map(() => ''),
    {
      seed: asked.seed,
      validation: separate.validation === undefined ? asked.validation : 0,
      test: separate.test === undefined ? asked.test : 0,
    },
  );
  const chosen = (part: readonly number[]): Example[] => part.map((i) => examples[i]!);
  if (lone.length > 0 && parts.train.length < examples.length) {
    context.note(
      'data/single-example',
      `${config.file}: of the labels ${lone.slice(0, 5).join(', ')}${lone.length > 5 ? ' …' : ''} there is one example each, which stays in the training part`,
      { file: config.file, labels: lone.slice(0, 5).join(', '), count: lone.length },
    );
  }
  return {
    train: chosen(parts.train),
    validation: separate.validation?.examples ?? chosen(parts.validation),
    test: separate.test?.examples ?? chosen(parts.test),
  };
}

/** Throws `data/series-columns` for measurements of other columns than those of the model. */
export function checkColumns(content: FileContent | undefined, intake: Intake): void {
  if (content?.columns === undefined || !(intake instanceof SeriesIntake)) return;
  const wanted = intake.scaling.columns;
  const [got, file] = [content.columns, content.examples[0]?.file];
  if (got.length === wanted.length && got.every((column, i) => column === wanted[i])) return;
  fail(
    'data/series-columns',
    `${file} has the measurements ${got.join(', ')}; expected are ${wanted.join(', ')}, in that order`,
    { file, got, columns: wanted },
  );
}

function noteCut(
  examples: readonly Example[],
  intake: Intake,
  { maxLength, file }: DataConfig,
  context: TaskContext,
): void {
  if (maxLength === undefined) return;
  const cut = examples.filter(({ content }) => intake.lengthOf(content) > maxLength).length;
  if (cut === 0) return;
  context.note(
    'data/cut-off',
    `${file}: of ${cut} sequences longer than ${maxLength} steps (data.maxLength) only the begin is read`,
    { file, sequences: cut, maxLength },
  );
}

function summaryOf({ intake, target }: Fitted, examples: Split<Example>): Record<string, number> {
  return {
    ...(target instanceof Labels && { labels: target.size }),
    ...(intake instanceof TextIntake && { tokens: intake.reader.vocabulary.size }),
    ...(intake instanceof SeriesIntake && { features: intake.scaling.columns.length }),
    ...Object.fromEntries(partNames.map((part) => [part, examples[part].length])),
  };
}

function hashOf(examples: Split<Example>): string {
  const hash = newSha256();
  const text = new TextEncoder();
  for (const part of partNames) {
    hash.update(text.encode(`${part} ${examples[part].length};`));
    for (const { content, label } of examples[part]) {
      if (typeof content === 'string') hash.update(text.encode(JSON.stringify([label, content])));
      else {
        hash.update(text.encode(JSON.stringify([label, content.length])));
        hash.update(new Uint8Array(content.values.buffer, content.values.byteOffset, content.values.byteLength));
      }
    }
  }
  return hash.hex();
}
