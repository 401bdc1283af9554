import * as fc from 'fast-check';
import { forAll, size, type Tests } from './bench.case.ts';

const flag = fc.constantFrom(0, 1);

export const updates: Tests<'sgdUpdate' | 'adamUpdate' | 'rmspropUpdate' | 'adagradUpdate'> = {
  sgdUpdate: {
    'steps by momentum, Nesterov, dampening and decay': (bench) => {
      forAll(
        { n: size, hasBuffer: flag, nesterov: flag, first: flag, decays: flag },
        ({ n, hasBuffer, nesterov, first, decays }, draw) => {
          const [lr, momentum, dampening] = [draw.random.uniform(), draw.random.uniform(), draw.random.uniform()];
          const weightDecay = decays * draw.random.uniform();
          const [p, g] = [bench.inout(draw.normal(n)), bench.floats(draw.normal(n))];
          // Before the first step the buffer holds nothing.
          const buf = hasBuffer ? (first ? bench.out(1, n) : bench.inout(draw.normal(n))) : null;
          const after = bench.run('sgdUpdate', p, g, buf, n, lr, momentum, dampening, weightDecay, nesterov, first);
          const expected = p.data.map((p, i) => {
            const step = g.data[i]! + weightDecay * p;
            if (!buf) return { p: p - lr * step, buf: 0 };
            const moving = first ? step : momentum * buf.data[i]! + (1 - dampening) * step;
            return { p: p - lr * (nesterov ? step + momentum * moving : moving), buf: moving };
          });
          bench.close(
            after(p),
            expected.map((e) => e.p),
            'p',
            p.data.map(() => 2),
          );
          if (buf)
            bench.close(
              after(buf),
              expected.map((e) => e.buf),
              'buf',
              p.data.map(() => 2),
            );
        },
        [],
        150,
      );
    },
    'takes NaN to its own parameter only': (bench) => {
      const p = bench.inout([1, 2, 3, 4, 5]);
      const after = bench.run('sgdUpdate', p, bench.floats([NaN, 1, Infinity, 1, 1]), null, 5, 0.5, 0, 0, 0, 0, 1);
      bench.equal(after(p), [NaN, 1.5, -Infinity, 3.5, 4.5], 'p');
    },
  },

  adamUpdate: {
    'steps by both moments, with either decay': (bench) => {
      forAll(
        { n: size, decoupled: flag, decays: flag, t: fc.integer({ min: 1, max: 2000 }) },
        ({ n, decoupled, decays, t }, draw) => {
          const [lr, beta1, beta2, eps] = [0.1 * draw.random.uniform(), 0.9, 0.999, 1e-8];
          const weightDecay = decays * draw.random.uniform();
          const [c1, c2] = [1 - Math.pow(beta1, t), 1 - Math.pow(beta2, t)];
          const scale = Math.exp(draw.normal(1)[0]! * 3);
          const [p, g] = [bench.inout(draw.normal(n)), bench.floats(draw.normal(n, scale))];
          const [m, v] = [bench.inout(draw.normal(n)), bench.inout(draw.positive(n))];
          const after = bench.run('adamUpdate', p, g, m, v, n, lr, beta1, beta2, eps, weightDecay, decoupled, c1, c2);
          const expected = p.data.map((old, i) => {
            const p = decoupled ? old * (1 - lr * weightDecay) : old;
            const gradient = decoupled ? g.data[i]! : g.data[i]! + weightDecay * old;
            const mean = beta1 * m.data[i]! + (1 - beta1) * gradient;
            const square = beta2 * v.data[i]! + (1 - beta2) * gradient * gradient;
            return { p: p - ((lr / c1) * mean) / (Math.sqrt(square) / Math.sqrt(c2) + eps), m: mean, v: square };
          });
          const sizes = p.data.map((p, i) => Math.abs(p) + Math.abs(expected[i]!.p) + 1);
          bench.close(
            after(p),
            expected.map((e) => e.p),
            'p',
            sizes,
          );
          bench.close(
            after(m),
            expected.map((e) => e.m),
            'm',
            g.data.map((g) => 1 + Math.abs(g)),
          );
          bench.close(
            after(v),
            expected.map((e) => e.v),
            'v',
          );
        },
        [],
        150,
      );
    },
    'stands still where there is no gradient, and takes NaN to its own parameter only': (bench) => {
      const [p, g] = [bench.inout([1, 2, 3, 4, 5]), bench.floats([0, NaN, 1, 0, -1])];
      const [m, v] = [bench.inout([0, 0, 0, 0, 0]), bench.inout([0, 0, 0, 0, 0])];
      const after = bench.run('adamUpdate', p, g, m, v, 5, 0.5, 0.9, 0.999, 1e-20, 0, 0, 1 - 0.9, 1 - 0.999);
      // The first step of Adam is lr·sign(g).
      bench.close(after(p), [1, NaN, 2.5, 4, 5.5], 'p');
    },
  },

  rmspropUpdate: {
    'divides by the root of the mean square, or of the variance, with momentum and decay': (bench) => {
      forAll(
        { n: size, centred: flag, hasBuffer: flag, decays: flag },
        ({ n, centred, hasBuffer, decays }, draw) => {
          const [lr, alpha, eps] = [0.1 * draw.random.uniform(), 0.5 + 0.5 * draw.random.uniform(), 1e-3];
          const [momentum, weightDecay] = [draw.random.uniform(), decays * draw.random.uniform()];
          const [p, g] = [bench.inout(draw.normal(n)), bench.floats(draw.normal(n))];
          const mean = centred ? bench.inout(draw.normal(n, 0.3)) : null;
          // A mean square is no less than the square of the mean.
          const square = bench.inout(draw.positive(n).map((x, i) => x + (mean?.data[i] ?? 0) * (mean?.data[i] ?? 0)));
          const buf = hasBuffer ? bench.inout(draw.normal(n)) : null;
          const after = bench.run('rmspropUpdate', p, g, square, mean, buf, n, lr, alpha, eps, momentum, weightDecay);
          const expected = p.data.map((p, i) => {
            const gradient = g.data[i]! + weightDecay * p;
            const second = alpha * square.data[i]! + (1 - alpha) * gradient * gradient;
            const first = alpha * (mean?.data[i] ?? 0) + (1 - alpha) * gradient;
            const spread = mean ? second - first * first : second;
            const divided = gradient / (Math.sqrt(spread) + eps);
            const step = buf ? momentum * buf.data[i]! + divided : divided;
            // How far rounding of the variance reaches in the step.
            const size = 1 + Math.abs(p) + Math.abs(divided) * (1 + (second + first * first) / spread);
            return { p: p - lr * step, square: second, mean: first, buf: step, size };
          });
          const sizes = expected.map((e) => e.size);
          const check = (block: typeof p | null, name: 'p' | 'square' | 'mean' | 'buf'): void => {
            if (block === null) return;
            bench.close(
              after(block),
              expected.map((e) => e[name]),
              name,
              sizes,
            );
          };
          check(p, 'p');
          check(square, 'square');
          check(mean, 'mean');
          check(buf, 'buf');
        },
        [],
        150,
      );
    },
    'takes no variance below zero, and NaN to its own parameter only': (bench) => {
      // alpha 1 leaves both means as they are; 1 − 1.5² would have no root.
      const [p, g] = [bench.inout([1, 2, 3, 4, 5]), bench.floats([1, NaN, 0, -1, 2])];
      const [square, mean] = [bench.inout([1, 1, 1, 1, 1]), bench.inout([1.5, 0, 0, 0, 0])];
      const after = bench.run('rmspropUpdate', p, g, square, mean, null, 5, 0.5, 1, 1, 0, 0);
      bench.close(after(p), [0.5, NaN, 3, 4.25, 4.5], 'p');
    },
  },

  adagradUpdate: {
    'divides by the root of the sum of squares, with decay': (bench) => {
      forAll(
        { n: size, decays: flag },
        ({ n, decays }, draw) => {
          const [lr, eps, weightDecay] = [draw.random.uniform(), 1e-10, decays * draw.random.uniform()];
          const [p, g] = [bench.inout(draw.normal(n)), bench.floats(draw.normal(n))];
          const sum = bench.inout(draw.positive(n));
          const after = bench.run('adagradUpdate', p, g, sum, n, lr, eps, weightDecay);
          const expected = p.data.map((p, i) => {
            const gradient = g.data[i]! + weightDecay * p;
            const total = sum.data[i]! + gradient * gradient;
            return { p: p - (lr * gradient) / (Math.sqrt(total) + eps), sum: total };
          });
          bench.close(
            after(p),
            expected.map((e) => e.p),
            'p',
            p.data.map((p) => 2 + Math.abs(p)),
          );
          bench.close(
            after(sum),
            expected.map((e) => e.sum),
            'sum',
            expected.map((e) => 1 + e.sum),
          );
        },
        [],
        150,
      );
    },
    'stands still where there never was a gradient, and takes NaN to its own parameter only': (bench) => {
      const [p, g] = [bench.inout([1, 2, 3, 4, 5]), bench.floats([0, NaN, 1, 0, -1])];
      const after = bench.run('adagradUpdate', p, g, bench.inout([0, 0, 0, 9, 0]), 5, 0.5, 1e-20, 0);
      // The first step is lr·sign(g).
      bench.close(after(p), [1, NaN, 2.5, 4, 5.5], 'p');
    },
  },
};
