import { readFileSync } from 'node:fs';

/** Numbers that PyTorch was given or gave back, row-major. */
export interface GoldenArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Class or item numbers, row-major. */
export interface GoldenInts {
  readonly shape: readonly number[];
  readonly data: Int32Array;
}

/** Arrays under PyTorch's parameter names: `weight_ih_l0`, `bias_hh_l1_reverse` … */
export type GoldenArrays = Readonly<Record<string, GoldenArray>>;

/**
 * A recurrent layer run once (make_recurrent.py). B batch, T time, I input, H hidden, D directions, L layers.
 * The loss is Σ ys·wy + Σ h_n·wh (+ Σ c_n·wc for the LSTM).
 */
export interface RecurrentCase {
  readonly name: string;
  readonly cell: 'elman' | 'elman-relu' | 'lstm' | 'gru' | 'gru-reset-before';
  readonly layers: number;
  readonly directions: 1 | 2;
  readonly batch: number;
  readonly time: number;
  readonly input: number;
  readonly hidden: number;
  /** Valid steps of each row, [B]; null: all of them. */
  readonly lengths: readonly number[] | null;
  readonly parameters: GoldenArrays;
  /** [B, T, I]; what stands beyond a row's length is noise that must not count. */
  readonly x: GoldenArray;
  /** [L·D, B, H]: l0 forward, l0 backward, l1 forward …; null: zero. */
  readonly h0: GoldenArray | null;
  /** [L·D, B, H]; the LSTM only. */
  readonly c0: GoldenArray | null;
  /** [B, T, D·H] */
  readonly wy: GoldenArray;
  /** [L·D, B, H] */
  readonly wh: GoldenArray;
  /** [L·D, B, H]; the LSTM only. */
  readonly wc: GoldenArray | null;
  /** [B, T, D·H], zero beyond the lengths. */
  readonly ys: GoldenArray;
  /** [L·D, B, H] */
  readonly h_n: GoldenArray;
  /** [L·D, B, H]; the LSTM only. */
  readonly c_n: GoldenArray | null;
  readonly gradients: {
    readonly x: GoldenArray;
    readonly h0: GoldenArray | null;
    readonly c0: GoldenArray | null;
    readonly parameters: GoldenArrays;
  };
}

/**
 * A cell over whole sequences, run once (make_cells.py). The loss is Σ ys·wy + Σ last·ws, over all parts of the state.
 */
export interface CellCase {
  readonly name: string;
  readonly cell: CellGolden;
  /** The cell's own, under the names that it takes here. */
  readonly options: Readonly<Record<string, number | string>>;
  readonly bias: boolean;
  readonly batch: number;
  readonly time: number;
  readonly input: number;
  readonly hidden: number;
  /** Valid steps of each row, [B]; null: all of them. */
  readonly lengths: readonly number[] | null;
  readonly parameters: GoldenArrays;
  /** [B, T, I] */
  readonly x: GoldenArray;
  /** The first state by name, each [B, size]; null: zeros. */
  readonly state: GoldenArrays | null;
  readonly wy: GoldenArray;
  readonly ws: GoldenArrays;
  /** [B, T, O], zero beyond the lengths. */
  readonly ys: GoldenArray;
  /** The state at each row's last valid step. */
  readonly last: GoldenArrays;
  readonly gradients: {
    readonly x: GoldenArray;
    readonly state: GoldenArrays | null;
    readonly parameters: GoldenArrays;
  };
}

export type CellGolden =
  | 'jordan'
  | 'lstm-peephole'
  | 'lstm-projection'
  | 'lstm-layer-norm'
  | 'lstm-coupled'
  | 'janet'
  | 'ind-rnn';

/** Options of an optimiser under PyTorch's names; those absent are at PyTorch's defaults. */
export interface OptimiserOptions {
  readonly lr: number;
  readonly momentum?: number;
  readonly dampening?: number;
  readonly nesterov?: boolean;
  readonly weight_decay?: number;
  readonly betas?: readonly [number, number];
  readonly eps?: number;
  readonly alpha?: number;
  readonly centered?: boolean;
  readonly lr_decay?: number;
  readonly initial_accumulator_value?: number;
  readonly lambd?: number;
  readonly t0?: number;
}

/** Twenty steps from the file's `parameters` with the file's `gradients` (make_optimisers.py). */
export interface OptimiserCase {
  readonly name: string;
  readonly optimiser: 'sgd' | 'adam' | 'adamw' | 'rmsprop' | 'adagrad' | 'asgd';
  readonly options: OptimiserOptions;
  /** The parameters after steps 1, 2 and 20. */
  readonly after: Readonly<Record<'1' | '2' | '20', GoldenArrays>>;
  /** ASGD: the averages then. */
  readonly averages?: OptimiserCase['after'];
}

