import { Option, type Command } from 'commander';
import type { BenchCell, SizeName } from '../bench/sizes.ts';
import { benchCellNames, benchCells, productsOf, SKETCH_GFLOPS, sizeNames, sizes, sketchMs } from '../bench/sizes.ts';
import type { Cli } from '../cli.ts';
import { chooseEngine, engineOptions, type EngineOptions } from '../engine.ts';
import { figure } from '../numbers.ts';
import { oneOf, wholeNumber } from '../options.ts';
import type { Register } from '../register.ts';
import { table } from '../text-table.ts';
import type { WasmBackend } from '../../backend/wasm.ts';

interface Options extends EngineOptions {
  readonly cell?: BenchCell;
  readonly size?: SizeName;
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
  const { describeMachine, rounded } = await import('../bench/machine.ts');
  const { measureTraining } = await import('../bench/train.ts');
  const machine = describeMachine(backend.library);
  const results = [];
  for (const size of chosen(options.size, sizeNames)) {
    for (const cell of chosen(options.cell, Object.keys(benchCells) as BenchCell[])) {
      cli.note(cli.colors.dim(cli.say.bench.measuring({ what: `${cell} ${size}` })));
      const { best, median, gflops } = measureTraining(cell, sizes[size], options.rounds);
      results.push({
        cell,
        size,
        backend: backend.name,
        threads: backend.threads,
        ms: rounded(best),
        msMedian: rounded(median),
        gflops: rounded(gflops),
      });
    }
  }
  if (options.json) {
    cli.json({ machine, results });
    return;
  }
  const { bench } = cli.say;
  const rows = results.map(({ cell, size, ms, msMedian, gflops }) => {
    const sketch = cell === 'lstm' ? (sketchMs[size] * SKETCH_GFLOPS) / machine.gemmGflops : undefined;
    return [
      cell,
      size,
      figure(ms),
      figure(msMedian),
      figure(gflops),
      ...(sketch === undefined ? [] : [figure(rounded(sketch)), (ms / sketch).toFixed(2)]),
    ];
  });
  cli.out(bench.machine({ cpu: machine.cpu, node: machine.node, gflops: figure(machine.gemmGflops) }));
  cli.out(bench.engine({ engine: backend.library ?? backend.name, threads: backend.threads }));
  printTable(cli, [bench.cell, bench.size, bench.best, bench.median, bench.gflops, bench.sketch, bench.ratio], rows, 2);
  if (results.some(({ cell }) => cell === 'lstm')) cli.out(bench.sketchNote({ gflops: figure(machine.gemmGflops) }));
}

async function benchGemm(cli: Cli, options: Options): Promise<void> {
  const backend = await prepare(options);
  const { describeMachine, rounded } = await import('../bench/machine.ts');
  const { measureGemm } = await import('../bench/gemm.ts');
  const machine = describeMachine(backend.library);
  const results = [];
  for (const size of chosen(options.size, sizeNames)) {
    for (const product of productsOf(sizes[size])) {
      cli.note(cli.colors.dim(cli.say.bench.measuring({ what: `${size} ${product.name}` })));
      const { ms, msMedian, gflops } = measureGemm(backend, product, { rounds: options.rounds, roundMs: 300 });
      const { name, m, n, k } = product;
      results.push({
        size,
        product: name,
        m,
        n,
        k,
        backend: backend.name,
        threads: backend.threads,
        ms: rounded(ms),
        msMedian: rounded(msMedian),
        gflops: rounded(gflops),
      });
    }
  }
  if (options.json) {
    cli.json({ machine, results });
    return;
  }
  const { bench } = cli.say;
  const rows = results.map(({ size, product, m, n, k, ms, msMedian, gflops }) => [
    size,
    product,
    `${m} × ${n} × ${k}`,
    figure(ms),
    figure(msMedian),
    figure(gflops),
  ]);
  cli.out(bench.machine({ cpu: machine.cpu, node: machine.node, gflops: figure(machine.gemmGflops) }));
  cli.out(bench.engine({ engine: backend.library ?? backend.name, threads: backend.threads }));
  printTable(cli, [bench.size, bench.product, bench.shape, bench.best, bench.median, bench.gflops], rows, 3);
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
