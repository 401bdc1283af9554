import { bucketBatches } from '../../data/batches.ts';
import { blank, loadStateInto, stateOf, type NamedArray } from '../../nn/index.ts';
import { expect } from '../../util/errors.ts';
import { Random } from '../../util/random.ts';
import { candidatesOf } from '../labels/candidates.ts';
import { Labels } from '../labels/labels.ts';
import { checkTop, chosenPart, ifThere } from '../parts.ts';
import { writeSaved } from '../saved.ts';
import { areLayersBorneOut, isRecord, sectionsOf, type BorneOut } from '../sections.ts';
import type { Evaluation, Prediction, PredictRequest, SavedModel, Task, TaskContext, TaskStream } from '../task.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import type { Known } from './data.ts';
import { FilmSteps } from './film-steps.ts';
import { NAME } from './name.ts';
import { LabelingNetwork, ROWS, STEPS, type Labelled } from './network.ts';
import type { Tagged } from './read.ts';
import { RowSteps, WordSteps, type Steps } from './steps.ts';
import { constraintsOf } from './tags.ts';

export interface Sections {
  readonly data: DataConfig;
  readonly model: ModelConfig;
}

/** What a model of this task is made of. */
export interface LabelingParts {
  readonly network: LabelingNetwork<unknown>;
  readonly known: Known<unknown>;
  readonly sections: Sections;
}

/** A trained model of this task, to be asked and measured. What reads data is loaded when it is needed. */
export class LabelingTask implements Task {
  readonly name = NAME;
  readonly #network: LabelingNetwork<unknown>;
  readonly #known: Known<unknown>;
  readonly #sections: Sections;

  constructor({ network, known, sections }: LabelingParts) {
    this.#network = network;
    this.#known = known;
    this.#sections = sections;
  }

  /** What it knows of its data, for training on. */
  get known(): Known<unknown> {
    return this.#known;
  }

  get labels(): readonly string[] {
    return this.#known.labels.names;
  }

