// What the WASM module exports: the kernels of src/backend/kernel-table.ts, and the setting up of their scratch memory.

export { gemm, gemmPacked, pack, packedSize, initialise, scratchBytes } from './gemm';
export { fill, copy, copyRows, stridedCopy, stridedAdd, gatherRows, scatterAddRows, scaleRows } from './rows';
export { add, sub, mul, div, scale, offset, axpy, clamp } from './elementwise';
export { relu, tanh, sigmoid, exp, log, sqrt, abs } from './elementwise';
export { reluGrad, tanhGrad, sigmoidGrad, absGrad } from './elementwise';
export { dropoutMask } from './random';
export { sum, rowSum, sumRows, sumSquares, activeRows, firstNonFinite, argmaxRows, rankRows } from './reduce';
export { softmaxRows, softmaxRowsGrad, logSoftmaxRows, logSoftmaxRowsGrad, crossEntropyRows } from './softmax';
export { layerNormRows, layerNormRowsGrad } from './norm';
export { im2col, col2im } from './conv';
export { maxPool, maxPoolGrad } from './pool';
export { elmanForward, elmanBackward } from './elman';
export { lstmForward, lstmBackward } from './lstm';
export { gruForward, gruBackward } from './gru';
export { gruResetForward, gruCandidateForward, gruCandidateBackward, gruResetBackward } from './gru';
export { sgdUpdate, adamUpdate, rmspropUpdate, adagradUpdate } from './update';
