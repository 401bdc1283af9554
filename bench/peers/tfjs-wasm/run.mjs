import { indices, noise, run } from '../../runner.mjs';

await run(async ({ shape: { batch, time, input, hidden, layers, classes } }) => {
  const tf = await import('@tensorflow/tfjs-core');
  const { layers: makes, sequential } = await import('@tensorflow/tfjs-layers');
  const { setWasmPaths, version_wasm } = await import('@tensorflow/tfjs-backend-wasm');
  const { createRequire } = await import('node:module');
  const files = createRequire(import.meta.url)
    .resolve('@tensorflow/tfjs-backend-wasm')
    .replace(/[^/\\]+$/, '');
  setWasmPaths(files);
  if (!(await tf.setBackend('wasm'))) throw new Error('the WebAssembly backend of TensorFlow.js could not be set');

  const model = sequential();
  for (let layer = 0; layer < layers; layer++) {
    model.add(
      makes.lstm({
        units: hidden,
        returnSequences: true,
        recurrentInitializer: 'glorotNormal', // the default, orthogonal, takes minutes to make
        ...(layer === 0 ? { batchInputShape: [batch, time, input] } : {}),
      }),
    );
  }
  model.add(makes.dense({ units: classes }));

  const xs = tf.tensor3d(noise(batch * time * input), [batch, time, input]);
  const targets = tf.oneHot(tf.tensor1d(indices(batch * time, classes), 'int32'), classes);
  const optimizer = tf.train.adam(0.001);
  const lossOf = () => {
    const logits = /** @type {import('@tensorflow/tfjs-core').Tensor} */ (model.apply(xs, { training: true }));
    return tf.losses.softmaxCrossEntropy(targets, tf.reshape(logits, [batch * time, classes]));
  };
  const step = () => {
    const loss = optimizer.minimize(lossOf, true);
    loss.dataSync();
    loss.dispose();
  };
  return { step, versions: { tfjs: tf.version_core, wasm: version_wasm, node: process.versions.node } };
});
