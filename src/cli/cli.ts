import { isLanguage, languageOfEnvironment, languageOption, type Language } from './language.ts';
import type { Messages } from './messages/en.ts';

/** What every command gets: the language, the texts, and where to write. */
export interface Cli {
  readonly language: Language;
  readonly say: Messages;
  readonly colors: Colors;
  /** A line on standard output: results. */
  readonly out: (line: string) => void;
  /** The one JSON document on standard output. */
  readonly json: (document: unknown) => void;
  /** A line on standard error: progress and notes. */
  readonly note: (line: string) => void;
}

/** Styles for standard error and standard output; each does nothing where there is no terminal. */
export interface Colors {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

const same = (text: string): string => text;
const plain: Colors = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };

/** Makes the surroundings of a command from its arguments and the environment. */
export async function createCli(args: readonly string[]): Promise<Cli> {
  const asked = languageOption(args);
  const language = asked !== undefined && isLanguage(asked) ? asked : languageOfEnvironment(process.env);
  const say = language === 'ko' ? (await import('./messages/ko.ts')).ko : (await import('./messages/en.ts')).en;
  endQuietlyWhenNobodyReads();
  return {
    language,
    say,
    colors: await chooseColors(),
    out: (line) => void process.stdout.write(`${line}\n`),
    json: (document) => void process.stdout.write(`${JSON.stringify(document, null, 2)}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
  };
}

async function chooseColors(): Promise<Colors> {
  if (!process.stdout.isTTY || !process.stderr.isTTY) return plain;
  const { default: picocolors } = await import('picocolors');
  return picocolors.isColorSupported ? picocolors : plain;
}

/** `elman … | head`: when the reader has gone, there is no one left to work for, and nothing to complain about. */
function endQuietlyWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(0);
    });
  }
}
