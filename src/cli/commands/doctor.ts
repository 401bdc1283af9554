import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import type { Cli } from '../cli.ts';
import { byteCount, figure, rounded } from '../numbers.ts';
import { packageVersion } from '../package-root.ts';
import type { Register } from '../register.ts';
import { status } from '../status.ts';
import { table } from '../text-table.ts';
import { ElmanError, messageOf } from '../../util/errors.ts';
import type { BlasSpeed, PinnedKernel } from '../bench/blas.ts';

const NODE_NEEDED = '20.19.0';

interface Findings {
  readonly elman: string;
  readonly node: { readonly version: string; readonly needed: string; readonly ok: boolean };
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly platform: string;
    readonly memoryBytes: number;
    readonly freeBytes: number;
  };
  readonly language: { readonly locale: string; readonly language: string };
  readonly simd: boolean;
  readonly sharedMemory: boolean;
  readonly backend: {
    readonly name: string;
    readonly ok: boolean;
    readonly gemmGflops: number | null;
    readonly error?: string;
  };
  /** How many threads compute, and what says so. */
  readonly threads: { readonly count: number; readonly from: 'cores' | 'ELMAN_THREADS' };
  /** Null where none can be used. */
  readonly blas: (BlasSpeed & { readonly pinned: PinnedKernel | null }) | null;
  /** Why there is none. */
  readonly blasAbsence: { readonly code: string; readonly message: string } | null;
  readonly ok: boolean;
}

export const register: Register = (program, cli, end) => {
  const { help } = cli.say;
  program
    .command('doctor')
    .description(help.doctor)
    .option('--json', help.json)
    .action(async ({ json }: { readonly json?: boolean }) => {
      const findings = await examine(cli);
      if (json) cli.json(findings);
      else for (const line of describeFindings(cli, findings)) cli.out(line);
      if (!findings.ok) end(status.failed);
    });
};

async function examine(cli: Cli): Promise<Findings> {
  const node = {
    version: process.versions.node,
    needed: NODE_NEEDED,
    ok: isAtLeast(process.versions.node, NODE_NEEDED),
  };
  const simd = WebAssembly.validate(simdModule);
  const backend = await examineBackend();
  return {
    elman: packageVersion(),
    node,
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      platform: `${process.platform}-${process.arch}`,
      memoryBytes: totalmem(),
      freeBytes: freemem(),
    },
    language: { locale: Intl.DateTimeFormat().resolvedOptions().locale, language: cli.language },
    simd,
    sharedMemory: typeof SharedArrayBuffer === 'function' && WebAssembly.validate(atomicsModule),
    backend,
    threads: await examineThreads(),
    ...(await examineBlas(cli)),
    ok: node.ok && simd && backend.ok,
  };
}

async function examineBackend(): Promise<Findings['backend']> {
  try {
    const { createWasmBackend } = await import('../../backend/wasm.ts');
    const { quickGflops } = await import('../bench/gemm.ts');
    return { name: 'wasm', ok: true, gemmGflops: rounded(quickGflops(createWasmBackend())) };
  } catch (error) {
    return { name: 'wasm', ok: false, gemmGflops: null, error: messageOf(error) };
  }
}

async function examineThreads(): Promise<Findings['threads']> {
  const { threadsVariable, threadsWanted } = await import('../../node/backend.ts');
  return {
    count: threadsWanted(),
    from: (process.env[threadsVariable] ?? '').trim() === '' ? 'cores' : threadsVariable,
  };
}

/** A library that is not there is no fault: WASM needs none. */
async function examineBlas(cli: Cli): Promise<Pick<Findings, 'blas' | 'blasAbsence'>> {
  const { measureBlas, measureUnpinned } = await import('../bench/blas.ts');
  try {
    const blas = measureBlas();
    return { blas: { ...blas, pinned: await measureUnpinned(blas).catch(() => null) }, blasAbsence: null };
  } catch (error) {
    if (!(error instanceof ElmanError)) throw error;
    const { describe } = await import('../report.ts');
    return { blas: null, blasAbsence: { code: error.code, message: await describe(cli, error) } };
  }
}

