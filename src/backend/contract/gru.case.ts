import { type Bench, type Block, forAll, repeat, type Tests } from './bench.case.ts';
import {
  activatedGru,
  closeToNumeric,
  dot,
  drawLengths,
  flag,
  numericGradient,
  reader,
  sigmoid,
  smallStep,
  step,
  tabulate,
  tryGates,
  tryGatesAsJudged,
} from './gates.case.ts';

/** The rows that are still within their sequence: what a kernel leaves in the others is its own business. */
function activeRows(data: number[], width: number, isActive: (b: number) => boolean): number[] {
  return data.filter((_, i) => isActive(Math.floor(i / width)));
}

export const gru: Tests<'gruForward' | 'gruBackward'> = {
  gruForward: {
    'resets after the product, gives zeros past the end, where the state stays': (bench) => {
      forAll({ ...step, saves: flag }, (s, draw) => {
        const { rows, hidden, t, saves } = s;
        const n = rows * hidden;
        const { blocks, after, isActive } = tryGates(
          bench,
          s,
          draw,
          {
            gx: { data: draw.wild(3 * n), parts: 3, writable: true },
            gh: { data: draw.normal(3 * n), parts: 3, gap: 0 },
            h: { data: draw.normal(n), writable: true, gap: 0 },
            ys: { writable: true },
            ghn: { writable: true },
          },
          (bench, { gx, gh, h, ys, ghn }, lengths, rows) =>
            bench.run('gruForward', gx, gx.ld, gh, h, ys, ys.ld, saves ? ghn : null, ghn.ld, lengths, t, rows, hidden),
        );
        const [gx, gh] = [reader(s, 3, blocks.gx.data), reader(s, 3, blocks.gh.data)];
        const h = reader(s, 1, blocks.h.data);
        const sum = (b: number, k: number, j: number) => sigmoid(gx(b, k, j) + gh(b, k, j));
        const gate = (b: number, k: number, j: number) =>
          k < 2 ? sum(b, k, j) : Math.tanh(gx(b, 2, j) + sum(b, 0, j) * gh(b, 2, j));
        const y = (b: number, j: number) => (1 - gate(b, 1, j)) * gate(b, 2, j) + gate(b, 1, j) * h(b, 0, j);
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
        const active = (data: number[], width: number) => activeRows(data, width, isActive);
        bench.close(active(after('gx'), 3 * hidden), active(tabulate(s, 3, gate), 3 * hidden), 'gates');
        const expected = tabulate(s, 1, (b, _, j) => gh(b, 2, j));
        if (saves) bench.bits(active(after('ghn'), hidden), active(expected, hidden), 'ghn');
      });
    },
  },

  gruBackward: {
    'is that of the reference, also without dys': (bench) => {
      forAll({ ...step, hasDys: flag }, (s, draw) => {
        const { rows, hidden, t, hasDys } = s;
        const n = rows * hidden;
        const saved = draw.gap(); // ghn and hPrev share their ld
        tryGatesAsJudged(
          bench,
          s,
          draw,
          {
            gates: { data: activatedGru(s, draw), parts: 3 },
            ghn: { data: draw.normal(n), gap: saved },
            hPrev: { data: draw.normal(n), gap: saved },
            dys: { data: draw.wild(n) },
            dh: { data: draw.normal(n), writable: true, gap: 0 },
            dgx: { parts: 3, writable: true },
            dgh: { parts: 3, writable: true },
          },
          (bench, b, lengths, rows) => runBackward(bench, b, hasDys ? b.dys : null, lengths, t, rows, hidden),
        );
      });
    },
    'may write over the gates': (bench) => {
      forAll(step, (s, draw) => {
        const { rows, hidden, t } = s;
        const n = rows * hidden;
        const blocks = {
          gates: bench.inout(activatedGru(s, draw), rows, draw.gap()),
          ghn: bench.floats(draw.normal(n), rows, 2),
          hPrev: bench.floats(draw.normal(n), rows, 2),
          dys: bench.floats(draw.normal(n), rows, draw.gap()),
          dh: bench.inout(draw.normal(n), rows),
          dgx: bench.out(rows, 3 * hidden, draw.gap()),
          dgh: bench.out(rows, 3 * hidden, draw.gap()),
        };
        const lengths = drawLengths(bench, s, draw);
        const plain = runBackward(bench, blocks, blocks.dys, lengths, t, rows, hidden);
        const inPlace = runBackward(bench, { ...blocks, dgx: blocks.gates }, blocks.dys, lengths, t, rows, hidden);
        bench.bits(inPlace(blocks.gates), plain(blocks.dgx), 'dgx');
        bench.bits(inPlace(blocks.dgh), plain(blocks.dgh), 'dgh');
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
          const [gx, gh, h] = [draw.normal(3 * n), draw.normal(3 * n), draw.normal(n)];
          const wh = draw.normal(n);
          const wys = hasDys ? draw.normal(n) : repeat(0, n);
          const lengths = drawLengths(bench, s, draw);
          const forward = (gx: number[], gh: number[], h: number[]) => {
            const [GX, GH, H] = [bench.inout(gx, rows), bench.floats(gh, rows), bench.inout(h, rows)];
            const [Y, N] = [bench.out(rows, hidden), bench.out(rows, hidden)];
            const after = bench.run('gruForward', GX, GX.ld, GH, H, Y, Y.ld, N, N.ld, lengths, t, rows, hidden);
            return { loss: dot(after(Y), wys) + dot(after(H), wh), gates: after(GX), ghn: after(N) };
          };
          const saved = forward(gx, gh, h);
          const blocks = {
            gates: bench.floats(saved.gates, rows),
            ghn: bench.floats(saved.ghn, rows),
            hPrev: bench.floats(h, rows),
            dys: bench.floats(wys, rows),
            dh: bench.inout(wh, rows),
            dgx: bench.out(rows, 3 * hidden),
            dgh: bench.out(rows, 3 * hidden),
          };
          const after = runBackward(bench, blocks, hasDys ? blocks.dys : null, lengths, t, rows, hidden);
          closeToNumeric(
            after(blocks.dgx),
            numericGradient((x) => forward(x, gh, h).loss, gx),
            'dgx',
          );
          closeToNumeric(
            after(blocks.dgh),
            numericGradient((x) => forward(gx, x, h).loss, gh),
            'dgh',
          );
          closeToNumeric(
            after(blocks.dh),
            numericGradient((x) => forward(gx, gh, x).loss, h),
            'dh',
          );
        },
        [],
        25,
      );
    },
  },
};

type Names = 'gates' | 'ghn' | 'hPrev' | 'dys' | 'dh' | 'dgx' | 'dgh';

function runBackward(
  bench: Bench,
  b: Record<Names, Block>,
  dys: Block | null,
  lengths: Block | null,
  t: number,
  rows: number,
  hidden: number,
) {
  const { gates, ghn, hPrev, dh, dgx, dgh } = b;
  return bench.run(
    'gruBackward',
    gates,
    gates.ld,
    ghn,
    hPrev,
    hPrev.ld,
    dys,
    b.dys.ld,
    dh,
    dgx,
    dgx.ld,
    dgh,
    dgh.ld,
    lengths,
    t,
    rows,
    hidden,
  );
}
