import type { Vocabulary } from '../../data/vocabulary.ts';
import { expect } from '../../util/errors.ts';
import type { SymbolNetwork } from '../symbols/network.ts';
import type { ScoredStep, ScoreSource, TaskContext } from '../task.ts';
import type { DataConfig } from './config.ts';
import { noteUnknown, readAsItStands } from './data.ts';
import { eachTarget } from './evaluate.ts';

/** A sequence as it came, known to the model or not. */
interface Told {
  /** Tells it from the others of its source. */
  readonly key: string;
  /** Null where a grid has no event. */
  readonly names: readonly (string | null)[];
  readonly lines: ArrayLike<number>;
}

/**
 * How much each event surprises the model, as `evaluate` measures it: an item that training did not see is left out of
 * what the model reads, or on a grid of time the model's own prediction stands in for it.
 * @throws `input/nothing-to-score` when a text has no items; `data/…` as reading a file does.
 */
export async function score(
  model: SymbolNetwork,
  vocabulary: Vocabulary,
  config: DataConfig,
  context: TaskContext,
  source: ScoreSource,
): Promise<ScoredStep[]> {
  const told = 'file' in source ? await ofFile(config, source.file, context) : ofText(source.text);
  const onGrid = config.every !== undefined;
  let unknown = 0;
  const rows = told.map(({ names }) => {
    const ids = names.map((name) => (name === null ? -1 : vocabulary.find(name)));
    ids.forEach((id, t) => (unknown += id < 0 && names[t] !== null ? 1 : 0));
    // Where in the sequence each step that the model reads stands.
    const places = [...ids.keys()].filter((t) => onGrid || ids[t]! >= 0);
    return { items: Int32Array.from(places, (t) => ids[t]!), start: 0, places };
  });
  noteUnknown(context, unknown);
  const met = told.map(() => new Map<number, { surprise: number; rank: number }>());
  eachTarget(model, rows, ({ sequence, position, counts, loss }) => {
    met[sequence]!.set(rows[sequence]!.places[position]!, { surprise: loss, rank: 1 + counts.above });
  });
  return told.flatMap(({ key, names, lines }, s) =>
    names.flatMap((item, t) => {
      if (item === null) return [];
      const { surprise = null, rank = null } = met[s]!.get(t) ?? {};
      return [{ item, surprise, rank, line: lines[t]!, ...(told.length > 1 && { sequence: key }) }];
    }),
  );
}

async function ofFile(config: DataConfig, file: string, context: TaskContext): Promise<Told[]> {
  const { sequences, vocabulary } = await readAsItStands(config, file, context);
  return sequences.map(({ key, items, lines }) => ({
    key: key === '' ? '#1' : key, // pauses cut the only group: those after the first are #2, #3 …
    names: Array.from(items, (id) => (id < 0 ? null : vocabulary.decode(id))),
    lines,
  }));
}

/** An item a line; an empty line ends a sequence. */
function ofText(text: string): Told[] {
  const told: { key: string; names: string[]; lines: number[] }[] = [];
  let open: (typeof told)[number] | undefined;
  text.split(/\r\n|\n|\r/).forEach((line, i) => {
    if (line.trim() === '') {
      open = undefined;
      return;
    }
    if (open === undefined) told.push((open = { key: `#${told.length + 1}`, names: [], lines: [] }));
    open.names.push(line);
    open.lines.push(i + 1);
  });
  expect(
    told.length > 0,
    'input/nothing-to-score',
    () => 'there is nothing to score: give a text with an item a line; an empty line ends a sequence',
  );
  return told;
}
