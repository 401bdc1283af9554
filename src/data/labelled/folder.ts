import { ElmanError, expect } from '../../util/errors.ts';
import type { Host } from '../../util/host.ts';
import type { LabelledText } from './labelled-text.ts';
import { textLines } from './lines.ts';

/** Whether a path is that of a folder. */
export async function isFolder(host: Host, path: string): Promise<boolean> {
  if (!(await host.exists(path))) return false;
  try {
    await host.list(path);
    return true;
  } catch (thrown) {
    if (thrown instanceof ElmanError && thrown.code === 'io/not-folder') return false;
    throw thrown;
  }
}

/**
 * Texts from a folder with a text file for each class: a text a line, and the name of the file is the label. Files with
 * other endings than `.txt` and `.txt.gz`, and empty lines, are passed over.
 * @param name of the folder, for messages.
 * @throws `data/no-class-files` for a folder without such files.
 */
export async function* readClassFolder(host: Host, path: string, name: string): AsyncGenerator<LabelledText> {
  const names = (await host.list(path)).filter((file) => /\.txt(?:\.gz)?$/i.test(file));
  expect(
    names.length > 0,
    'data/no-class-files',
    () =>
      `the folder ${name} holds no text files: there should be one for each class, as Korean.txt, with a text a line`,
    { file: name },
  );
  for (const base of names) {
    const label = base.replace(/\.txt(?:\.gz)?$/i, '');
    const file = `${name}/${base}`;
    for await (const { line, text } of textLines(host.open(host.join(path, base)), file))
      yield { text, label, file, line };
  }
}
