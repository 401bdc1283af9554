import { Command, CommanderError } from 'commander';
import { fail } from '../util/errors.ts';
import { createCli, type Cli } from './cli.ts';
import { isLanguage, languageOption, languages } from './language.ts';
import { packageVersion } from './package-root.ts';
import type { Register } from './register.ts';
import { status } from './status.ts';
import { widthOf } from './text-table.ts';

/** In the order of the help. */
const commands: Readonly<Record<string, () => Promise<{ readonly register: Register }>>> = {
  init: () => import('./commands/init.ts'),
  train: () => import('./commands/train.ts'),
  evaluate: () => import('./commands/evaluate.ts'),
  predict: () => import('./commands/predict.ts'),
  sample: () => import('./commands/sample.ts'),
  score: () => import('./commands/score.ts'),
  inspect: () => import('./commands/inspect.ts'),
  data: () => import('./commands/data.ts'),
  bench: () => import('./commands/bench.ts'),
  doctor: () => import('./commands/doctor.ts'),
  schema: () => import('./commands/schema.ts'),
  start: () => import('./commands/start.ts'),
  studio: () => import('./commands/studio.ts'),
};

/** Runs the command line and sets the status that the process will end with. */
export async function main(args: readonly string[]): Promise<void> {
  const cli = await createCli(args);
  try {
    process.exitCode = await run(cli, args);
  } catch (error) {
    const { report } = await import('./report.ts');
    process.exitCode = await report(cli, error);
  }
}

async function run(cli: Cli, args: readonly string[]): Promise<number> {
  const language = languageOption(args);
  if (language !== undefined && !isLanguage(language)) {
    fail('usage/language', `--lang takes one of ${languages.join(', ')}, got "${language}"`, { language, languages });
  }
  let result: number = status.done;
  const program = await build(cli, args, (value) => {
    result = value;
  });
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return status.done;
    if (error.code === 'commander.help') return status.callersFault; // a group without its command: its help was shown
    const { usageError } = await import('./usage-error.ts');
    throw usageError(error, program, args);
  }
  return result;
}

/** The command line without running anything: the command that `args` name, or all when they name none. */
async function build(cli: Cli, args: readonly string[], end: (status: number) => void): Promise<Command> {
  const { help } = cli.say;
  const program = new Command('elman')
    .description(help.program)
    .version(packageVersion(), '-V, --version', help.version)
    .option('--lang <language>', help.lang)
    .helpOption('-h, --help', help.help)
    .helpCommand('help [command]', help.helpCommand)
    .addHelpText('after', `\n${help.more}`)
    .configureHelp({
      showGlobalOptions: true,
      displayWidth: widthOf,
      styleTitle: (title) => cli.colors.bold(titles(cli)[title] ?? title),
      optionDescription: ({ description, defaultValue }) =>
        defaultValue === undefined ? description : `${description} (${help.default}: ${String(defaultValue)})`,
    })
    .configureOutput({ writeErr: (text) => void process.stderr.write(text), outputError: () => {} })
    .showSuggestionAfterError(true)
    .exitOverride();
  const named = operandOf(args);
  const loaders = named !== undefined && Object.hasOwn(commands, named) ? [commands[named]!] : Object.values(commands);
  for (const load of loaders) (await load()).register(program, cli, end);
  for (const command of program.commands) translateHelp(command, cli);
  return program;
}

/** The first argument that is neither an option nor the value of `--lang`. */
function operandOf(args: readonly string[]): string | undefined {
  return args.find((arg, i) => !arg.startsWith('-') && args[i - 1] !== '--lang');
}

function translateHelp(command: Command, cli: Cli): void {
  command.helpOption('-h, --help', cli.say.help.help);
  if (command.commands.length > 0) command.helpCommand(false);
  for (const child of command.commands) translateHelp(child, cli);
}

function titles({ say: { help } }: Cli): Readonly<Record<string, string>> {
  return {
    'Usage:': help.usage,
    'Arguments:': help.arguments,
    'Options:': help.options,
    'Global Options:': help.globalOptions,
    'Commands:': help.commands,
  };
}
