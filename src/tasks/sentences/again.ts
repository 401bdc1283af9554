import { noGrad, slice, softmax, stackTensors, step, type Tensor } from '../../tensor/index.ts';
import type { Watch } from '../watch.ts';
import type { SentenceNetwork } from './network.ts';
import type { Marks } from './told.ts';

/**
 * Says a sentence again that a search has found, and tells of what comes about on the way: `read`, what stands at each
 * place of the input, [S, F]; every part of the decoder's state after each piece, [T, H]; `probability`, that of each
 * piece after those before it, [T, 1]. The last piece is the mark that ends.
 */
export function sayAgain<I>(
  { encoder, decoder }: SentenceNetwork<I>,
  input: I,
  ids: Int32Array,
  { beginId, endId }: Marks,
  watch: Watch,
): void {
  step(() =>
    noGrad(() => {
      const memory = encoder.forward([input]);
      watch('read', memory.values);
      const speaker = decoder.begin(memory);
      let { first: state } = speaker;
      let before = beginId;
      const steps = [...ids, endId].map((id): Readonly<Record<string, Tensor>> => {
        const { out, state: after } = speaker.step([before], state);
        [state, before] = [after, id];
        return { ...after, probability: slice(softmax(speaker.scores(out)), 1, id, id + 1) };
      });
      for (const name of Object.keys(steps[0]!))
        watch(
          name,
          stackTensors(
            steps.map((parts) => parts[name]!),
            1,
          ),
        );
    }),
  );
}
