import type { Command, CommanderError } from 'commander';
import { ElmanError } from '../util/errors.ts';
import { nearest, suggestion } from '../util/nearest.ts';

/** What commander found wrong with a command, as an error of the house. */
export function usageError(error: CommanderError, program: Command, args: readonly string[]): ElmanError {
  const quoted = [.../'([^']*)'/g[Symbol.matchAll](error.message)].map((match) => match[1] ?? '');
  const command = commandOf(program, args);
  const help = `${nameOf(command)} --help`;
  const make = build[error.code];
  if (make !== undefined) return make({ what: quoted[0] ?? '', command, help, message: error.message });
  const message = error.message.replace(/^error: /, '');
  return new ElmanError('usage/invalid', `${message}; see ${help}`, { message, help }, { cause: error });
}

interface Facts {
  readonly what: string;
  readonly command: Command;
  readonly help: string;
  readonly message: string;
}

const build: Readonly<Record<string, (facts: Facts) => ElmanError>> = {
  'commander.unknownOption': ({ what, command, help }) => {
    const known = optionsOf(command);
    const near = nearest(what.split('=')[0]!, known, 1);
    return new ElmanError(
      'usage/unknown-option',
      `${nameOf(command)} has no option ${what}${suggestion(near)}; see ${help}`,
      { option: what, near, command: nameOf(command), help },
    );
  },
  'commander.unknownCommand': ({ what, command, help }) => {
    const known = visible(command);
    const near = nearest(what, known, 1);
    return new ElmanError(
      'usage/unknown-command',
      `there is no command ${what}${suggestion(near)}; the commands are ${known.join(', ')}`,
      { command: what, near, known, help },
    );
  },
  'commander.missingArgument': ({ what, command, help }) =>
    new ElmanError('usage/missing-argument', `${nameOf(command)} needs ${what.toUpperCase()}; see ${help}`, {
      argument: what.toUpperCase(),
      command: nameOf(command),
      help,
    }),
  'commander.optionMissingArgument': ({ what, command, help }) => {
    const option = /--[\w-]+/.exec(what)?.[0] ?? what;
    return new ElmanError('usage/missing-value', `the option ${option} needs a value; see ${help}`, {
      option,
      command: nameOf(command),
      help,
    });
  },
  'commander.excessArguments': ({ command, help }) =>
    new ElmanError(
      'usage/too-many-arguments',
      `${nameOf(command)} takes ${expectedArguments(command)}: put text with spaces in quotes, and repeat an option for each of its values; see ${help}`,
      {
        command: nameOf(command),
        expected: command.registeredArguments.length,
        help,
      },
    ),
  'commander.conflictingOption': ({ message, help }) => {
    const options = [...message.matchAll(/--[\w-]+/g)].map((match) => match[0]);
    return new ElmanError('usage/conflict', `${options.join(' and ')} cannot be used together; see ${help}`, {
      options,
      help,
    });
  },
};

function expectedArguments(command: Command): string {
  const names = command.registeredArguments.map((argument) => argument.name().toUpperCase());
  return names.length === 0 ? 'no arguments' : `only ${names.join(' ')}`;
}

/** The command that the arguments name, as far as they name one. */
function commandOf(program: Command, args: readonly string[]): Command {
  let command = program;
  for (const arg of args) {
    const child = command.commands.find((one) => one.name() === arg);
    if (child !== undefined) command = child;
    else if (!arg.startsWith('-')) break;
  }
  return command;
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

function optionsOf(command: Command): string[] {
  const own = command.options.flatMap(({ long }) => long ?? []);
  return command.parent === null ? [...own, '--help'] : [...own, ...optionsOf(command.parent)];
}

/** The commands that the help shows. */
function visible(command: Command): string[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .map((one) => one.name());
}
