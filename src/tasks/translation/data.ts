import type { SentencePair } from '../../data/parallel/index.ts';
import { partNames, type Split } from '../../data/split.ts';
import { stratifiedSplit, type StratifiedOptions } from '../../data/labelled/index.ts';
import { readTokenizer, type Tokenizer } from '../../data/tokenizers/index.ts';
import { expect } from '../../util/errors.ts';
import { newSha256 } from '../../util/sha256.ts';
import { trainWording } from '../sentences/wording.ts';
import type { Told } from '../sentences/told.ts';
import type { TaskContext } from '../task.ts';
import type { DataConfig } from './config.ts';
import { readPairs } from './read.ts';

/** How each side is cut into pieces; one and the same where they share. */
export interface Tokenizers {
  readonly source: Tokenizer;
  readonly target: Tokenizer;
}

export interface ReadData {
  readonly tokenizers: Tokenizers;
  /** As they stand in the files; of the training part, what is learnt from. */
  readonly pairs: Split<SentencePair>;
  /** sha256 over all that was read. */
  readonly hash: string;
  readonly summary: Readonly<Record<string, number>>;
}

const FEWEST_TO_SPLIT = 30;
const DEFAULT_SPLIT: StratifiedOptions = { validation: 0.1, test: 0.1 };

/**
 * Reads the files that a data section names, and parts them.
 * @param given the tokenizers of a model that is there; without them they are trained, or read from their files.
 */
export async function readData(config: DataConfig, context: TaskContext, given?: Tokenizers): Promise<ReadData> {
  checkFiles(config);
  const whole = await readParts(config, context);
  const tokenizers = given ?? (await tokenizersOf(config, whole.train, context));
  const { maxLength } = config;
  const fits = ({ source, target }: SentencePair): boolean =>
    tokenizers.source.encode(source).length <= maxLength && tokenizers.target.encode(target).length <= maxLength;
  const train = whole.train.filter(fits);
  const left = whole.train.length - train.length;
  expect(
    train.length > 0,
    'data/all-too-long',
    () => `${config.file}: all ${left} pairs have more than ${maxLength} pieces on a side: raise data.maxLength`,
    { file: config.file, rows: left, maxLength },
  );
  if (left > 0) {
    context.note(
      'data/too-long',
      `${config.file}: ${left} pairs with more than ${maxLength} pieces on a side (data.maxLength) are not learnt from`,
      { file: config.file, rows: left, maxLength },
    );
  }
  const pairs = { ...whole, train };
  return {
    tokenizers,
    pairs,
    hash: hashOf(pairs),
    summary: {
      'source pieces': tokenizers.source.size,
      'target pieces': tokenizers.target.size,
      ...Object.fromEntries(partNames.map((part) => [part, pairs[part].length])),
    },
  };
}

/** A pair as the network reads it. */
export function encodePair({ source, target }: SentencePair, tokenizers: Tokenizers): Told<Int32Array> {
  return { input: tokenizers.source.encode(source), target: tokenizers.target.encode(target) };
}

function checkFiles(config: DataConfig): void {
  const { targets, validation, validationTargets, test, testTargets } = config;
  for (const [part, file, other] of [
    ['validation', validation, validationTargets],
    ['test', test, testTargets],
  ] as const)
    expect(
      targets === undefined ? other === undefined : (file === undefined) === (other === undefined),
      'config/targets',
      () =>
        targets === undefined
          ? `data.${part}Targets is for files of lines: with a table in data.file (no data.targets), data.${part} is a table too`
          : `with data.targets, data.${part} and data.${part}Targets are two files, line by line translations of each other: name both, or neither`,
      { part, hasTargets: targets !== undefined },
    );
}

async function readParts(config: DataConfig, context: TaskContext): Promise<Split<SentencePair>> {
  const { file, targets, validation, validationTargets, test, testTargets } = config;
  const own = await readPairs(config, file, targets, context);
  const separate = {
    validation: validation === undefined ? undefined : await readPairs(config, validation, validationTargets, context),
    test: test === undefined ? undefined : await readPairs(config, test, testTargets, context),
  };
  const asked: StratifiedOptions = config.split ?? (own.length < FEWEST_TO_SPLIT ? {} : DEFAULT_SPLIT);
  // Without a word of a split, files of their own are all that is kept aside.
  const rest = config.split === undefined && (validation !== undefined || test !== undefined) ? {} : asked;
  const { parts } = stratifiedSplit(
    own.map(() => ''),
    {
      seed: asked.seed,
      validation: separate.validation === undefined ? rest.validation : 0,
      test: separate.test === undefined ? rest.test : 0,
    },
  );
  const chosen = (part: readonly number[]): SentencePair[] => part.map((i) => own[i]!);
  return {
    train: chosen(parts.train),
    validation: separate.validation ?? chosen(parts.validation),
    test: separate.test ?? chosen(parts.test),
  };
}

async function tokenizersOf(
  config: DataConfig,
  train: readonly SentencePair[],
  context: TaskContext,
): Promise<Tokenizers> {
  const { sourceTokenizer, targetTokenizer, shared } = config;
  const read = async (file: string): Promise<Tokenizer> =>
    readTokenizer(context.host.open(await context.resolve(file)), file);
  const [sources, targets] = [train.map(({ source }) => source), train.map(({ target }) => target)];
  if (shared) {
    const file = sourceTokenizer ?? targetTokenizer;
    const both = file === undefined ? trainWording([...sources, ...targets], config) : await read(file);
    return { source: both, target: both };
  }
  return {
    source: sourceTokenizer === undefined ? trainWording(sources, config) : await read(sourceTokenizer),
    target: targetTokenizer === undefined ? trainWording(targets, config) : await read(targetTokenizer),
  };
}

function hashOf(pairs: Split<SentencePair>): string {
  const hash = newSha256();
  const text = new TextEncoder();
  for (const part of partNames) {
    hash.update(text.encode(`${part} ${pairs[part].length};`));
    for (const { source, target } of pairs[part]) hash.update(text.encode(JSON.stringify([source, target])));
  }
  return hash.hex();
}
