import { resolve } from 'node:path';
import type { Cli } from '../cli.ts';
import { chooseEngine, engineOptions, type EngineOptions } from '../engine.ts';
import { figure, grouped } from '../numbers.ts';
import { wholeNumber } from '../options.ts';
import { cannot } from '../cannot.ts';
import type { Register } from '../register.ts';
import { DATASET, requireFile } from '../task-context.ts';
import { checkDash, standardInput } from '../text-input.ts';
import { table, visible } from '../text-table.ts';
import { bitsPerCharacter, perplexity } from '../../metrics/language.ts';
import { fail } from '../../util/errors.ts';
import type { Host } from '../../util/host.ts';
import type { ScoredStep, ScoreSource } from '../../tasks/task.ts';

interface Options extends EngineOptions {
  readonly file?: string;
  readonly text?: string;
  readonly top?: number;
  readonly ignoreChecksum?: boolean;
  readonly json?: boolean;
}

export const register: Register = (program, cli) => {
  const { help } = cli.say;
  const command = program
    .command('score')
    .description(help.score)
    .argument('<model>', help.model)
    .argument('[stdin]', help.scoreStdin)
    .option('--file <file>', help.scoreFile)
    .option('--text <text>', help.scoreText)
    .option('--top <count>', help.scoreTop, wholeNumber('--top'))
    .option('--ignore-checksum', help.ignoreChecksum);
  engineOptions(command, cli)
    .option('--json', help.json)
    .action(async (model: string, stdin: string | undefined, options: Options) => {
      const { nodeHost } = await import('../../node/host.ts');
      const host = nodeHost();
      checkSources(stdin, options);
      await chooseEngine(options);
      const { contextOfModel, openModel } = await import('../model-source.ts');
      const opened = await openModel(cli, host, model, { ignoreChecksum: options.ignoreChecksum });
      const { task, file } = opened;
      if (task.score === undefined) cannot('score', task, file);
      const source = await sourceOf(host, options);
      const steps = await task.score(contextOfModel(cli, host, opened), source);
      const figures = figuresOf(steps);
      const shown = options.top === undefined ? steps : mostSurprising(steps, options.top);
      if (options.json) cli.json({ steps: shown, ...figures });
      else cli.out([...describeSteps(cli, shown), '', ...describeFigures(cli, figures, steps.length)].join('\n'));
    });
};

/** Exactly one source of what is scored. */
function checkSources(stdin: string | undefined, { file, text }: Options): void {
  checkDash(stdin, '--file');
  const given = [file !== undefined && '--file', text !== undefined && '--text', stdin === '-' && '-'].filter(
    (source) => source !== false,
  );
  if (given.length === 0) {
    fail('usage/no-source', 'score needs something to score: --file FILE, --text TEXT, or - for standard input', {});
  }
  if (given.length > 1) {
    fail('usage/sources', `${given.join(' and ')} cannot be used together: what is scored comes from one place`, {
      sources: given,
    });
  }
}

async function sourceOf(host: Host, { file, text }: Options): Promise<ScoreSource> {
  if (text !== undefined) return { text };
  if (file === undefined) return { text: await standardInput() };
  if (file.startsWith(DATASET)) return { file };
  await requireFile(host, file);
  return { file: resolve(file) };
}

interface Figures {
  /** The mean surprise in nats; null when nothing was scored, as the others. */
  readonly mean: number | null;
  readonly perplexity: number | null;
  readonly bits: number | null;
  readonly scored: number;
}

function figuresOf(steps: readonly ScoredStep[]): Figures {
  let nats = 0;
  let scored = 0;
  for (const { surprise } of steps) {
    if (surprise === null) continue;
    nats += surprise;
    scored++;
  }
  if (scored === 0) return { mean: null, perplexity: null, bits: null, scored };
  const mean = nats / scored;
  return { mean, perplexity: perplexity(mean), bits: bitsPerCharacter(mean), scored };
}

/** The steps with the highest surprise, of equal ones the first; those of which nothing can be said are not among them. */
function mostSurprising(steps: readonly ScoredStep[], count: number): ScoredStep[] {
  return steps
    .filter(({ surprise }) => surprise !== null)
    .sort((a, b) => b.surprise! - a.surprise!)
    .slice(0, count);
}

/** A table with a row a step; of line, number and sequence the columns that tell something. */
function describeSteps({ say: { score }, colors }: Cli, steps: readonly ScoredStep[]): string[] {
  const hasLines = steps.some(({ line }) => line !== undefined);
  const hasSequences = steps.some(({ sequence }) => sequence !== undefined);
  const unknown = '–';
  const rows = steps.map(({ item, surprise, rank, line, sequence }, i) => [
    hasLines ? String(line ?? '') : String(i + 1),
    ...(hasSequences ? [visible(sequence ?? '')] : []),
    visible(item),
    surprise?.toFixed(3) ?? unknown,
    rank === null ? unknown : String(rank),
  ]);
  const head = [
    hasLines ? score.line : score.step,
    ...(hasSequences ? [score.sequence] : []),
    score.item,
    score.surprise,
    score.rank,
  ];
  return table(
    [head, ...rows],
    ['right', ...(hasSequences ? ['left' as const] : []), 'left', 'right', 'right'],
    (line, row) => (row === 0 ? colors.bold(line) : line),
  );
}

function describeFigures({ say: { score } }: Cli, figures: Figures, steps: number): string[] {
  const { mean, perplexity, bits, scored } = figures;
  return table([
    ...(mean === null ? [] : [[score.mean, score.nats({ mean: figure(mean) })]]),
    ...(perplexity === null ? [] : [[score.perplexity, figure(perplexity)]]),
    ...(bits === null ? [] : [[score.bits, figure(bits)]]),
    [score.scored, score.of({ scored: grouped(scored), steps: grouped(steps) })],
  ]);
}
