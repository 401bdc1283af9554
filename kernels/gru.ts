// One step of the GRU over the rows of a batch, reset after the product (`gru…`: PyTorch) and before it
// (`gruReset…`, `gruCandidate…`: Cho et al. 2014). A row of gates is [r, z, n], each of `hidden` floats.

import { V, floats, isActive, loadSome, optional, storeSome, zeroRow, withoutVanished } from './lanes';
import { sigmoidLanes, tanhLanes } from './math';

/** x·(1 − x)·d: what comes back through a sigmoid whose output is x. */
@inline
function throughSigmoid(d: v128, x: v128): v128 {
  return f32x4.mul(f32x4.mul(d, x), f32x4.sub(f32x4.splat(1), x));
}

/** (1 − x²)·d: what comes back through a tanh whose output is x. */
@inline
function throughTanh(d: v128, x: v128): v128 {
  return f32x4.mul(d, f32x4.sub(f32x4.splat(1), f32x4.mul(x, x)));
}

/** (1 − z)·c + z·h */
@inline
function blend(z: v128, c: v128, h: v128): v128 {
  return f32x4.add(f32x4.mul(f32x4.sub(f32x4.splat(1), z), c), f32x4.mul(z, h));
}

@inline
function forwardLanes(gx: usize, gh: usize, size: usize, h: usize, ys: usize, ghn: usize, n: i32): void {
  const r = sigmoidLanes(f32x4.add(loadSome(gx, n), loadSome(gh, n)));
  const z = sigmoidLanes(f32x4.add(loadSome(gx + size, n), loadSome(gh + size, n)));
  const hidden = loadSome(gh + size * 2, n);
  const c = tanhLanes(f32x4.add(loadSome(gx + size * 2, n), f32x4.mul(r, hidden)));
  const y = blend(z, c, loadSome(h, n));
  storeSome(gx, r, n);
  storeSome(gx + size, z, n);
  storeSome(gx + size * 2, c, n);
  storeSome(h, y, n);
  storeSome(ys, y, n);
  if (ghn != 0) storeSome(ghn, hidden, n);
}

/**
 * r = σ(gx_r + gh_r), z = σ(gx_z + gh_z), n = tanh(gx_n + r·gh_n), written over gx; h = ys = (1 − z)·n + z·h.
 * ghn receives gh_n unless it is 0. A row past its length gives ys = 0 and keeps the rest.
 */
export function gruForward(
  gx: usize, ldGx: i32, gh: usize, h: usize, ys: usize, ldYs: i32, ghn: usize, ldSaved: i32,
  lengths: usize, t: i32, rows: i32, hidden: i32,
): void {
  const size = floats(hidden);
  for (let b = 0; b < rows; b++) {
    if (!isActive(lengths, b, t)) {
      zeroRow(ys, hidden);
    } else {
      let at: usize = 0;
      let n = hidden;
      for (; n >= 4; n -= 4) {
        forwardLanes(gx + at, gh + at, size, h + at, ys + at, optional(ghn, at), 4);
        at += V;
      }
      if (n > 0) forwardLanes(gx + at, gh + at, size, h + at, ys + at, optional(ghn, at), n);
    }
    gx += floats(ldGx);
    gh += size * 3;
    h += size;
    ys += floats(ldYs);
    if (ghn != 0) ghn += floats(ldSaved);
  }
}

@inline
function backwardLanes(
  gates: usize, size: usize, ghn: usize, hPrev: usize, dys: usize, dh: usize, dgx: usize, dgh: usize, n: i32,
): void {
  const r = loadSome(gates, n);
  const z = loadSome(gates + size, n);
  const c = loadSome(gates + size * 2, n);
  let dy = loadSome(dh, n);
  if (dys != 0) dy = f32x4.add(loadSome(dys, n), dy);
  dy = withoutVanished(dy);
  const dz = throughSigmoid(f32x4.mul(dy, f32x4.sub(loadSome(hPrev, n), c)), z);
  const dn = throughTanh(f32x4.mul(dy, f32x4.sub(f32x4.splat(1), z)), c);
  const dr = throughSigmoid(f32x4.mul(dn, loadSome(ghn, n)), r);
  storeSome(dgx, dr, n);
  storeSome(dgx + size, dz, n);
  storeSome(dgx + size * 2, dn, n);
  storeSome(dgh, dr, n);
  storeSome(dgh + size, dz, n);
  storeSome(dgh + size * 2, f32x4.mul(dn, r), n);
  storeSome(dh, f32x4.mul(dy, z), n);
}

