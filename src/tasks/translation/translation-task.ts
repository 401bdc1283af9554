import type { SentencePair } from '../../data/parallel/index.ts';
import { openTokenizer, prepareTokenizer } from '../../data/tokenizers/index.ts';
import { blank, loadStateInto, stateOf, type NamedArray } from '../../nn/index.ts';
import { expect } from '../../util/errors.ts';
import { Random } from '../../util/random.ts';
import { chosenPart, checkTop, ifThere } from '../parts.ts';
import { checkSampleRequest, sampleId } from '../sampling.ts';
import { writeSaved } from '../saved.ts';
import { areLayersBorneOut, isRecord, sectionsOf, type SavedSections } from '../sections.ts';
import { sayAgain } from '../sentences/again.ts';
import { answerOf, checkLooks } from '../sentences/answer.ts';
import type { SearchConfig } from '../sentences/config.ts';
import type { SentenceNetwork } from '../sentences/network.ts';
import { drawAll, sayAll } from '../sentences/say.ts';
import { searchOf } from '../sentences/search.ts';
import type {
  EvaluateRequest,
  Evaluation,
  Prediction,
  PredictRequest,
  SampleRequest,
  SavedModel,
  Task,
  TaskContext,
  Traced,
} from '../task.ts';
import { watching } from '../watch.ts';
import type { DataConfig, ModelConfig } from './config.ts';
import type { ReadData, Tokenizers } from './data.ts';
import { NAME } from './name.ts';
import { translationNetwork } from './network.ts';

/** What a model of this task is made of. */
export interface Parts {
  readonly network: SentenceNetwork<Int32Array>;
  readonly tokenizers: Tokenizers;
  readonly sections: { readonly data: DataConfig; readonly model: ModelConfig };
}

/** A trained translator, to be asked and measured. What reads data is loaded when it is needed. */
export class TranslationTask implements Task {
  readonly name = NAME;
  readonly labels: readonly string[] = [];
  readonly answersPrompt = true;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  save(): Uint8Array {
    const { network, tokenizers, sections } = this.#parts;
    const { source, target } = tokenizers;
    const vocabulary = { source: source.toJSON(), target: source === target ? 'source' : target.toJSON() };
    const saved: SavedSections<DataConfig, ModelConfig> = { task: NAME, ...sections, vocabulary };
    return writeSaved(saved, stateOf(network));
  }

