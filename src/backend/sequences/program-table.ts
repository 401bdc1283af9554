import type { Flag, Ptr } from '../kernel-table.ts';

/** The recurrence of sequences/elman.ts, whose names the arguments have. */
export interface ElmanPrograms {
  elmanSteps(
    pre: Ptr,
    hPrev: Ptr,
    ys: Ptr,
    h: Ptr,
    packedHh: Ptr,
    lengths: Ptr,
    rows: number,
    steps: number,
    hidden: number,
    activation: Flag,
  ): void;
  elmanStepsBack(
    ys: Ptr,
    dys: Ptr,
    dh: Ptr,
    dpre: Ptr,
    packedHh: Ptr,
    lengths: Ptr,
    rows: number,
    steps: number,
    hidden: number,
    activation: Flag,
  ): void;
}

/** The recurrence of sequences/lstm.ts, whose names the arguments have. */
export interface LstmPrograms {
  lstmSteps(
    gates: Ptr,
    hPrev: Ptr,
    cPrev: Ptr,
    tanhC: Ptr,
    ys: Ptr,
    h: Ptr,
    c: Ptr,
    packedHh: Ptr,
    lengths: Ptr,
    rows: number,
    steps: number,
    hidden: number,
  ): void;
  lstmStepsBack(
    gates: Ptr,
    cPrev: Ptr,
    tanhC: Ptr,
    dys: Ptr,
    dh: Ptr,
    dc: Ptr,
    dgates: Ptr,
    packedHh: Ptr,
    lengths: Ptr,
    rows: number,
    steps: number,
    hidden: number,
  ): void;
}

/** The recurrence of sequences/gru.ts, whose names the arguments have. */
export interface GruPrograms {
  gruSteps(
    gates: Ptr,
    hPrev: Ptr,
    ghn: Ptr,
    ys: Ptr,
    h: Ptr,
    gh: Ptr,
    packedHh: Ptr,
    biasHh: Ptr,
    lengths: Ptr,
    rows: number,
    steps: number,
    hidden: number,
  ): void;
  gruStepsBack(
    gates: Ptr,
    ghn: Ptr,
    hPrev: Ptr,
    dys: Ptr,
    dh: Ptr,
    dgates: Ptr,
    dgh: Ptr,
    packedHh: Ptr,
    lengths: Ptr,
    rows: number,
    steps: number,
    hidden: number,
  ): void;
}

/** The recurrence of sequences/gru-reset-before.ts, whose names the arguments have. */
export interface GruResetPrograms {
  gruResetSteps(
    gates: Ptr,
    hPrev: Ptr,
    rh: Ptr,
    ys: Ptr,
    h: Ptr,
    packedGates: Ptr,
    packedCandidate: Ptr,
    lengths: Ptr,
    rows: number,
    steps: number,
    hidden: number,
  ): void;
  gruResetStepsBack(
    gates: Ptr,
    hPrev: Ptr,
    dys: Ptr,
    dh: Ptr,
    drh: Ptr,
    dgates: Ptr,
    packedGates: Ptr,
    packedCandidate: Ptr,
    lengths: Ptr,
    rows: number,
    steps: number,
    hidden: number,
  ): void;
}

/**
 * Loops over kernels that walk some rows of a batch through all steps. A row needs no other row, so any part of them can
 * run on any thread; like kernels, programs take numbers only.
 */
export type Programs = ElmanPrograms & LstmPrograms & GruPrograms & GruResetPrograms;
