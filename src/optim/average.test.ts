import { describe, expect, test } from 'vitest';
import { bits, expectClose } from '../../test/support/close.ts';
import { createReferenceBackend } from '../backend/reference.ts';
import { createWasmBackend } from '../backend/wasm.ts';
import { step, withBackend } from '../tensor/engine.ts';
import { Parameter, tensor } from '../tensor/tensor.ts';
import { ElmanError } from '../util/errors.ts';
import { Random } from '../util/random.ts';
import { accumulateGradients, asgd, averageWeights, type NamedParameters } from './index.ts';

const SIZE = 7;

function draw(rng: Random): Float32Array {
  return Float32Array.from({ length: SIZE }, () => rng.normal());
}

for (const backend of [createWasmBackend(), createReferenceBackend()]) {
  describe(`averages of weights on the ${backend.name} backend`, () => {
    const drawn = (): { p: Parameter; named: NamedParameters; next: () => Float32Array } => {
      const rng = new Random(5);
      const p = new Parameter(draw(rng), [SIZE]);
      return {
        p,
        // Under two names it is averaged once.
        named: [
          ['in', p],
          ['out', p],
        ],
        next: () => {
          const values = draw(rng);
          p.assign(values);
          return values;
        },
      };
    };

    test('are the mean of the weights at each update', () =>
      withBackend(backend, () => {
        const { p, named, next } = drawn();
        const average = averageWeights(named);
        const seen: Float32Array[] = [];
        for (let n = 1; n <= 20; n++) {
          seen.push(next());
          if (n % 2 === 0) average.update();
          else step(() => average.update());
          expect(average.count).toBe(n);
          average.swap();
          const mean = seen[0]!.map((_, i) => seen.reduce((sum, values) => sum + values[i]! / n, 0));
          expectClose(p.toArray(), mean, 1e-5, `mean of ${n}`);
          average.swap();
          expect(bits(p.toArray())).toBe(
            bits(backend.floatBytes === 8 ? Float64Array.from(seen.at(-1)!) : seen.at(-1)!),
          );
        }
      }));

    test('of weights that stand still are those weights, to the bit, however often they are taken', () =>
      withBackend(backend, () => {
        const p = new Parameter([1, 0.1, -3.7, 1e-3], [4]);
        const average = averageWeights([['p', p]]);
        const still = bits(p.toArray());
        for (let n = 0; n < 5000; n++) average.update();
        average.swap();
        expect(bits(p.toArray())).toBe(still);
      }));

    test('change nothing while there are none', () =>
      withBackend(backend, () => {
        const { p, named } = drawn();
        const before = bits(p.toArray());
        averageWeights(named).swap();
        expect(bits(p.toArray())).toBe(before);
      }));

    test('taken up from their saved state go on to the same bits', () =>
      withBackend(backend, () => {
        const [through, resumed] = [drawn(), drawn()];
        const [a, b] = [averageWeights(through.named), averageWeights(resumed.named)];
        for (let i = 0; i < 3; i++) {
          through.next();
          resumed.next();
          a.update();
        }
        const state = a.state();
        const saved = bits([...state.arrays.values()][0]!);
        if (backend.floatBytes === 4) {
          b.loadState(state);
          for (let i = 0; i < 3; i++) {
            through.next();
            resumed.next();
            a.update();
            b.update();
          }
          expect(b.state()).toEqual(a.state());
        }
        // The saved state is a copy.
        expect(bits([...state.arrays.values()][0]!)).toBe(saved);
      }));

    test('of other parameters are refused with all that is wrong, and nothing is touched', () =>
      withBackend(backend, () => {
        const average = averageWeights([
          ['a', new Parameter([1, 2], [2])],
          ['b', new Parameter([3], [1])],
        ]);
        average.update();
        const before = average.state();
        const arrays = new Map([
          ['a', new Float32Array(3)],
          ['c', new Float32Array(1)],
        ]);
        let error: unknown;
        try {
          average.loadState({ count: 4, arrays });
        } catch (thrown) {
          error = thrown;
        }
        expect(error).toBeInstanceOf(ElmanError);
        expect((error as ElmanError).code).toBe('optim/state');
        expect((error as ElmanError).details).toEqual({ wrong: ['a', 'b'], extra: ['c'] });
        expect(average.state()).toEqual(before);
      }));

    test('of ASGD take the place of the weights and give it back', () =>
      withBackend(backend, () => {
        const [p, still] = [new Parameter([1], [1]), new Parameter([5], [1])];
        const optimizer = asgd(
          [
            ['p', p],
            ['still', still],
          ],
          { lr: 0.25, lambd: 0, t0: 1 },
        );
        for (const gradient of [1, 1, 1, 1]) {
          p.grad = tensor([gradient]);
          optimizer.step();
        }
        const live = p.toArray()[0]!;
        expect(live).toBe(0);
        optimizer.swap();
        // The weights after updates 1 to 4 are ¾, ½, ¼, 0; from the third on (t − 1 − t0 = 1) they are averaged.
        expect(p.toArray()[0]).toBe(1 / 8);
        // One that never had a gradient has no average.
        expect(still.toArray()[0]).toBe(5);
        optimizer.swap();
        expect(p.toArray()[0]).toBe(live);
      }));
  });

  describe(`summed gradients on the ${backend.name} backend`, () => {
    test('are the weighted mean of those added', () =>
      withBackend(backend, () => {
        const rng = new Random(9);
        const [p, q, r] = [0, 1, 2].map(() => new Parameter(draw(rng), [SIZE]));
        const gradients = accumulateGradients([
          ['p', p!],
          ['again', p!],
          ['q', q!],
          ['r', r!],
        ]);
        // A second round must start from nothing.
        for (const weights of [
          [3, 1, 4],
          [2, 2],
        ]) {
          const given = weights.map(() => [draw(rng), draw(rng)] as const);
          const mean = (which: 0 | 1, used: (i: number) => boolean): number[] =>
            Array.from({ length: SIZE }, (_, k) =>
              given.reduce(
                (sum, pair, i) =>
                  sum + (used(i) ? (weights[i]! * pair[which][k]!) / weights.reduce((a, b) => a + b, 0) : 0),
                0,
              ),
            );
          given.forEach(([forP, forQ], i) => {
            step(() => {
              p!.grad = tensor(forP);
              // Not every batch reaches every parameter.
              if (i !== 1) q!.grad = tensor(forQ);
              gradients.add(weights[i]!);
              expect([p!.grad, q!.grad]).toEqual([null, null]);
            });
          });
          step(() => {
            gradients.take();
            expectClose(
              p!.grad!.toArray(),
              mean(0, () => true),
              1e-5,
              'p',
            );
            expectClose(
              q!.grad!.toArray(),
              mean(1, (i) => i !== 1),
              1e-5,
              'q',
            );
            expect(r!.grad).toBeNull();
          });
          for (const parameter of [p!, q!]) parameter.grad = null;
        }
      }));

    test('are forgotten when told to, and of nothing counted give zero', () =>
      withBackend(backend, () => {
        const p = new Parameter([1], [1]);
        const gradients = accumulateGradients([['p', p]]);
        const add = (value: number, weight: number): void => {
          p.grad = tensor([value]);
          gradients.add(weight);
        };
        add(7, 1);
        gradients.clear();
        gradients.take();
        expect(p.grad).toBeNull();
        add(3, 2);
        gradients.take();
        expect(p.grad!.toArray()[0]).toBe(3);
        add(3, 0);
        gradients.take();
        expect(p.grad!.toArray()[0]).toBe(0);
      }));
  });
}
