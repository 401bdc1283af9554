import { jsonFile, wrong } from './files.ts';

export const vendors = ['apple', 'google', 'twitter', 'facebook'] as const;
export type Vendor = (typeof vendors)[number];

export interface Emoji {
  readonly text: string;
  /** The emoji without a skin tone: itself, if it has none. */
  readonly base: string;
  /** The tone or tones of skin, such as `dark` or `light+dark`; '' for none. */
  readonly tone: string;
  readonly category: string;
  /** Where its tile is in every sheet. */
  readonly column: number;
  readonly row: number;
  /** Who has drawn it: a sheet shows another's drawing where its own vendor has none. */
  readonly drawnBy: readonly Vendor[];
  /** What it is called in Unicode's Common Locale Data Repository. */
  readonly en: string;
  readonly ko: string;
}

/** An emoji as the list of the package has it; the variations have no category. */
interface Listed {
  readonly unified: string;
  readonly sheet_x: number;
  readonly sheet_y: number;
  readonly category?: string;
  readonly skin_variations?: Readonly<Record<string, Listed>>;
}

const LIST = 'emoji-datasource/emoji.json';

const tones: Readonly<Record<string, string>> = {
  '1F3FB': 'light',
  '1F3FC': 'medium-light',
  '1F3FD': 'medium',
  '1F3FE': 'medium-dark',
  '1F3FF': 'dark',
};

/** All emoji in the order of the list, each without a skin tone before those of it that have one. */
export function readEmoji(files: ReadonlyMap<string, Buffer>): Emoji[] {
  const listed = jsonFile(files, LIST);
  if (!Array.isArray(listed) || listed.length === 0) return wrong(LIST, 'it is no list of emoji');
  const [en, ko] = [readNames(files, 'en'), readNames(files, 'ko')];
  return (listed as Listed[]).flatMap((plain) => {
    const base = textOf(plain.unified);
    const toned = Object.entries(plain.skin_variations ?? {});
    return [['', plain] as const, ...toned].map(([tone, one]) => {
      const text = textOf(one.unified);
      const drawnBy = vendors.filter((vendor) => (one as unknown as Record<string, unknown>)[`has_img_${vendor}`]);
      const [column, row, category] = [one.sheet_x, one.sheet_y, plain.category ?? ''];
      const named = { en: en(text), ko: ko(text) };
      return { text, base, tone: toneOf(tone), category, column, row, drawnBy, ...named };
    });
  });
}

function textOf(unified: unknown): string {
  const points = typeof unified === 'string' ? unified.split('-').map((point) => Number.parseInt(point, 16)) : [];
  if (points.length === 0 || points.some((point) => Number.isNaN(point) || point > 0x10ffff))
    return wrong(LIST, `"${String(unified)}" is no emoji`);
  return String.fromCodePoint(...points);
}

function toneOf(codes: string): string {
  const parts = codes === '' ? [] : codes.split('-');
  return parts.map((code) => tones[code] ?? wrong(LIST, `"${code}" is no skin tone`)).join('+');
}

/** The names of emoji in a language: those of the characters, and those derived for their sequences. */
function readNames(files: ReadonlyMap<string, Buffer>, language: string): (emoji: string) => string {
  const names: Record<string, unknown> = {};
  for (const [name, key] of [
    ['cldr-annotations-derived-full', 'annotationsDerived'],
    ['cldr-annotations-full', 'annotations'],
  ] as const) {
    const json = jsonFile(files, `${name}/${key}/${language}/annotations.json`);
    Object.assign(names, (json as Record<string, { annotations?: object }>)[key]?.annotations);
  }
  return (emoji) => {
    // The repository leaves out the selector of the coloured form.
    const entry = names[emoji.replaceAll('\uFE0F', '')] as { tts?: unknown[] } | undefined;
    const name = entry?.tts?.[0];
    return typeof name === 'string' ? name : wrong(LIST, `${emoji} has no name in the language ${language}`);
  };
}
