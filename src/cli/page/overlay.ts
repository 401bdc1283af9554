import type { Alignment } from '../../tasks/task.ts';

/** How dark a place becomes that was not looked at. */
const DARKEST = 0.8;
/** Shades between none and the darkest: places side by side of one shade are one rectangle. */
const SHADES = 16;

/**
 * What a piece looked at, to lie over its image: an SVG of the grid that darkens each place by how much less it was
 * looked at than the place that was most.
 */
export function overlay(weights: readonly number[], [rows, cols]: NonNullable<Alignment['grid']>): string {
  const most = Math.max(...weights, Number.MIN_VALUE);
  const shades = weights.map((weight) => Math.round(SHADES * (1 - weight / most)));
  let rects = '';
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols;) {
      const shade = shades[row * cols + col]!;
      const from = col;
      while (col < cols && shades[row * cols + col] === shade) col++;
      if (shade === 0) continue;
      const opacity = ((DARKEST * shade) / SHADES).toFixed(2);
      rects += `<rect x="${from}" y="${row}" width="${col - from}" height="1" opacity="${opacity}"/>`;
    }
  }
  return `<svg viewBox="0 0 ${cols} ${rows}" preserveAspectRatio="none" shape-rendering="crispEdges" aria-hidden="true">${rects}</svg>`;
}
