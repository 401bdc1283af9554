import type { Host } from '../util/host.ts';
import { nearest } from '../util/nearest.ts';
import { fail } from '../util/errors.ts';
import type { TrainConfig } from '../train/config.ts';
import type { TaskModule } from '../tasks/task.ts';
import { conflictsOf } from './config-conflicts.ts';
import { ConfigError } from './config-error.ts';
import { mistakesOf, pathText, valueText, type ConfigIssue, type PathMistake } from './config-issues.ts';
import { keysAt, schemasOf, sectionNames, toJsonSchema, topKeys } from './config-schema.ts';
import { requireFile } from './task-context.ts';
import { YamlConfig } from './yaml-document.ts';

/** A config that was found right. */
export interface Config {
  /** The file, as the caller named it. */
  readonly file: string;
  readonly task: TaskModule;
  readonly data: unknown;
  readonly model: unknown;
  readonly train: TrainConfig & { readonly batchSize?: number | undefined };
  /** The run folder that the config names. */
  readonly run: string | undefined;
  /** The YAML with what `--set` changed. */
  readonly yaml: YamlConfig;
}

/**
 * Reads a config, merges `--set key=value` options, and checks all of it.
 * Throws `config/invalid`, which lists every mistake with its place in the file.
 */
export async function loadConfig(host: Host, file: string, sets: readonly string[]): Promise<Config> {
  const yaml = await YamlConfig.parse(await readText(host, file), file);
  const syntax = yaml.syntaxErrors.map(({ where, text }): ConfigIssue => ({
    where,
    path: '',
    mistake: { kind: 'syntax', text },
  }));
  if (syntax.length > 0) throw new ConfigError(file, syntax);
  const found: PathMistake[] = sets.flatMap((option) => applySet(yaml, option) ?? []);
  if (found.length === 0) {
    const { task, sections, mistakes } = await checkConfig(plainValue(yaml, file));
    if (mistakes.length === 0 && task !== undefined) {
      const { data, model, train, run } = sections;
      return { file, task, data, model, train: train as Config['train'], run: run as string | undefined, yaml };
    }
    found.push(...mistakes);
  }
  const issues = found.map(({ path, mistake }): ConfigIssue => ({
    where: yaml.where(path, mistake.kind === 'unknownKey' || mistake.kind === 'conflict'),
    path: pathText(path),
    mistake,
  }));
  throw new ConfigError(file, issues.sort(byPlace));
}

async function readText(host: Host, file: string): Promise<string> {
  await requireFile(host, file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await host.read(file));
  } catch (error) {
    if (error instanceof TypeError)
      fail(
        'config/not-utf8',
        `${file} is not UTF-8 text: a config is a YAML file such as examples/lunch/elman.yaml`,
        { file },
        error,
      );
    throw error;
  }
}

function plainValue(yaml: YamlConfig, file: string): unknown {
  try {
    return yaml.toValue();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new ConfigError(file, [{ where: yaml.where([]), path: '', mistake: { kind: 'syntax', text } }]);
  }
}

function applySet(yaml: YamlConfig, option: string): PathMistake | undefined {
  const at = option.indexOf('=');
  const path = option.slice(0, Math.max(0, at)).split('.');
  if (at < 1 || path.includes('')) {
    fail('usage/set', `--set takes key=value, such as --set train.epochs=10, got "${option}"`, { option });
  }
  return yaml.set(path, option.slice(at + 1), `--set ${option}`);
}

interface Checked {
  readonly task: TaskModule | undefined;
  readonly sections: Readonly<Record<string, unknown>>;
  readonly mistakes: readonly PathMistake[];
}

async function checkConfig(value: unknown): Promise<Checked> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const mistake =
      value === null
        ? ({ kind: 'missing', expected: { kind: 'section' } } as const)
        : ({ kind: 'value', expected: { kind: 'section' }, got: valueText(value), near: [] } as const);
    return { task: undefined, sections: {}, mistakes: [{ path: [], mistake }] };
  }
  const config = value as Readonly<Record<string, unknown>>;
  const mistakes: PathMistake[] = Object.keys(config)
    .filter((key) => !(topKeys as readonly string[]).includes(key))
    .map((key) => ({ path: [key], mistake: { kind: 'unknownKey', near: nearest(key, topKeys, 1), known: topKeys } }));
  const { run } = config;
  if (run !== undefined && (typeof run !== 'string' || run === '')) {
    mistakes.push({
      path: ['run'],
      mistake: { kind: 'value', expected: { kind: 'string' }, got: valueText(run), near: [] },
    });
  }
  const task = await loadTask(config['task'], mistakes);
  const sections: Record<string, unknown> = { run };
  if (task !== undefined) {
    const schemas = await schemasOf(task);
    for (const name of sectionNames) {
      const given = config[name] ?? {};
      const result = schemas[name].safeParse(given);
      if (result.success) {
        sections[name] = result.data;
        continue;
      }
      const json = await toJsonSchema(schemas[name]);
      mistakes.push(...mistakesOf(result.error.issues, given, [name], (path) => keysAt(json, path)));
    }
    mistakes.push(...conflictsOf(config, sections));
  }
  return { task, sections, mistakes };
}

async function loadTask(name: unknown, mistakes: PathMistake[]): Promise<TaskModule | undefined> {
  const { tasks } = await import('../tasks/registry.ts');
  const entry = tasks.find((one) => one.name === name);
  if (entry !== undefined) return entry.load();
  const values = tasks.map((one) => one.name);
  const expected = { kind: 'choice', values } as const;
  const near = typeof name === 'string' ? nearest(name, values, 1) : [];
  mistakes.push({
    path: ['task'],
    mistake:
      name === undefined ? { kind: 'missing', expected } : { kind: 'value', expected, got: valueText(name), near },
  });
  return undefined;
}

/** By line and column; options of the command come last. */
function byPlace({ where: a }: ConfigIssue, { where: b }: ConfigIssue): number {
  if ('option' in a || 'option' in b) return Number('option' in a) - Number('option' in b);
  return a.line - b.line || a.column - b.column;
}
