import type { Host } from '../util/host.ts';
import type { ClassScores } from '../metrics/classification.ts';
import type { NamedArray } from '../nn/module.ts';
import type { Metrics, Trainable } from '../train/trainable.ts';

/** A piece of text for people, in the languages of the house. */
export interface Text {
  readonly en: string;
  readonly ko: string;
}

/** An entry of the registry: what can be said of a task without loading it. */
export interface TaskEntry {
  readonly name: string;
  readonly title: Text;
  /** Endings of the files that it is likely for, when a person names a file and no task. */
  readonly files: readonly string[];
  /** Columns that make it the likely one for a table that has them all. */
  readonly columns?: readonly string[] | undefined;
  /** Endings of the files that it is likely for, when a person names a folder with a folder a class. */
  readonly folders?: readonly string[] | undefined;
  readonly load: () => Promise<TaskModule>;
}

/** Where a task finds what its config names. */
export interface TaskContext {
  readonly host: Host;
  /** From a name in the config (`orders.csv`, `dataset:NAME/FILE`) to a path that the host opens. */
  resolve(name: string): Promise<string>;
  /** Says something the user should know but that stops nothing: rows dropped, times sorted. */
  note(code: string, message: string, details?: Readonly<Record<string, string | number>>): void;
}

/** A model of this kind to start from: its own tensors, and the JSON that lies beside them. */
export interface SavedModel {
  readonly model: unknown;
  readonly tensors: ReadonlyMap<string, NamedArray>;
  /** For messages. */
  readonly file: string;
}

/** One task: from a person's data and config to a model, and from a saved model back to answers. */
export interface TaskModule<T extends Task = Task> {
  readonly name: string;
  /** Schemas (zod/mini) of the sections of the config that are the task's own. */
  sections(): Promise<{ readonly data: ConfigSchema; readonly model: ConfigSchema }>;
  /** Reads the data and builds a model. `config` was checked by the schemas. */
  prepare(
    config: {
      readonly data: unknown;
      readonly model: unknown;
      readonly seed: number;
      readonly batchSize: number | undefined;
    },
    context: TaskContext,
    initFrom?: SavedModel,
  ): Promise<Training<T>>;
  /** Loads what `open` needs for a model, where that has to be waited for; only tasks that need it have it. */
  beforeOpen?(saved: SavedModel): Promise<void>;
  /** A trained model, ready to be asked. Throws `model/…` when the file does not fit. */
  open(saved: SavedModel): T;
  /** Guesses the data section from a file's columns, for `elman init`: YAML lines with comments. */
  guess(file: string, context: TaskContext): Promise<GuessedConfig>;
}

/** The part of a zod schema that the house uses. */
export interface ConfigSchema {
  safeParse(
    value: unknown,
  ): { success: true; data: unknown } | { success: false; error: { issues: readonly unknown[] } };
}

export interface GuessedConfig {
  /** Values for the `data` and `model` sections, in order, each with a comment. */
  readonly data: readonly GuessedValue[];
  readonly model: readonly GuessedValue[];
  /** The `train` section, where the usual one would not do. */
  readonly train?: readonly GuessedValue[];
}

export interface GuessedValue {
  readonly key: string;
  readonly value: string | number | boolean | readonly number[];
  readonly comment: Text;
}

/** A task with data, about to be trained. */
export interface Training<T extends Task = Task> {
  readonly task: T;
  readonly trainable: Trainable;
  /** sha256 of the data as read: a resume checks it. */
  readonly dataHash: string;
  /** What was read, for people: `sequences`, `events`, `items`, `train`, `validation`, `test` … */
  readonly summary: Readonly<Record<string, number>>;
  /** Texts that are to lie beside the model, by file name: `tokenizer.json`. */
  readonly files?: Readonly<Record<string, string>> | undefined;
}