/** `clip_grad_norm_` (its `total_norm` is the norm before clipping) or `clip_grad_value_`. */
export interface ClippingCase {
  readonly name: string;
  readonly kind: 'norm' | 'value';
  /** The largest norm, or the largest absolute value. */
  readonly limit: number;
  /** The p of the norm: 2, or 'inf'; null for `value`. */
  readonly norm_type: number | 'inf' | null;
  readonly total_norm: number | null;
  readonly before: GoldenArrays;
  readonly after: GoldenArrays;
}

export interface OptimisersGolden extends Golden<OptimiserCase> {
  /** Where every case begins. */
  readonly parameters: GoldenArrays;
  /** `gradients[s]` goes into step s + 1. */
  readonly gradients: readonly GoldenArrays[];
  readonly clipping: readonly ClippingCase[];
}

/** Means of squares of outputs and of their changes (make_penalties.py). */
export interface PenaltyCase {
  readonly name: string;
  readonly ys: GoldenArray;
  /** Null: every row is full. */
  readonly lengths: GoldenInts | null;
  readonly activation: number;
  readonly temporal: number;
  readonly gradients: GoldenArrays;
}

/** Pooling over time (make_pooling.py). */
export interface PoolingCase {
  readonly name: string;
  readonly ys: GoldenArray;
  readonly lengths: GoldenInts;
  /** The gradients are those of Σ upstream ⊙ pooled. */
  readonly upstream: GoldenArray;
  readonly pooled: Readonly<Record<PoolingGolden, GoldenArray>>;
  readonly gradients: Readonly<Record<PoolingGolden, GoldenArrays>>;
  /** Of attention: what it learns, and its weights [B, T]. */
  readonly attention: GoldenArrays;
  readonly weights: GoldenArray;
}

export type PoolingGolden = 'last1' | 'last2' | 'max' | 'mean' | 'attention';

/** A network that labels sequences, its loss and what each step contributed (make_labelling.py). */
export interface LabellingCase {
  readonly name: string;
  readonly pooling: 'last' | 'max' | 'mean' | 'attention';
  readonly hidden: number;
  readonly classWeights: readonly number[] | null;
  readonly labelSmoothing: number;
  /** Under the names of the file. */
  readonly parameters: GoldenArrays;
  /** Ids [B, T] with −1 beyond the lengths. */
  readonly ids: GoldenInts;
  readonly lengths: GoldenInts;
  readonly targets: GoldenInts;
  readonly scores: GoldenArray;
  readonly loss: number;
  readonly gradients: GoldenArrays;
  /** Σ_f x·∂score/∂x of the best class, [B, T]. */
  readonly contributions: GoldenArray;
}

/** A decoder that is given what to say (make_decoders.py). B batch, T time, S places, V symbols. */
export interface DecoderCase {
  readonly name: string;
  readonly cell: 'lstm' | 'gru';
  readonly layers: number;
  readonly hidden: number;
  readonly attention: 'additive' | 'dot' | 'general' | 'none';
  readonly attentionSize: number | null;
  readonly inputFeeding: boolean;
  readonly tied: boolean;
  readonly summaryOutput: boolean;
  readonly smoothing: number;
  readonly embedding: number;
  /** Under the names of the file. */
  readonly parameters: GoldenArrays;
  /** [B, S, F], [B], [B, G] */
  readonly values: GoldenArray;
  readonly lengths: GoldenInts;
  readonly summary: GoldenArray;
  /** [B, T] */
  readonly ids: GoldenInts;
  readonly targets: GoldenInts;
  /** [B, T, V] */
  readonly scores: GoldenArray;
  /** [B, T, S] */
  readonly weights: GoldenArray | null;
  /** The mean cross-entropy with label smoothing. */
  readonly loss: number;
  /** Of `values`, `summary` and the parameters. */
  readonly gradients: GoldenArrays;
}

/** Multinomial naive Bayes over n-grams (make_naive_bayes.py). */
export interface NaiveBayesCase {
  readonly name: string;
  readonly analyzer: 'char' | 'word';
  readonly order: number;
  readonly texts: readonly string[];
  readonly labels: readonly number[];
  readonly asked: readonly string[];
  /** Log probabilities, [asked, classes]. */
  readonly answers: readonly (readonly number[])[];
}

/** A convolution or a pooling of images [B, H, W, C] (make_convolutions.py); the loss is Σ output·w. */
export interface ConvolutionCase {
  readonly name: string;
  readonly op: 'conv2d' | 'max_pool2d';
  /** `size` of the pooling alone. */
  readonly options: { readonly stride: number; readonly padding: number; readonly size?: number };
  /** `x`, and of a convolution `weight` [O, C, kh, kw] and `bias`. */
  readonly inputs: GoldenArrays;
  /** [B, H', W', O] */
  readonly output: GoldenArray;
  readonly w: GoldenArray;
  /** Under the names of `inputs`. */
  readonly gradients: GoldenArrays;
}

