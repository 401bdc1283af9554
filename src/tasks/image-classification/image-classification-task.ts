import { blank, loadStateInto, stateOf, type NamedArray } from '../../nn/index.ts';
import { noGrad, softmax, step } from '../../tensor/index.ts';
import { expect } from '../../util/errors.ts';
import { Random } from '../../util/random.ts';
import { askedImage } from '../images/asked.ts';
import { PixelScaling, type PixelScalingJson } from '../images/scaling.ts';
import { candidatesOf } from '../labels/candidates.ts';
import { Labels } from '../labels/labels.ts';
import { checkTop, chosenPart, ifThere } from '../parts.ts';
import { writeSaved } from '../saved.ts';
import { isRecord, sectionsOf, type SavedSections } from '../sections.ts';
import type { Evaluation, Prediction, PredictRequest, SavedModel, Task, TaskContext, Traced } from '../task.ts';
import { watching, type Watch } from '../watch.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import { isBorneOut } from './borne-out.ts';
import type { Part } from './data.ts';
import { NAME } from './name.ts';
import { ImageNetwork } from './network.ts';
import type { ImageShape } from './reader.ts';

/** What a model of images is made of. */
export interface ImageModel {
  readonly network: ImageNetwork;
  readonly labels: Labels;
  readonly shape: ImageShape;
  readonly scaling: PixelScaling;
  readonly sections: { readonly data: DataConfig; readonly model: ModelConfig };
}

interface Saved extends SavedSections<DataConfig, ModelConfig> {
  readonly shape: ImageShape;
  readonly scaling: PixelScalingJson;
}

/** A trained model of this task, to be asked and measured. What reads data is loaded when it is needed. */
export class ImageClassificationTask implements Task {
  readonly name = NAME;
  readonly #model: ImageModel;

  constructor(model: ImageModel) {
    this.#model = model;
  }

  /** Opens what {@link save} wrote. Throws `model/…` when the file does not fit. */
  static open(saved: SavedModel): ImageClassificationTask {
    const sections = sectionsOf<DataConfig, ModelConfig>(saved, NAME, (model, numbers) =>
      isBorneOut(model, isRecord(saved.model) ? saved.model['shape'] : undefined, numbers),
    ) as Saved;
    const { data, model, shape } = sections;
    const labels = Labels.fromJSON(sections.vocabulary);
    const scaling = PixelScaling.fromJSON(sections.scaling, shape.channels);
    const network = blank(() => new ImageNetwork(shape, labels.size, model, new Random(0)));
    loadStateInto(network, saved.tensors, saved.file);
    return new ImageClassificationTask({ network, labels, shape, scaling, sections: { data, model } });
  }

  get labels(): readonly string[] {
    return this.#model.labels.names;
  }

  save(): Uint8Array {
    const { network, labels, shape, scaling, sections } = this.#model;
    const saved: Saved = {
      task: NAME,
      ...sections,
      vocabulary: labels.toJSON(),
      shape,
      scaling: scaling.toJSON(),
    };
    return writeSaved(saved, stateOf(network));
  }

  load(tensors: ReadonlyMap<string, NamedArray>): void {
    loadStateInto(this.#model.network, tensors);
  }

  async evaluate(
    context: TaskContext,
    { data, split }: { data?: string | undefined; split?: string | undefined },
  ): Promise<Evaluation> {
    const { readData, readWhole } = await import('./data.ts');
    const { network, labels, shape, scaling, sections } = this.#model;
    const config = sections.data;
    const answer = async (name: string, part: Part, train: Part | undefined): Promise<Evaluation> => {
      const { baselines, measure } = await import('./evaluate.ts');
      const figures = measure(network, labels, scaling, part);
      return {
        split: name,
        metrics: figures.metrics(),
        baselines: train === undefined ? {} : baselines(labels, train, part),
        classes: figures.report(),
      };
    };
    if (data !== undefined) {
      const part = await readWhole(config, data, labels, shape, context);
      return answer('all', part, await this.#trainingPart(context));
    }
    const { parts } = await readData(config, context, labels);
    const chosen = chosenPart(split, (name) => parts[name].chosen.length > 0);
    return answer(chosen, parts[chosen], parts.train);
  }

  /** What the baselines are counted on; undefined, and said, where it is no longer there. */
  async #trainingPart(context: TaskContext): Promise<Part | undefined> {
    const { readData } = await import('./data.ts');
    const { labels, sections } = this.#model;
    return ifThere(
      sections.data.file,
      context,
      async (quiet) => (await readData(sections.data, quiet, labels)).parts.train,
    );
  }

  /** Answers images by their paths, as they stand from the current folder or from that of the model's config. */
  async predict({ inputs, top = 1 }: PredictRequest, context?: TaskContext): Promise<Prediction[]> {
    checkTop(top);
    const answers: Prediction[] = [];
    for (const [i, input] of inputs.entries()) {
      const sequence = inputs.length > 1 ? i + 1 : undefined;
      answers.push({ ...(await this.#answer(input, top, context)), sequence });
    }
    return answers;
  }

  /** All classes, with the map of each block (or the states of all steps), the hidden layer and the scores. */
  async trace(input: string, context?: TaskContext): Promise<Traced> {
    const { watch, parts } = watching();
    return { predictions: [await this.#answer(input, this.labels.length, context, watch)], parts };
  }

  async #answer(input: string, top: number, context: TaskContext | undefined, watch?: Watch): Promise<Prediction> {
    expect(
      context !== undefined,
      'usage/no-context',
      () => 'images are asked about by their paths: predict needs a context, whose host reads and decodes them',
    );
    const { network, labels, shape, scaling } = this.#model;
    const pixels = await askedImage(input, shape, context);
    const probabilities = step(() =>
      noGrad(() => softmax(network.scores(scaling.apply(Float32Array.from(pixels)), 1, undefined, watch)).toArray()),
    );
    const candidates = candidatesOf(labels, probabilities, top);
    return { ...candidates[0]!, step: 1, top: candidates, input };
  }
}
