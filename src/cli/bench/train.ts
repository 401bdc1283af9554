import { recurrent } from '../../cells/index.ts';
import { collectParameters, Linear } from '../../nn/index.ts';
import { adam } from '../../optim/index.ts';
import { crossEntropy, step, tensor } from '../../tensor/index.ts';
import { Random } from '../../util/random.ts';
import { measure, type Timing } from './measure.ts';
import { benchCells, flopsOf, type BenchCell, type Size } from './sizes.ts';

export interface TrainSpeed extends Timing {
  readonly gflops: number;
}

/** Times whole training steps through the public API: forward, head and cross-entropy at every step, backward, Adam. */
export function measureTraining(cell: BenchCell, size: Size, rounds: number): TrainSpeed {
  const work = trainingStep(cell, size);
  const timing = measure(work, { rounds, roundMs: 1000, warmUpMs: 300 });
  return { ...timing, gflops: flopsOf(size, benchCells[cell]) / timing.best / 1e6 };
}

/** A training step on fixed random data, ready to be repeated. */
export function trainingStep(cell: BenchCell, { batch, time, input, hidden, layers, classes }: Size): () => void {
  const rng = new Random(1);
  const layer = recurrent({ cell, inputSize: input, hiddenSize: hidden, layers, rng });
  const head = new Linear({ inputSize: hidden, outputSize: classes, rng });
  const optimizer = adam(collectParameters({ layer, head }));
  const values = Float32Array.from({ length: batch * time * input }, () => rng.normal());
  const xs = tensor(values, [batch, time, input]);
  const targets = Int32Array.from({ length: batch * time }, () => rng.below(classes));
  return () =>
    step(() => {
      const { ys } = layer.forward(xs, { training: true, rng });
      const loss = crossEntropy(head.forward(ys), targets);
      loss.backward();
      loss.item();
      optimizer.step();
      optimizer.zeroGrad();
    });
}
