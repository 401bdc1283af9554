/**
 * The contract between the house and whatever computes: untyped memory and a table of kernels.
 *
 * Conventions, the same for every kernel:
 * - A `Ptr` is a byte address; 0 is "none" and is never a valid allocation.
 * - Floats take `floatBytes` (4 in WASM, 8 in the reference), integers are int32. Sizes and strides count elements.
 * - Matrices are row-major; `ld…` is the distance between rows and may exceed the columns.
 * - Inputs come first, outputs after them, sizes last. Unless said otherwise an output may be the very same buffer as
 *   an input (elementwise kernels), but must not overlap it partly.
 * - NaN and infinity go through as IEEE 754 says; no kernel traps on any value.
 * - Order of accumulation: a dot product adds its terms in ascending k, one accumulator an output element that starts
 *   from C (or zero), with a separately rounded multiply and add. A row's bits thus never depend on the other rows.
 */
export type Ptr = number;
export type Flag = 0 | 1;

/** `lengths` pointers hold int32 counts of valid steps a row, or are 0 when every row is full. Row b is active at step t if t < lengths[b]. */
export interface Kernels {
  // ---- products ---------------------------------------------------------------------------------------------------
  /** C[m,n] = (accumulate ? C : 0) + op(A)·op(B). A is stored [m,k], or [k,m] when transA; B [k,n], or [n,k] when transB. C must not overlap A or B. */
  gemm(
    transA: Flag,
    transB: Flag,
    m: number,
    n: number,
    k: number,
    a: Ptr,
    lda: number,
    b: Ptr,
    ldb: number,
    c: Ptr,
    ldc: number,
    accumulate: Flag,
  ): void;
  /** How many floats `pack` writes for an op(B) of k × n. */
  packedSize(n: number, k: number): number;
  /** Lays op(B) out for `gemmPacked`: for a weight that is used many times. The layout is the backend's own, and may refer to B, which must then stay as it is. */
  pack(transB: Flag, n: number, k: number, b: Ptr, ldb: number, packed: Ptr): void;
  /** As `gemm`, with B packed before. The same bits as `gemm`. */
  gemmPacked(
    transA: Flag,
    m: number,
    n: number,
    k: number,
    a: Ptr,
    lda: number,
    packed: Ptr,
    c: Ptr,
    ldc: number,
    accumulate: Flag,
  ): void;

  // ---- moving -----------------------------------------------------------------------------------------------------
  fill(value: number, y: Ptr, n: number): void;
  copy(x: Ptr, y: Ptr, n: number): void;
  /** y[i,:] = x[i,:]; ldx = 0 repeats one row (a bias that starts an accumulator). */
  copyRows(x: Ptr, ldx: number, y: Ptr, ldy: number, rows: number, cols: number): void;
  /** y (contiguous, [d0,d1,d2,d3]) = x read with strides s0…s3 (any sign, 0 repeats). y must not overlap x. */
  stridedCopy(
    x: Ptr,
    y: Ptr,
    d0: number,
    d1: number,
    d2: number,
    d3: number,
    s0: number,
    s1: number,
    s2: number,
    s3: number,
  ): void;
  /** y at strides s0…s3 += x (contiguous, [d0,d1,d2,d3]), in row-major order of x. y must not overlap x. */
  stridedAdd(
    x: Ptr,
    y: Ptr,
    d0: number,
    d1: number,
    d2: number,
    d3: number,
    s0: number,
    s1: number,
    s2: number,
    s3: number,
  ): void;
  /** y[i,:] = table[ids[i],:]; a negative id gives a row of zeros. */
  gatherRows(table: Ptr, ids: Ptr, y: Ptr, rows: number, cols: number): void;
  /** table[ids[i],:] += x[i,:] for ascending i; a negative id adds nothing. */
  scatterAddRows(x: Ptr, ids: Ptr, table: Ptr, rows: number, cols: number): void;