  load(tensors: ReadonlyMap<string, NamedArray>): void {
    loadStateInto(this.#parts.network, tensors);
  }

  async evaluate(context: TaskContext, { data: file, split, search }: EvaluateRequest): Promise<Evaluation> {
    const [{ readData }, { readPairs }, { measure, textFigures }, { nearestTranslations }] = await Promise.all([
      import('./data.ts'),
      import('./read.ts'),
      import('./evaluate.ts'),
      import('./nearest.ts'),
    ]);
    const { network, tokenizers, sections } = this.#parts;
    const config = sections.data;
    const read = (from: TaskContext): Promise<ReadData> => readData(config, from, tokenizers);
    const figures = (name: string, part: readonly SentencePair[], known: readonly SentencePair[] | undefined) => {
      this.#noteLong(
        part.map(({ source }) => tokenizers.source.encode(source)),
        context,
      );
      const measured = measure(network, tokenizers, config, part, this.#search(search));
      const sources = part.map(({ source }) => source);
      const targets = part.map(({ target }) => target);
      const nearest = known && textFigures(nearestTranslations(known, sources), targets, config).metrics;
      return { split: name, ...measured, baselines: nearest === undefined ? {} : { nearest } };
    };
    if (file !== undefined) {
      // Of two files of lines, the second is named as the first, with the ending that the model's own targets have.
      const pairs = await readPairs(config, file, besides(file, config), context);
      return figures('all', pairs, (await ifThere(config.file, context, read))?.pairs.train);
    }
    const { pairs } = await read(context);
    const chosen = chosenPart(split, (part) => pairs[part].length > 0);
    return figures(chosen, pairs[chosen], pairs.train);
  }

  /** Each input is a text, translated by itself; an empty one is answered by an empty one. */
  predict(
    { inputs, top = 1, explain = false, search }: PredictRequest,
    context?: Pick<TaskContext, 'note'>,
  ): Prediction[] {
    checkTop(top);
    const { network, tokenizers } = this.#parts;
    if (explain) checkLooks(network.decoder);
    const encoded = inputs.map((text) => tokenizers.source.encode(text.normalize('NFC')));
    this.#noteLong(encoded, context);
    const asked = encoded.flatMap((ids, i) => (ids.length === 0 ? [] : [i]));
    const { beginId, endId } = tokenizers.target;
    const how = this.#search(search);
    const said = sayAll(
      network,
      asked.map((i) => encoded[i]!),
      { beginId, endId, search: { ...how, beam: search?.beam ?? Math.max(top, how.beam) } },
    );
    const sentences = new Map(asked.map((i, k) => [i, said[k]!]));
    return inputs.map((input, i) => {
      const sequence = inputs.length > 1 ? i + 1 : undefined;
      const found = sentences.get(i);
      if (found === undefined) return { item: '', step: 1, top: [], input, sequence };
      const places = explain ? Array.from(encoded[i]!, (id) => tokenizers.source.show(id)) : undefined;
      return answerOf(found, { tokenizer: tokenizers.target, top, input, sequence, places });
    });
  }

  /** A translation with all that the search has found, where each of its pieces looked, and how it came about. */
  trace(input: string): Traced {
    const { network, tokenizers } = this.#parts;
    const ids = tokenizers.source.encode(input.normalize('NFC'));
    if (ids.length === 0) return { predictions: this.predict({ inputs: [input] }), parts: [] };
    const { beginId, endId } = tokenizers.target;
    const search = this.#search(undefined);
    const [said] = sayAll(network, [ids], { beginId, endId, search });
    const places = Array.from(ids, (id) => tokenizers.source.show(id));
    const options = { tokenizer: tokenizers.target, top: search.beam, input, sequence: undefined, places };
    const { watch, parts } = watching();
    sayAgain(network, ids, said![0]!.ids, { beginId, endId }, watch);
    return { predictions: [answerOf(said!, options)], parts };
  }

  async predictFile(
    file: string,
    options: Omit<PredictRequest, 'inputs' | 'steps'>,
    context: TaskContext,
  ): Promise<Prediction[]> {
    const { readSources } = await import('./read.ts');
    return this.predict({ ...options, inputs: await readSources(this.#parts.sections.data, file, context) }, context);
  }

  /** Draws a translation of the prompt. */
  *sample(request: SampleRequest): Iterable<string> {
    const { network, tokenizers, sections } = this.#parts;
    const { length, seed, prompt = '', ...rules } = checkSampleRequest(request);
    const { beginId, endId } = tokenizers.target;
    const ids = tokenizers.source.encode(prompt.normalize('NFC'));
    expect(
      ids.length > 0,
      'usage/nothing-to-translate',
      () => 'a translation is drawn of a text: give one (--prompt TEXT)',
    );
    const rng = Random.derive(seed, 'sample');
    const search = { ...sections.model.search, maxLength: [0, length] as [number, number] };
    const [said] = drawAll(network, [ids], { beginId, endId, search }, (scores) => sampleId(scores, rules, rng));
    yield tokenizers.target.decode(said!.ids);
  }

  #noteLong(encoded: readonly Int32Array[], context: Pick<TaskContext, 'note'> | undefined): void {
    const { maxLength } = this.#parts.sections.data;
    const long = encoded.filter(({ length }) => length > maxLength).length;
    if (long === 0) return;
    context?.note(
      'data/longer-than-learnt',
      `${long} sentences have more than ${maxLength} pieces (data.maxLength), longer than any that was learnt from: mind what comes of them`,
      { rows: long, maxLength },
    );
  }

  #search(asked: PredictRequest['search']): SearchConfig {
    return searchOf(this.#parts.sections.model.search, asked);
  }
}

/** The file of the other side: named as `file`, with the ending of the model's own targets. */
function besides(file: string, { targets }: DataConfig): string | undefined {
  if (targets === undefined) return undefined;
  const ending = /\.[^./\\]+(\.gz)?$/.exec(targets)?.[0] ?? '';
  return file.replace(/\.[^./\\]+(\.gz)?$/, '') + ending;
}

/** Loads what the tokenizers of a model need, where they came from elsewhere. */
export async function beforeOpen(saved: SavedModel): Promise<void> {
  if (!isRecord(saved.model) || !isRecord(saved.model['vocabulary'])) return;
  for (const side of ['source', 'target'] as const) {
    const json = saved.model['vocabulary'][side];
    if (isRecord(json)) await prepareTokenizer(json, saved.file);
  }
}

/** Opens what {@link TranslationTask.save} wrote. Throws `model/…` when the file does not fit. */
export function openParts(saved: SavedModel): Parts {
  const { data, model, vocabulary } = sectionsOf<DataConfig, ModelConfig>(saved, NAME, isBorneOut);
  const { source: json, target: other } = isRecord(vocabulary) ? vocabulary : {};
  const source = openTokenizer(json, saved.file);
  const tokenizers = { source, target: other === 'source' ? source : openTokenizer(other, saved.file) };
  const network = blank(() => translationNetwork(tokenizers, model, new Random(0)));
  loadStateInto(network, saved.tensors, saved.file);
  return { network, tokenizers, sections: { data, model } };
}

/** Every size that the config asks for must stand in the numbers of the file. */
function isBorneOut(model: Record<string, unknown>, numbers: number): boolean {
  const { attentionSize = 1, encoderHidden = 1, encoderLayers = 1, ...layers } = model;
  return (
    areLayersBorneOut(layers, numbers) &&
    [attentionSize, encoderHidden, encoderLayers].every(
      (size) => Number.isSafeInteger(size) && Number(size) > 0 && Number(size) <= numbers,
    )
  );
}
