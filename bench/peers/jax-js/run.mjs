import { readFileSync } from 'node:fs';
import { indices, noise, run } from '../../runner.mjs';

// jax-js counts references: `.ref` keeps a value for another use, and each use consumes one.
await run(async ({ shape: { batch, time, input, hidden, layers, classes } }) => {
  const { init, jit, nn, numpy: np, tree, valueAndGrad } = await import('@jax-js/jax');
  await init('wasm');
  const scaled = (/** @type {number[]} */ ...shape) =>
    np
      .array(noise(shape.reduce((size, n) => size * n, 1)))
      .reshape(shape)
      .mul(hidden ** -0.5);

  const parameters = () => ({
    layers: Array.from({ length: layers }, (_, layer) => ({
      ih: scaled(layer === 0 ? input : hidden, 4 * hidden),
      hh: scaled(hidden, 4 * hidden),
      bias: np.zeros([4 * hidden]),
    })),
    head: { weight: scaled(hidden, classes), bias: np.zeros([classes]) },
  });

  /** One layer over a list of [B, I], to a list of [B, H]. */
  const lstm = ({ ih, hh, bias }, xs) => {
    let [h, c] = [np.zeros([batch, hidden]), np.zeros([batch, hidden])];
    const ys = [];
    for (const x of xs) {
      const gates = np.matmul(x, ih.ref).add(np.matmul(h, hh.ref)).add(bias.ref);
      const [i, f, g, o] = np.split(gates, 4, 1);
      c = nn
        .sigmoid(f)
        .mul(c)
        .add(nn.sigmoid(i).mul(np.tanh(g)));
      h = nn.sigmoid(o).mul(np.tanh(c.ref));
      ys.push(h.ref);
    }
    tree.dispose([ih, hh, bias, h, c]);
    return ys;
  };

  const lossOf = ({ layers, head }, xs, targets) => {
    let sequence = np.split(xs, time, 0).map((x) => x.reshape([batch, input])); // [T, B, I] → T × [B, I]
    for (const layer of layers) sequence = lstm(layer, sequence);
    const ys = np.concatenate(sequence, 0); // T × [B, H] → [T·B, H]
    const logits = np.matmul(ys, head.weight).add(head.bias);
    return nn
      .logSoftmax(logits, 1)
      .mul(targets)
      .sum()
      .mul(-1 / (time * batch));
  };

  const train = jit((state, xs, targets) => {
    const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(state), xs, targets);
    return [tree.map((p, g) => p.sub(g.mul(0.01)), state, gradients), loss];
  });

  const xs = np.array(noise(time * batch * input)).reshape([time, batch, input]);
  const targets = nn.oneHot(np.array(indices(time * batch, classes)), classes);
  let state = parameters();
  const step = () => {
    const [next, loss] = train(state, xs.ref, targets.ref);
    state = next;
    loss.dataSync();
  };
  return { step, versions: { 'jax-js': installed(), node: process.versions.node } };
});

function installed() {
  const manifest = new URL('node_modules/@jax-js/jax/package.json', import.meta.url);
  return JSON.parse(readFileSync(manifest, 'utf8')).version;
}
