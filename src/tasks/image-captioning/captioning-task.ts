import { openTokenizer, prepareTokenizer, type Tokenizer } from '../../data/tokenizers/index.ts';
import { blank, loadStateInto, stateOf, type NamedArray } from '../../nn/index.ts';
import type { Said } from '../../seq2seq/index.ts';
import { expect, fail } from '../../util/errors.ts';
import { Random } from '../../util/random.ts';
import { askedImage } from '../images/asked.ts';
import { PixelScaling, type PixelScalingJson } from '../images/scaling.ts';
import { checkTop, chosenPart, ifThere } from '../parts.ts';
import { writeSaved } from '../saved.ts';
import { isRecord, sectionsOf, type SavedSections } from '../sections.ts';
import { sayAgain } from '../sentences/again.ts';
import { answerOf, checkLooks } from '../sentences/answer.ts';
import type { SearchConfig } from '../sentences/config.ts';
import { searchOf } from '../sentences/search.ts';
import type {
  EvaluateRequest,
  Evaluation,
  Example,
  Prediction,
  PredictRequest,
  SavedModel,
  Task,
  TaskContext,
  Traced,
} from '../task.ts';
import { watching } from '../watch.ts';
import { isBorneOut } from './borne-out.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import { NAME } from './name.ts';
import { captionNetwork, type CaptionNetwork } from './network.ts';
import type { Seen } from './read.ts';
import { sayOf } from './say.ts';
import { isOfFeatures, type Numbers, type Shape } from './seen.ts';

/** What a model of this task is made of. */
export interface Parts {
  readonly network: CaptionNetwork;
  readonly tokenizer: Tokenizer;
  readonly shape: Shape;
  readonly scaling: PixelScaling;
  readonly sections: { readonly data: DataConfig; readonly model: ModelConfig };
}

interface Saved extends SavedSections<DataConfig, ModelConfig> {
  readonly shape: Shape;
  readonly scaling: PixelScalingJson;
}

type Ask = Omit<PredictRequest, 'inputs' | 'steps'>;

/** A trained model that says what images show, to be asked and measured. What reads data is loaded when it is needed. */
export class CaptioningTask implements Task {
  readonly name = NAME;
  readonly labels: readonly string[] = [];
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  save(): Uint8Array {
    const { network, tokenizer, shape, scaling, sections } = this.#parts;
    const saved: Saved = {
      task: NAME,
      ...sections,
      vocabulary: tokenizer.toJSON(),
      shape,
      scaling: scaling.toJSON(),
    };
    return writeSaved(saved, stateOf(network));
  }

