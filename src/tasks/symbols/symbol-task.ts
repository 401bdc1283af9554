import { Vocabulary } from '../../data/vocabulary.ts';
import { blank, loadStateInto, stateOf, type NamedArray } from '../../nn/index.ts';
import { Random } from '../../util/random.ts';
import { writeSaved } from '../saved.ts';
import { sectionsOf, type SavedSections } from '../sections.ts';
import type { SavedModel } from '../task.ts';
import type { SymbolConfig } from './config.ts';
import { SymbolNetwork } from './network.ts';

/** What a model of symbols is made of: the network, its symbols by id, and the config that it was made with. */
export interface SymbolParts<Data, Model> {
  readonly network: SymbolNetwork;
  readonly vocabulary: Vocabulary;
  readonly sections: { readonly data: Data; readonly model: Model };
}

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
