export { DTYPE_NAMES, isDtype, type Dtype, type Values } from './dtypes.ts';
export { matchTensors } from './match-tensors.ts';
export {
  MODEL_FORMAT,
  MODEL_FORMAT_VERSION,
  modelChecksum,
  readModelFile,
  writeModelFile,
  type ChecksumState,
  type ModelFile,
  type ReadModelOptions,
} from './model-file.ts';
export type { Json } from './model-json.ts';
export { parseSafetensors, writeSafetensors, type Safetensors } from './safetensors.ts';
export { asFloat32, toFloat32, toFloat64, toRawTensor, toValues, type RawTensor } from './tensor-bytes.ts';
