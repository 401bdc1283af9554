import { noise, run } from '../../runner.mjs';
import { lstmStep } from './lstm-model.mjs';

await run(async ({ shape: { input, hidden }, options: { threads } }) => {
  const ort = await import('onnxruntime-web');
  ort.env.wasm.numThreads = threads;
  const session = await ort.InferenceSession.create(lstmStep({ input, hidden }), { executionProviders: ['wasm'] });
  const state = () => new ort.Tensor('float32', new Float32Array(hidden), [1, 1, hidden]);
  const x = new ort.Tensor('float32', noise(input), [1, 1, input]);
  let [h, c] = [state(), state()];
  const step = async () => {
    const next = await session.run({ x, h, c });
    [h, c] = [next['h next'], next['c next']];
  };
  return {
    step,
    versions: { 'onnxruntime-web': ort.env.versions.web ?? ort.env.versions.common, node: process.versions.node },
  };
});
