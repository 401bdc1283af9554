// A model file in format version 1, which every later Elman must load. It was made once and is not to be made again.
//
// Run: npm run build && node test/goldens/make_model_v1.mjs       made with elman-rnn 0.1.0, Node 20.20
// Writes model-v1.safetensors, unless it is there. `read_model.py` opens it in Python and checks its sha256.
import { writeFileSync } from 'node:fs';
import { toRawTensor, writeModelFile } from '../../dist/formats/index.js';

const ramp = (count) => Float32Array.from({ length: count }, (_, i) => (i - 5) / 8);
const model = {
  task: 'next-item',
  config: { cell: 'elman', hidden: 2, lr: 0.01, 드롭아웃: 0 },
  vocabulary: ['짜장', '짬뽕', 'tang su yuk', '"quoted" \\ \n', '😀'],
  normalisation: null,
};
const tensors = new Map([
  ['rnn.weight_ih_l0', toRawTensor([2, 5], ramp(10))],
  ['rnn.weight_hh_l0', toRawTensor([2, 2], ramp(4))],
  ['rnn.bias_ih_l0', toRawTensor([2], ramp(2))],
  ['rnn.bias_hh_l0', toRawTensor([2], Float32Array.of(-0, 1e-30))],
  ['head.weight', toRawTensor([5, 2], ramp(10))],
  ['counts', toRawTensor([3], Int32Array.of(1, -2, 3))],
  ['empty', toRawTensor([0, 4], new Float32Array(0))],
]);
writeFileSync(new URL('model-v1.safetensors', import.meta.url), writeModelFile({ model, tensors }), { flag: 'wx' });