  // ---- elementwise, n contiguous elements -------------------------------------------------------------------------
  add(a: Ptr, b: Ptr, y: Ptr, n: number): void;
  sub(a: Ptr, b: Ptr, y: Ptr, n: number): void;
  mul(a: Ptr, b: Ptr, y: Ptr, n: number): void;
  div(a: Ptr, b: Ptr, y: Ptr, n: number): void;
  /** y = alpha·x */
  scale(alpha: number, x: Ptr, y: Ptr, n: number): void;
  /** y = x + alpha */
  offset(alpha: number, x: Ptr, y: Ptr, n: number): void;
  /** y += alpha·x */
  axpy(alpha: number, x: Ptr, y: Ptr, n: number): void;
  /** y = min(max(x, low), high); NaN stays NaN */
  clamp(low: number, high: number, x: Ptr, y: Ptr, n: number): void;
  relu(x: Ptr, y: Ptr, n: number): void;
  tanh(x: Ptr, y: Ptr, n: number): void;
  sigmoid(x: Ptr, y: Ptr, n: number): void;
  exp(x: Ptr, y: Ptr, n: number): void;
  log(x: Ptr, y: Ptr, n: number): void;
  sqrt(x: Ptr, y: Ptr, n: number): void;
  abs(x: Ptr, y: Ptr, n: number): void;
  /** dx = y > 0 ? dy : 0, from the output y */
  reluGrad(y: Ptr, dy: Ptr, dx: Ptr, n: number): void;
  /** dx = dy·(1 − y²) */
  tanhGrad(y: Ptr, dy: Ptr, dx: Ptr, n: number): void;
  /** dx = dy·y·(1 − y) */
  sigmoidGrad(y: Ptr, dy: Ptr, dx: Ptr, n: number): void;
  /** dx = dy·sign(x), 0 at 0, from the input x */
  absGrad(x: Ptr, dy: Ptr, dx: Ptr, n: number): void;
  /** y[i] = u(i) < keep ? 1/keep : 0, where u(i) = `hash32(seed, i)` / 2³² of util/random.ts: the same mask on every backend. */
  dropoutMask(seed: number, keep: number, y: Ptr, n: number): void;

  // ---- reductions -------------------------------------------------------------------------------------------------
  /** y[0] = Σ x, ascending, accumulated in float64 and rounded once */
  sum(x: Ptr, y: Ptr, n: number): void;
  /** y[i] = Σ_j x[i,j], ascending, accumulated in float64 and rounded once */
  rowSum(x: Ptr, y: Ptr, rows: number, cols: number): void;
  /** y[j] = (accumulate ? y[j] : 0) + Σ_i x[i,j], ascending i, in the float type */
  sumRows(x: Ptr, ldx: number, y: Ptr, rows: number, cols: number, accumulate: Flag): void;
  /** Σ x², returned, accumulated in float64 in one fixed order */
  sumSquares(x: Ptr, n: number): number;
  /** 1 + the last of `rows` rows with lengths[b] > t, or 0: how many leading rows hold all that have a step t. */
  activeRows(lengths: Ptr, t: number, rows: number): number;
  /** The index of the first NaN or infinity, or −1. */
  firstNonFinite(x: Ptr, n: number): number;
  /** y[i] (int32) = the lowest j at which row i is largest; NaN counts as smaller than all; 0 for a row of NaN. */
  argmaxRows(x: Ptr, y: Ptr, rows: number, cols: number): void;
  /** How many scores of row i are above, and (itself left out) equal to, that of column targets[i]; int32 outputs. A negative target gives 0 and 0; NaN scores count as neither, and a NaN target score gives above = cols − 1, equal = 0. */
  rankRows(x: Ptr, targets: Ptr, above: Ptr, equal: Ptr, rows: number, cols: number): void;

