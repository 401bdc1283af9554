import { Option, type Command } from 'commander';
import type { BenchCell, SizeName } from '../bench/sizes.ts';
import { benchCellNames, productsOf, SKETCH_GFLOPS, sizeNames, sizes, sketchMs, streamSizes } from '../bench/sizes.ts';
import type { Machine } from '../bench/machine.ts';
import type { Timing } from '../bench/measure.ts';
import type { Cli } from '../cli.ts';
import { chooseEngine, engineOptions, type EngineOptions } from '../engine.ts';
import { figure, rounded } from '../numbers.ts';
import { oneOf, wholeNumber } from '../options.ts';
import type { Register } from '../register.ts';
import { table } from '../text-table.ts';
import type { WasmBackend } from '../../backend/wasm.ts';

interface Options extends EngineOptions {
  readonly cell?: BenchCell;
  readonly size?: SizeName;
  readonly hidden?: string;
  readonly rounds: number;
  readonly json?: boolean;
}

export const register: Register = (program, cli) => {
  const { help } = cli.say;
  const bench = program.command('bench').description(help.bench);
  const shared = (command: Command): Command =>
    engineOptions(command.option('--size <size>', help.size, oneOf('--size', sizeNames)), cli)
      .addOption(new Option('--rounds <count>', help.rounds).default(5).argParser(wholeNumber('--rounds')))
      .option('--json', help.json);
  shared(
    bench
      .command('train')
      .description(help.benchTrain)
      .option('--cell <cell>', help.cell, oneOf('--cell', benchCellNames)),
  ).action((options: Options) => benchTrain(cli, options));
  engineOptions(bench.command('stream').description(help.benchStream), cli)
    .option('--cell <cell>', help.cell, oneOf('--cell', benchCellNames))
    .option('--hidden <size>', help.hidden, oneOf('--hidden', streamSizes.map(String)))
    .addOption(new Option('--rounds <count>', help.rounds).default(5).argParser(wholeNumber('--rounds')))
    .option('--json', help.json)
    .action((options: Options) => benchStream(cli, options));
  shared(bench.command('gemm').description(help.benchGemm)).action((options: Options) => benchGemm(cli, options));
};

/** The backend that is measured, with all its threads: none is still coming up when the first round begins. */
async function prepare(options: EngineOptions): Promise<WasmBackend> {
  const backend = await chooseEngine(options);
  await backend.pool?.allReady();
  return backend;
}

async function benchTrain(cli: Cli, options: Options): Promise<void> {
  const backend = await prepare(options);
  const { describeMachine } = await import('../bench/machine.ts');
  const { measureTraining } = await import('../bench/train.ts');
  const machine = describeMachine(backend.library);
  const ceiling = await ceilingOf(backend);
  const results = [];
  for (const size of chosen(options.size, sizeNames)) {
    for (const cell of chosen(options.cell, benchCellNames)) {
      cli.note(cli.colors.dim(cli.say.bench.measuring({ what: `${cell} ${size}` })));
      const timing = measureTraining(cell, sizes[size], options.rounds);
      const { gflops } = timing;
      results.push({
        cell,
        size,
        ...engineOf(backend),
        ...inMilliseconds(timing),
        gflops: rounded(gflops),
        share: rounded(gflops / ceiling),
      });
    }
  }
  const { bench } = cli.say;
  const rows = results.map(({ cell, size, ms, msMedian, gflops, share }) => {
    const sketch = cell === 'lstm' ? (sketchMs[size] * SKETCH_GFLOPS) / machine.gemmGflops : undefined;
    return [
      cell,
      size,
      figure(ms),
      figure(msMedian),
      figure(gflops),
      percent(share),
      ...(sketch === undefined ? [] : [figure(rounded(sketch)), (ms / sketch).toFixed(2)]),
    ];
  });
  const head = [bench.cell, bench.size, bench.best, bench.median, bench.gflops, bench.share, bench.sketch, bench.ratio];
  tell(cli, options, backend, { machine, ceilingGflops: rounded(ceiling), results }, head, rows, 2);
  if (!options.json && results.some(({ cell }) => cell === 'lstm'))
    cli.out(bench.sketchNote({ gflops: figure(machine.gemmGflops) }));
}

