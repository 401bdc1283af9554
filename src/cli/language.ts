/** The languages that the command line speaks. */
export type Language = 'en' | 'ko';

export const languages: readonly Language[] = ['en', 'ko'];

/** What the caller asks for with `--lang`; undefined when there is none. A language that is not spoken is returned as it came. */
export function languageOption(args: readonly string[]): string | undefined {
  const end = args.indexOf('--');
  const before = end < 0 ? args : args.slice(0, end);
  for (const [i, arg] of before.entries()) {
    if (arg === '--lang') return before[i + 1];
    if (arg.startsWith('--lang=')) return arg.slice('--lang='.length);
  }
  return undefined;
}

/** Whether `name` is a language that the command line speaks. */
export function isLanguage(name: string): name is Language {
  return (languages as readonly string[]).includes(name);
}

/** The language of the environment, by POSIX's order: LC_ALL, then LC_MESSAGES, then LANG. */
export function languageOfEnvironment(env: Readonly<Record<string, string | undefined>>): Language {
  const locale =
    [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '') ?? '';
  return /^ko(?:$|[^a-z])/i.test(locale) ? 'ko' : 'en';
}
