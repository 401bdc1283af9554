export const languages = ['en', 'ko'] as const;
export type Language = (typeof languages)[number];

/** The languages' own names, each to be read in itself. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', ko: '한국어' };

/** What is said, in every language. Korean has the shape of English, so that a text that is missing does not compile. */
export type Texts<T> = Readonly<Record<Language, T>>;

/** The first of the reader's languages that there is. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const found = languages.find((language) => tag.toLowerCase().split('-')[0] === language);
    if (found !== undefined) return found;
  }
  return 'en';
}
