import { Command, CommanderError } from 'commander';
import { fail } from '../util/errors.ts';
import { createCli, type Cli } from './cli.ts';
import { isLanguage, languageOption, languages } from './language.ts';
import { packageVersion } from './package-root.ts';
import { report, status } from './report.ts';
import { usageError } from './usage-error.ts';
import { widthOf } from './text-table.ts';
import * as bench from './commands/bench.ts';
import * as data from './commands/data.ts';
import * as doctor from './commands/doctor.ts';
import * as evaluate from './commands/evaluate.ts';
import * as init from './commands/init.ts';
import * as inspect from './commands/inspect.ts';
import * as predict from './commands/predict.ts';
import * as schema from './commands/schema.ts';
import * as start from './commands/start.ts';
import * as train from './commands/train.ts';

/**
 * A command: how it is called, and what it does. `register` must be cheap, for every start runs all of them; what a
 * command needs it imports when it runs.
 * @param end tells the status to end with, when that is not 0
 */
export type Register = (program: Command, cli: Cli, end: (status: number) => void) => void;

/** In the order of the help. */
const commands: readonly { readonly register: Register }[] = [
  init,
  train,
  evaluate,
  predict,
  inspect,
  data,
  bench,
  doctor,
  schema,
  start,
];

/** Runs the command line and sets the status that the process will end with. */
export async function main(args: readonly string[]): Promise<void> {
  const cli = await createCli(args);
  try {
    process.exitCode = await run(cli, args);
  } catch (error) {
    process.exitCode = await report(cli, error);
  }
}

async function run(cli: Cli, args: readonly string[]): Promise<number> {
  const language = languageOption(args);
  if (language !== undefined && !isLanguage(language)) {
    fail('usage/language', `--lang takes one of ${languages.join(', ')}, got "${language}"`, { language, languages });
  }
  let result: number = status.done;
  const program = build(cli, (value) => {
    result = value;
  });
  try {
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return status.done;
    if (error.code === 'commander.help') return status.callersFault; // a group without its command: its help was shown
    throw usageError(error, program, args);
  }
  return result;
}

/** The whole command line, without running anything. */
export function build(cli: Cli, end: (status: number) => void): Command {
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
  for (const { register } of commands) register(program, cli, end);
  for (const command of program.commands) translateHelp(command, cli);
  return program;
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
