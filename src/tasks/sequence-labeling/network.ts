import { stream, type LayerStream } from '../../cells/index.ts';
import {
  collectParameters,
  Crf,
  CrfDecoder,
  Linear,
  linearStream,
  type CrfConstraints,
  type Module,
} from '../../nn/index.ts';
import { noGrad, softmax, step as inStep, tensor, type Parameter, type Tensor } from '../../tensor/index.ts';
import type { Random } from '../../util/random.ts';
import { SequenceEncoder } from '../steps/encoder.ts';
import type { Front } from '../steps/front.ts';
import type { ModelConfig } from './config.ts';

/** Rows and steps of a batch that is answered or measured: whole recordings are long. */
export const ROWS = 64;
export const STEPS = 8192;

/** What the network makes of a sequence. */
export interface Labelled {
  /** The likeliest label of each step; with a CRF the likeliest labels together. */
  readonly labels: Int32Array;
  /** How likely each label is at each step: [T · K]. */
  readonly probabilities: () => ArrayLike<number>;
}

/** Takes one step after another and gives the probabilities of all labels for each: an array that the next step overwrites. */
export interface LabelStepper<S> {
  step(step: S): ArrayLike<number>;
  reset(): void;
  /** A copy of the state of its layers. */
  readonly state: LayerStream['save'];
}

/** Sequences in, a label a step out: an encoder, a linear layer over the labels, and on top of it a CRF or nothing. */
export class LabelingNetwork<S> implements Module {
  readonly labels: number;
  readonly encoder: SequenceEncoder<S>;
  readonly head: Linear;
  readonly crf: Crf | undefined;
  readonly #constraints: CrfConstraints | undefined;

  /** @param constraints what may follow what in answers; training counts all ways alike. */
  constructor(front: Front<S>, labels: number, config: ModelConfig, rng: Random, constraints?: CrfConstraints) {
    this.labels = labels;
    this.encoder = new SequenceEncoder(front, config, rng);
    this.head = new Linear({ inputSize: this.encoder.outputSize, outputSize: labels, rng });
    this.crf = config.crf ? new Crf({ labels, rng }) : undefined;
    this.#constraints = constraints;
  }

  namedParameters(): Iterable<readonly [string, Parameter]> {
    const { front, layers } = this.encoder;
    return collectParameters({ front, rnn: layers, head: this.head, crf: this.crf });
  }

  /** Scores of all labels at each step: [B, T, K], and the lengths of the rows. */
  scores(batch: readonly S[], rng?: Random): { scores: Tensor; lengths: Int32Array } {
    const { ys, lengths } = this.encoder.forward(batch, rng);
    return { scores: this.head.forward(ys), lengths };
  }

  /** Answers a batch, row by row. */
  label(batch: readonly S[]): Labelled[] {
    return inStep(() =>
      noGrad(() => {
        const { scores, lengths } = this.scores(batch);
        const [steps, count] = [scores.dim(1), this.labels];
        const row = (
          numbers: ArrayLike<number> & { subarray(from: number, to: number): ArrayLike<number> },
          b: number,
        ) => numbers.subarray(b * steps * count, (b * steps + lengths[b]!) * count);
        if (this.crf === undefined) {
          const probabilities = softmax(scores).toArray();
          return batch.map((_, b) => {
            const own = row(probabilities, b);
            return { labels: bestOf(own, count), probabilities: () => own };
          });
        }
        const decoder = new CrfDecoder(this.crf, this.#constraints);
        const emissions = scores.toArray();
        return batch.map((_, b) => {
          const own = row(emissions, b);
          const { labels } = decoder.decode(own);
          return {
            labels,
            // Only who asks for them pays for them.
            probabilities: () => decoder.marginals(own),
          };
        });
      }),
    );
  }

  /**
   * The network as a stream of steps, with the same bits as over whole sequences.
   * @throws `cells/stream` when it reads in both directions.
   */
  stepper(): LabelStepper<S> {
    const { front, layers } = this.encoder;
    const inner = stream(layers);
    const head = linearStream(this.head.weight, this.head.bias);
    return {
      step(step) {
        const x = inStep(() => noGrad(() => front.forward([step]).xs.toArray()));
        return softmax(tensor(head.step(inner.step(x)))).toArray();
      },
      reset: () => inner.reset(),
      state: () => inner.save(),
    };
  }
}

/** The index of the largest number of each row of K; of equal ones the first. */
function bestOf(numbers: ArrayLike<number>, count: number): Int32Array {
  return Int32Array.from({ length: numbers.length / count }, (_, t) => {
    let best = 0;
    for (let k = 1; k < count; k++) if (numbers[t * count + k]! > numbers[t * count + best]!) best = k;
    return best;
  });
}
