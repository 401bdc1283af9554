export { type NamedParameters, type Optimizer, type OptimizerState } from './optimizer.ts';
export { sgd, type SgdOptions } from './sgd.ts';
export { adam, adamw, type AdamOptions } from './adam.ts';
export { clipGradNorm, clipGradValue, gradNorm } from './clipping.ts';
export { constantRate, cosineDecay, linearDecay, stepDecay, warmUp, type Schedule } from './schedules.ts';
