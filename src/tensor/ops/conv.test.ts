import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGolden, type ConvolutionCase, type GoldenArray } from '../../../test/goldens/golden.ts';
import { expectClose } from '../../../test/support/close.ts';
import { createReferenceBackend } from '../../backend/reference.ts';
import { createWasmBackend } from '../../backend/wasm.ts';
import { Random } from '../../util/random.ts';
import { currentEngine, step, withBackend } from '../engine.ts';
import { gradcheck } from '../gradcheck.ts';
import { Parameter, tensor, type Tensor } from '../tensor.ts';
import { mul } from './arithmetic.ts';
import { conv2d } from './conv.ts';
import { maxPool2d } from './pool.ts';
import { sum } from './reduce.ts';

const goldens = readGolden('convolutions').cases;

const run: Record<ConvolutionCase['op'], (inputs: Record<string, Tensor>, o: ConvolutionCase['options']) => Tensor> = {
  conv2d: ({ x, weight, bias }, { stride, padding }) => conv2d(x!, weight!, bias, { stride, padding }),
  max_pool2d: ({ x }, { size, stride }) => maxPool2d(x!, { size: size!, stride }),
};

for (const backend of [createWasmBackend(), createReferenceBackend()]) {
  describe(`convolutions agree with PyTorch on the ${backend.name} backend`, () => {
    for (const golden of goldens) {
      test(`${golden.name}, inside a step`, () => withBackend(backend, () => step(() => check(golden))));
    }
    test('all of them, outside of a step', () => {
      for (const golden of goldens) withBackend(backend, () => check(golden));
    });
  });
}

function check(golden: ConvolutionCase): void {
  const from = ({ data, shape }: GoldenArray): Tensor => tensor(data, shape, { requiresGrad: true });
  const inputs = Object.fromEntries(Object.entries(golden.inputs).map(([name, x]) => [name, from(x)]));
  const output = run[golden.op](inputs, golden.options);
  expect(output.shape).toEqual(golden.output.shape);
  expectClose(output.toArray(), golden.output.data, 1e-5, `${golden.name}: output`);
  sum(mul(output, tensor(golden.w.data, golden.w.shape))).backward();
  for (const [name, wanted] of Object.entries(golden.gradients))
    expectClose(inputs[name]!.grad!.toArray(), wanted.data, 1e-4, `${golden.name}: gradient of ${name}`);
}

function random(rng: Random, shape: readonly number[]): Float32Array {
  return Float32Array.from({ length: shape.reduce((n, extent) => n * extent, 1) }, () => rng.normal());
}

