import type { DownloadProgress } from '../../node/datasets.ts';
import type { Register } from '../register.ts';
import { byteCount } from '../numbers.ts';
import { table } from '../text-table.ts';

export const register: Register = (program, cli) => {
  const { help, data: say } = cli.say;
  const data = program.command('data').description(help.data);
  data
    .command('list')
    .description(help.dataList)
    .option('--json', help.json)
    .action(async ({ json }: { readonly json?: boolean }) => {
      const { datasets } = await import('../../node/dataset-table.ts');
      const listed = datasets.map(({ name, title, source, licence, files }) => ({
        name,
        title,
        bytes: files.reduce((sum, file) => sum + file.bytes, 0),
        licence,
        source,
        files: files.map((file) => ({ name: file.name, bytes: file.bytes, sha256: file.sha256 })),
      }));
      if (json) {
        cli.json({ datasets: listed });
        return;
      }
      for (const { name, title, bytes, licence, source, files } of listed) {
        cli.out(cli.colors.bold(name));
        const rows = [
          [say.description, title],
          [say.size, byteCount(bytes)],
          [say.licence, licence],
          [say.source, source],
          [say.files, files.map((file) => file.name).join(', ')],
        ];
        for (const line of table(rows)) cli.out(`  ${line}`);
      }
    });
  data
    .command('get')
    .description(help.dataGet)
    .argument('<name>', help.dataName)
    .option('--json', help.json)
    .action(async (name: string, { json }: { readonly json?: boolean }) => {
      const { findDataset, getDataset } = await import('../../node/datasets.ts');
      const { source, files } = findDataset(name);
      cli.note(say.fetching({ name, source }));
      const paths = await getDataset(name, {
        onProgress: await showDownload(files.reduce((sum, file) => sum + file.bytes, 0)),
      });
      if (json) cli.json({ name, files: paths });
      else for (const path of Object.values(paths)) cli.out(path);
      cli.note(say.use({ example: `dataset:${name}/${files[0]!.name}` }));
    });
};

/** Shows on a terminal how much of the set has come. */
async function showDownload(total: number): Promise<((progress: DownloadProgress) => void) | undefined> {
  if (!process.stderr.isTTY) return undefined;
  const { default: progress } = await import('cli-progress');
  const bar = new progress.SingleBar({
    format: '{file} [{bar}] {percentage} %',
    stream: process.stderr,
    barsize: 24,
    hideCursor: true,
    stopOnComplete: true,
  });
  const received = new Map<string, number>();
  return ({ file, received: bytes }) => {
    if (received.size === 0) bar.start(total, 0, { file });
    received.set(file, bytes);
    bar.update(
      [...received.values()].reduce((sum, one) => sum + one, 0),
      { file },
    );
  };
}