  // ---- softmax ----------------------------------------------------------------------------------------------------
  softmaxRows(x: Ptr, y: Ptr, rows: number, cols: number): void;
  /** dx = y·(dy − Σ_j y·dy) */
  softmaxRowsGrad(y: Ptr, dy: Ptr, dx: Ptr, rows: number, cols: number): void;
  logSoftmaxRows(x: Ptr, y: Ptr, rows: number, cols: number): void;
  /** dx = dy − exp(y)·Σ_j dy */
  logSoftmaxRowsGrad(y: Ptr, dy: Ptr, dx: Ptr, rows: number, cols: number): void;
  /** loss[i] = log Σ_j exp(x[i,j]) − x[i,targets[i]]; dx[i,:] = softmax(x[i,:]) − onehot(targets[i]), not written when dx is 0. A negative target gives loss 0 and gradient 0. dx may be x. */
  crossEntropyRows(x: Ptr, targets: Ptr, loss: Ptr, dx: Ptr, rows: number, cols: number): void;
  /** y[i,:] = x[i,:]·s[i] */
  scaleRows(x: Ptr, s: Ptr, y: Ptr, rows: number, cols: number): void;

  // ---- layer normalisation -----------------------------------------------------------------------------------------
  /**
   * normal[i,:] = (x[i,:] − mean)·rstd[i], rstd[i] = 1/√(variance + eps), mean and variance (divided by cols) over the
   * row, in float64; y[i,:] = normal[i,:]·gain + bias. gain and bias [cols], normal and rstd are optional (0). y may be x.
   */
  layerNormRows(
    x: Ptr,
    gain: Ptr,
    bias: Ptr,
    y: Ptr,
    normal: Ptr,
    rstd: Ptr,
    rows: number,
    cols: number,
    eps: number,
  ): void;
  /** dx = rstd·(g − mean(g) − normal·mean(g·normal)), the means over the row, g = dy·gain (gain may be 0). dx may be dy. */
  layerNormRowsGrad(normal: Ptr, rstd: Ptr, gain: Ptr, dy: Ptr, dx: Ptr, rows: number, cols: number): void;

  // ---- images [B, H, W, C] ----------------------------------------------------------------------------------------
  /**
   * Patches as rows: y [B·H'·W', kh·kw·C], y[b·H'·W' + i·W' + j, (u·kw + v)·C + c] =
   * x[b, i·stride + u − padding, j·stride + v − padding, c], 0 outside of the image. H' = ⌊(H + 2·padding − kh)/stride⌋ + 1,
   * W' alike; both at least 1. y must not overlap x.
   */
  im2col(
    x: Ptr,
    y: Ptr,
    batch: number,
    height: number,
    width: number,
    channels: number,
    kh: number,
    kw: number,
    stride: number,
    padding: number,
  ): void;
  /** dx [B, H, W, C] = the sum of all that `im2col` would have copied from there to dy, added from 0 on in row-major order of dy. */
  col2im(
    dy: Ptr,
    dx: Ptr,
    batch: number,
    height: number,
    width: number,
    channels: number,
    kh: number,
    kw: number,
    stride: number,
    padding: number,
  ): void;
  /**
   * y [B, H', W', C] = the largest of each window of size × size, H' = ⌊(H − size)/stride⌋ + 1, W' alike; both at least 1.
   * indices (int32, optional) = which pixel of its image it is, h·W + w: the first of equal ones. A window that holds NaN
   * gives the first NaN.
   */
  maxPool(
    x: Ptr,
    y: Ptr,
    indices: Ptr,
    batch: number,
    height: number,
    width: number,
    channels: number,
    size: number,
    stride: number,
  ): void;
  /** dx[b, indices[b, i, j, c], c] += dy[b, i, j, c], from 0 on, in the order of dy; `indices` as `maxPool` gave them. */
  maxPoolGrad(
    indices: Ptr,
    dy: Ptr,
    dx: Ptr,
    batch: number,
    height: number,
    width: number,
    channels: number,
    size: number,
    stride: number,
  ): void;

