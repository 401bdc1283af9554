import { ElmanError } from '../util/errors.ts';
import type { Cli } from './cli.ts';
import { ConfigError } from './config-error.ts';
import { status } from './status.ts';

/** Says on standard error what went wrong, in the caller's language, and gives the status to end with. */
export async function report(cli: Cli, error: unknown): Promise<number> {
  const { say, colors } = cli;
  const label = colors.red(colors.bold(`${say.error.label}:`));
  if (error instanceof ElmanError) {
    cli.note(`${label} ${await describe(cli, error)}`);
    return error.isCallersFault ? status.callersFault : status.failed;
  }
  const message = error instanceof Error ? error.message : String(error);
  cli.note(`${label} ${say.error.unexpected({ message })}`);
  if (error instanceof Error && error.stack !== undefined) cli.note(colors.dim(error.stack));
  cli.note(say.error.report);
  return status.failed;
}

/** The message of an error in the caller's language; in English where there is no translation. */
export async function describe(cli: Cli, error: ElmanError): Promise<string> {
  if (error instanceof ConfigError) return error.describe(cli.say);
  if (cli.language === 'en') return error.message;
  const { inKorean } = await import('../messages/index.ts');
  return inKorean(error);
}
