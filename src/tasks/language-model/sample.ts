import { symbolsOf, normalText, TextJoiner } from '../../data/text-units.ts';
import type { Vocabulary } from '../../data/vocabulary.ts';
import { expect, fail } from '../../util/errors.ts';
import { log } from '../../util/portable-math.ts';
import { Random } from '../../util/random.ts';
import { sampleId, checkSampleRequest } from '../sampling.ts';
import type { SymbolNetwork } from '../symbols/network.ts';
import type { SampleRequest } from '../task.ts';
import { END, hasMarks, idIn, UNKNOWN } from './alphabet.ts';
import type { DataConfig } from './config.ts';
import { hasSeparator } from './documents.ts';

/** How many symbols a message names. */
const SHOWN = 8;

/** A model as it is asked. */
export interface Asked {
  readonly network: SymbolNetwork;
  readonly vocabulary: Vocabulary;
  readonly config: DataConfig;
}

/**
 * Goes on from a prompt, symbol by symbol. Without one it begins as a document does: behind the mark of an end, or a
 * line break, or else with a symbol drawn as often as training has it. `<unk>` is never said. Ends at a document's end.
 */
export function* sample({ network, vocabulary, config }: Asked, request: SampleRequest): Generator<string> {
  const { prompt = '', length, temperature, topK, topP, seed } = checkSampleRequest(request);
  const rng = Random.derive(seed, 'sample');
  const ids = promptIds(prompt, { network, vocabulary, config });
  const stepper = network.stepper();
  const joiner = new TextJoiner(config.unit);
  for (const symbol of symbolsOf(normalText(prompt), config.unit)) joiner.push(symbol);
  joiner.end();
  const end = vocabulary.find(END);
  const banned = [vocabulary.find(UNKNOWN)].filter((id) => id >= 0);
  let scores: ArrayLike<number> | undefined;
  for (const id of ids) scores = stepper.step(id);
  for (let i = 0; i < length; i++) {
    const next =
      scores === undefined
        ? sampleId(logCounts(vocabulary), { temperature, topK, topP, banned }, rng)
        : sampleId(scores, { temperature, topK, topP, banned }, rng);
    if (next === end) break;
    const text = joiner.push(vocabulary.decode(next));
    if (text !== '') yield text;
    if (i + 1 < length) scores = stepper.step(next);
  }
  const rest = joiner.end();
  if (rest !== '') yield rest;
}

/**
 * The ids of a text to go on from; with `begins`, behind what stands before a document's begin. Unknown symbols go in as
 * `<unk>`.
 * @throws `input/unknown-symbols` when the model has no `<unk>`, `input/several-documents` when a document ends in it.
 */
export function promptIds(prompt: string, { vocabulary, config }: Asked, begins = true): number[] {
  const ids = begins && hasMarks(config) ? [vocabulary.find(END)] : [];
  const text = normalText(prompt);
  expect(
    !hasSeparator(text, config.documents),
    'input/several-documents',
    () =>
      `the model reads each ${config.documents} of a text by itself, so it goes on from one alone: give a single ${config.documents}, without the line break that ends it`,
    { documents: config.documents },
  );
  const unknown = new Set<string>();
  for (const symbol of symbolsOf(text, config.unit)) {
    const id = idIn(vocabulary, symbol);
    if (id < 0) unknown.add(symbol);
    ids.push(id);
  }
  if (unknown.size > 0) {
    const symbols = [...unknown];
    const shown = quoted(symbols.slice(0, SHOWN)).join(', ') + (symbols.length > SHOWN ? ' …' : '');
    fail(
      'input/unknown-symbols',
      `the model has never seen ${shown}: leave that out; it knows ${vocabulary.size} symbols, such as ${examples(vocabulary)}`,
      { symbols, shown, size: vocabulary.size, examples: examples(vocabulary) },
    );
  }
  const lineBreak = vocabulary.find('\n');
  return begins && ids.length === 0 && lineBreak >= 0 ? [lineBreak] : ids;
}

/** Some symbols that a model knows, for messages. */
export function examples({ items }: Vocabulary): string {
  return quoted(items.slice(0, SHOWN)).join(' ');
}

function quoted(symbols: readonly string[]): string[] {
  return symbols.map((symbol) => JSON.stringify(symbol));
}

/** Scores by which a symbol is drawn as often as training has it. */
function logCounts({ counts }: Vocabulary): Float64Array {
  return Float64Array.from(counts, (count) => log(Math.max(count, 1e-9)));
}