/** Two batches in training, then an answer by what was kept (make_batch_norm.py). Channels are the last axis. */
export interface BatchNormCase {
  readonly name: string;
  readonly momentum: number;
  /** `weight`, `bias`, `running_mean`, `running_var`, before. */
  readonly parameters: GoldenArrays;
  readonly batches: readonly {
    readonly x: GoldenArray;
    readonly w: GoldenArray;
    readonly y: GoldenArray;
    /** Of `x`, `weight` and `bias`; the loss is Σ y·w. */
    readonly gradients: GoldenArrays;
  }[];
  readonly running_mean: GoldenArray;
  readonly running_var: GoldenArray;
  /** The first batch's, by what was kept after both. */
  readonly answer: GoldenArray;
}

/** What an op takes besides arrays. Axes may be negative, as in PyTorch. */
export interface OpOptions {
  readonly axis?: number;
  /** sum, mean: the axes to reduce, or all when absent. transpose: the order of the axes. */
  readonly axes?: readonly number[];
  readonly keepdims?: boolean;
  readonly start?: number;
  readonly end?: number;
  readonly reduction?: 'mean' | 'sum' | 'none';
  readonly ignore_index?: number;
  readonly eps?: number;
}

/** One op run once (make_ops.py); the loss is Σ output·w. */
export interface OpCase {
  readonly name: string;
  readonly op: OpName;
  readonly options: OpOptions;
  /** In the order of the op's arguments. */
  readonly inputs: GoldenArrays;
  /** Embedding and gather: `ids`; cross-entropy: `targets`. */
  readonly ints: Readonly<Record<string, GoldenInts>>;
  readonly output: GoldenArray;
  readonly w: GoldenArray;
  /** Under the names of `inputs`. */
  readonly gradients: GoldenArrays;
}

export type OpName =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'matmul'
  | 'linear'
  | 'softmax'
  | 'log_softmax'
  | 'cross_entropy'
  | 'layer_norm'
  | 'embedding'
  | 'gather'
  | 'sum'
  | 'mean'
  | 'tanh'
  | 'sigmoid'
  | 'relu'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'concat'
  | 'slice'
  | 'transpose';

/** A regularised layer run once in training (make_regularisers.py); the loss is Σ ys·wy. B batch, T time, I input, H hidden. */
export interface RegulariserCase {
  readonly name: string;
  readonly kind: 'weight-drop' | 'locked' | 'variational' | 'zoneout';
  readonly cell: 'elman' | 'lstm';
  /** Of the source of random numbers that the masks were drawn from. */
  readonly seed: number;
  readonly rate: number;
  /** [B, T, I] */
  readonly x: GoldenArray;
  /** Under the names of one cell: `weight_ih` … */
  readonly parameters: GoldenArrays;
  /** [B, T, H] */
  readonly wy: GoldenArray;
  /** [B, T, H] */
  readonly ys: GoldenArray;
  /** Of `x` and every parameter. */
  readonly gradients: GoldenArrays;
}

/** A linear-chain CRF, with all ways to label tried (make_crf.py). */
export interface CrfCase {
  readonly name: string;
  /** [B] */
  readonly lengths: GoldenInts;
  /** [B, T, K] */
  readonly emissions: GoldenArray;
  /** [B, T] */
  readonly labels: GoldenInts;
  /** [B]: the loss is Σ loss·weight. */
  readonly weight: GoldenArray;
  readonly parameters: GoldenArrays;
  /** [B] */
  readonly loss: GoldenArray;
  /** [B, T], −1 beyond the lengths. */
  readonly paths: GoldenInts;
  /** [B, T, K] */
  readonly marginals: GoldenArray;
  /** Of `emissions` and every parameter. */
  readonly gradients: GoldenArrays;
}

/** Counts of spans as conlleval makes them (make_spans.py). */
export interface SpansCase {
  readonly name: string;
  /** Actual and predicted tags of each sequence. */
  readonly sequences: readonly (readonly [actual: readonly string[], predicted: readonly string[]])[];
  /** Correct, predicted and actual spans by type. */
  readonly counts: Readonly<Record<string, readonly [number, number, number]>>;
  /** Steps with the right tag, of how many. */
  readonly right: number;
  readonly steps: number;
}

/** Figures of segments of frames (make_spans.py). */
export interface SegmentsCase {
  readonly name: string;
  /** Predicted and actual labels of each sequence. */
  readonly pairs: readonly (readonly [predicted: readonly number[], actual: readonly number[]])[];
  /** At overlaps of 0.1, 0.25 and 0.5. */
  readonly f1: readonly number[];
  readonly edit: number;
  readonly accuracy: number;
}