/** A model with the vocabulary and the rest that it needs to answer. */
export interface Task {
  readonly name: string;
  /** The bytes of the model file. */
  save(): Uint8Array;
  /** Puts saved weights in. */
  load(tensors: ReadonlyMap<string, NamedArray>): void;
  /** Figures on a part of the data the model was configured with, or on another file of the same columns. */
  evaluate(context: TaskContext, options: EvaluateRequest): Promise<Evaluation>;
  /** Answers inputs; tasks whose inputs are files need the `context`. */
  predict(request: PredictRequest, context?: TaskContext): Prediction[] | Promise<Prediction[]>;
  /** Answers a file as the data section describes it; without it a file is a list of inputs, one a line. */
  predictFile?(
    file: string,
    request: Omit<PredictRequest, 'inputs' | 'steps'>,
    context: TaskContext,
  ): Promise<Prediction[]>;
  /** The classes in the order of the one-hot vectors and probabilities; empty for a task that gives values. */
  readonly labels: readonly string[];
  /** The last `count` steps of the last sequence in the data: what is known, and null where a step of the grid has no record. */
  recent?(context: TaskContext, count: number): Promise<readonly RecentStep[]>;
  /** Answers one input, and tells of all that the network worked out on its way; only tasks that can be looked into have it. */
  trace?(input: string, context?: TaskContext): Traced | Promise<Traced>;
  /** Reads inputs as they come and answers each; keeps one state. Only tasks that can answer before the end have it. */
  stream?(): TaskStream;
  /** Makes text up, piece by piece as it comes; only tasks that speak have it. */
  sample?(request: SampleRequest): Iterable<string>;
  /** Whether what is made up answers the prompt, where it otherwise goes on from it. */
  readonly answersPrompt?: boolean | undefined;
  /** How much each step of a sequence surprises the model, given all before it in its sequence; only tasks that say what comes next have it. */
  score?(context: TaskContext, source: ScoreSource): Promise<readonly ScoredStep[]>;
}

export interface SampleRequest {
  /** What has been said before; it is not repeated in what comes. */
  readonly prompt?: string | undefined;
  /** How many symbols at most; 200 by default. Less when the model ends the text itself. */
  readonly length?: number | undefined;
  /** Scores are divided by it: below 1 more certain, above 1 bolder. 0 always takes the likeliest. 1 by default. */
  readonly temperature?: number | undefined;
  /** Only the so many likeliest symbols are drawn from. */
  readonly topK?: number | undefined;
  /** Only the likeliest symbols that together reach this probability are drawn from (Holtzman 2020). */
  readonly topP?: number | undefined;
  /** The same seed says the same; 1 by default. */
  readonly seed?: number | undefined;
}

/** What is scored: a file as the data section describes it, or a text (of items: one a line, an empty line ends a sequence). */
export type ScoreSource = { readonly file: string } | { readonly text: string };

export interface ScoredStep {
  /** The symbol or item that came. */
  readonly item: string;
  /** −ln of its probability, in nats; null where nothing can be said: at the first step of a sequence, and of what the model does not know. */
  readonly surprise: number | null;
  /** 1: nothing was likelier; null as `surprise`. */
  readonly rank: number | null;
  /** Where it stands, from 1. */
  readonly line?: number | undefined;
  /** Which sequence it belongs to, where there are several. */
  readonly sequence?: string | undefined;
}

export interface EvaluateRequest {
  /** Another file of the same columns, in place of a part. */
  readonly data?: string | undefined;
  readonly split?: string | undefined;
  /** As in {@link PredictRequest}. */
  readonly search?: SearchRequest | undefined;
  /** Of how many inputs it is to be shown what was made of them, for tasks that can. */
  readonly examples?: number | undefined;
}

export interface Evaluation {
  readonly split: string;
  readonly metrics: Metrics;
  readonly baselines: Readonly<Record<string, Metrics>>;
  /** Of another file: how many of its symbols or events the model does not know. */
  readonly unknown?: number | undefined;
  /** What the model made of each class, for tasks that give labels. */
  readonly classes?: ClassesReport | undefined;
  /** How figures came to be, by the name of the figure: what has to be the same for two of them to compare. */
  readonly signatures?: Readonly<Record<string, string>> | undefined;
  /** The first inputs, as many as were asked for; absent of tasks that show none. */
  readonly examples?: readonly Example[] | undefined;
  /** How many inputs there are, where examples are given. */
  readonly inputs?: number | undefined;
}