  // ---- gates: one step of a recurrence over the rows of a batch ----------------------------------------------------
  // Active rows compute; a row past its length writes zeros to ys (forward) or to the gradients of its pre-activations
  // (backward) and leaves its state, or state gradient, untouched. `h`, `c`, `dh`, `dc` are contiguous [rows, hidden]
  // and are updated in place. Everything with an ld is a slice at step t of a [rows, T, …] buffer. Pointers said to be
  // optional may be 0. In the backward kernels dys may be 0: no gradient of the outputs. After a backward kernel dh of
  // an active row holds what does not pass through W_hh (0 for Elman and LSTM); the caller then accumulates d·W_hh.
  // A gradient below 2⁻⁸⁰ may count as 0: it has vanished.
  /** h = ys = act(pre); act 0 = tanh, 1 = ReLU. */
  elmanForward(
    pre: Ptr,
    ldPre: number,
    h: Ptr,
    ys: Ptr,
    ldYs: number,
    lengths: Ptr,
    t: number,
    rows: number,
    hidden: number,
    act: Flag,
  ): void;
  /** dpre = (dys + dh)·act'(ys); dh = 0. */
  elmanBackward(
    ys: Ptr,
    ldYs: number,
    dys: Ptr,
    ldDys: number,
    dh: Ptr,
    dpre: Ptr,
    ldDpre: number,
    lengths: Ptr,
    t: number,
    rows: number,
    hidden: number,
    act: Flag,
  ): void;
  /**
   * gates [rows, 4·hidden] in the order i, f, g, o: activated in place. c' = f·c + i·g; h = ys = o·tanh(c').
   * cPrev (c before the step) and tanhC (tanh c') are optional outputs, both with ldSaved.
   */
  lstmForward(
    gates: Ptr,
    ldGates: number,
    h: Ptr,
    c: Ptr,
    ys: Ptr,
    ldYs: number,
    cPrev: Ptr,
    tanhC: Ptr,
    ldSaved: number,
    lengths: Ptr,
    t: number,
    rows: number,
    hidden: number,
  ): void;
  /** From activated gates to dgates (pre-activation; may be the same buffer). dc is updated to the gradient of cPrev; dh = 0. */
  lstmBackward(
    gates: Ptr,
    ldGates: number,
    cPrev: Ptr,
    tanhC: Ptr,
    ldSaved: number,
    dys: Ptr,
    ldDys: number,
    dh: Ptr,
    dc: Ptr,
    dgates: Ptr,
    ldDgates: number,
    lengths: Ptr,
    t: number,
    rows: number,
    hidden: number,
  ): void;
  /**
   * Reset-after: gx [rows, 3·hidden] = W_ih·x + b_ih in the order r, z, n, activated in place; gh [rows, 3·hidden]
   * (contiguous) = W_hh·h + b_hh. r = σ(gx_r + gh_r), z = σ(gx_z + gh_z), n = tanh(gx_n + r·gh_n), h = ys = (1 − z)·n + z·h.
   * ghn (optional output, ldSaved) receives gh_n.
   */
  gruForward(
    gx: Ptr,
    ldGx: number,
    gh: Ptr,
    h: Ptr,
    ys: Ptr,
    ldYs: number,
    ghn: Ptr,
    ldSaved: number,
    lengths: Ptr,
    t: number,
    rows: number,
    hidden: number,
  ): void;
  /** dgx = [dr, dz, dn], dgh = [dr, dz, dn·r] (pre-activation); dgx may be the gates' buffer. hPrev is h before the step. dh = (dys + dh)·z. */
  gruBackward(
    gates: Ptr,
    ldGates: number,
    ghn: Ptr,
    hPrev: Ptr,
    ldSaved: number,
    dys: Ptr,
    ldDys: number,
    dh: Ptr,
    dgx: Ptr,
    ldDgx: number,
    dgh: Ptr,
    ldDgh: number,
    lengths: Ptr,
    t: number,
    rows: number,
    hidden: number,
  ): void;
  /** Reset-before, first half: gates [rows, 3·hidden] (r, z, n): r and z activated in place; rh = r·h, zeros for rows not active. rh has ldRh. */
  gruResetForward(
    gates: Ptr,
    ldGates: number,
    h: Ptr,
    rh: Ptr,
    ldRh: number,
    lengths: Ptr,
    t: number,
    rows: number,
    hidden: number,
  ): void;
  /** Reset-before, second half, once the n part holds W_in·x + b_in + U_n·(r·h) + b_hn: n = tanh, h = ys = (1 − z)·n + z·h. */
  gruCandidateForward(
    gates: Ptr,
    ldGates: number,
    h: Ptr,
    ys: Ptr,
    ldYs: number,
    lengths: Ptr,
    t: number,
    rows: number,
    hidden: number,
  ): void;
  /** Reset-before, backward through the second half: writes the z and n parts of dgates; dh = (dys + dh)·z. dgates may be gates only if the caller no longer needs z and n; the r part is left. */
  gruCandidateBackward(
    gates: Ptr,
    ldGates: number,
    hPrev: Ptr,
    ldSaved: number,
    dys: Ptr,
    ldDys: number,
    dh: Ptr,
    dgates: Ptr,
    ldDgates: number,
    lengths: Ptr,
    t: number,
    rows: number,
    hidden: number,
  ): void;
  /** Reset-before, backward through the first half, given drh (contiguous, = dn·U_n): writes the r part of dgates; dh += drh·r for active rows. */
  gruResetBackward(
    gates: Ptr,
    ldGates: number,
    hPrev: Ptr,
    ldSaved: number,
    drh: Ptr,
    dh: Ptr,
    dgates: Ptr,
    ldDgates: number,
    lengths: Ptr,
    t: number,
    rows: number,
    hidden: number,
  ): void;

