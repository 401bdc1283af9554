import { heatClass, heats, type Theme } from './colours.ts';

/**
 * The same colours as pixels, red, green, blue and opacity a number: for pictures of more numbers than a page can have
 * cells.
 */
export function heatPixels(values: readonly number[], most: number, theme: Theme): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * values.length);
  const byName = pixelsByName[theme];
  for (const [i, value] of values.entries()) pixels.set(byName.get(heatClass(value, most))!, 4 * i);
  return pixels;
}

const pixelsByName = { light: pixelsOf('light'), dark: pixelsOf('dark') };

function pixelsOf(theme: Theme): ReadonlyMap<string, readonly number[]> {
  const channel = (hex: string, at: number): number => Number.parseInt(hex.slice(at, at + 2), 16);
  return new Map(
    heats(theme).map(({ name, background }) => [name, [...[1, 3, 5].map((at) => channel(background, at)), 255]]),
  );
}