/** What was made of an input, to be looked at beside what is right. */
export interface Example {
  readonly answer: Prediction;
  readonly isRight: boolean;
  /** What is right: one or several. */
  readonly truths: readonly string[];
  /** Of an image its pixels, [height, width, channels]. */
  readonly image?:
    | { readonly height: number; readonly width: number; readonly channels: 1 | 3; readonly pixels: Uint8Array }
    | undefined;
}

/** Figures a class, and which was taken for which. */
export interface ClassesReport {
  readonly labels: readonly string[];
  /** In the order of the labels. */
  readonly scores: readonly ClassScores[];
  /** `confusion[actual][predicted]`; absent where answers are spans, which have no other to be taken for. */
  readonly confusion?: readonly (readonly number[])[] | undefined;
}

export interface PredictRequest {
  /**
   * As the person writes them. Of tasks that say what comes next: one sequence, oldest first, '' an unknown one. Of
   * tasks that give labels: each is answered by itself (a text, or the path of an image or video).
   */
  readonly inputs: readonly string[];
  /** How many steps ahead; each prediction is fed back in. Only for tasks that say what comes next. */
  readonly steps?: number | undefined;
  /** How many candidates a step. */
  readonly top?: number | undefined;
  /** Whether to say what each step of an input contributed, or where each piece of an answer looked, for tasks that can. */
  readonly explain?: boolean | undefined;
  /** How sentences are searched for, of tasks that say some, where not as the model's config says. */
  readonly search?: SearchRequest | undefined;
}

/** What of a search for sentences can be asked for another time than in training. */
export interface SearchRequest {
  /** Sentences followed at a time; 1 is greedy search. */
  readonly beam?: number | undefined;
  /** α of the length penalty: higher favours longer sentences. */
  readonly lengthPenalty?: number | undefined;
}

/** In the JSON of `elman predict` this is what stands under `predictions`. */
export interface Prediction {
  /** The next item, the label, or the value as text. */
  readonly item: string;
  /** Absent of a value. */
  readonly probability?: number | undefined;
  /** Which step it is the answer to, from 1: how far ahead, or which word or frame of its input. */
  readonly step: number;
  /** Candidates, the likeliest first; empty of a value. */
  readonly top: readonly { readonly item: string; readonly probability: number }[];
  /** A value, of tasks that give one. */
  readonly value?: number | undefined;
  /** What it answers: the text, word or file; absent where that is the whole history. */
  readonly input?: string | undefined;
  /** Which of several inputs or sequences it belongs to, from 1. */
  readonly sequence?: number | undefined;
  /** With `explain`: what each step of the input contributed to the score of `item`, or to the value. */
  readonly contributions?: readonly { readonly step: string; readonly value: number }[] | undefined;
  /** With `explain`, of a sentence that is said over others: where each of its pieces looked. */
  readonly alignment?: Alignment | undefined;
}

/** An answer, with what the network worked out on its way to it. */
export interface Traced {
  /** As {@link Task.predict} gives them. */
  readonly predictions: readonly Prediction[];
  /** In the order in which they come about. */
  readonly parts: readonly TracedPart[];
}

/** Numbers that a network has on its way to an answer. */
export interface TracedPart {
  readonly name: string;
  /** [T, H] of numbers for each step, [height, width, channels] of a map of an image, [H] of a vector. */
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: readonly number[];
}

/** Weights over the places of an input, for each piece of the answer: a row a piece, a column a place. */
export interface Alignment {
  /** The pieces of the answer, its end included. */
  readonly target: readonly string[];
  /** What stands at each place, where it can be named. */
  readonly source: readonly string[];
  readonly weights: readonly (readonly number[])[];
  /** Where the places are those of an image: how they lie in it, row by row. */
  readonly grid?: readonly [rows: number, cols: number] | undefined;
}

export interface RecentStep {
  readonly item: string | null;
  /** As in the file, or the day of the grid; absent without times. */
  readonly time?: string | undefined;
}

export interface TaskStream {
  /** Takes the next input and answers it: what comes after it, or what it is. Undefined for one that needs no answer, as the header of a table. */
  step(input: string, top?: number): Prediction | undefined;
  /** What it keeps in mind, as vectors by name; only streams that can be looked into have it. */
  state?(): readonly TracedPart[];
  reset(): void;
}