/** A kernel must be faster by this much before it is worth a word: measurements differ by less. */
const WORTH_SAYING = 1.1;

function describeBlas({ say: { doctor }, colors }: Cli, { blas, blasAbsence, backend }: Findings): string[][] {
  if (blas === null) return [[doctor.blas, doctor.blasNo({ reason: blasAbsence?.message ?? '' })]];
  const { pinned } = blas;
  const slower = pinned !== null && pinned.kernel !== blas.kernel && pinned.gemmGflops > blas.gemmGflops * WORTH_SAYING;
  // A system BLAS that knows its processor is several times as fast.
  const inVain = !slower && backend.gemmGflops !== null && blas.gemmGflops < backend.gemmGflops;
  return [
    [doctor.blas, doctor.blasOf({ name: blas.name, path: blas.path })],
    [doctor.blasGemm, doctor.gflops({ gflops: figure(blas.gemmGflops) })],
    ...(inVain ? [['', colors.yellow(doctor.noFaster({ kernel: blas.kernel }))]] : []),
    ...(slower
      ? [
          [
            '',
            colors.yellow(
              doctor.pinned({
                variables: pinned.variables.join(', '),
                kernel: blas.kernel,
                gflops: figure(blas.gemmGflops),
                better: pinned.kernel,
                betterGflops: figure(pinned.gemmGflops),
                command: pinned.unset,
              }),
            ),
          ],
        ]
      : []),
  ];
}

function describeFindings(cli: Cli, found: Findings): string[] {
  const { say, colors } = cli;
  const { doctor } = say;
  const { node, machine, language, backend } = found;
  const bad = colors.red;
  const rows = [
    [doctor.elman, found.elman],
    [doctor.node, node.ok ? node.version : bad(doctor.nodeOld({ version: node.version, needed: node.needed }))],
    [doctor.machine, `${machine.cpu}, ${machine.platform}`],
    [doctor.cores, String(machine.cores)],
    [doctor.memory, doctor.memoryOf({ free: byteCount(machine.freeBytes), total: byteCount(machine.memoryBytes) })],
    [doctor.locale, doctor.localeOf({ locale: language.locale, language: language.language })],
    [doctor.simd, found.simd ? doctor.yes : bad(doctor.simdNo)],
    [doctor.sharedMemory, found.sharedMemory ? doctor.yes : doctor.no],
    [doctor.threads, doctor.threadsFrom[found.threads.from]({ count: found.threads.count })],
    [doctor.backend, backend.ok ? backend.name : bad(doctor.backendBroken({ message: backend.error ?? '' }))],
    [doctor.gemm, backend.gemmGflops === null ? '–' : doctor.gflops({ gflops: figure(backend.gemmGflops) })],
    ...describeBlas(cli, found),
  ];
  return [...table(rows), '', found.ok ? colors.green(doctor.well) : bad(doctor.unwell)];
}

/** Whether a version is the needed one or later; both `major.minor.patch`. */
function isAtLeast(version: string, needed: string): boolean {
  const [a, b] = [version, needed].map((text) => text.split('.').map(Number));
  const i = a!.findIndex((part, j) => part !== b![j]);
  return i < 0 || a![i]! > b![i]!;
}

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/** (func (result v128) i32.const 0 i8x16.splat) */
const simdModule = Uint8Array.from([
  ...header,
  1,
  5,
  1,
  0x60,
  0,
  1,
  0x7b,
  3,
  2,
  1,
  0,
  10,
  8,
  1,
  6,
  0,
  0x41,
  0,
  0xfd,
  0x0f,
  0x0b,
]);
/** (memory 1 1 shared) (func i32.const 0 i32.atomic.load drop) */
const atomicsModule = Uint8Array.from([
  ...header,
  1,
  4,
  1,
  0x60,
  0,
  0,
  3,
  2,
  1,
  0,
  5,
  4,
  1,
  3,
  1,
  1,
  10,
  11,
  1,
  9,
  0,
  0x41,
  0,
  0xfe,
  0x10,
  2,
  0,
  0x1a,
  0x0b,
]);
