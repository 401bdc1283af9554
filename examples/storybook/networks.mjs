// The networks, how they learn the book, and how they tell it.
import {
  ElmanCell,
  Linear,
  LstmCell,
  Random,
  adam,
  collectParameters,
  cosineDecay,
  countParameters,
  crossEntropy,
  mapState,
  oneHot,
  openGates,
  softmax,
  step,
  stream,
  tensor,
  unroll,
} from 'elman-rnn';
import { judge, story, words } from './story.mjs';

/** The same for every network. */
export const settings = { updates: 5000, lr: 0.03, books: 4, steps: 10, sentences: 1000 };

const V = words.length;
const STOP = words.indexOf('.');
/** The three names in each of their six orders. A book is read in all of them, so that chance favours no name. */
const CASTINGS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
].map((order) => [...order, 3, 4]);
const BATCH = settings.books * CASTINGS.length;

/**
 * The networks that are compared, each with how its cell is made. An LSTM's gates are forgetting (`forget`), selection
 * (`output`) and ignoring (`input`); those named here are held open all the time.
 */
export const networks = {
  'no memory': { make: (options) => new ElmanCell(options), forgetful: true },
  Elman: { make: (options) => new ElmanCell(options) },
  'LSTM, no gate': { make: lstmWithOpen('forget', 'output', 'input') },
  '+ forgetting': { make: lstmWithOpen('output', 'input') },
  '+ selection': { make: lstmWithOpen('input') },
  '+ ignoring = LSTM': { make: lstmWithOpen() },
  'LSTM without forgetting': { make: lstmWithOpen('forget') },
  'LSTM without selection': { make: lstmWithOpen('output') },
};

function lstmWithOpen(...gates) {
  return (options) => openGates(new LstmCell(options), gates);
}

/** Trains a network on the book, lets it tell, and judges what it told. */
export function run(name, { hidden, seed, updates = settings.updates }) {
  const network = build(networks[name], hidden, seed);
  let loss;
  for (loss of learn(network, seed, updates));
  const parameters = countParameters(network.rnn) + countParameters(network.head);
  return { name, hidden, seed, parameters, loss, ...judge(tell(network, seed), settings.sentences) };
}

/** A network that has learnt nothing yet. */
export function build({ make, forgetful = false }, hidden, seed) {
  const rng = Random.derive(seed, 'weights');
  const rnn = unroll(make({ inputSize: V, hiddenSize: hidden, rng }));
  return { rnn, head: new Linear({ inputSize: hidden, outputSize: V, rng }), forgetful };
}

/** Trains a network on the book; a turn an update, which gives its loss. */
export function* learn({ rnn, head, forgetful }, seed, updates) {
  const { lr, steps } = settings;
  // β₂ below the usual 0.999: the gradient shrinks fast once the grammar is learnt, and Adam's steps should not.
  const optimizer = adam(collectParameters({ rnn, head }), { lr, betas: [0.9, 0.99] });
  const decay = cosineDecay();
  const windows = reader(seed);
  let state;
  for (let update = 0; update < updates; update++) {
    optimizer.lr = lr * decay(update, updates);
    const { inputs, targets } = windows();
    yield step(() => {
      // A network without memory reads each word as if it were the first.
      const shape = forgetful ? [BATCH * steps, 1, V] : [BATCH, steps, V];
      const { ys, state: last } = rnn.forward(tensor(oneHot(inputs, V), shape), { state });
      const loss = crossEntropy(head.forward(ys), targets);
      loss.backward();
      optimizer.step();
      optimizer.zeroGrad();
      // Truncated backpropagation: the state goes on into the next window, gradients don't come back from there.
      if (!forgetful) state = mapState(last, (value) => value.keep());
      return loss.item();
    });
  }
}

/** Windows over the books, side by side and row-major, [BATCH, steps]: what is read, and the word after each. */
function reader(seed) {
  const { books, steps } = settings;
  const open = Array.from({ length: books }, (_, i) => ({ book: story(Random.derive(seed, 'book', i)), last: STOP }));
  return () => {
    const inputs = [];
    const targets = [];
    for (const each of open) {
      const next = Array.from({ length: steps }, () => words.indexOf(each.book.next().value));
      const read = [each.last, ...next.slice(0, -1)];
      each.last = next[steps - 1];
      for (const casting of CASTINGS) {
        inputs.push(...read.map((id) => casting[id]));
        targets.push(...next.map((id) => casting[id]));
      }
    }
    return { inputs, targets };
  };
}

/** Reads a page it has not seen, then tells on, word by word, without end: each drawn by its probability. */
export function* tell({ rnn, head, forgetful }, seed) {
  const live = stream(rnn);
  const hear = (id) => {
    if (forgetful) live.reset();
    return step(() => softmax(head.forward(tensor(live.step(oneHot([id], V)), [1, rnn.outputSize]))).toArray());
  };
  const rng = Random.derive(seed, 'telling');
  for (const id of page(rng).slice(0, -1)) hear(id);
  for (let id = STOP; ; yield words[id]) id = draw(hear(id), rng);
}

/** The 20 sentences that are read before telling, as numbers of words. */
export function page(rng) {
  const book = story(rng);
  return Array.from({ length: 80 }, () => words.indexOf(book.next().value));
}

function draw(probabilities, rng) {
  let left = rng.uniform();
  const id = probabilities.findIndex((p) => (left -= p) < 0);
  return id < 0 ? probabilities.indexOf(Math.max(...probabilities)) : id; // float32 probabilities may sum to 1 − 1e-7
}