/** What sacrebleu says of a corpus (make_translations.py). Signatures lack the version at their end. */
export interface TranslationsCase {
  readonly name: string;
  readonly hypotheses: readonly string[];
  readonly references: readonly (readonly string[])[];
  readonly bleu: readonly (BleuGolden & {
    readonly options: {
      readonly tokenize: 'none' | '13a' | 'char';
      readonly lowercase: boolean;
      readonly smooth: 'exp' | 'none' | 'floor' | 'add-k';
      readonly smoothValue?: number;
      readonly effectiveOrder: boolean;
    };
    readonly signature: string;
  })[];
  readonly chrf: readonly {
    readonly options: { readonly wordOrder: number; readonly lowercase: boolean };
    readonly name: string;
    readonly score: number;
    readonly signature: string;
  }[];
  /** Each sentence by itself: BLEU with its defaults and the effective order, chrF2 and chrF2++. */
  readonly sentences: readonly { readonly bleu: BleuGolden; readonly chrf: readonly [number, number] }[];
}

export interface BleuGolden {
  readonly score: number;
  readonly precisions: readonly number[];
  /** The brevity penalty. */
  readonly bp: number;
  /** Of hypotheses and of references, in words. */
  readonly lengths: readonly [number, number];
}

/** A line and its words by sacrebleu's tokenizers (make_translations.py). */
export interface BleuTokensCase {
  readonly text: string;
  readonly none: readonly string[];
  readonly '13a': readonly string[];
  readonly char: readonly string[];
}

/** Figures of captions whose words are set apart by spaces (make_captions.py). */
export interface CaptionsCase {
  readonly name: string;
  readonly hypotheses: readonly string[];
  readonly references: readonly (readonly string[])[];
  /** BLEU-1 to BLEU-4. */
  readonly bleu: readonly [number, number, number, number];
  readonly rougeL: number;
  readonly cider: number;
  readonly ciderOriginal: number;
}

/** A caption and its words by nltk's Penn Treebank tokenizer, without COCO's list of punctuation (make_captions.py). */
export interface CaptionTokensCase {
  readonly text: string;
  readonly tokens: readonly string[];
}

/** A file of goldens: the script and the version that made it, and its cases. */
export interface Golden<Case> {
  readonly made_by: string;
  readonly torch: string;
  readonly cases: readonly Case[];
}

/** Every file, and what is in it. */
export interface Goldens extends Readonly<Record<`cell-${CellGolden}`, Golden<CellCase>>> {
  readonly 'recurrent-elman': Golden<RecurrentCase>;
  readonly 'recurrent-elman-relu': Golden<RecurrentCase>;
  readonly 'recurrent-lstm': Golden<RecurrentCase>;
  readonly 'recurrent-gru': Golden<RecurrentCase>;
  readonly 'recurrent-gru-reset-before': Golden<RecurrentCase>;
  readonly optimisers: OptimisersGolden;
  readonly ops: Golden<OpCase>;
  readonly convolutions: Golden<ConvolutionCase>;
  readonly 'batch-norm': Golden<BatchNormCase>;
  readonly penalties: Golden<PenaltyCase>;
  readonly pooling: Golden<PoolingCase>;
  readonly labelling: Golden<LabellingCase>;
  readonly decoders: Golden<DecoderCase>;
  readonly 'naive-bayes': Golden<NaiveBayesCase>;
  readonly regularisers: Golden<RegulariserCase>;
  readonly crf: Golden<CrfCase>;
  readonly spans: Golden<SpansCase>;
  readonly segments: Golden<SegmentsCase>;
  readonly translations: Golden<TranslationsCase>;
  readonly 'bleu-tokens': Golden<BleuTokensCase>;
  readonly captions: Golden<CaptionsCase>;
  readonly 'caption-tokens': Golden<CaptionTokensCase>;
}

/** Reads `NAME.json` beside this file, its arrays decoded. */
export function readGolden<Name extends keyof Goldens>(name: Name): Goldens[Name] {
  const text = readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8');
  return JSON.parse(text, decode) as Goldens[Name];
}

/** A reviver: an object with `shape` and `data` or `ints` becomes an array, everything else stays. */
function decode(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('shape' in value)) return value;
  const { shape, data, ints } = value as { shape: number[]; data?: string; ints?: number[] };
  const size = shape.reduce((product, extent) => product * extent, 1);
  const decoded = ints === undefined ? decodeFloats(data ?? '') : Int32Array.from(ints);
  if (decoded.length !== size)
    throw new Error(`A golden of shape [${shape.join(', ')}] holds ${decoded.length} numbers`);
  return { shape, data: decoded };
}

function decodeFloats(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getFloat32(i * 4, true));
}
