/** A fenced block of a page. */
export interface Block {
  /** What stands behind the opening fence: `ts`, `sh`, `text error` … */
  readonly info: string;
  readonly language: string;
  readonly code: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
  /** How many headings stand before it. */
  readonly section: number;
}

export interface Heading {
  readonly level: number;
  readonly text: string;
  /** The anchor that GitHub makes of it. */
  readonly anchor: string;
}

export interface Link {
  readonly target: string;
  readonly line: number;
}

export interface Page {
  readonly headings: readonly Heading[];
  readonly blocks: readonly Block[];
  readonly links: readonly Link[];
  /** What stands in backticks outside of blocks. */
  readonly inlineCode: readonly string[];
}

/** Takes a page apart, as far as the tests of the documents need it. */
export function parseMarkdown(source: string): Page {
  const headings: Heading[] = [];
  const blocks: Block[] = [];
  const links: Link[] = [];
  const inlineCode: string[] = [];
  const anchors = new Map<string, number>();
  let open: { info: string; line: number; lines: string[] } | null = null;
  source.split('\n').forEach((text, i) => {
    const fence = /^```(.*)$/.exec(text);
    if (open !== null) {
      if (fence === null) {
        open.lines.push(text);
        return;
      }
      const { info, line, lines } = open;
      const code = lines.map((each) => `${each}\n`).join('');
      blocks.push({ info, language: info.split(' ')[0]!, code, line, section: headings.length });
      open = null;
      return;
    }
    if (fence !== null) {
      open = { info: fence[1]!.trim(), line: i + 1, lines: [] };
      return;
    }
    const heading = /^(#{1,6}) (.+)$/.exec(text);
    if (heading !== null) {
      const base = anchorOf(heading[2]!);
      const seen = anchors.get(base) ?? 0;
      anchors.set(base, seen + 1);
      headings.push({
        level: heading[1]!.length,
        text: heading[2]!,
        anchor: seen === 0 ? base : `${base}-${seen}`,
      });
    }
    for (const [, code] of text.matchAll(/`([^`]+)`/g)) inlineCode.push(code!);
    for (const [, target] of text.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)) {
      links.push({ target: target!, line: i + 1 });
    }
  });
  return { headings, blocks, links, inlineCode };
}

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}

/** The code without what is written for people: comments, and the spaces before them. */
export function withoutComments({ language, code }: Block): string {
  const comment = language === 'ts' || language === 'js' ? /\s*\/\/ .*$|^\s*\/\*\*.*\*\/$/gm : /(?:^|\s+)# .*$/gm;
  const lines = code.replaceAll(comment, '').split('\n');
  return lines.filter((line) => line.trim() !== '').join('\n');
}
