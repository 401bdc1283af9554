import { type Bench, type Block, type Draw, forAll, repeat, type Tests } from './bench.case.ts';
import {
  closeToNumeric,
  dot,
  drawLengths,
  flag,
  numericGradient,
  reader,
  sigmoid,
  smallStep,
  type Step,
  step,
  tabulate,
  tryGates,
  tryGatesAsJudged,
} from './gates.case.ts';

/** Gates as the forward kernel leaves them, with the c that went in and the tanh of the one that came out. */
function activated({ rows, hidden }: Step, draw: Draw) {
  const n = rows * hidden;
  return {
    gates: draw.normal(4 * n).map((x, i) => (Math.floor(i / hidden) % 4 === 2 ? Math.tanh(x) : sigmoid(x))),
    cPrev: draw.normal(n),
    tanhC: draw.normal(n).map(Math.tanh),
  };
}

export const lstm: Tests<'lstmForward' | 'lstmBackward'> = {
  lstmForward: {
    'is c = f·c + i·g, h = o·tanh c, zeros past the end, where the state stays': (bench) => {
      forAll({ ...step, saveC: flag, saveT: flag }, (s, draw) => {
        const { rows, hidden, t, saveC, saveT } = s;
        const n = rows * hidden;
        const saved = draw.gap(); // cPrev and tanhC share their ld
        const { blocks, after, isActive } = tryGates(
          bench,
          s,
          draw,
          {
            gates: { data: draw.wild(4 * n), parts: 4, writable: true },
            h: { data: draw.normal(n), writable: true, gap: 0 },
            c: { data: draw.normal(n), writable: true, gap: 0 },
            ys: { writable: true },
            cPrev: { writable: true, gap: saved },
            tanhC: { writable: true, gap: saved },
          },
          (bench, { gates, h, c, ys, cPrev, tanhC }, lengths, rows) => {
            const [keepC, keepT] = [saveC ? cPrev : null, saveT ? tanhC : null];
            return bench.run(
              'lstmForward',
              gates,
              gates.ld,
              h,
              c,
              ys,
              ys.ld,
              keepC,
              keepT,
              cPrev.ld,
              lengths,
              t,
              rows,
              hidden,
            );
          },
        );
        const pre = reader(s, 4, blocks.gates.data);
        const [h, c] = [reader(s, 1, blocks.h.data), reader(s, 1, blocks.c.data)];
        const gate = (b: number, k: number, j: number) => (k === 2 ? Math.tanh : sigmoid)(pre(b, k, j));
        const next = (b: number, j: number) => gate(b, 1, j) * c(b, 0, j) + gate(b, 0, j) * gate(b, 2, j);
        const y = (b: number, j: number) => gate(b, 3, j) * Math.tanh(next(b, j));
        bench.close(
          after('ys'),
          tabulate(s, 1, (b, _, j) => (isActive(b) ? y(b, j) : 0)),
          'ys',
        );
        bench.close(
          after('h'),
          tabulate(s, 1, (b, _, j) => (isActive(b) ? y(b, j) : h(b, 0, j))),
          'h',
        );
        bench.close(
          after('c'),
          tabulate(s, 1, (b, _, j) => (isActive(b) ? next(b, j) : c(b, 0, j))),
          'c',
        );
        // What is saved of rows past their end is the kernel's own business.
        const active = (data: number[], parts: number) =>
          data.filter((_, i) => isActive(Math.floor(i / (parts * hidden))));
        bench.close(active(after('gates'), 4), active(tabulate(s, 4, gate), 4), 'gates');
        if (saveC) bench.bits(active(after('cPrev'), 1), active([...blocks.c.data], 1), 'cPrev');
        if (saveT)
          bench.close(
            active(after('tanhC'), 1),
            active(
              tabulate(s, 1, (b, _, j) => Math.tanh(next(b, j))),
              1,
            ),
            'tanhC',
          );
      });
    },
  },

  lstmBackward: {
    'is that of the reference, also without dys': (bench) => {
      forAll({ ...step, hasDys: flag }, (s, draw) => {
        const { rows, hidden, t, hasDys } = s;
        const n = rows * hidden;
        const { gates, cPrev, tanhC } = activated(s, draw);
        const saved = draw.gap();
        tryGatesAsJudged(
          bench,
          s,
          draw,
          {
            gates: { data: gates, parts: 4 },
            cPrev: { data: cPrev, gap: saved },
            tanhC: { data: tanhC, gap: saved },
            dys: { data: draw.wild(n) },
            dh: { data: draw.normal(n), writable: true, gap: 0 },
            dc: { data: draw.normal(n), writable: true, gap: 0 },
            dgates: { parts: 4, writable: true },
          },
          (bench, b, lengths, rows) => runBackward(bench, b, hasDys ? b.dys : null, lengths, t, rows, hidden),
        );
      });
    },
    'may write over the gates': (bench) => {
      forAll(step, (s, draw) => {
        const { rows, hidden, t } = s;
        const n = rows * hidden;
        const { gates, cPrev, tanhC } = activated(s, draw);
        const blocks = {
          gates: bench.inout(gates, rows, draw.gap()),
          cPrev: bench.floats(cPrev, rows, 2),
          tanhC: bench.floats(tanhC, rows, 2),
          dys: bench.floats(draw.normal(n), rows, draw.gap()),
          dh: bench.inout(draw.normal(n), rows),
          dc: bench.inout(draw.normal(n), rows),
          dgates: bench.out(rows, 4 * hidden, draw.gap()),
        };
        const lengths = drawLengths(bench, s, draw);
        const plain = runBackward(bench, blocks, blocks.dys, lengths, t, rows, hidden);
        const inPlace = runBackward(bench, { ...blocks, dgates: blocks.gates }, blocks.dys, lengths, t, rows, hidden);
        bench.bits(inPlace(blocks.gates), plain(blocks.dgates), 'dgates');
        bench.bits(inPlace(blocks.dc), plain(blocks.dc), 'dc');
        bench.bits(inPlace(blocks.dh), plain(blocks.dh), 'dh');
      });
    },
    'is the derivative of the forward kernel': (bench) => {
      if (!bench.isExact) return;
      forAll(
        { ...smallStep, hasDys: flag },
        (s, draw) => {
          const { rows, hidden, t, hasDys } = s;
          const n = rows * hidden;
          const [gates, h, c] = [draw.normal(4 * n), draw.normal(n), draw.normal(n)];
          const [wh, wc] = [draw.normal(n), draw.normal(n)];
          const wys = hasDys ? draw.normal(n) : repeat(0, n);
          const lengths = drawLengths(bench, s, draw);
          const forward = (gates: number[], h: number[], c: number[]) => {
            const [G, H, C] = [bench.inout(gates, rows), bench.inout(h, rows), bench.inout(c, rows)];
            const [Y, P, T] = [bench.out(rows, hidden), bench.out(rows, hidden), bench.out(rows, hidden)];
            const after = bench.run('lstmForward', G, G.ld, H, C, Y, Y.ld, P, T, P.ld, lengths, t, rows, hidden);
            const loss = dot(after(Y), wys) + dot(after(H), wh) + dot(after(C), wc);
            return { loss, gates: after(G), cPrev: after(P), tanhC: after(T) };
          };
          const saved = forward(gates, h, c);
          const blocks = {
            gates: bench.floats(saved.gates, rows),
            cPrev: bench.floats(saved.cPrev, rows),
            tanhC: bench.floats(saved.tanhC, rows),
            dys: bench.floats(wys, rows),
            dh: bench.inout(wh, rows),
            dc: bench.inout(wc, rows),
            dgates: bench.out(rows, 4 * hidden),
          };
          const after = runBackward(bench, blocks, hasDys ? blocks.dys : null, lengths, t, rows, hidden);
          closeToNumeric(
            after(blocks.dgates),
            numericGradient((x) => forward(x, h, c).loss, gates),
            'dgates',
          );
          closeToNumeric(
            after(blocks.dh),
            numericGradient((x) => forward(gates, x, c).loss, h),
            'dh',
          );
          closeToNumeric(
            after(blocks.dc),
            numericGradient((x) => forward(gates, h, x).loss, c),
            'dc',
          );
        },
        [],
        25,
      );
    },
  },
};

type Names = 'gates' | 'cPrev' | 'tanhC' | 'dys' | 'dh' | 'dc' | 'dgates';

function runBackward(
  bench: Bench,
  b: Record<Names, Block>,
  dys: Block | null,
  lengths: Block | null,
  t: number,
  rows: number,
  hidden: number,
) {
  return bench.run(
    'lstmBackward',
    b.gates,
    b.gates.ld,
    b.cPrev,
    b.tanhC,
    b.cPrev.ld,
    dys,
    b.dys.ld,
    b.dh,
    b.dc,
    b.dgates,
    b.dgates.ld,
    lengths,
    t,
    rows,
    hidden,
  );
}
