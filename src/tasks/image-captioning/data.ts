import { stratifiedSplit } from '../../data/labelled/index.ts';
import { partNames, type PartName, type Split } from '../../data/split.ts';
import type { Tokenizer } from '../../data/tokenizers/index.ts';
import { expect } from '../../util/errors.ts';
import { newSha256 } from '../../util/sha256.ts';
import type { Told } from '../sentences/told.ts';
import { trainWording } from '../sentences/wording.ts';
import type { TaskContext } from '../task.ts';
import type { DataConfig } from './config.ts';
import { checkShape, readSeen, type Seen } from './read.ts';
import type { Numbers, Shape } from './seen.ts';

export interface ReadData {
  readonly tokenizer: Tokenizer;
  readonly shape: Shape;
  readonly parts: Split<Seen>;
  /** What there is to learn: of each image of the training part each of its captions. */
  readonly told: readonly Told<Numbers>[];
  /** sha256 over all that was read. */
  readonly hash: string;
  readonly summary: Readonly<Record<string, number>>;
}

const FEWEST_TO_SPLIT = 30;
const DEFAULT_SPLIT = { validation: 0.1, test: 0.1 };

/**
 * Reads the files that a data section names, and parts them.
 * @param given the tokenizer of a model that is there; without it one is trained.
 */
export async function readData(config: DataConfig, context: TaskContext, given?: Tokenizer): Promise<ReadData> {
  checkKeys(config);
  const { parts, shape } = await readParts(config, context);
  const tokenizer =
    given ??
    trainWording(
      parts.train.flatMap((one) => captionsOf(one, config)),
      config,
    );
  const told = toldOf(parts.train, tokenizer, config);
  const learnt = told.filter(({ target }) => target.length <= config.maxLength);
  const left = told.length - learnt.length;
  const { file, maxLength } = config;
  expect(
    learnt.length > 0,
    'data/captions-all-too-long',
    () => `${file}: all ${left} captions have more than ${maxLength} pieces: raise data.maxLength`,
    { file, rows: left, maxLength },
  );
  if (left > 0)
    context.note(
      'data/captions-too-long',
      `${file}: ${left} captions with more than ${maxLength} pieces (data.maxLength) are not learnt from`,
      { file, rows: left, maxLength },
    );
  return {
    tokenizer,
    shape,
    parts,
    told: learnt,
    hash: hashOf(parts),
    summary: {
      pieces: tokenizer.size,
      captions: learnt.length,
      ...Object.fromEntries(partNames.map((part) => [part, parts[part].length])),
    },
  };
}

/** What was said of an image, each but once; in small letters where that is asked for, and with one space between words. */
export function captionsOf({ captions }: Pick<Seen, 'captions'>, { lowercase }: DataConfig): string[] {
  const plain = captions.map((caption) => caption.replaceAll(/\s+/g, ' '));
  return [...new Set(lowercase ? plain.map((caption) => caption.toLowerCase()) : plain)];
}

/** Every caption with its image. */
export function toldOf(part: readonly Seen[], tokenizer: Tokenizer, config: DataConfig): Told<Numbers>[] {
  return part.flatMap((one) =>
    captionsOf(one, config).map((caption) => ({ input: one.numbers, target: tokenizer.encode(caption) })),
  );
}

/** Features are read as they are: what is said of images would do nothing. */
function checkKeys(config: DataConfig): void {
  const keys = (['images', 'size', 'channels', 'augment'] as const).filter((key) => config[key] !== undefined);
  expect(
    config.features === undefined || keys.length === 0,
    'config/features',
    () =>
      `data.features stands in place of images, so that ${keys.map((key) => `data.${key}`).join(', ')} would do nothing: leave out one or the other`,
    { keys: keys.map((key) => `data.${key}`) },
  );
}

async function readParts(
  config: DataConfig,
  context: TaskContext,
): Promise<{ readonly parts: Split<Seen>; readonly shape: Shape }> {
  const { file, validation, validationImages, test, testImages, split } = config;
  const { seen: own, shape } = await readSeen(config, file, context, { isParted: true });
  const separate = async (
    name: string | undefined,
    images: string | undefined,
  ): Promise<readonly Seen[] | undefined> => {
    if (name === undefined) return undefined;
    const other = await readSeen(config, name, context, { images });
    checkShape(other.shape, shape, images ?? name);
    return other.seen;
  };
  const apart = {
    train: undefined,
    validation: await separate(validation, validationImages),
    test: await separate(test, testImages),
  };
  const isParted = own.some(({ part }) => part !== undefined);
  expect(
    !isParted || (split === undefined && validation === undefined && test === undefined),
    'config/parted',
    () =>
      `${file} says itself which part each image belongs to: leave out data.split, data.validation and data.test${config.part === undefined ? '' : ', or data.part'}`,
    { file, hasColumn: config.part !== undefined },
  );
  const places = isParted ? undefined : placesOf(own.length, config);
  const part = (name: PartName): readonly Seen[] =>
    apart[name] ??
    (places === undefined ? own.filter((one) => (one.part ?? 'train') === name) : places[name].map((i) => own[i]!));
  const parts = { train: [...part('train')], validation: [...part('validation')], test: [...part('test')] };
  expect(
    parts.train.length > 0,
    'data/captions-no-training',
    () => `${file}: no image belongs to the part "train", so that there is nothing to learn from`,
    { file },
  );
  return { parts, shape };
}

function placesOf(count: number, { split, validation, test }: DataConfig): Split<number> {
  const hasFiles = validation !== undefined || test !== undefined;
  // Without a word of a split, files of their own are all that is kept aside.
  const asked = split ?? (hasFiles || count < FEWEST_TO_SPLIT ? {} : DEFAULT_SPLIT);
  return stratifiedSplit(
    Array.from({ length: count }, () => ''),
    {
      ...asked,
      ...(validation !== undefined && { validation: 0 }),
      ...(test !== undefined && { test: 0 }),
    },
  ).parts;
}

function hashOf(parts: Split<Seen>): string {
  const hash = newSha256();
  const text = new TextEncoder();
  for (const part of partNames) {
    hash.update(text.encode(`${part} ${parts[part].length};`));
    for (const { captions, numbers } of parts[part]) {
      hash.update(text.encode(JSON.stringify(captions)));
      hash.update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
    }
  }
  return hash.hex();
}
