import * as z from 'zod/mini';
import { tableFormats } from '../../data/readers.ts';
import { normNames } from '../../nn/index.ts';
import { count, fractionSplit, rate } from '../config.ts';
import { augmentSchema } from '../images/config.ts';
import { decoderShape, searchSchema, wordingShape } from '../sentences/config.ts';

const name = z.string().check(z.minLength(1));
/** Pieces of a caption at most, in training and when one is said. */
const LONGEST = 50;

const { bleu: _bleu, tokenizer, ...wording } = wordingShape;

/** The `data` section: which captions, of which images. */
export const dataSchema = z.strictObject({
  /** Captions: a table with one a row, JSON in the form of MS COCO or of Karpathy's splits, or the lines of Flickr8k. */
  file: name,
  /** The folder that their images are named from, or an IDX file of them all; the folder of the captions by default. */
  images: z.optional(name),
  /** A file of features in place of images: safetensors, `.npy`, or a table with a row an image. */
  features: z.optional(name),
  format: z.optional(z.enum(tableFormats)),
  delimiter: z.optional(z.string()),
  quotes: z.optional(z.boolean()),
  /** Columns of a table: the path or number of the image, what was said of it, and which part it belongs to; rows without a part are passed over. */
  image: z._default(name, 'image'),
  caption: z._default(name, 'caption'),
  part: z.optional(name),
  /** What to do with a caption whose image is not there, and with an image without a caption. */
  missing: z._default(z.enum(['error', 'skip']), 'error'),
  /** Height and width that the images of a folder are stretched to; 32 × 32 by default. */
  size: z.optional(z.tuple([count(), count()])),
  /** 1: grey; 3: colours, which is the default. */
  channels: z.optional(z.literal([1, 3])),
  augment: augmentSchema,
  tokenizer: z._default(tokenizer.def.innerType, 'word'),
  ...wording,
  /** Captions with more pieces are not learnt from. */
  maxLength: z._default(count(), LONGEST),
  /** Captions of their own to validate on, and to test on; their images, or features, lie where those of `file` do by default. */
  validation: z.optional(name),
  validationImages: z.optional(name),
  test: z.optional(name),
  testImages: z.optional(name),
  /** Which shares of the images are kept aside, where the file does not say it. A tenth each by default. */
  split: z.optional(fractionSplit()),
});

/** The `model` section: the decoder's, and what the encoder has of its own. */
export const modelSchema = z.strictObject({
  ...decoderShape,
  search: searchSchema([0, LONGEST]),
  /** The channels of each block of convolution and pooling. */
  channels: z._default(z.array(count()).check(z.minLength(1)), [32, 64, 128]),
  /** How many of the blocks, from the first on, halve height and width; all by default. */
  pooled: z.optional(count(0)),
  /** How many pixels high and wide the windows of a convolution are. */
  kernel: z._default(z.literal([1, 3, 5, 7, 9]), 3),
  /** Over what each block of them normalises: nothing, the channels of each pixel, or each channel over the batch. */
  norm: z._default(z.enum(normNames), 'none'),
  /** What the decoder's first state is made of: the mean of all places (Xu 2015), or all of them side by side. */
  summary: z._default(z.enum(['mean', 'flat']), 'mean'),
  /** Numbers that the summary is brought to, by a matrix and then as `norm` says; as many as it has where it is left out. */
  summarySize: z.optional(count()),
  /** On what the convolutions give, or on the features. */
  imageDropout: z._default(rate(), 0),
});

export type DataConfig = z.infer<typeof dataSchema>;
export type ModelConfig = z.infer<typeof modelSchema>;