  // ---- optimiser updates, n contiguous elements --------------------------------------------------------------------
  /** g' = g + weightDecay·p; if buf: buf = first ? g' : momentum·buf + (1 − dampening)·g', g' = nesterov ? g' + momentum·buf : buf; p −= lr·g'. buf 0 = no momentum. */
  sgdUpdate(
    p: Ptr,
    g: Ptr,
    buf: Ptr,
    n: number,
    lr: number,
    momentum: number,
    dampening: number,
    weightDecay: number,
    nesterov: Flag,
    first: Flag,
  ): void;
  /**
   * decoupled: p ·= 1 − lr·weightDecay, else g += weightDecay·p. m = β₁m + (1 − β₁)g; v = β₂v + (1 − β₂)g²;
   * p −= lr/correction1 · m / (√v/√correction2 + eps), with correction = 1 − βᵗ given by the caller.
   */
  adamUpdate(
    p: Ptr,
    g: Ptr,
    m: Ptr,
    v: Ptr,
    n: number,
    lr: number,
    beta1: number,
    beta2: number,
    eps: number,
    weightDecay: number,
    decoupled: Flag,
    correction1: number,
    correction2: number,
  ): void;
  /**
   * g' = g + weightDecay·p; square = alpha·square + (1 − alpha)·g'²; if mean: mean = alpha·mean + (1 − alpha)·g', and
   * max(0, square − mean²) stands for square below; step = g' / (√square + eps); if buf: buf = momentum·buf + step
   * stands for step; p −= lr·step. mean 0 = not centred, buf 0 = no momentum.
   */
  rmspropUpdate(
    p: Ptr,
    g: Ptr,
    square: Ptr,
    mean: Ptr,
    buf: Ptr,
    n: number,
    lr: number,
    alpha: number,
    eps: number,
    momentum: number,
    weightDecay: number,
  ): void;
  /** g' = g + weightDecay·p; sum += g'²; p −= lr·g' / (√sum + eps). */
  adagradUpdate(p: Ptr, g: Ptr, sum: Ptr, n: number, lr: number, eps: number, weightDecay: number): void;
}
