import { describe, expect, test } from 'vitest';
import { readGolden, type GoldenArray, type OpCase, type OpName } from '../../../test/goldens/golden.ts';
import { expectClose } from '../../../test/support/close.ts';
import { createReferenceBackend } from '../../backend/reference.ts';
import { createWasmBackend } from '../../backend/wasm.ts';
import { withBackend, step } from '../engine.ts';
import { tensor, type Tensor } from '../tensor.ts';
import { add, div, mul, sub } from './arithmetic.ts';
import { exp, log, relu, sigmoid, sqrt, tanh } from './functions.ts';
import { matmul } from './matmul.ts';
import { linear } from './linear.ts';
import { layerNorm } from './norm.ts';
import { mean, sum } from './reduce.ts';
import { gather } from './rows.ts';
import { concat, reshape, slice } from './shape.ts';
import { transpose } from './transpose.ts';
import { crossEntropy, crossEntropyRows, logSoftmax, softmax } from './softmax.ts';

/** How each op of PyTorch is said here; the compiler lists what is missing. */
const ops: Record<OpName, (inputs: Tensor[], golden: OpCase) => Tensor> = {
  add: ([a, b]) => add(a!, b!),
  sub: ([a, b]) => sub(a!, b!),
  mul: ([a, b]) => mul(a!, b!),
  div: ([a, b]) => div(a!, b!),
  matmul: ([a, b]) => matmul(a!, b!),
  linear: ([x, weight, bias]) => linear(x!, weight!, bias),
  softmax: ([x]) => softmax(x!),
  log_softmax: ([x]) => logSoftmax(x!),
  cross_entropy: ([logits], { ints, options }) => {
    const targets = ints['targets']!;
    if (options.reduction === 'mean') return crossEntropy(logits!, targets.data);
    const losses = crossEntropyRows(logits!, targets.data);
    return options.reduction === 'sum' ? sum(losses) : reshape(losses, targets.shape);
  },
  layer_norm: ([x, gain, bias], { options }) => layerNorm(x!, gain, bias, options.eps),
  embedding: ([weight], { ints }) => gather(weight!, ints['ids']!.data, ints['ids']!.shape),
  gather: ([x], { ints }) => gather(x!, ints['ids']!.data, ints['ids']!.shape),
  sum: ([x], { options }) => sum(x!, options.axes, options.keepdims),
  mean: ([x], { options }) => mean(x!, options.axes, options.keepdims),
  tanh: ([x]) => tanh(x!),
  sigmoid: ([x]) => sigmoid(x!),
  relu: ([x]) => relu(x!),
  exp: ([x]) => exp(x!),
  log: ([x]) => log(x!),
  sqrt: ([x]) => sqrt(x!),
  concat: (xs, { options }) => concat(xs, options.axis!),
  slice: ([x], { options }) => slice(x!, options.axis!, options.start!, options.end!),
  transpose: ([x], { options }) => transpose(x!, options.axes),
};

const goldens = readGolden('ops').cases;

for (const backend of [createWasmBackend(), createReferenceBackend()]) {
  describe(`ops agree with PyTorch on the ${backend.name} backend`, () => {
    for (const golden of goldens) {
      test(`${golden.name}, inside a step`, () => withBackend(backend, () => step(() => check(golden))));
    }
    test('all of them, outside of a step', () => {
      for (const golden of goldens) withBackend(backend, () => check(golden));
    });
  });
}

test('every op has goldens', () => {
  expect(new Set(goldens.map(({ op }) => op))).toEqual(new Set(Object.keys(ops)));
});

function check(golden: OpCase): void {
  const inputs = Object.entries(golden.inputs).map(([name, x]) => [name, from(x, true)] as const);
  const output = ops[golden.op](
    inputs.map(([, x]) => x),
    golden,
  );
  expect(output.shape, 'shape of the output').toEqual(golden.output.shape);
  expectClose(output.toArray(), golden.output.data, 1e-5, `${golden.name}: output`);
  sum(mul(output, from(golden.w))).backward();
  for (const [name, x] of inputs) {
    const wanted = golden.gradients[name]!;
    expect(x.grad?.shape, `shape of the gradient of ${name}`).toEqual(wanted.shape);
    expectClose(x.grad!.toArray(), wanted.data, 1e-4, `${golden.name}: gradient of ${name}`);
  }
}

function from({ data, shape }: GoldenArray, requiresGrad = false): Tensor {
  return tensor(data, shape, { requiresGrad });
}
