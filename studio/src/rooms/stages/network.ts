import {
  collectParameters,
  countParameters,
  ElmanCell,
  Linear,
  loadStateInto,
  LstmCell,
  noGrad,
  openedLstm,
  openGates,
  Random,
  softmax,
  stateOf,
  tensor,
  traceStep,
  unroll,
  type CellOptions,
  type Module,
  type NamedArray,
  type State,
  type Tensor,
} from 'elman-rnn';
import { build, learn, page, settings, tell, type Network } from '../../../../examples/storybook/networks.mjs';
import { kindOf, kinds, sentences } from '../../../../examples/storybook/story.mjs';
import { stop, words, type Kind, type Sentence } from './book.ts';
import { gateOf, partNames, type NetworkName, type PartName, type StepPart } from './parts.ts';

/** All that a training hangs on: the same description gives the same bits, in a page and in Node. */
export interface Description {
  /** What the reader's LSTM has; the gates of the others are held open. */
  readonly parts: readonly PartName[];
  readonly hidden: number;
  readonly updates: number;
  readonly seed: number;
}

/** The first sentence of a kind, and which of the sentences that is, from 1. */
export interface First {
  readonly kind: Kind;
  readonly nth: number;
  readonly sentence: Sentence;
}

/** What a network told, after so many updates. */
export interface Telling {
  readonly update: number;
  readonly counts: Readonly<Record<Kind, number>>;
  readonly opening: readonly Sentence[];
  readonly mistakes: readonly First[];
}

/** What a turn of one network gave. */
export interface Turn {
  readonly network: NetworkName;
  readonly update: number;
  /** Mean cross-entropy a word over the updates of the turn, in nats; null before the first. */
  readonly loss: number | null;
  /** Where the network has just told. */
  readonly telling: Telling | null;
}

/** One part of all steps: row-major, a row a unit, a column a word [H, T]. */
export interface Part {
  readonly name: StepPart;
  readonly values: readonly number[];
}

/** A sentence read word by word, T of them, the full stop before it among them. */
export interface Reading {
  readonly network: NetworkName;
  readonly weights: number;
  /** After how many updates. */
  readonly update: number;
  readonly parts: readonly Part[];
  /** The cell state before the first word [H]; none of an Elman network. */
  readonly before: readonly number[];
  /** What is said of the word after each: row-major, a row a word of the book, a column a step [V, T]. */
  readonly probabilities: readonly number[];
}

/** How often a network tells while it learns, and before it does. */
export const TELLINGS = 20;
const OPENING = 6;
/** Updates a turn, and sentences. */
const UPDATES = 20;
const SENTENCES = 100;
const V = words.length;

const stepParts: Readonly<Record<'lstm' | 'elman', readonly StepPart[]>> = {
  lstm: ['f', 'i', 'g', 'c', 'o', 'h'],
  elman: ['h'],
};

/** One of the networks, learning and telling as those of the example do. */
export class StageNetwork {
  readonly name: NetworkName;
  readonly #seed: number;
  readonly #open: readonly PartName[];
  readonly #cell: ElmanCell | LstmCell;
  readonly #network: Network;
  /** The weights at each telling, and a network of the same shape through which they are looked at. */
  readonly #kept: { readonly update: number; readonly weights: ReadonlyMap<string, NamedArray> }[] = [];
  readonly #glass: { readonly cell: ElmanCell | LstmCell; readonly head: Linear };
  #loss: number | null = null;
  #update = 0;

