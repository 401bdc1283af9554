// Run by memory.test.ts with --expose-gc on what is built: models that are made, used and dropped, one after another.
// Prints the size of the backend's memory after each.
import { recurrent } from '../../dist/cells/index.js';
import { parametersOf } from '../../dist/nn/index.js';
import { adam } from '../../dist/optim/index.js';
import { currentEngine, step, sum, zeros } from '../../dist/tensor/index.js';
import { Random } from '../../dist/util/random.js';

const MODELS = 60;
const memory = [];
for (let i = 0; i < MODELS; i++) {
  useModel();
  globalThis.gc();
  await new Promise((resolve) => setTimeout(resolve, 0));
  memory.push(currentEngine().backend.memoryBytes);
}
process.stdout.write(JSON.stringify({ memory }));

// About 3.2 MB with Adam's two arrays.
function useModel() {
  const layer = recurrent({ cell: 'lstm', inputSize: 128, hiddenSize: 192, rng: new Random(1) });
  const optimizer = adam(parametersOf(layer));
  step(() => {
    sum(layer.forward(zeros([1, 2, 128])).ys).backward();
    optimizer.step();
    optimizer.zeroGrad();
  });
}
