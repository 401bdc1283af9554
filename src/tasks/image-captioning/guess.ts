import { readCaptions, type Captioned } from '../../data/captioned/index.ts';
import { formatOfName, readRows } from '../../data/readers.ts';
import type { GuessedConfig, GuessedValue, TaskContext } from '../task.ts';
import { folderOf, isStackName } from './read.ts';

/** Columns by what they are likely called. */
interface Columns {
  readonly image: string;
  readonly caption: string;
  readonly part: string | undefined;
}

/** Guesses the sections of a config from a file of captions, and from where its first image is found. */
export async function guess(file: string, context: TaskContext): Promise<GuessedConfig> {
  const path = await context.resolve(file);
  const columns = formatOfName(file) === undefined ? undefined : await columnsOf(file, path, context);
  const usual = { image: 'image', caption: 'caption', part: undefined };
  const captioned = await readCaptions(context.host, path, { file, missing: 'skip', ...(columns ?? usual) });
  const count = captioned.reduce((sum, { captions }) => sum + captions.length, 0);
  const images = await imagesOf(file, path, captioned[0]!, context);
  return {
    data: [
      value(
        'file',
        file,
        `${count} captions of ${captioned.length} images`,
        `그림 ${captioned.length}장의 설명 ${count}개`,
      ),
      ...(columns === undefined ? [] : ofColumns(columns)),
      ...(images === undefined ? [] : [value('images', images, 'where the images are', '그림이 있는 곳')]),
      ...(images !== undefined && isStackName(images)
        ? []
        : [value('size', [64, 64], 'height and width that images are brought to', '그림을 맞출 높이와 너비')]),
      value('tokenizer', 'word', 'word, bpe or grapheme', 'word(낱말), bpe, grapheme(글자) 가운데 하나'),
      value('minCount', count < 5000 ? 1 : 3, 'rarer words are not learnt', '이보다 드문 낱말은 배우지 않음'),
    ],
    model: [
      value('cell', 'gru', 'of the decoder', '디코더의 셀'),
      value('hidden', 256, 'its units', '그 유닛 수'),
      value('attention', 'general', 'additive, dot, general or none', 'additive, dot, general, none 가운데 하나'),
      value(
        'summary',
        'flat',
        'what it begins from: all places of the image (flat) or their mean',
        '무엇에서 시작하는지: 그림의 모든 곳(flat) 또는 그 평균(mean)',
      ),
      value('imageDropout', 0.2, 'in training, on what is seen', '학습 때 본 것에 거는 드롭아웃'),
      value('outputDropout', 0.3, 'in training, before the scores', '학습 때 점수를 내기 전에 거는 드롭아웃'),
    ],
    train: [
      value('epochs', count < 5000 ? 60 : 20, 'times that all captions are seen', '모든 설명을 보는 횟수'),
      value('batchSize', 64, 'captions a batch', '배치의 설명 수'),
      value('lr', 0.002, 'size of the steps', '학습률'),
      value('schedule', 'cosine', 'the rate falls to 0', '학습률이 0까지 줄어듦'),
      value('clipNorm', 1, 'the most that a gradient may come to', '기울기 크기의 상한'),
    ],
  };
}

function value(key: string, of: GuessedValue['value'], en: string, ko: string): GuessedValue {
  return { key, value: of, comment: { en, ko } };
}

function ofColumns({ image, caption, part }: Columns): GuessedValue[] {
  return [
    value('image', image, 'the column with the path or number of the image', '그림의 경로나 번호가 있는 열'),
    value('caption', caption, 'the column with what is to be said', '말할 것이 있는 열'),
    ...(part === undefined
      ? []
      : [value('part', part, 'the column with train, validation or test', 'train, validation, test가 적힌 열')]),
  ];
}

async function columnsOf(file: string, path: string, { host }: TaskContext): Promise<Columns> {
  const rows = readRows(host.open(path), { file });
  const { value: first } = await rows.next();
  await rows.return(undefined);
  const names = Object.keys(first === undefined ? {} : first.cells);
  const image = names.find((name) => /image|img|photo|picture|file|path|그림|사진/i.test(name)) ?? names[0] ?? 'image';
  const rest = names.filter((name) => name !== image);
  return {
    image,
    caption: rest.find((name) => /caption|sentence|text|description|설명|문장/i.test(name)) ?? rest[0] ?? 'caption',
    part: rest.find((name) => /^(?:part|split|set|부분)$/i.test(name)),
  };
}

/** Where the images are, unless that is beside the captions: a folder there that has the first, or an IDX file of numbered ones. */
async function imagesOf(
  file: string,
  path: string,
  first: Captioned,
  { host }: TaskContext,
): Promise<string | undefined> {
  const folder = host.join(path, '..');
  if (await host.exists(host.join(folder, first.image))) return undefined;
  const names = await host.list(folder);
  for (const name of names) {
    const isIt = /^\d+$/.test(first.image)
      ? isStackName(name)
      : await host.exists(host.join(folder, name, first.image));
    if (isIt) return /[/\\]/.test(file) ? host.join(folderOf(file), name) : name;
  }
  return undefined;
}
