export {
  collectParameters,
  countParameters,
  loadStateInto,
  parametersOf,
  stateOf,
  type Module,
  type NamedArray,
} from './module.ts';
export {
  blank,
  constant,
  identity,
  initNamed,
  initNames,
  inits,
  kaimingNormal,
  kaimingUniform,
  normal,
  orthogonal,
  uniform,
  xavierNormal,
  xavierUniform,
  type Init,
  type InitName,
} from './init.ts';
export { normNames, normOf, type Norm } from './norm.ts';
export { Linear, type LinearOptions } from './linear.ts';
export { Conv2d, type Conv2dOptions } from './conv2d.ts';
export { BatchNorm, type BatchNormOptions } from './batch-norm.ts';
export { ConvEncoder, type ConvEncoderOptions } from './conv-encoder.ts';
export { LayerNorm, type LayerNormOptions } from './layer-norm.ts';
export { linearStream, type LinearStream } from './linear-stream.ts';
export { Embedding, oneHot, type EmbeddingOptions } from './embedding.ts';
export { activationPenalty, temporalPenalty } from './activation-penalty.ts';
export {
  AttentionPooling,
  lastOverTime,
  maxOverTime,
  meanOverTime,
  type AttentionPoolingOptions,
} from './sequence-pooling.ts';
export {
  Attention,
  attentionNames,
  selectAttended,
  type Attended,
  type AttentionName,
  type AttentionOptions,
} from './attention.ts';
export { Crf, type CrfOptions } from './crf.ts';
export { CrfDecoder, type CrfConstraints } from './crf-decoder.ts';
