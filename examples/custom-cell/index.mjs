// A cell of one's own: the minimal gated unit (Zhou et al. 2016), written as one step. `unroll` does the rest.
//
//   node examples/custom-cell/index.mjs
import { Linear, Random, adam, collectParameters, crossEntropy, step, stream, tensor, unroll, zeros } from 'elman-rnn';
import { add, concat, mul, neg, offset, sigmoid, tanh } from 'elman-rnn';

class MinimalGatedCell {
  constructor({ inputSize, hiddenSize, rng }) {
    this.inputSize = inputSize;
    this.outputSize = hiddenSize;
    this.forget = new Linear({ inputSize: inputSize + hiddenSize, outputSize: hiddenSize, rng });
    this.candidate = new Linear({ inputSize: inputSize + hiddenSize, outputSize: hiddenSize, rng });
  }

  zeroState(batch) {
    return { h: zeros([batch, this.outputSize]) };
  }

  /** x [B, I], h [B, H] → h' = (1 − f) ⊙ h + f ⊙ n, with f = σ(W_f·[x, h] + b_f) and n = tanh(W_n·[x, f ⊙ h] + b_n). */
  step(x, { h }) {
    const f = sigmoid(this.forget.forward(concat([x, h], 1))); // [B, I + H] → [B, H]
    const n = tanh(this.candidate.forward(concat([x, mul(f, h)], 1)));
    const y = add(mul(offset(neg(f), 1), h), mul(f, n));
    return { y, state: { h: y } };
  }

  namedParameters() {
    return collectParameters({ forget: this.forget, candidate: this.candidate });
  }
}

// The task: say after each bit whether an odd number of ones has come so far. One bit of memory, kept and flipped.
const [BATCH, STEPS] = [32, 12];
const rng = new Random(1);
const rnn = unroll(new MinimalGatedCell({ inputSize: 1, hiddenSize: 16, rng }));
const head = new Linear({ inputSize: 16, outputSize: 2, rng });
const optimizer = adam(collectParameters({ rnn, head }), { lr: 0.01 });

for (let update = 1; update <= 600; update++) {
  const bits = Float32Array.from({ length: BATCH * STEPS }, () => rng.below(2));
  const odd = bits.map((_, i) => bits.subarray(i - (i % STEPS), i + 1).reduce((sum, bit) => sum + bit) % 2);
  const loss = step(() => {
    const { ys } = rnn.forward(tensor(bits, [BATCH, STEPS, 1])); // [32, 12, 1] → [32, 12, 16]
    const loss = crossEntropy(head.forward(ys), odd); // [32, 12, 2], a target a step
    loss.backward();
    optimizer.step();
    optimizer.zeroGrad();
    return loss.item();
  });
  if (update % 100 === 0) console.log(`update ${update}  loss ${loss.toFixed(4)}`);
}

// The same cell as a stream, one bit at a time, over more bits than it ever saw in training.
const live = stream(rnn);
const bits = Array.from({ length: 20 }, () => rng.below(2));
const said = bits.map((bit) => {
  const [even, odd] = step(() => head.forward(tensor(live.step([bit]), [1, 16])).toArray());
  return odd > even ? 1 : 0;
});
const truth = bits.map((_, i) => bits.slice(0, i + 1).reduce((sum, bit) => sum + bit) % 2);
console.log(`bits  ${bits.join(' ')}`);
console.log(`odd?  ${said.join(' ')}`);
console.log(`${said.filter((answer, i) => answer === truth[i]).length} of ${bits.length} right`);
