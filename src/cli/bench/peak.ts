import { measure } from './measure.ts';

/** Independent accumulators: as many as hide the latency of a multiplication and an addition. */
const accumulators = 12;
const loops = 1 << 20;

/**
 * GFLOP/s that one thread of WebAssembly attains at most: 128-bit multiplications and additions between registers,
 * without a load or store. A product of matrices also loads, and so stays below it.
 */
export function peakGflops(): number {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(peakModule()));
  const run = exports['run'] as (n: number) => number;
  const { best } = measure(() => run(loops), { rounds: 7, roundMs: 60 });
  return (accumulators * 2 * 4 * loops) / best / 1e6;
}

// Opcodes of the few instructions that the loop takes.
const [LOCAL_GET, LOCAL_SET, LOCAL_TEE, I32_CONST, I32_SUB, LOOP, BR_IF, END] = [
  0x20, 0x21, 0x22, 0x41, 0x6b, 0x03, 0x0d, 0x0b,
];
const [VOID, I32, F32, V128, FUNCTION] = [0x40, 0x7f, 0x7d, 0x7b, 0x60];
const SPLAT = [0xfd, 0x13];
const ADD = [0xfd, 0xe4, 0x01];
const MULTIPLY = [0xfd, 0xe6, 0x01];
const EXTRACT_FIRST = [0xfd, 0x1f, 0x00];
const HALF = [0x43, 0, 0, 0, 0x3f];

/** `run(n: i32) -> f32`: n times a_i = a_i · x + x for all accumulators, then their sum, so that none can be left out. */
function peakModule(): Uint8Array<ArrayBuffer> {
  const x = 1 + accumulators;
  const each = (code: (i: number) => readonly number[]): number[] =>
    Array.from({ length: accumulators }, (_, i) => code(1 + i)).flat();
  const body = [
    [1, 1 + accumulators, V128],
    [HALF, SPLAT, LOCAL_SET, x],
    [LOOP, VOID],
    each((a) => [LOCAL_GET, a, LOCAL_GET, x, ...MULTIPLY, LOCAL_GET, x, ...ADD, LOCAL_SET, a]),
    [LOCAL_GET, 0, I32_CONST, 1, I32_SUB, LOCAL_TEE, 0, BR_IF, 0, END],
    [LOCAL_GET, 1],
    each((a) => [LOCAL_GET, a, ...ADD]),
    [EXTRACT_FIRST, END],
  ].flat(2);
  const section = (id: number, content: readonly number[]): number[] => [id, ...leb(content.length), ...content];
  const run = [0x72, 0x75, 0x6e];
  return Uint8Array.from(
    [
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, [1, FUNCTION, 1, I32, 1, F32]),
      section(3, [1, 0]),
      section(7, [1, run.length, ...run, 0, 0]),
      section(10, [1, ...leb(body.length), ...body]),
    ].flat(),
  );
}

/** Unsigned LEB128. */
function leb(n: number): number[] {
  return n < 128 ? [n] : [(n & 127) | 128, ...leb(n >> 7)];
}