/**
 * dgx = [dr, dz, dn], dgh = [dr, dz, dn·r] (pre-activation); dgx may be the gates' buffer. dh = (dys + dh)·z.
 * A row past its length gives zeros and keeps dh.
 */
export function gruBackward(
  gates: usize, ldGates: i32, ghn: usize, hPrev: usize, ldSaved: i32, dys: usize, ldDys: i32,
  dh: usize, dgx: usize, ldDgx: i32, dgh: usize, ldDgh: i32, lengths: usize, t: i32, rows: i32, hidden: i32,
): void {
  const size = floats(hidden);
  for (let b = 0; b < rows; b++) {
    if (!isActive(lengths, b, t)) {
      zeroRow(dgx, hidden * 3);
      zeroRow(dgh, hidden * 3);
    } else {
      let at: usize = 0;
      let n = hidden;
      for (; n >= 4; n -= 4) {
        backwardLanes(gates + at, size, ghn + at, hPrev + at, optional(dys, at), dh + at, dgx + at, dgh + at, 4);
        at += V;
      }
      if (n > 0) {
        backwardLanes(gates + at, size, ghn + at, hPrev + at, optional(dys, at), dh + at, dgx + at, dgh + at, n);
      }
    }
    gates += floats(ldGates);
    ghn += floats(ldSaved);
    hPrev += floats(ldSaved);
    if (dys != 0) dys += floats(ldDys);
    dh += size;
    dgx += floats(ldDgx);
    dgh += floats(ldDgh);
  }
}

@inline
function resetLanes(gates: usize, size: usize, h: usize, rh: usize, n: i32): void {
  const r = sigmoidLanes(loadSome(gates, n));
  storeSome(gates, r, n);
  storeSome(gates + size, sigmoidLanes(loadSome(gates + size, n)), n);
  storeSome(rh, f32x4.mul(r, loadSome(h, n)), n);
}

/** r and z activated in place; rh = r·h, zeros for a row past its length. */
export function gruResetForward(
  gates: usize, ldGates: i32, h: usize, rh: usize, ldRh: i32, lengths: usize, t: i32, rows: i32, hidden: i32,
): void {
  const size = floats(hidden);
  for (let b = 0; b < rows; b++) {
    if (!isActive(lengths, b, t)) {
      zeroRow(rh, hidden);
    } else {
      let at: usize = 0;
      let n = hidden;
      for (; n >= 4; n -= 4) {
        resetLanes(gates + at, size, h + at, rh + at, 4);
        at += V;
      }
      if (n > 0) resetLanes(gates + at, size, h + at, rh + at, n);
    }
    gates += floats(ldGates);
    h += size;
    rh += floats(ldRh);
  }
}

@inline
function candidateLanes(gates: usize, size: usize, h: usize, ys: usize, n: i32): void {
  const c = tanhLanes(loadSome(gates + size * 2, n));
  const y = blend(loadSome(gates + size, n), c, loadSome(h, n));
  storeSome(gates + size * 2, c, n);
  storeSome(h, y, n);
  storeSome(ys, y, n);
}

