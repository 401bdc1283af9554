import { formatOfName } from '../../data/readers.ts';
import { textLines } from '../../data/labelled/index.ts';
import type { TaskContext } from '../task.ts';
import type { Asked } from './ask.ts';
import type { DataConfig } from './config.ts';
import { checkColumns } from './data.ts';
import type { Intake } from './intake.ts';
import { readFile } from './read.ts';

/**
 * What a file asks about: the column of texts or the groups of measurements of a table, which needs no labels; of any
 * other file a text a line.
 */
export async function readAsked(
  config: DataConfig,
  file: string,
  intake: Intake,
  context: TaskContext,
): Promise<Asked[]> {
  const isTable = config.features !== undefined || formatOfName(file) !== undefined;
  if (!isTable) {
    const asked: Asked[] = [];
    for await (const { text } of textLines(context.host.open(await context.resolve(file)), file))
      asked.push({ content: text, name: text });
    return asked;
  }
  // The model's own format describes its own files; another one tells its format by its name.
  const format = formatOfName(file) ?? (config.format === 'labelled-lines' ? undefined : config.format);
  const wanted = config.features === undefined ? {} : { features: [...featuresOf(config, intake)] };
  const content = await readFile({ ...config, ...wanted, format }, file, context, false);
  checkColumns(content, intake);
  return content.examples.map(({ content: one, group }) => ({ content: one, name: group ?? (one as string) }));
}

/** By name, so that a file without labels, or with other columns beside them, will do. */
function featuresOf({ features }: DataConfig, intake: Intake): readonly string[] {
  return features === 'rest' ? intake.columns : (features ?? []);
}