describe('convolutions', () => {
  test('have the gradients of central differences, for any shape', () => {
    const whole = (min: number, max: number) => fc.integer({ min, max });
    const shape = fc.record({
      batch: whole(1, 2),
      height: whole(3, 5),
      width: whole(3, 5),
      channels: whole(1, 3),
      outputs: whole(1, 3),
      kh: whole(1, 3),
      kw: whole(1, 3),
      stride: whole(1, 2),
      padding: whole(0, 1),
    });
    fc.assert(
      fc.property(shape, fc.nat(), (s, seed) => {
        const report = gradcheck(
          () => {
            const rng = new Random(seed);
            const make = (...of: number[]): Parameter => new Parameter(random(rng, of), of);
            const x = make(s.batch, s.height, s.width, s.channels);
            const weight = make(s.outputs, s.channels, s.kh, s.kw);
            const bias = make(s.outputs);
            const y = (): Tensor => conv2d(x, weight, bias, s);
            return {
              loss: () => sum(mul(y(), y())),
              parameters: Object.entries({ x, weight, bias }),
            };
          },
          { sample: 6 },
        );
        expect(report.worst.error).toBeLessThan(1e-6);
      }),
      { numRuns: 15, seed: 1989 },
    );
  });

  test('of a pooled convolution too', () => {
    const report = gradcheck(() => {
      const rng = new Random(3);
      const make = (...of: number[]): Parameter => new Parameter(random(rng, of), of);
      const [x, weight] = [make(2, 6, 5, 2), make(3, 2, 3, 3)];
      const pooled = (): Tensor => maxPool2d(conv2d(x, weight, undefined, { padding: 1 }), { size: 3, stride: 2 });
      return { loss: () => sum(mul(pooled(), pooled())), parameters: Object.entries({ x, weight }) };
    });
    expect(report.worst.error).toBeLessThan(1e-6);
  });

  test('give an image the same bits in any batch, and in one larger than what is done at a time', () => {
    const backend = createWasmBackend();
    withBackend(backend, () => {
      const rng = new Random(8);
      // 34 · 34 · 3 · 3 · 16 numbers of patches an image: three images at a time.
      const [shape, count] = [[34, 34, 16], 8];
      const x = random(rng, [count, ...shape]);
      const weight = tensor(random(rng, [6, 16, 3, 3]), [6, 16, 3, 3], { requiresGrad: true });
      const w = random(rng, [count, 34, 34, 6]);
      const ofBatch = (from: number, to: number) => {
        const part = (of: Float32Array): Float32Array =>
          of.subarray((from * of.length) / count, (to * of.length) / count);
        return step(() => {
          const images = tensor(part(x), [to - from, ...shape], { requiresGrad: true });
          const y = conv2d(images, weight, undefined, { padding: 1 });
          sum(mul(y, tensor(part(w), y.shape))).backward();
          return { y: y.toArray(), dx: images.grad!.toArray() };
        });
      };
      const whole = ofBatch(0, count);
      const single = Array.from({ length: count }, (_, b) => {
        weight.grad = null;
        return ofBatch(b, b + 1);
      });
      expect(Float32Array.from(single.flatMap(({ y }) => [...y]))).toEqual(whole.y);
      expect(Float32Array.from(single.flatMap(({ dx }) => [...dx]))).toEqual(whole.dx);
    });
  });

  test('leave no patches behind', () => {
    withBackend(createWasmBackend(), () => {
      const engine = currentEngine();
      const rng = new Random(1);
      const weight = new Parameter(random(rng, [8, 8, 5, 5]), [8, 8, 5, 5]);
      const x = random(rng, [256, 20, 20, 8]);
      step(() => {
        sum(conv2d(tensor(x, [256, 20, 20, 8]), weight, undefined, { padding: 2 })).backward();
      });
      // The images, what comes out and its gradient; all patches together would be 25 times the images.
      expect(engine.stepBytes).toBeLessThan(5 * x.byteLength);
    });
  });

  test('of no images are no images', () => {
    step(() => {
      const weight = tensor(new Float32Array(9), [1, 1, 3, 3], { requiresGrad: true });
      const y = maxPool2d(conv2d(tensor(new Float32Array(0), [0, 4, 4, 1]), weight), { size: 2 });
      expect(y.shape).toEqual([0, 1, 1, 1]);
      sum(y).backward();
      expect([...weight.grad!.toArray()]).toEqual(Array.from({ length: 9 }, () => 0));
    });
  });

  test('say what does not fit', () => {
    const x = tensor(new Float32Array(48), [1, 4, 4, 3]);
    expect(() => conv2d(x, tensor(new Float32Array(18), [1, 2, 3, 3]))).toThrow(
      /needs x \[B, H, W, C\], weight \[O, C, kh, kw\] and bias \[O\], got \[1, 4, 4, 3\], \[1, 2, 3, 3\] and no bias/,
    );
    expect(() => conv2d(x, tensor(new Float32Array(75), [1, 3, 5, 5]))).toThrow(
      /a window of 5 × 5 does not fit into images of 4 × 4 with a padding of 0/,
    );
    expect(() => conv2d(x, tensor(new Float32Array(3), [1, 3, 1, 1]), undefined, { stride: 0 })).toThrow(/the stride/);
    expect(() => maxPool2d(x, { size: 5 })).toThrow(/at least 5 × 5 pixels, got \[1, 4, 4, 3\]/);
    expect(() => maxPool2d(x, { size: 0 })).toThrow(/whole numbers from 1 on/);
  });
});