  /** @param parts what the LSTM has; an Elman network has none of it. */
  constructor(name: NetworkName, parts: readonly PartName[], { hidden, seed }: Description) {
    this.name = name;
    this.#seed = seed;
    this.#open = name === 'elman' ? [] : partNames.filter((part) => !parts.includes(part));
    const made = (options: CellOptions): ElmanCell | LstmCell =>
      name === 'elman' ? new ElmanCell(options) : new LstmCell(options);
    const cells: (ElmanCell | LstmCell)[] = [];
    const make = (options: CellOptions) => {
      const cell = made(options);
      cells.push(cell);
      return cell instanceof LstmCell ? openGates(cell, gatesOf(this.#open)) : cell;
    };
    this.#network = build({ make }, hidden, seed);
    this.#cell = cells[0]!;
    const rng = new Random(0);
    this.#glass = {
      cell: made({ inputSize: V, hiddenSize: hidden, rng }),
      head: new Linear({ inputSize: hidden, outputSize: V, rng }),
    };
    this.#keep();
  }

  /** How many weights are at work: those of a gate that is held open are not. */
  get weights(): number {
    const hidden = this.#cell.outputSize;
    return countParameters(this.#module) - this.#open.length * hidden * (V + hidden + 2);
  }

  /** Learns the book, telling now and then; a turn is a few updates or sentences. */
  *train(updates: number): Generator<Turn, void> {
    const losses = learn(this.#network, this.#seed, updates);
    for (let nth = 0; nth <= TELLINGS; nth++) {
      const until = Math.round((nth * updates) / TELLINGS);
      while (this.#update < until) {
        const count = Math.min(until - this.#update, UPDATES);
        let sum = 0;
        for (let i = 0; i < count; i++) sum += losses.next().value!;
        this.#update += count;
        this.#loss = sum / count;
        yield this.#turn();
      }
      if (nth > 0) this.#keep();
      const telling = yield* this.#tell(this.#open);
      yield this.#turn(telling);
    }
  }

  /** What it tells with one more gate held open, of a sudden: nothing is learnt anew. */
  *heldOpen(part: PartName): Generator<Turn, Telling> {
    return yield* this.#tell([...this.#open, part]);
  }

  /** Reads the page that all tellings begin with, then a sentence, by the weights of a telling, from 0, or of the last. */
  read(nth: number, sentence: Sentence): Reading {
    const { update, weights } = this.#kept[Math.min(nth, this.#kept.length - 1)]!;
    const { cell: own, head } = this.#glass;
    loadStateInto(moduleOf(this.#glass), weights);
    const cell = opened(own, this.#open);
    const names = stepParts[this.name === 'elman' ? 'elman' : 'lstm'];
    const known = page(Random.derive(this.#seed, 'telling')).slice(0, -1);
    return noGrad(() => {
      let state: State = cell.zeroState(1);
      for (const word of known) state = traceStep(cell, oneHot(word), state).state;
      const before = [...(state['c']?.toArray() ?? [])];
      const steps = [stop, ...sentence].map((word) => {
        const { parts, y, state: next } = traceStep(cell, oneHot(word), state);
        state = next;
        const values = names.map((name) => (parts[`${name}'`] ?? parts[name]!).toArray());
        return { values, probabilities: softmax(head.forward(y)).toArray() };
      });
      return {
        network: this.name,
        weights: this.weights,
        update,
        parts: names.map((name, i) => ({ name, values: byRows(steps.map(({ values }) => values[i]!)) })),
        before,
        probabilities: byRows(steps.map(({ probabilities }) => probabilities)),
      };
    });
  }

  get #module(): Module {
    return moduleOf({ cell: this.#cell, head: this.#network.head });
  }

  #keep(): void {
    this.#kept.push({ update: this.#update, weights: stateOf(this.#module) });
  }

  #turn(telling: Telling | null = null): Turn {
    return { network: this.name, update: this.#update, loss: this.#loss, telling };
  }

  *#tell(open: readonly PartName[]): Generator<Turn, Telling> {
    // The same bits as with gates that are opened anew at every word, and many times as fast.
    const network = { ...this.#network, rnn: unroll(opened(this.#cell, open)) };
    const counts = Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
    const opening: Sentence[] = [];
    const mistakes: First[] = [];
    let judged = 0;
    for (const told of sentences(tell(network, this.#seed))) {
      const kind = kindOf(told);
      const sentence = told.map((word) => words.indexOf(word));
      judged++;
      if (opening.length < OPENING) opening.push(sentence);
      if (kind !== 'right' && counts[kind] === 0) mistakes.push({ kind, nth: judged, sentence });
      counts[kind]++;
      if (judged === settings.sentences) break;
      if (judged % SENTENCES === 0) yield this.#turn();
    }
    return { update: this.#update, counts, opening, mistakes };
  }
}

/** A copy of an LSTM as it is now, without some of its parts; an Elman cell as it is. */
function opened(cell: ElmanCell | LstmCell, without: readonly PartName[]): ElmanCell | LstmCell {
  return cell instanceof LstmCell ? openedLstm(cell, gatesOf(without)) : cell;
}

function gatesOf(parts: readonly PartName[]) {
  return parts.map((part) => gateOf[part]);
}

function moduleOf(fields: { readonly cell: ElmanCell | LstmCell; readonly head: Linear }): Module {
  return { namedParameters: () => collectParameters(fields) };
}

/** [1, V] */
function oneHot(word: number): Tensor {
  return tensor(
    words.map((_, i) => (i === word ? 1 : 0)),
    [1, V],
  );
}

/** [T] vectors of N numbers → [N, T], row-major. */
function byRows(steps: readonly ArrayLike<number>[]): number[] {
  return Array.from({ length: steps[0]?.length ?? 0 }, (_, row) => steps.map((values) => values[row]!)).flat();
}
