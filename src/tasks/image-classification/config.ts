import * as z from 'zod/mini';
import { count, rate } from '../config.ts';
import { augmentSchema } from '../images/config.ts';
import { encoderShape } from '../steps/config.ts';
import { readerNames } from './reader-names.ts';

const share = z.number().check(z.gte(0), z.lt(1));
const name = z.string().check(z.minLength(1));

/** The `data` section: which images, and how training moves them. */
export const dataSchema = z.strictObject({
  /** An IDX file of images (also gzipped), or a folder that holds a folder of images a class. */
  file: name,
  /** The labels of an IDX file; by default the file of the same name with `labels` for `images`. */
  labels: z.optional(name),
  /** Files or folders of their own to validate on, and to test on. */
  validation: z.optional(name),
  test: z.optional(name),
  /** Height and width that the images of a folder are stretched to; 32 × 32 by default. */
  size: z.optional(z.tuple([count(), count()])),
  /** 1: grey, which is the default; 3: colours. */
  channels: z.optional(z.literal([1, 3])),
  /** Which shares are kept aside, class by class. A tenth to validate on by default, and nothing to test on. */
  split: z.optional(
    z.strictObject({
      validation: z.optional(share),
      test: z.optional(share),
      seed: z._default(z.int(), 0),
    }),
  ),
  /** By how much each image is moved at random, anew in each epoch. */
  augment: augmentSchema,
});

const { embedding: _e, embeddingScale: _s, unknownRate: _u, ...recurrent } = encoderShape;

/** The `model` section. */
export const modelSchema = z.strictObject({
  ...recurrent,
  bidirectional: z._default(z.boolean(), false),
  /** What reads an image: convolutions, or recurrent layers that are shown a row, a column or a pixel a step. */
  reader: z._default(z.enum(readerNames), 'cnn'),
  /** `cnn` only: the channels of each block of convolution, pooling and normalisation. */
  channels: z._default(z.array(count()).check(z.minLength(1)), [32, 64]),
  /** `cnn` only: how many pixels high and wide the windows of a convolution are. */
  kernel: z._default(z.literal([1, 3, 5, 7, 9]), 3),
  /** `pixels` only: the seed of an order in which the pixels are read in place of their own. */
  permute: z.optional(z.int()),
  /** The share of each target that is spread over all classes. */
  labelSmoothing: z._default(rate(), 0),
});

export type DataConfig = z.infer<typeof dataSchema>;
export type ModelConfig = z.infer<typeof modelSchema>;
