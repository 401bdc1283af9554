import { sigmoid, tanh } from '../../util/portable-math.ts';
import type { Kernels, Ptr } from '../backend.ts';
import type { ReferenceMemory } from './memory.ts';

type Gates = Pick<
  Kernels,
  | 'elmanForward'
  | 'elmanBackward'
  | 'lstmForward'
  | 'lstmBackward'
  | 'gruForward'
  | 'gruBackward'
  | 'gruResetForward'
  | 'gruCandidateForward'
  | 'gruCandidateBackward'
  | 'gruResetBackward'
>;

/** One step of a recurrence over the rows of a batch: H = hidden, b a row, j a unit. */
export function gateKernels(memory: ReferenceMemory): Gates {
  /** Calls `visit` for each unit of each row, saying whether the row is still within its sequence. */
  const forEach = (
    lengths: Ptr,
    t: number,
    rows: number,
    hidden: number,
    visit: (b: number, j: number, active: boolean) => void,
  ) => {
    for (let b = 0; b < rows; b++) {
      const active = lengths === 0 || t < memory.ints[memory.int(lengths) + b]!;
      for (let j = 0; j < hidden; j++) visit(b, j, active);
    }
  };
  /** A matrix with rows `ld` apart. */
  const matrix = (ptr: Ptr, ld: number) => {
    const start = memory.float(ptr);
    const f = memory.floats;
    return {
      get: (b: number, j: number) => f[start + b * ld + j]!,
      set: (b: number, j: number, value: number) => {
        f[start + b * ld + j] = value;
      },
    };
  };
  /** One that may be absent: it then reads as zeros and swallows what is written. */
  const optional = (ptr: Ptr, ld: number) => (ptr === 0 ? { get: () => 0, set: () => {} } : matrix(ptr, ld));

  return {
    elmanForward(pre, ldPre, h, ys, ldYs, lengths, t, rows, hidden, act) {
      const [Pre, H, Ys] = [matrix(pre, ldPre), matrix(h, hidden), matrix(ys, ldYs)];
      forEach(lengths, t, rows, hidden, (b, j, active) => {
        if (!active) return Ys.set(b, j, 0);
        const a = Pre.get(b, j);
        const y = act ? Math.max(a, 0) : tanh(a);
        H.set(b, j, y);
        Ys.set(b, j, y);
      });
    },

    elmanBackward(ys, ldYs, dys, ldDys, dh, dpre, ldDpre, lengths, t, rows, hidden, act) {
      const [Ys, DYs, DH, DPre] = [matrix(ys, ldYs), optional(dys, ldDys), matrix(dh, hidden), matrix(dpre, ldDpre)];
      forEach(lengths, t, rows, hidden, (b, j, active) => {
        if (!active) return DPre.set(b, j, 0);
        const y = Ys.get(b, j);
        const d = DYs.get(b, j) + DH.get(b, j);
        if (act) DPre.set(b, j, y > 0 ? d : 0);
        else DPre.set(b, j, d * (1 - y * y));
        DH.set(b, j, 0);
      });
    },

    lstmForward(gates, ldGates, h, c, ys, ldYs, cPrev, tanhC, ldSaved, lengths, t, rows, hidden) {
      const [G, H, C, Ys] = [matrix(gates, ldGates), matrix(h, hidden), matrix(c, hidden), matrix(ys, ldYs)];
      const [CPrev, TanhC] = [optional(cPrev, ldSaved), optional(tanhC, ldSaved)];
      forEach(lengths, t, rows, hidden, (b, j, active) => {
        if (!active) return Ys.set(b, j, 0);
        const i = sigmoid(G.get(b, j));
        const f = sigmoid(G.get(b, hidden + j));
        const g = tanh(G.get(b, 2 * hidden + j));
        const o = sigmoid(G.get(b, 3 * hidden + j));
        CPrev.set(b, j, C.get(b, j));
        const c = f * C.get(b, j) + i * g;
        const tc = tanh(c);
        [i, f, g, o].forEach((value, k) => G.set(b, k * hidden + j, value));
        C.set(b, j, c);
        TanhC.set(b, j, tc);
        H.set(b, j, o * tc);
        Ys.set(b, j, o * tc);
      });
    },

    lstmBackward(
      gates,
      ldGates,
      cPrev,
      tanhC,
      ldSaved,
      dys,
      ldDys,
      dh,
      dc,
      dgates,
      ldDgates,
      lengths,
      t,
      rows,
      hidden,
    ) {
      const [G, CPrev, TanhC] = [matrix(gates, ldGates), matrix(cPrev, ldSaved), matrix(tanhC, ldSaved)];
      const [DYs, DH, DC, DG] = [
        optional(dys, ldDys),
        matrix(dh, hidden),
        matrix(dc, hidden),
        matrix(dgates, ldDgates),
      ];
      forEach(lengths, t, rows, hidden, (b, j, active) => {
        if (!active) return [0, 1, 2, 3].forEach((k) => DG.set(b, k * hidden + j, 0));
        const i = G.get(b, j);
        const f = G.get(b, hidden + j);
        const g = G.get(b, 2 * hidden + j);
        const o = G.get(b, 3 * hidden + j);
        const tc = TanhC.get(b, j);
        const dh = DYs.get(b, j) + DH.get(b, j);
        const dc = DC.get(b, j) + dh * o * (1 - tc * tc);
        DG.set(b, j, dc * g * i * (1 - i));
        DG.set(b, hidden + j, dc * CPrev.get(b, j) * f * (1 - f));
        DG.set(b, 2 * hidden + j, dc * i * (1 - g * g));
        DG.set(b, 3 * hidden + j, dh * tc * o * (1 - o));
        DC.set(b, j, dc * f);
        DH.set(b, j, 0);
      });
    },

    gruForward(gx, ldGx, gh, h, ys, ldYs, ghn, ldSaved, lengths, t, rows, hidden) {
      const [GX, GH, H] = [matrix(gx, ldGx), matrix(gh, 3 * hidden), matrix(h, hidden)];
      const [Ys, GHN] = [matrix(ys, ldYs), optional(ghn, ldSaved)];
      forEach(lengths, t, rows, hidden, (b, j, active) => {
        if (!active) return Ys.set(b, j, 0);
        const r = sigmoid(GX.get(b, j) + GH.get(b, j));
        const z = sigmoid(GX.get(b, hidden + j) + GH.get(b, hidden + j));
        const hn = GH.get(b, 2 * hidden + j);
        const n = tanh(GX.get(b, 2 * hidden + j) + r * hn);
        const y = (1 - z) * n + z * H.get(b, j);
        [r, z, n].forEach((value, k) => GX.set(b, k * hidden + j, value));
        GHN.set(b, j, hn);
        H.set(b, j, y);
        Ys.set(b, j, y);
      });
    },

    gruBackward(gates, ldGates, ghn, hPrev, ldSaved, dys, ldDys, dh, dgx, ldDgx, dgh, ldDgh, lengths, t, rows, hidden) {
      const [G, GHN, HPrev] = [matrix(gates, ldGates), matrix(ghn, ldSaved), matrix(hPrev, ldSaved)];
      const [DYs, DH, DGX, DGH] = [optional(dys, ldDys), matrix(dh, hidden), matrix(dgx, ldDgx), matrix(dgh, ldDgh)];
      forEach(lengths, t, rows, hidden, (b, j, active) => {
        if (!active) {
          return [0, 1, 2].forEach((k) => {
            DGX.set(b, k * hidden + j, 0);
            DGH.set(b, k * hidden + j, 0);
          });
        }
        const r = G.get(b, j);
        const z = G.get(b, hidden + j);
        const n = G.get(b, 2 * hidden + j);
        const d = DYs.get(b, j) + DH.get(b, j);
        const dn = d * (1 - z) * (1 - n * n);
        const dz = d * (HPrev.get(b, j) - n) * z * (1 - z);
        const dr = dn * GHN.get(b, j) * r * (1 - r);
        [dr, dz, dn].forEach((value, k) => DGX.set(b, k * hidden + j, value));
        [dr, dz, dn * r].forEach((value, k) => DGH.set(b, k * hidden + j, value));
        DH.set(b, j, d * z);
      });
    },

    gruResetForward(gates, ldGates, h, rh, ldRh, lengths, t, rows, hidden) {
      const [G, H, RH] = [matrix(gates, ldGates), matrix(h, hidden), matrix(rh, ldRh)];
      forEach(lengths, t, rows, hidden, (b, j, active) => {
        if (!active) return RH.set(b, j, 0);
        const r = sigmoid(G.get(b, j));
        G.set(b, j, r);
        G.set(b, hidden + j, sigmoid(G.get(b, hidden + j)));
        RH.set(b, j, r * H.get(b, j));
      });
    },

    gruCandidateForward(gates, ldGates, h, ys, ldYs, lengths, t, rows, hidden) {
      const [G, H, Ys] = [matrix(gates, ldGates), matrix(h, hidden), matrix(ys, ldYs)];
      forEach(lengths, t, rows, hidden, (b, j, active) => {
        if (!active) return Ys.set(b, j, 0);
        const z = G.get(b, hidden + j);
        const n = tanh(G.get(b, 2 * hidden + j));
        const y = (1 - z) * n + z * H.get(b, j);
        G.set(b, 2 * hidden + j, n);
        H.set(b, j, y);
        Ys.set(b, j, y);
      });
    },

    gruCandidateBackward(gates, ldGates, hPrev, ldSaved, dys, ldDys, dh, dgates, ldDgates, lengths, t, rows, hidden) {
      const [G, HPrev, DYs] = [matrix(gates, ldGates), matrix(hPrev, ldSaved), optional(dys, ldDys)];
      const [DH, DG] = [matrix(dh, hidden), matrix(dgates, ldDgates)];
      forEach(lengths, t, rows, hidden, (b, j, active) => {
        if (!active) {
          DG.set(b, hidden + j, 0);
          return DG.set(b, 2 * hidden + j, 0);
        }
        const z = G.get(b, hidden + j);
        const n = G.get(b, 2 * hidden + j);
        const d = DYs.get(b, j) + DH.get(b, j);
        DG.set(b, hidden + j, d * (HPrev.get(b, j) - n) * z * (1 - z));
        DG.set(b, 2 * hidden + j, d * (1 - z) * (1 - n * n));
        DH.set(b, j, d * z);
      });
    },

    gruResetBackward(gates, ldGates, hPrev, ldSaved, drh, dh, dgates, ldDgates, lengths, t, rows, hidden) {
      const [G, HPrev, DRH] = [matrix(gates, ldGates), matrix(hPrev, ldSaved), matrix(drh, hidden)];
      const [DH, DG] = [matrix(dh, hidden), matrix(dgates, ldDgates)];
      forEach(lengths, t, rows, hidden, (b, j, active) => {
        if (!active) return DG.set(b, j, 0);
        const r = G.get(b, j);
        DG.set(b, j, DRH.get(b, j) * HPrev.get(b, j) * r * (1 - r));
        DH.set(b, j, DH.get(b, j) + DRH.get(b, j) * r);
      });
    },
  };
}
