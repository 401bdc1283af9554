import type { PartName } from '../../data/split.ts';
import { Vocabulary } from '../../data/vocabulary.ts';
import { blank, loadStateInto, stateOf, type NamedArray } from '../../nn/index.ts';
import { ElmanError, fail } from '../../util/errors.ts';
import { Random } from '../../util/random.ts';
import { writeSaved } from '../saved.ts';
import { sectionsOf, type SavedSections } from '../sections.ts';
import type { SavedModel, TaskContext } from '../task.ts';
import type { SymbolConfig } from './config.ts';
import { SymbolNetwork } from './network.ts';

/** What a model of symbols is made of: the network, its symbols by id, and the config that it was made with. */
export interface SymbolParts<Data, Model> {
  readonly network: SymbolNetwork;
  readonly vocabulary: Vocabulary;
  readonly sections: { readonly data: Data; readonly model: Model };
}

const partNames: readonly PartName[] = ['train', 'validation', 'test'];

/** What the tasks over symbols share. */
export abstract class SymbolTask<Data extends { readonly file: string }, Model> {
  abstract readonly name: string;
  protected readonly network: SymbolNetwork;
  protected readonly vocabulary: Vocabulary;
  protected readonly sections: SymbolParts<Data, Model>['sections'];

  constructor({ network, vocabulary, sections }: SymbolParts<Data, Model>) {
    this.network = network;
    this.vocabulary = vocabulary;
    this.sections = sections;
  }

  get labels(): readonly string[] {
    return this.vocabulary.items;
  }

  save(): Uint8Array {
    const { data, model } = this.sections;
    const saved: SavedSections<Data, Model> = { task: this.name, data, model, vocabulary: this.vocabulary.toJSON() };
    return writeSaved(saved, stateOf(this.network));
  }

  load(tensors: ReadonlyMap<string, NamedArray>): void {
    loadStateInto(this.network, tensors);
  }

  /**
   * The part that was asked for, or the last one that has something to predict.
   * @throws `usage/split` when there is no such part, or nothing in it.
   */
  protected chosenPart(split: string | undefined, hasTargets: (part: PartName) => boolean): PartName {
    if (split === undefined) return partNames.toReversed().find(hasTargets)!;
    const chosen = partNames.find((part) => part === split);
    if (chosen === undefined)
      fail('usage/split', `there is no part "${split}"; the parts are ${partNames.join(', ')}`, { split });
    if (!hasTargets(chosen)) fail('usage/split', `the part "${split}" has nothing to predict`, { split });
    return chosen;
  }

  /**
   * What the baselines are fitted on; undefined, and said, where the data the model was trained on is no longer there.
   * What is to be said of that data was said in training: `read` gets a context that is quiet.
   */
  protected async ifThere<T>(context: TaskContext, read: (quiet: TaskContext) => Promise<T>): Promise<T | undefined> {
    try {
      return await read({ host: context.host, resolve: (name) => context.resolve(name), note: () => {} });
    } catch (error) {
      if (!(error instanceof ElmanError) || error.code !== 'io/not-found') throw error;
      const { file } = this.sections.data;
      context.note(
        'data/no-baselines',
        `there are no baselines, for the data that the model was trained on is not there (${file})`,
        { file },
      );
      return undefined;
    }
  }
}

/** Opens what {@link SymbolTask.save} wrote. Throws `model/…` when the file does not fit. */
export function openSymbols<Data, Model extends SymbolConfig>(
  saved: SavedModel,
  task: string,
): SymbolParts<Data, Model> {
  const { data, model, vocabulary: json } = sectionsOf<Data, Model>(saved, task);
  const vocabulary = Vocabulary.fromJSON(json);
  const network = blank(() => new SymbolNetwork(vocabulary.size, model, new Random(0)));
  loadStateInto(network, saved.tensors, saved.file);
  return { network, vocabulary, sections: { data, model } };
}
