import { blank, loadStateInto, stateOf, type NamedArray } from '../../nn/index.ts';
import { fail } from '../../util/errors.ts';
import { Random } from '../../util/random.ts';
import { Labels } from '../labels/labels.ts';
import { chosenPart, ifThere } from '../parts.ts';
import { writeSaved } from '../saved.ts';
import { areLayersBorneOut, isRecord, sectionsOf, type SavedSections } from '../sections.ts';
import type { Evaluation, Prediction, PredictRequest, SavedModel, Task, TaskContext, Traced } from '../task.ts';
import { answer, traced } from './ask.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import type { ReadData } from './data.ts';
import { intakeFromJSON, type Intake } from './intake.ts';
import { NAME, TOKEN_TABLE } from './name.ts';
import { SequenceClassifier } from './network.ts';
import { targetFromJSON, targetSize, targetToJSON, type Target } from './target.ts';

/** What a model of this task is made of. */
export interface Parts {
  readonly network: SequenceClassifier;
  readonly intake: Intake;
  readonly target: Target;
  readonly sections: { readonly data: DataConfig; readonly model: ModelConfig };
}

/** A trained model of this task, to be asked and measured. What reads data is loaded when it is needed. */
export class SequenceClassificationTask implements Task {
  readonly name = NAME;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get labels(): readonly string[] {
    const { target } = this.#parts;
    return target instanceof Labels ? target.names : [];
  }

  save(): Uint8Array {
    const { network, intake, target, sections } = this.#parts;
    const vocabulary = { ...intake.toJSON(), ...targetToJSON(target) };
    const saved: SavedSections<DataConfig, ModelConfig> = { task: NAME, ...sections, vocabulary };
    return writeSaved(saved, stateOf(network));
  }

  load(tensors: ReadonlyMap<string, NamedArray>): void {
    loadStateInto(this.#parts.network, tensors);
  }

  async evaluate(
    context: TaskContext,
    { data: file, split }: { data?: string | undefined; split?: string | undefined },
  ): Promise<Evaluation> {
    const [{ readData, readWhole }, { measure }, { baselines }] = await Promise.all([
      import('./data.ts'),
      import('./evaluate.ts'),
      import('./baselines.ts'),
    ]);
    const { network, target, sections } = this.#parts;
    const config = sections.data;
    const read = (context: TaskContext): Promise<ReadData> => readData(config, context, () => this.#parts);
    if (file !== undefined) {
      const { examples, part } = await readWhole(config, file, this.#parts, context);
      const own = await ifThere(config.file, context, read);
      return {
        split: 'all',
        ...measure(network, target, part),
        baselines:
          own === undefined
            ? {}
            : baselines(config, target, {
                train: own.examples.train,
                trained: own.parts.train,
                examples,
                answered: part,
              }),
      };
    }
    const { examples, parts } = await read(context);
    const chosen = chosenPart(split, (part) => parts[part].length > 0);
    return {
      split: chosen,
      ...measure(network, target, parts[chosen]),
      baselines: baselines(config, target, {
        train: examples.train,
        trained: parts.train,
        examples: examples[chosen],
        answered: parts[chosen],
      }),
    };
  }

  /** Each input is a text, answered by itself. */
  predict({ inputs, ...options }: PredictRequest): Prediction[] {
    this.#expectTexts();
    return answer(
      this.#parts,
      inputs.map((content) => ({ content, name: content })),
      options,
    );
  }

  /** An answer after each step of a text, the last that of the whole, and the state of the recurrent layers there. */
  trace(input: string): Traced {
    this.#expectTexts();
    return traced(this.#parts, input);
  }

  #expectTexts(): void {
    if (this.#parts.sections.data.features === undefined) return;
    fail(
      'input/measurements',
      'this model reads measurements, which do not fit into one input: give a table of the same columns (--file FILE)',
      {},
    );
  }

  async predictFile(
    file: string,
    options: Omit<PredictRequest, 'inputs' | 'steps'>,
    context: TaskContext,
  ): Promise<Prediction[]> {
    const { readAsked } = await import('./read-asked.ts');
    return answer(this.#parts, await readAsked(this.#parts.sections.data, file, this.#parts.intake, context), options);
  }
}

/** Opens what {@link SequenceClassificationTask.save} wrote. Throws `model/…` when the file does not fit. */
export function openParts(saved: SavedModel): Parts {
  const { data, model, vocabulary } = sectionsOf<DataConfig, ModelConfig>(saved, NAME, (config, numbers) =>
    isBorneOut(config, numbers, saved.tensors.has(TOKEN_TABLE)),
  );
  const intake = intakeFromJSON(vocabulary, data, model);
  const target = targetFromJSON(vocabulary);
  const network = blank(() => new SequenceClassifier(intake, targetSize(target), model, new Random(0)));
  loadStateInto(network, saved.tensors, saved.file);
  return { network, intake, target, sections: { data, model } };
}

/** Every size that the config asks for must stand in the numbers of the file. */
function isBorneOut(model: Record<string, unknown>, numbers: number, hasTable: boolean): boolean {
  const { embedding, attention = 1, dense = 1, grams, ...layers } = model;
  const buckets = isRecord(grams) ? grams['buckets'] : 1;
  // Of measurements there is no table, whatever the config says.
  const sizes = [hasTable ? embedding : 1, attention, dense, buckets];
  return (
    areLayersBorneOut(layers, numbers) &&
    sizes.every((size) => Number.isSafeInteger(size) && Number(size) > 0 && Number(size) <= numbers)
  );
}
