/**
 * The one map of colours: numbers from −1 by 0 to 1 become blue by nothing to orange, which those read alike who cannot
 * tell red from green, and which gets ever darker (in the dark ever lighter) away from 0. The steps are those of Oklab
 * (Ottosson 2020), where equal distances look equal.
 */
export type Theme = 'light' | 'dark';

type Triple = readonly [number, number, number];

const ends: Readonly<Record<Theme, { readonly zero: string; readonly plus: string; readonly minus: string }>> = {
  light: { zero: '#f3f4f4', plus: '#8f3f04', minus: '#0b4f94' },
  dark: { zero: '#262b32', plus: '#ffb061', minus: '#7fbcff' },
};

/** How many steps there are from nothing to the full colour. */
const STEPS = 32;

/** The class that gives a number its colour; what is larger than `most` has the full one. */
export function heatClass(value: number, most: number): string {
  const step = Math.round(Math.min(1, Math.abs(value) / most) * STEPS) || 0;
  return step > 0 && value < 0 ? `heat-m${step}` : `heat-p${step}`;
}

/** A colour and the ink that is read on it. */
export interface Heat {
  readonly name: string;
  readonly background: string;
  readonly ink: '#000' | '#fff';
}

export function heats(theme: Theme): Heat[] {
  const { zero, plus, minus } = ends[theme];
  const towards = (sign: string, end: string, from: number): Heat[] =>
    Array.from({ length: STEPS + 1 - from }, (_, i) => {
      const background = mix(zero, end, (i + from) / STEPS);
      // Of luminances, 0.179 is as far from black as from white.
      return { name: `heat-${sign}${i + from}`, background, ink: luminance(background) > 0.179 ? '#000' : '#fff' };
    });
  return [...towards('p', plus, 0), ...towards('m', minus, 1)];
}

/** The classes for both themes. Rules of their own, made once: a colour worked out for each cell takes far longer to draw. */
export function heatRules(): string {
  return (['light', 'dark'] as const)
    .flatMap((theme) =>
      heats(theme).map(
        ({ name, background, ink }) => `:root[data-theme='${theme}'] .${name}{background:${background};color:${ink}}`,
      ),
    )
    .join('\n');
}

/** Relative luminance, as the Web Content Accessibility Guidelines define it. */
export function luminance(hex: string): number {
  const [r, g, b] = linear(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function linear(hex: string): Triple {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function hexOf(rgb: Triple): string {
  const digits = rgb.map((value) => {
    const bounded = Math.max(0, Math.min(1, value));
    const encoded = bounded <= 0.0031308 ? 12.92 * bounded : 1.055 * bounded ** (1 / 2.4) - 0.055;
    return Math.round(255 * encoded)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${digits.join('')}`;
}

function mix(from: string, to: string, share: number): string {
  const [a, b] = [oklab(linear(from)), oklab(linear(to))];
  const between = (i: 0 | 1 | 2): number => a[i] + share * (b[i] - a[i]);
  return hexOf(ofOklab([between(0), between(1), between(2)]));
}

function oklab([r, g, b]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function ofOklab([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}