  load(tensors: ReadonlyMap<string, NamedArray>): void {
    loadStateInto(this.#parts.network, tensors);
  }

  async evaluate(context: TaskContext, { data: file, split, search, examples }: EvaluateRequest): Promise<Evaluation> {
    const [{ captionsOf, readData }, { checkShape, readSeen }, { baselines, measure }] = await Promise.all([
      import('./data.ts'),
      import('./read.ts'),
      import('./evaluate.ts'),
    ]);
    const { network, tokenizer, shape, sections } = this.#parts;
    const config = sections.data;
    const read = (from: TaskContext): ReturnType<typeof readData> => readData(config, from, tokenizer);
    const asked = { network, tokenizer, config, search: this.#search(search) };
    type Part = Parameters<typeof measure>[1];
    const figures = (name: string, part: Part, known: Part | undefined): Evaluation => {
      const { said, metrics } = measure(asked, part);
      const shown = part.slice(0, examples ?? 0).map((one, i) => this.#example(one, captionsOf(one, config), said[i]!));
      return {
        split: name,
        metrics,
        baselines: known === undefined ? {} : baselines(known, part, config),
        ...(examples !== undefined && { examples: shown, inputs: part.length }),
      };
    };
    if (file !== undefined) {
      const { seen, shape: own } = await readSeen(config, file, context);
      checkShape(own, shape, file);
      return figures('all', seen, (await ifThere(config.file, context, read))?.parts.train);
    }
    const { parts, shape: own } = await read(context);
    checkShape(own, shape, config.file);
    const chosen = chosenPart(split, (part) => parts[part].length > 0);
    return figures(chosen, parts[chosen], parts.train);
  }

  /** Each input is the path of an image. */
  async predict({ inputs, ...ask }: PredictRequest, context?: TaskContext): Promise<Prediction[]> {
    const images: Uint8Array[] = [];
    for (const input of inputs) images.push(await this.#pixels(input, context));
    return this.#answers(inputs, images, ask);
  }

  /** A caption with all that the search has found, where each of its pieces looked, and how it came about. */
  async trace(input: string, context?: TaskContext): Promise<Traced> {
    const { network, tokenizer } = this.#parts;
    const image = await this.#pixels(input, context);
    const search = this.#search(undefined);
    const [said] = sayOf({ network, tokenizer, search }, [image]);
    const { watch, parts } = watching();
    sayAgain(network, image, said![0]!.ids, tokenizer, watch);
    const options = { tokenizer, top: search.beam, input, sequence: undefined, ...this.#places() };
    return { predictions: [answerOf(said!, options)], parts };
  }

  async #pixels(input: string, context: TaskContext | undefined): Promise<Uint8Array> {
    const { shape } = this.#parts;
    if (isOfFeatures(shape))
      return fail(
        'usage/features',
        'this model reads features of images, not images: ask it with --file FEATURES (.safetensors, .npy or a table)',
        {},
      );
    expect(
      context !== undefined,
      'usage/no-context',
      () => 'images are asked about by their paths: predict needs a context, whose host reads and decodes them',
    );
    return askedImage(input, shape, context);
  }

  /** The images of a folder, of an IDX file, or of a file of features; or those that a file of captions names. */
  async predictFile(file: string, ask: Ask, context: TaskContext): Promise<Prediction[]> {
    const { checkShape, isOfPictures, readPictures, readSeen } = await import('./read.ts');
    const { shape, sections } = this.#parts;
    const config = sections.data;
    if (await isOfPictures(config, file, context)) {
      const pictures = await readPictures(config, file, context);
      checkShape(pictures.shape, shape, file);
      return this.#answers(pictures.names, pictures.numbers, ask);
    }
    const { seen, shape: own } = await readSeen(config, file, context, { onlyImages: true });
    checkShape(own, shape, file);
    return this.#answers(
      seen.map(({ image }) => image),
      seen.map(({ numbers }) => numbers),
      ask,
    );
  }

  #answers(names: readonly string[], images: readonly Numbers[], { top = 1, explain, search }: Ask): Prediction[] {
    checkTop(top);
    const asked = this.#search(search);
    const { network, tokenizer } = this.#parts;
    if (explain === true) checkLooks(network.decoder);
    const beam = search?.beam ?? Math.max(top, asked.beam);
    const said = sayOf({ network, tokenizer, search: { ...asked, beam } }, images);
    const places = explain === true ? this.#places() : { places: undefined };
    return said.map((sentences, i) => {
      const sequence = names.length > 1 ? i + 1 : undefined;
      return answerOf(sentences, { tokenizer, top, input: names[i]!, sequence, ...places });
    });
  }

  #example({ image, numbers }: Seen, truths: readonly string[], said: readonly Said[]): Example {
    const { tokenizer, shape } = this.#parts;
    const answer = answerOf(said, { tokenizer, top: 1, input: image, sequence: undefined, ...this.#places() });
    return {
      answer,
      truths,
      isRight: truths.includes(answer.item),
      ...(!isOfFeatures(shape) && { image: { ...shape, pixels: numbers as Uint8Array } }),
    };
  }

  #places(): { readonly places: readonly string[]; readonly grid: readonly [number, number] | undefined } {
    const { places, grid } = this.#parts.network.encoder;
    const names = Array.from({ length: places }, (_, i) =>
      grid === undefined ? String(i + 1) : `${Math.floor(i / grid[1]) + 1},${(i % grid[1]) + 1}`,
    );
    return { places: names, grid };
  }

  #search(asked: PredictRequest['search']): SearchConfig {
    return searchOf(this.#parts.sections.model.search, asked);
  }
}

/** Loads what the tokenizer of a model needs, where it came from elsewhere. */
export async function beforeOpen({ model, file }: SavedModel): Promise<void> {
  if (isRecord(model) && isRecord(model['vocabulary'])) await prepareTokenizer(model['vocabulary'], file);
}

/** Opens what {@link CaptioningTask.save} wrote. Throws `model/…` when the file does not fit. */
export function openParts(saved: SavedModel): Parts {
  const sections = sectionsOf<DataConfig, ModelConfig>(saved, NAME, (model, numbers) =>
    isBorneOut(model, isRecord(saved.model) ? saved.model['shape'] : undefined, numbers),
  ) as Saved;
  const { data, model, shape, vocabulary } = sections;
  const tokenizer = openTokenizer(vocabulary, saved.file);
  const scaling = PixelScaling.fromJSON(sections.scaling, isOfFeatures(shape) ? 1 : shape.channels);
  const network = blank(() => captionNetwork(tokenizer.size, { shape, config: model, scaling, rng: new Random(0) }));
  loadStateInto(network, saved.tensors, saved.file);
  return { network, tokenizer, shape, scaling, sections: { data, model } };
}
