// A training to repeat elsewhere, on what is built: in another Node, in Bun, in a browser, in a process that is killed.
// Imports nothing but dist, by relative paths, so that a page can load it as it lies.
import { recurrent } from '../../dist/cells/index.js';
import { toRawTensor, writeModelFile } from '../../dist/formats/index.js';
import { collectParameters, Embedding, Linear, normal, stateOf } from '../../dist/nn/index.js';
import { crossEntropy, noGrad, step } from '../../dist/tensor/index.js';
import { Random } from '../../dist/util/random.js';

const SYMBOLS = 7;
const LONGEST = 14;

/** Sequences of 4 to 14 symbols, in which each hangs on the two before it. */
function sequences(count, seed) {
  const rng = new Random(seed);
  return Array.from({ length: count }, () => {
    const symbols = [rng.below(SYMBOLS), rng.below(SYMBOLS)];
    const length = 4 + rng.below(LONGEST - 3);
    while (symbols.length <= length) {
      const next = (symbols.at(-1) + 2 * symbols.at(-2) + 1) % SYMBOLS;
      symbols.push(rng.uniform() < 0.9 ? next : rng.below(SYMBOLS));
    }
    return symbols;
  });
}

/** Right-padded: ids −1 and targets −1 beyond the lengths. */
function pad(rows) {
  const lengths = Int32Array.from(rows, (row) => row.length - 1);
  const steps = Math.max(...lengths);
  const at = (row, t, shift) => (t < row.length - 1 ? row[t + shift] : -1);
  const lay = (shift) => rows.flatMap((row) => Array.from({ length: steps }, (_, t) => at(row, t, shift)));
  return { ids: lay(0), targets: lay(1), lengths, steps };
}

/**
 * A trainable, and its model's file: an embedding, two recurrent layers with dropout between them, ragged batches; with
 * `carries`, each batch begins from the state at the end of the one before. `options` are those of `recurrent`.
 */
export function makeToy({ hiddenSize = 12, weightSeed = 1, count = 48, batch = 8, carries = false, ...options } = {}) {
  const rng = new Random(weightSeed);
  const embedding = new Embedding({ count: SYMBOLS, size: 5, rng, init: normal(0.5) });
  const layer = recurrent({ cell: 'lstm', inputSize: 5, hiddenSize, layers: 2, dropout: 0.3, rng, ...options });
  const head = new Linear({ inputSize: layer.outputSize, outputSize: SYMBOLS, rng });
  const model = { namedParameters: () => collectParameters({ embedding, layer, head }) };
  const training = sequences(count, 11);
  const validation = sequences(16, 12);
  const lossOf = (rows, training_, random, carry) => {
    const { ids, targets, lengths, steps } = pad(rows);
    const xs = embedding.forward(ids, [rows.length, steps]);
    const { ys, state } = layer.forward(xs, { lengths, training: training_, rng: random, state: carry });
    return {
      loss: crossEntropy(head.forward(ys), targets),
      count: targets.filter((target) => target >= 0).length,
      carry: carries ? state : undefined,
    };
  };
  const trainable = {
    model,
    monitor: { metric: 'loss', higherIsBetter: false },
    batches(_epoch, random) {
      const shuffled = random.shuffle([...training]);
      return Array.from({ length: count / batch }, (_, i) => shuffled.slice(i * batch, (i + 1) * batch));
    },
    loss: (rows, random, carry) => lossOf(rows, true, random, carry),
    validate: () => step(() => noGrad(() => ({ loss: lossOf(validation, false).loss.item() }))),
  };
  const save = () =>
    writeModelFile({
      model: { toy: true },
      tensors: new Map([...stateOf(model)].map(([name, { shape, data }]) => [name, toRawTensor(shape, data)])),
    });
  return { trainable, save };
}