/** n = tanh in place; h = ys = (1 − z)·n + z·h. A row past its length gives ys = 0 and keeps the rest. */
export function gruCandidateForward(
  gates: usize, ldGates: i32, h: usize, ys: usize, ldYs: i32, lengths: usize, t: i32, rows: i32, hidden: i32,
): void {
  const size = floats(hidden);
  for (let b = 0; b < rows; b++) {
    if (!isActive(lengths, b, t)) {
      zeroRow(ys, hidden);
    } else {
      let at: usize = 0;
      let n = hidden;
      for (; n >= 4; n -= 4) {
        candidateLanes(gates + at, size, h + at, ys + at, 4);
        at += V;
      }
      if (n > 0) candidateLanes(gates + at, size, h + at, ys + at, n);
    }
    gates += floats(ldGates);
    h += size;
    ys += floats(ldYs);
  }
}

@inline
function candidateBackwardLanes(
  gates: usize, size: usize, hPrev: usize, dys: usize, dh: usize, dgates: usize, n: i32,
): void {
  const z = loadSome(gates + size, n);
  const c = loadSome(gates + size * 2, n);
  let dy = loadSome(dh, n);
  if (dys != 0) dy = f32x4.add(loadSome(dys, n), dy);
  dy = withoutVanished(dy);
  const dz = throughSigmoid(f32x4.mul(dy, f32x4.sub(loadSome(hPrev, n), c)), z);
  const dn = throughTanh(f32x4.mul(dy, f32x4.sub(f32x4.splat(1), z)), c);
  storeSome(dgates + size, dz, n);
  storeSome(dgates + size * 2, dn, n);
  storeSome(dh, f32x4.mul(dy, z), n);
}

/** Writes the z and n parts of dgates; dh = (dys + dh)·z. A row past its length gives zeros there and keeps dh. */
export function gruCandidateBackward(
  gates: usize, ldGates: i32, hPrev: usize, ldSaved: i32, dys: usize, ldDys: i32,
  dh: usize, dgates: usize, ldDgates: i32, lengths: usize, t: i32, rows: i32, hidden: i32,
): void {
  const size = floats(hidden);
  for (let b = 0; b < rows; b++) {
    if (!isActive(lengths, b, t)) {
      zeroRow(dgates + size, hidden * 2);
    } else {
      let at: usize = 0;
      let n = hidden;
      for (; n >= 4; n -= 4) {
        candidateBackwardLanes(gates + at, size, hPrev + at, optional(dys, at), dh + at, dgates + at, 4);
        at += V;
      }
      if (n > 0) candidateBackwardLanes(gates + at, size, hPrev + at, optional(dys, at), dh + at, dgates + at, n);
    }
    gates += floats(ldGates);
    hPrev += floats(ldSaved);
    if (dys != 0) dys += floats(ldDys);
    dh += size;
    dgates += floats(ldDgates);
  }
}

@inline
function resetBackwardLanes(gates: usize, hPrev: usize, drh: usize, dh: usize, dgates: usize, n: i32): void {
  const r = loadSome(gates, n);
  const d = loadSome(drh, n);
  storeSome(dh, f32x4.add(loadSome(dh, n), f32x4.mul(d, r)), n);
  storeSome(dgates, throughSigmoid(f32x4.mul(d, loadSome(hPrev, n)), r), n);
}

/** Writes the r part of dgates; dh += drh·r. A row past its length gives zeros there and keeps dh. */
export function gruResetBackward(
  gates: usize, ldGates: i32, hPrev: usize, ldSaved: i32, drh: usize, dh: usize, dgates: usize, ldDgates: i32,
  lengths: usize, t: i32, rows: i32, hidden: i32,
): void {
  const size = floats(hidden);
  for (let b = 0; b < rows; b++) {
    if (!isActive(lengths, b, t)) {
      zeroRow(dgates, hidden);
    } else {
      let at: usize = 0;
      let n = hidden;
      for (; n >= 4; n -= 4) {
        resetBackwardLanes(gates + at, hPrev + at, drh + at, dh + at, dgates + at, 4);
        at += V;
      }
      if (n > 0) resetBackwardLanes(gates + at, hPrev + at, drh + at, dh + at, dgates + at, n);
    }
    gates += floats(ldGates);
    hPrev += floats(ldSaved);
    drh += size;
    dh += size;
    dgates += floats(ldDgates);
  }
}
