export {
  collectParameters,
  countParameters,
  loadStateInto,
  parametersOf,
  stateOf,
  type Module,
  type NamedArray,
} from './module.ts';
export { constant, normal, uniform, xavierUniform, type Init } from './init.ts';
export { Linear, type LinearOptions } from './linear.ts';
export { linearStream, type LinearStream } from './linear-stream.ts';
export { Embedding, oneHot, type EmbeddingOptions } from './embedding.ts';
