// Draws the five shapes of docs/guide/*/five-shapes.md: what goes in, the hidden states, what comes out.
//
//   node scripts/make-shapes.mjs
//
// No background, and colours of middling lightness: they can be read on white and on black.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** For each shape its steps, each by what it has: x goes in, y comes out, f is the y of the step before, fed back. */
const shapes = {
  'one-to-one': ['xy'],
  'one-to-many': ['xy', 'fy', 'fy'],
  'many-to-one': ['x', 'x', 'xy'],
  'many-to-many': ['x', 'x', 'x', 'y', 'fy', 'fy'],
  'in-step': ['xy', 'xy', 'xy'],
};

const colours = { x: '#2a6bb3', h: '#2f7d4f', y: '#b0561a' };
const rows = { y: 24, h: 84, x: 144 };
const [apart, half] = [76, 17];
const below = '₁₂₃₄₅₆';

/** The middle of a column. */
const at = (column) => 32 + column * apart;

function box(kind, column, label) {
  const [x, y] = [at(column), rows[kind]];
  return [
    `<rect x="${x - half}" y="${y - half}" width="${2 * half}" height="${2 * half}" rx="5" fill="${colours[kind]}"/>`,
    `<text x="${x}" y="${y + 5}">${label}</text>`,
  ];
}

const arrow = (path, dashed = false) => `<path d="${path}"${dashed ? ' stroke-dasharray="4 3"' : ''}/>`;
const upward = (column, from, to) => arrow(`M${at(column)} ${rows[from] - half - 3}V${rows[to] + half + 5}`);

function drawing(steps) {
  // x and y are counted by themselves: y₁ is the first that comes out.
  const counted = { x: 0, y: 0 };
  const next = (kind) => kind + below[counted[kind]++];
  const parts = steps.flatMap((has, i) => [
    ...(has.includes('x') ? [...box('x', i, next('x')), upward(i, 'x', 'h')] : []),
    ...(i > 0 ? [arrow(`M${at(i - 1) + half + 3} ${rows.h}H${at(i) - half - 5}`)] : []),
    ...box('h', i, `h${below[i]}`),
    ...(has.includes('f')
      ? [arrow(`M${at(i - 1) + half + 3} ${rows.y}L${at(i) - half - 1} ${rows.h - half - 3}`, true)]
      : []),
    ...(has.includes('y') ? [...box('y', i, next('y')), upward(i, 'h', 'y')] : []),
  ]);
  const width = at(steps.length - 1) + 32;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 168" width="${width}" height="168">
<defs><marker id="tip" viewBox="0 0 8 8" refX="5" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M1 1L6 4L1 7" fill="none" stroke="#868e96" stroke-width="1.5"/></marker></defs>
<style>text{font:600 15px system-ui,sans-serif;fill:#fff;text-anchor:middle}g path{stroke:#868e96;stroke-width:1.75;fill:none;marker-end:url(#tip)}</style>
<g>
${parts.join('\n')}
</g>
</svg>
`;
}

for (const [name, steps] of Object.entries(shapes)) {
  writeFileSync(fileURLToPath(new URL(`../docs/images/shape-${name}.svg`, import.meta.url)), drawing(steps));
}
