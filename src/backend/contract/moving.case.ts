import { type Draw, repeat, few, forAll, row, size, some, type Tests } from './bench.case.ts';

type Four = [number, number, number, number];

/** A walk with strides of any sign: the offsets that it visits, the lowest of them, and how many elements they span. */
function strided(draw: Draw): { d: Four; s: Four; at: number[]; low: number; span: number } {
  const d = draw.whole(4, 1, 6) as Four;
  if (draw.random.below(10) === 0) d[draw.random.below(4)] = 0;
  // Strides of some permutation of the axes, some negative, some 0.
  const s: Four = [0, 0, 0, 0];
  let step = 1;
  for (const axis of draw.random.shuffle([0, 1, 2, 3])) {
    s[axis] = [step, -step, 0, step + 1][draw.random.below(4)]!;
    step = Math.max(step, Math.abs(s[axis])) * Math.max(d[axis]!, 1);
  }
  const at: number[] = [];
  for (let i0 = 0; i0 < d[0]; i0++)
    for (let i1 = 0; i1 < d[1]; i1++)
      for (let i2 = 0; i2 < d[2]; i2++)
        for (let i3 = 0; i3 < d[3]; i3++) at.push(i0 * s[0] + i1 * s[1] + i2 * s[2] + i3 * s[3]);
  const low = at.reduce((a, b) => Math.min(a, b), 0);
  return { d, s, at, low, span: at.reduce((a, b) => Math.max(a, b), 0) - low + 1 };
}

export const moving: Tests<
  'fill' | 'copy' | 'copyRows' | 'stridedCopy' | 'stridedAdd' | 'gatherRows' | 'scatterAddRows'
> = {
  fill: {
    'writes the value': (bench) => {
      forAll({ n: size }, ({ n }, draw) => {
        for (const value of [0, 1.1, -0, NaN, Infinity, ...draw.normal(1)]) {
          const y = bench.out(1, n);
          bench.bits(bench.run('fill', value, y, n)(y), repeat(bench.round(value), n), 'y');
        }
      });
    },
  },

  copy: {
    'copies every bit, also onto itself': (bench) => {
      forAll({ n: size }, ({ n }, draw) => {
        const [x, y] = [bench.floats(draw.wild(n)), bench.out(1, n)];
        bench.bits(bench.run('copy', x, y, n)(y), x.data, 'y');
        const same = bench.inout(x.data);
        bench.bits(bench.run('copy', same, same, n)(same), x.data, 'in place');
      });
    },
  },

  copyRows: {
    'copies rows between buffers of different strides': (bench) => {
      forAll({ rows: few, cols: size }, ({ rows, cols }, draw) => {
        const x = bench.floats(draw.wild(rows * cols), rows, draw.gap());
        const y = bench.out(rows, cols, draw.gap());
        bench.bits(bench.run('copyRows', x, x.ld, y, y.ld, rows, cols)(y), x.data, 'y');
      });
    },
    'repeats one row when ldx is 0': (bench) => {
      forAll({ rows: few, cols: size }, ({ rows, cols }, draw) => {
        const [x, y] = [bench.floats(draw.wild(cols)), bench.out(rows, cols, draw.gap())];
        const expected = Array.from({ length: rows }, () => x.data).flat();
        bench.bits(bench.run('copyRows', x, 0, y, y.ld, rows, cols)(y), expected, 'y');
      });
    },
  },

  stridedCopy: {
    'reads with strides of any sign': (bench) => {
      forAll(
        {},
        (_, draw) => {
          const walk = strided(draw);
          const [x, y] = [bench.floats(draw.wild(walk.span)), bench.out(1, walk.at.length)];
          const after = bench.run('stridedCopy', { block: x, at: -walk.low }, y, ...walk.d, ...walk.s);
          bench.bits(
            after(y),
            walk.at.map((at) => x.data[at - walk.low]!),
            'y',
          );
        },
        [],
        200,
      );
    },
    'stays within its output': (bench) => {
      forAll({ d0: few, d1: few, d2: few, d3: size }, ({ d0, d1, d2, d3 }, draw) => {
        const n = d0 * d1 * d2 * d3;
        const [x, y] = [bench.floats(draw.normal(n)), bench.out(1, n)];
        const after = bench.run('stridedCopy', x, y, d0, d1, d2, d3, d1 * d2 * d3, d2 * d3, d3, 1);
        bench.bits(after(y), x.data, 'y');
      });
    },
  },

  stridedAdd: {
    'adds in row-major order of x': (bench) => {
      forAll(
        {},
        (_, draw) => {
          const walk = strided(draw);
          const [x, y] = [bench.floats(draw.normal(walk.at.length)), bench.inout(draw.normal(walk.span))];
          const expected = [...y.data];
          walk.at.forEach((at, i) => {
            expected[at - walk.low] = bench.round(expected[at - walk.low]! + x.data[i]!);
          });
          const after = bench.run('stridedAdd', x, { block: y, at: -walk.low }, ...walk.d, ...walk.s);
          bench.equal(after(y), expected, 'y');
        },
        [],
        200,
      );
    },
    'stays within its output': (bench) => {
      forAll({ d0: few, d1: few, d2: few, d3: size }, ({ d0, d1, d2, d3 }, draw) => {
        const n = d0 * d1 * d2 * d3;
        const [x, y] = [bench.floats(draw.normal(n)), bench.inout(draw.normal(n))];
        const after = bench.run('stridedAdd', x, y, d0, d1, d2, d3, d1 * d2 * d3, d2 * d3, d3, 1);
        bench.equal(
          after(y),
          y.data.map((y, i) => bench.round(y + x.data[i]!)),
          'y',
        );
      });
    },
  },

  gatherRows: {
    'picks rows, and zeros for a negative id': (bench) => {
      forAll({ rows: size, cols: size, words: some }, ({ rows, cols, words }, draw) => {
        const table = bench.floats(draw.wild(words * cols), words);
        const [ids, y] = [bench.ints(draw.whole(rows, -2, words)), bench.out(rows, cols)];
        const zeros = repeat(0, cols);
        const expected = ids.data.flatMap((id) => (id < 0 ? zeros : row(table.data, id, cols)));
        bench.bits(bench.run('gatherRows', table, ids, y, rows, cols)(y), expected, 'y');
      });
    },
  },

  scatterAddRows: {
    'adds rows in ascending order, and nothing for a negative id': (bench) => {
      forAll({ rows: size, cols: size, words: some }, ({ rows, cols, words }, draw) => {
        const x = bench.floats(draw.normal(rows * cols), rows);
        // Few words, so that several rows meet.
        const ids = bench.ints(draw.whole(rows, -2, Math.min(words, 5)));
        const table = bench.inout(draw.normal(words * cols), words);
        const expected = [...table.data];
        ids.data.forEach((id, i) => {
          if (id < 0) return;
          for (let j = 0; j < cols; j++)
            expected[id * cols + j] = bench.round(expected[id * cols + j]! + x.data[i * cols + j]!);
        });
        bench.equal(bench.run('scatterAddRows', x, ids, table, rows, cols)(table), expected, 'table');
      });
    },
    'takes NaN only to its row': (bench) => {
      const x = bench.floats([NaN, 1, 2, 3, Infinity, 5], 3);
      const table = bench.inout([0, 0, 0, 0, 0, 0], 3);
      const after = bench.run('scatterAddRows', x, bench.ints([2, 0, -1]), table, 3, 2);
      bench.equal(after(table), [2, 3, 0, 0, NaN, 1], 'table');
    },
  },
};
