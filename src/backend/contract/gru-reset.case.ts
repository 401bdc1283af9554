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

export const gruReset: Tests<'gruResetForward' | 'gruCandidateForward' | 'gruCandidateBackward' | 'gruResetBackward'> =
  {
    gruResetForward: {
      'activates r and z, leaves n, and gives r·h, zeros past the end': (bench) => {
        forAll(step, (s, draw) => {
          const { rows, hidden, t } = s;
          const n = rows * hidden;
          const { blocks, after, isActive } = tryGates(
            bench,
            s,
            draw,
            {
              gates: { data: draw.wild(3 * n), parts: 3, writable: true },
              h: { data: draw.normal(n), gap: 0 },
              rh: { writable: true },
            },
            (bench, { gates, h, rh }, lengths, rows) =>
              bench.run('gruResetForward', gates, gates.ld, h, rh, rh.ld, lengths, t, rows, hidden),
          );
          const [pre, h] = [reader(s, 3, blocks.gates.data), reader(s, 1, blocks.h.data)];
          const got = reader(s, 3, after('gates'));
          // Of the rows past their end, r and z are the kernel's own business.
          const expected = (b: number, k: number, j: number) =>
            k === 2 ? pre(b, k, j) : isActive(b) ? sigmoid(pre(b, k, j)) : got(b, k, j);
          bench.close(after('gates'), tabulate(s, 3, expected), 'gates');
          bench.close(
            after('rh'),
            tabulate(s, 1, (b, _, j) => (isActive(b) ? sigmoid(pre(b, 0, j)) * h(b, 0, j) : 0)),
            'rh',
          );
        });
      },
    },

    gruCandidateForward: {
      'is (1 − z)·n + z·h, zeros past the end, where the state stays': (bench) => {
        forAll(step, (s, draw) => {
          const { rows, hidden, t } = s;
          const n = rows * hidden;
          const gates = draw.wild(3 * n).map((x, i) => (Math.floor(i / hidden) % 3 === 2 ? x : sigmoid(x)));
          const { blocks, after, isActive } = tryGates(
            bench,
            s,
            draw,
            {
              gates: { data: gates, parts: 3, writable: true },
              h: { data: draw.normal(n), writable: true, gap: 0 },
              ys: { writable: true },
            },
            (bench, { gates, h, ys }, lengths, rows) =>
              bench.run('gruCandidateForward', gates, gates.ld, h, ys, ys.ld, lengths, t, rows, hidden),
          );
          const [pre, h] = [reader(s, 3, blocks.gates.data), reader(s, 1, blocks.h.data)];
          const got = reader(s, 3, after('gates'));
          const y = (b: number, j: number) => (1 - pre(b, 1, j)) * Math.tanh(pre(b, 2, j)) + pre(b, 1, j) * h(b, 0, j);
          const expected = (b: number, k: number, j: number) =>
            k < 2 ? pre(b, k, j) : isActive(b) ? Math.tanh(pre(b, k, j)) : got(b, k, j);
          bench.close(after('gates'), tabulate(s, 3, expected), 'gates');
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
        });
      },
    },

    gruCandidateBackward: {
      'is that of the reference, also without dys, and leaves the r part': (bench) => {
        forAll({ ...step, hasDys: flag }, (s, draw) => {
          const { rows, hidden, t, hasDys } = s;
          const n = rows * hidden;
          const { blocks, after } = tryGatesAsJudged(
            bench,
            s,
            draw,
            {
              gates: { data: activatedGru(s, draw), parts: 3 },
              hPrev: { data: draw.normal(n) },
              dys: { data: draw.wild(n) },
              dh: { data: draw.normal(n), writable: true, gap: 0 },
              dgates: { data: draw.normal(3 * n), parts: 3, writable: true },
            },
            (bench, b, lengths, rows) => candidateBackward(bench, b, hasDys ? b.dys : null, lengths, t, rows, hidden),
          );
          const [before, got] = [reader(s, 3, blocks.dgates.data), reader(s, 3, after('dgates'))];
          bench.bits(
            tabulate(s, 1, (b, _, j) => got(b, 0, j)),
            tabulate(s, 1, (b, _, j) => before(b, 0, j)),
            'the r part',
          );
        });
      },
      'may write over the gates': (bench) => {
        forAll(step, (s, draw) => {
          const { rows, hidden, t } = s;
          const n = rows * hidden;
          const gates = bench.inout(activatedGru(s, draw), rows, draw.gap());
          const blocks = {
            gates,
            hPrev: bench.floats(draw.normal(n), rows, draw.gap()),
            dys: bench.floats(draw.normal(n), rows, draw.gap()),
            dh: bench.inout(draw.normal(n), rows),
            dgates: bench.inout(gates.data, rows, draw.gap()),
          };
          const lengths = drawLengths(bench, s, draw);
          const plain = candidateBackward(bench, blocks, blocks.dys, lengths, t, rows, hidden);
          const inPlace = candidateBackward(bench, { ...blocks, dgates: gates }, blocks.dys, lengths, t, rows, hidden);
          bench.bits(inPlace(gates), plain(blocks.dgates), 'dgates');
          bench.bits(inPlace(blocks.dh), plain(blocks.dh), 'dh');
        });
      },
    },

    gruResetBackward: {
      'is that of the reference, and leaves the z and n parts': (bench) => {
        forAll(step, (s, draw) => {
          const { rows, hidden, t } = s;
          const n = rows * hidden;
          const { blocks, after } = tryGatesAsJudged(
            bench,
            s,
            draw,
            {
              gates: { data: activatedGru(s, draw), parts: 3 },
              hPrev: { data: draw.normal(n) },
              drh: { data: draw.wild(n), gap: 0 },
              dh: { data: draw.normal(n), writable: true, gap: 0 },
              dgates: { data: draw.normal(3 * n), parts: 3, writable: true },
            },
            (bench, b, lengths, rows) => resetBackward(bench, b, lengths, t, rows, hidden),
          );
          const [before, got] = [reader(s, 3, blocks.dgates.data), reader(s, 3, after('dgates'))];
          const rest = (of: typeof got) => tabulate(s, 2, (b, k, j) => of(b, k + 1, j));
          bench.bits(rest(got), rest(before), 'the z and n parts');
        });
      },
      'may write over the gates': (bench) => {
        forAll(step, (s, draw) => {
          const { rows, hidden, t } = s;
          const n = rows * hidden;
          const gates = bench.inout(activatedGru(s, draw), rows, draw.gap());
          const blocks = {
            gates,
            hPrev: bench.floats(draw.normal(n), rows, draw.gap()),
            drh: bench.floats(draw.normal(n), rows),
            dh: bench.inout(draw.normal(n), rows),
            dgates: bench.inout(gates.data, rows, draw.gap()),
          };
          const lengths = drawLengths(bench, s, draw);
          const plain = resetBackward(bench, blocks, lengths, t, rows, hidden);
          const inPlace = resetBackward(bench, { ...blocks, dgates: gates }, lengths, t, rows, hidden);
          bench.bits(inPlace(gates), plain(blocks.dgates), 'dgates');
          bench.bits(inPlace(blocks.dh), plain(blocks.dh), 'dh');
        });
      },
      'is, after the candidate, the derivative of both forward kernels': (bench) => {
        if (!bench.isExact) return;
        forAll(
          { ...smallStep, hasDys: flag },
          (s, draw) => {
            const { rows, hidden, t, hasDys } = s;
            const n = rows * hidden;
            const [pre, h] = [draw.normal(3 * n), draw.normal(n)];
            // U_n is diagonal here, a number a unit of a row: the product between the two kernels is the caller's.
            const [u, wh] = [draw.normal(n), draw.normal(n)];
            const wys = hasDys ? draw.normal(n) : repeat(0, n);
            const lengths = drawLengths(bench, s, draw);
            const forward = (pre: number[], h: number[]) => {
              const [G, H, RH, Y] = [
                bench.inout(pre, rows),
                bench.inout(h, rows),
                bench.out(rows, hidden),
                bench.out(rows, hidden),
              ];
              const first = bench.run('gruResetForward', G, G.ld, H, RH, RH.ld, lengths, t, rows, hidden);
              const [half, rh] = [reader(s, 3, first(G)), first(RH)];
              const product = (b: number, j: number) => u[b * hidden + j]! * rh[b * hidden + j]!;
              const gates = bench.inout(
                tabulate(s, 3, (b, k, j) => half(b, k, j) + (k === 2 ? product(b, j) : 0)),
                rows,
              );
              const second = bench.run('gruCandidateForward', gates, gates.ld, H, Y, Y.ld, lengths, t, rows, hidden);
              return { loss: dot(second(Y), wys) + dot(second(H), wh), gates: second(gates) };
            };
            const blocks = {
              gates: bench.floats(forward(pre, h).gates, rows),
              hPrev: bench.floats(h, rows),
              dys: bench.floats(wys, rows),
              dh: bench.inout(wh, rows),
              dgates: bench.out(rows, 3 * hidden),
            };
            const first = candidateBackward(bench, blocks, hasDys ? blocks.dys : null, lengths, t, rows, hidden);
            const dn = reader(s, 3, first(blocks.dgates));
            const rest = {
              ...blocks,
              drh: bench.floats(
                tabulate(s, 1, (b, _, j) => dn(b, 2, j) * u[b * hidden + j]!),
                rows,
              ),
              dh: bench.inout(first(blocks.dh), rows),
              dgates: bench.inout(first(blocks.dgates), rows),
            };
            const second = resetBackward(bench, rest, lengths, t, rows, hidden);
            closeToNumeric(
              second(rest.dgates),
              numericGradient((x) => forward(x, h).loss, pre),
              'dgates',
            );
            closeToNumeric(
              second(rest.dh),
              numericGradient((x) => forward(pre, x).loss, h),
              'dh',
            );
          },
          [],
          25,
        );
      },
    },
  };

type Names = 'gates' | 'hPrev' | 'dh' | 'dgates';

function candidateBackward(
  bench: Bench,
  b: Record<Names | 'dys', Block>,
  dys: Block | null,
  lengths: Block | null,
  t: number,
  rows: number,
  hidden: number,
) {
  const { gates, hPrev, dh, dgates } = b;
  return bench.run(
    'gruCandidateBackward',
    gates,
    gates.ld,
    hPrev,
    hPrev.ld,
    dys,
    b.dys.ld,
    dh,
    dgates,
    dgates.ld,
    lengths,
    t,
    rows,
    hidden,
  );
}

function resetBackward(
  bench: Bench,
  b: Record<Names | 'drh', Block>,
  lengths: Block | null,
  t: number,
  rows: number,
  hidden: number,
) {
  const { gates, hPrev, drh, dh, dgates } = b;
  return bench.run(
    'gruResetBackward',
    gates,
    gates.ld,
    hPrev,
    hPrev.ld,
    drh,
    dh,
    dgates,
    dgates.ld,
    lengths,
    t,
    rows,
    hidden,
  );
}
