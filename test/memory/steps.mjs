// Run by memory.test.ts with --expose-gc on what is built: 10,000 training steps of batches of every shape.
// Prints the sizes of the backend's memory and of the heap, in bytes, along the way.
import { recurrent } from '../../dist/cells/index.js';
import { Linear, collectParameters, parametersOf } from '../../dist/nn/index.js';
import { adam, clipGradNorm } from '../../dist/optim/index.js';
import { crossEntropy, currentEngine, step, tensor } from '../../dist/tensor/index.js';
import { Random } from '../../dist/util/random.js';

const STEPS = 10_000;
const [INPUT, HIDDEN, MOST_ROWS, MOST_STEPS] = [4, 8, 6, 12];
const rng = new Random(5);
const layer = recurrent({ cell: 'lstm', inputSize: INPUT, hiddenSize: HIDDEN, layers: 2, dropout: 0.2, rng });
const head = new Linear({ inputSize: HIDDEN, outputSize: 5, rng });
const parameters = parametersOf({ namedParameters: () => collectParameters({ layer, head }) });
const optimizer = adam(parameters, { lr: 0.01 });
const { backend } = currentEngine();
let carried;

function train(rows, steps) {
  return step(() => {
    const xs = tensor(
      Float32Array.from({ length: rows * steps * INPUT }, () => rng.normal()),
      [rows, steps, INPUT],
    );
    const lengths = Int32Array.from({ length: rows }, () => rng.below(steps + 1));
    const { ys, state } = layer.forward(xs, { lengths, rng, training: true });
    const loss = crossEntropy(
      head.forward(ys),
      Array.from({ length: rows * steps }, () => rng.below(6) - 1),
    );
    loss.backward();
    clipGradNorm(parameters.values(), 1);
    optimizer.step();
    optimizer.zeroGrad();
    carried = state.h_l1.keep();
    return loss.item();
  });
}

const sizes = () => {
  globalThis.gc();
  return { memory: backend.memoryBytes, heap: process.memoryUsage().heapUsed };
};

let last = 0;
let warm;
for (let i = 0; i < STEPS; i++) {
  // The longest batch comes first.
  last = i === 0 ? train(MOST_ROWS, MOST_STEPS) : train(1 + rng.below(MOST_ROWS), 1 + rng.below(MOST_STEPS));
  if (i === STEPS / 10) warm = sizes();
}
const end = sizes();
process.stdout.write(JSON.stringify({ last, carried: carried.shape.length, warm, end }));
