export { noGrad, step, withBackend, currentEngine, type Engine } from './engine.ts';
export { Parameter, tensor, Tensor, zeros, type Nested, type TensorOptions } from './tensor.ts';
export {
  gradcheck,
  type GradcheckEntry,
  type GradcheckOptions,
  type GradcheckReport,
  type GradcheckSubject,
} from './gradcheck.ts';
export { add, div, mul, neg, offset, scale, sub, type Operand } from './ops/arithmetic.ts';
export { conv2d, type ConvolutionOptions } from './ops/conv.ts';
export { bagMeans } from './ops/bags.ts';
export { abs, dropout, exp, log, relu, sigmoid, sqrt, tanh } from './ops/functions.ts';
export { matmul } from './ops/matmul.ts';
export { linear } from './ops/linear.ts';
export { overSteps } from './ops/over-steps.ts';
export { layerNorm } from './ops/norm.ts';
export { maxPool2d, type PoolOptions } from './ops/pool.ts';
export { mean, sum } from './ops/reduce.ts';
export { chunk, concat, reshape, slice, stackTensors } from './ops/shape.ts';
export { transpose } from './ops/transpose.ts';
export { argmaxRows, rankRows } from './ops/rank.ts';
export { gather, reverseSequence, selectRows } from './ops/rows.ts';
export { crossEntropy, crossEntropyRows, logSoftmax, softmax } from './ops/softmax.ts';
export { smoothedCrossEntropyRows } from './ops/smoothing.ts';
export {
  elmanSequence,
  gruResetBeforeSequence,
  gruSequence,
  lstmSequence,
  type RecurrentWeights,
} from './ops/recurrent.ts';