async function benchGemm(cli: Cli, options: Options): Promise<void> {
  const backend = await prepare(options);
  const { describeMachine } = await import('../bench/machine.ts');
  const { measureGemm } = await import('../bench/gemm.ts');
  const machine = describeMachine(backend.library);
  const ceiling = await ceilingOf(backend);
  const results = [];
  for (const size of chosen(options.size, sizeNames)) {
    for (const product of productsOf(sizes[size])) {
      const { name, m, n, k } = product;
      cli.note(cli.colors.dim(cli.say.bench.measuring({ what: `${size} ${name}` })));
      const { ms, msMedian, gflops } = measureGemm(backend, product, { rounds: options.rounds, roundMs: 300 });
      results.push({
        size,
        product: name,
        m,
        n,
        k,
        ...engineOf(backend),
        ms: rounded(ms),
        msMedian: rounded(msMedian),
        gflops: rounded(gflops),
        share: rounded(gflops / ceiling),
      });
    }
  }
  const { bench } = cli.say;
  const rows = results.map(({ size, product, m, n, k, ms, msMedian, gflops, share }) => [
    size,
    product,
    `${m} × ${n} × ${k}`,
    figure(ms),
    figure(msMedian),
    figure(gflops),
    percent(share),
  ]);
  const head = [bench.size, bench.product, bench.shape, bench.best, bench.median, bench.gflops, bench.share];
  tell(cli, options, backend, { machine, ceilingGflops: rounded(ceiling), results }, head, rows, 3);
}

async function benchStream(cli: Cli, options: Options): Promise<void> {
  const backend = await prepare(options);
  const { describeMachine } = await import('../bench/machine.ts');
  const { measureStream } = await import('../bench/stream.ts');
  const machine = describeMachine(backend.library);
  const results = [];
  for (const hidden of chosen(options.hidden === undefined ? undefined : Number(options.hidden), streamSizes)) {
    for (const cell of chosen(options.cell, benchCellNames)) {
      cli.note(cli.colors.dim(cli.say.bench.measuring({ what: `${cell} ${hidden}` })));
      results.push({
        cell,
        hidden,
        ...engineOf(backend),
        ...inMilliseconds(measureStream(cell, hidden, options.rounds)),
      });
    }
  }
  const { bench } = cli.say;
  const microseconds = (ms: number): string => figure(rounded(ms * 1000));
  const rows = results.map(({ cell, hidden, ms, msMedian }) => [
    cell,
    String(hidden),
    microseconds(ms),
    microseconds(msMedian),
  ]);
  const head = [bench.cell, bench.hidden, bench.bestMicroseconds, bench.medianMicroseconds];
  tell(cli, options, backend, { machine, results }, head, rows, 1);
}

/** GFLOP/s that nothing on this backend can exceed: of registers in WASM, of a large square product by a library. */
async function ceilingOf(backend: WasmBackend): Promise<number> {
  const { peakGflops } = await import('../bench/peak.ts');
  const { squareGflops } = await import('../bench/gemm.ts');
  return backend.library === null ? peakGflops() * backend.threads : squareGflops(backend);
}

function engineOf({ name, threads }: WasmBackend): { backend: string; threads: number } {
  return { backend: name, threads };
}

function inMilliseconds({ best, median, times }: Timing): { ms: number; msMedian: number; msRounds: number[] } {
  return { ms: rounded(best), msMedian: rounded(median), msRounds: times.map(rounded) };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** The results as JSON, or as a table below what they were measured on. */
function tell(
  cli: Cli,
  { json }: Options,
  backend: WasmBackend,
  found: { readonly machine: Machine; readonly ceilingGflops?: number; readonly results: readonly object[] },
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: number,
): void {
  if (json) {
    cli.json(found);
    return;
  }
  const { bench } = cli.say;
  const { cpu, node, gemmGflops } = found.machine;
  cli.out(bench.machine({ cpu, node, gflops: figure(gemmGflops) }));
  cli.out(bench.engine({ engine: backend.library ?? backend.name, threads: backend.threads }));
  if (found.ceilingGflops !== undefined) {
    const say = backend.library === null ? bench.peak : bench.square;
    cli.out(say({ gflops: figure(found.ceilingGflops) }));
  }
  printTable(cli, head, rows, numbers);
}

function chosen<T>(one: T | undefined, all: readonly T[]): readonly T[] {
  return one === undefined ? all : [one];
}

/** Texts are aligned left up to column `numbers`, figures right from there. */
function printTable(
  { out, colors }: Cli,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: number,
): void {
  const align = head.map((_, i) => (i < numbers ? 'left' : 'right'));
  for (const line of table([head, ...rows], align, (text, row) => (row === 0 ? colors.bold(text) : text))) out(line);
}
