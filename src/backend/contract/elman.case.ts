import { forAll, repeat, type Tests } from './bench.case.ts';
import {
  closeToNumeric,
  dot,
  drawLengths,
  flag,
  numericGradient,
  reader,
  smallStep,
  step,
  tabulate,
  tryGates,
  tryGatesAsJudged,
} from './gates.case.ts';

export const elman: Tests<'elmanForward' | 'elmanBackward'> = {
  elmanForward: {
    'is tanh or ReLU, zeros past the end, where the state stays': (bench) => {
      forAll({ ...step, act: flag }, (s, draw) => {
        const { rows, hidden, t, act } = s;
        const [pre, h] = [draw.wild(rows * hidden), draw.normal(rows * hidden)];
        const { blocks, after, isActive } = tryGates(
          bench,
          s,
          draw,
          { pre: { data: pre }, h: { data: h, writable: true, gap: 0 }, ys: { writable: true } },
          (bench, { pre, h, ys }, lengths, rows) =>
            bench.run('elmanForward', pre, pre.ld, h, ys, ys.ld, lengths, t, rows, hidden, act),
        );
        const at = reader(s, 1, blocks.pre.data);
        const y = (b: number, j: number) => (act ? Math.max(at(b, 0, j), 0) : Math.tanh(at(b, 0, j)));
        bench.close(
          after('ys'),
          tabulate(s, 1, (b, _, j) => (isActive(b) ? y(b, j) : 0)),
          'ys',
        );
        const before = reader(s, 1, blocks.h.data);
        bench.close(
          after('h'),
          tabulate(s, 1, (b, _, j) => (isActive(b) ? y(b, j) : before(b, 0, j))),
          'h',
        );

        const same = bench.inout(pre, rows, draw.gap());
        const state = bench.inout(h, rows);
        const full = bench.run('elmanForward', same, same.ld, state, same, same.ld, null, t, rows, hidden, act);
        bench.bits(full(same), full(state), 'ys over pre');
      });
    },
  },

  elmanBackward: {
    'is that of the reference, also without dys and over ys': (bench) => {
      forAll({ ...step, act: flag, hasDys: flag }, (s, draw) => {
        const { rows, hidden, t, act, hasDys } = s;
        const ys = draw.normal(rows * hidden).map((x) => (act ? Math.max(x, 0) : Math.tanh(x)));
        const [dys, dh] = [draw.wild(rows * hidden), draw.normal(rows * hidden)];
        tryGatesAsJudged(
          bench,
          s,
          draw,
          { ys: { data: ys }, dys: { data: dys }, dh: { data: dh, writable: true, gap: 0 }, dpre: { writable: true } },
          (bench, b, lengths, rows) =>
            bench.run(
              'elmanBackward',
              b.ys,
              b.ys.ld,
              hasDys ? b.dys : null,
              b.dys.ld,
              b.dh,
              b.dpre,
              b.dpre.ld,
              lengths,
              t,
              rows,
              hidden,
              act,
            ),
        );
        const [over, state, apart] = [bench.inout(ys, rows), bench.inout(dh, rows), bench.out(rows, hidden)];
        const [inPlace, plain] = [over, apart].map((dpre) =>
          bench.run('elmanBackward', over, over.ld, null, 0, state, dpre, dpre.ld, null, t, rows, hidden, act)(dpre),
        );
        bench.bits(inPlace!, plain!, 'dpre over ys');
      });
    },
    'is the derivative of the forward kernel': (bench) => {
      if (!bench.isExact) return;
      forAll(
        { ...smallStep, act: flag, hasDys: flag },
        (s, draw) => {
          const { rows, hidden, t, act, hasDys } = s;
          const n = rows * hidden;
          const [pre, h, wh] = [draw.normal(n), draw.normal(n), draw.normal(n)];
          const wys = hasDys ? draw.normal(n) : repeat(0, n);
          const lengths = drawLengths(bench, s, draw);
          const forward = (pre: number[], h: number[]) => {
            const [P, H, Y] = [bench.floats(pre, rows), bench.inout(h, rows), bench.out(rows, hidden)];
            const after = bench.run('elmanForward', P, P.ld, H, Y, Y.ld, lengths, t, rows, hidden, act);
            return { ys: after(Y), h: after(H) };
          };
          const loss = (pre: number[], h: number[]) => {
            const out = forward(pre, h);
            return dot(out.ys, wys) + dot(out.h, wh);
          };
          const [Y, DY] = [bench.floats(forward(pre, h).ys, rows), bench.floats(wys, rows)];
          const [DH, DP] = [bench.inout(wh, rows), bench.out(rows, hidden)];
          const after = bench.run(
            'elmanBackward',
            Y,
            Y.ld,
            hasDys ? DY : null,
            DY.ld,
            DH,
            DP,
            DP.ld,
            lengths,
            t,
            rows,
            hidden,
            act,
          );
          closeToNumeric(
            after(DP),
            numericGradient((x) => loss(x, h), pre),
            'dpre',
          );
          closeToNumeric(
            after(DH),
            numericGradient((x) => loss(pre, x), h),
            'dh',
          );
        },
        [],
        25,
      );
    },
  },
};