  save(): Uint8Array {
    const { steps, labels, scheme } = this.#known;
    const vocabulary = { labels: labels.toJSON(), scheme, steps: steps.toJSON() };
    return writeSaved({ task: NAME, ...this.#sections, vocabulary }, stateOf(this.#network));
  }

  load(tensors: ReadonlyMap<string, NamedArray>): void {
    loadStateInto(this.#network, tensors);
  }

  async evaluate(
    context: TaskContext,
    { data, split }: { readonly data?: string | undefined; readonly split?: string | undefined },
  ): Promise<Evaluation> {
    const [{ readData, readWhole }, { measure }, { baselines }] = await Promise.all([
      import('./data.ts'),
      import('./evaluate.ts'),
      import('./baselines.ts'),
    ]);
    const { labels, scheme, steps } = this.#known;
    const how = { labels, scheme, areFrames: !(steps instanceof WordSteps) };
    const config = this.#sections.data;
    if (data !== undefined) {
      const rows = await readWhole(config, data, this.#known, context);
      const own = await ifThere([config.file].flat()[0]!, context, (quiet) => readData(config, quiet, this.#known));
      return {
        split: 'all',
        ...measure(this.#network, rows, how),
        baselines: own === undefined ? {} : baselines(own.parts.train, rows, how),
      };
    }
    const { parts } = await readData(config, context, this.#known);
    const chosen = chosenPart(split, (part) => parts[part].length > 0);
    return {
      split: chosen,
      ...measure(this.#network, parts[chosen], how),
      baselines: baselines(parts.train, parts[chosen], how),
    };
  }

  predict({ inputs, top }: PredictRequest): Prediction[] {
    return this.#answer(this.#known.steps.parse(inputs), top);
  }

  async predictFile(
    file: string,
    { top }: Omit<PredictRequest, 'inputs' | 'steps'>,
    context: TaskContext,
  ): Promise<Prediction[]> {
    const { readFiles } = await import('./read.ts');
    const { steps } = this.#known;
    const columns = steps instanceof RowSteps ? steps.columns.given : undefined;
    const { sequences } = await readFiles(this.#sections.data, [file], [], context, { tagged: false, columns });
    return this.#answer(sequences, top);
  }

  /**
   * Answers each step as it comes.
   * @throws `usage/stream-both-ways`, `usage/stream-crf` for a model that cannot answer before the end.
   */
  stream(): TaskStream {
    const { bidirectional, crf } = this.#sections.model;
    expect(
      !bidirectional,
      'usage/stream-both-ways',
      () =>
        'this model reads each sequence from its end as well, so it cannot answer before the end: train one with model.bidirectional: false to stream',
    );
    expect(
      !crf,
      'usage/stream-crf',
      () =>
        'this model chooses the labels of a sequence together (model.crf), so it cannot answer before the end: train one with model.crf: false to stream',
    );
    const { steps, labels } = this.#known;
    const stepper = this.#network.stepper();
    let read = steps.begin();
    let at = 0;
    return {
      step(input, top = 1) {
        const found = read(input);
        if (found === undefined) return undefined;
        at++;
        return predictionOf(labels, stepper.step(found.step), top, { step: at, input: found.name });
      },
      state: () =>
        Object.entries(stepper.state()).map(([name, values]) => ({
          name,
          shape: [values.length],
          values: [...values],
        })),
      reset() {
        stepper.reset();
        read = steps.begin();
        at = 0;
      },
    };
  }

  #answer(sequences: readonly Tagged[], top = 1): Prediction[] {
    checkTop(top);
    const { steps, labels } = this.#known;
    const encoded = sequences.map((sequence) => steps.encode(sequence));
    const { front } = this.#network.encoder;
    const predictions: Prediction[][] = [];
    const lengths = encoded.map((one) => front.lengthOf(one));
    for (const batch of bucketBatches(lengths, ROWS, undefined, { maxTokens: STEPS })) {
      const answers = this.#network.label(Array.from(batch, (i) => encoded[i]!));
      answers.forEach((answer, b) => {
        const i = batch[b]!;
        const names = steps.namesOf(sequences[i]!);
        const told = predictionsOf(labels, answer, top, names);
        predictions[i] = sequences.length === 1 ? told : told.map((one) => ({ ...one, sequence: i + 1 }));
      });
    }
    return predictions.flat();
  }
}

/** The answers to the steps of a sequence. A CRF chooses them together, so that one need not be the likeliest by itself. */
function predictionsOf(
  labels: Labels,
  { labels: chosen, probabilities: ask }: Labelled,
  top: number,
  names: readonly string[] | undefined,
): Prediction[] {
  const count = labels.size;
  const probabilities = ask();
  return Array.from(chosen, (label, t) => {
    const own = Array.from({ length: count }, (_, k) => probabilities[t * count + k]!);
    const answered = predictionOf(labels, own, top, { step: t + 1, input: names?.[t] });
    return { ...answered, item: labels.decode(label), probability: own[label]! };
  });
}

function predictionOf(
  labels: Labels,
  probabilities: ArrayLike<number>,
  top: number,
  { step, input }: { readonly step: number; readonly input: string | undefined },
): Prediction {
  const candidates = candidatesOf(labels, probabilities, top);
  return { ...candidates[0]!, step, top: candidates, ...(input !== undefined && { input }) };
}

/** The network of a model. */
export function networkOf(known: Known<unknown>, model: ModelConfig, rng: Random): LabelingNetwork<unknown> {
  const { steps, labels, scheme } = known;
  const constraints = model.constrained ? constraintsOf(scheme, labels.names) : undefined;
  return new LabelingNetwork(steps.front(model, rng), labels.size, model, rng, constraints);
}

function stepsOf(data: DataConfig, json: unknown): Steps<unknown> {
  if (data.frames !== undefined) return FilmSteps.fromJSON(json);
  return data.features === undefined ? WordSteps.fromJSON(json, data) : RowSteps.fromJSON(json, data);
}

/**
 * Whether a model section can belong to the numbers of a file. The embedding is that of words, which only texts have;
 * letters are read by an LSTM of their own, with a square of its units.
 */
function isBorneOut({ tensors }: SavedModel): BorneOut {
  const hasWords = tensors.has('front.embedding.weight');
  return ({ embedding, letters, ...layers }, numbers) =>
    areLayersBorneOut({ ...layers, ...(hasWords && { embedding }) }, numbers) &&
    (letters === undefined ||
      !hasWords ||
      (isRecord(letters) &&
        areLayersBorneOut({ ...letters, cell: 'lstm', layers: 1, embedding: letters['embedding'] }, numbers)));
}

/** Opens what {@link LabelingTask.save} wrote. Throws `model/…` when the file does not fit. */
export function openLabeling(saved: SavedModel): LabelingTask {
  const { data, model, vocabulary } = sectionsOf<DataConfig, ModelConfig>(saved, NAME, isBorneOut(saved));
  const { scheme, steps, labels } = isRecord(vocabulary) ? vocabulary : {};
  expect(
    (scheme === 'bio' || scheme === 'bioes' || scheme === 'none') && isRecord(steps),
    'model/labels',
    () => `${saved.file} is damaged: it does not say which labels there are; fetch or copy it again`,
    { file: saved.file },
  );
  const known: Known<unknown> = { steps: stepsOf(data, steps), labels: Labels.fromJSON(labels), scheme };
  const network = blank(() => networkOf(known, model, new Random(0)));
  loadStateInto(network, saved.tensors, saved.file);
  return new LabelingTask({ network, known, sections: { data, model } });
}
