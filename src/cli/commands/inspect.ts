import type { Register } from '../register.ts';
import type { Contents } from '../contents.ts';
import type { Cli } from '../cli.ts';
import { byteCount, grouped } from '../numbers.ts';
import { table } from '../text-table.ts';

export const register: Register = (program, cli) => {
  const { help } = cli.say;
  program
    .command('inspect')
    .description(help.inspect)
    .argument('<file>', help.inspectFile)
    .option('--json', help.json)
    .action(async (path: string, { json }: { readonly json?: boolean }) => {
      const { nodeHost } = await import('../../node/host.ts');
      const host = nodeHost();
      const { modelFileOf } = await import('../model-source.ts');
      const { readContents } = await import('../contents.ts');
      const file = await modelFileOf(host, path);
      const contents = readContents(await host.read(file), file);
      if (json) cli.json(contents);
      else for (const line of describeContents(cli, contents)) cli.out(line);
    });
};

function describeContents({ say: { inspect }, colors }: Cli, contents: Contents): string[] {
  const {
    file,
    kind,
    format,
    formatVersion,
    bytes,
    checksum,
    task,
    vocabularySize,
    progress,
    parameters,
    config,
    metadata,
    tensors,
  } = contents;
  const facts = [
    [inspect.file, file],
    [inspect.kind, inspect.kinds[kind]],
    [inspect.format, formatVersion === null ? format : `${format} ${formatVersion}`],
    [inspect.size, byteCount(bytes)],
    [inspect.checksum, checksum === 'wrong' ? colors.red(inspect.checksums.wrong) : inspect.checksums[checksum]],
    ...(task === null ? [] : [[inspect.task, task]]),
    ...(vocabularySize === null ? [] : [[inspect.vocabulary, inspect.items({ count: grouped(vocabularySize) })]]),
    ...(progress === null
      ? []
      : [[inspect.progress, inspect.at({ epoch: progress.epoch, step: grouped(progress.step) })]]),
    [kind === 'model' ? inspect.parameters : inspect.numbers, grouped(parameters)],
    ...(config === null ? [] : [[inspect.config, JSON.stringify(config)]]),
    ...Object.entries(metadata).map(([key, value], i) => [
      i === 0 ? inspect.metadata : '',
      `${key}: ${value.length > 100 ? `${value.slice(0, 99)}…` : value}`,
    ]),
  ];
  const rows = tensors.map(({ name, dtype, shape }) => [name, dtype, `[${shape.join(', ')}]`]);
  const head = [inspect.tensor, inspect.type, inspect.shape];
  return [...table(facts), '', ...table([head, ...rows], [], (line, row) => (row === 0 ? colors.bold(line) : line))];
}
