import type { Language } from '../shell/language.ts';

/** A number as it is read: fixed decimals, a real minus sign, never minus nought; a dash where there is none. */
export function shown(value: number, decimals = 4): string {
  if (Number.isNaN(value)) return '–';
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** One that follows others in a sum: the sign stands apart. */
export function added(value: number, decimals = 4): string {
  const text = shown(Math.abs(value), decimals);
  return value < 0 && Number(text) !== 0 ? `− ${text}` : `+ ${text}`;
}

/** The largest size among some numbers; 1 where there is none but 0. */
export function largest(...lists: readonly (readonly number[])[]): number {
  let most = 0;
  for (const list of lists) for (const value of list) most = Math.max(most, Math.abs(value));
  return most || 1;
}

const raised = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/** A power of ten, its exponent raised: `10⁻¹²`. */
export function powerOfTen(exponent: number): string {
  const digits = Array.from(String(Math.abs(exponent)), (digit) => raised[Number(digit)]);
  return `10${exponent < 0 ? '⁻' : ''}${digits.join('')}`;
}

/** A number of any size: with its power of ten, `2.31·10⁻⁷`, unless it reads well without. */
export function shownAtAnySize(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : value < 0 ? '−∞' : 'NaN';
  const [digitsText, exponent] = Math.abs(value)
    .toExponential(digits - 1)
    .split('e') as [string, string];
  const power = Number(exponent);
  const sign = value < 0 ? '−' : '';
  if (value === 0) return '0';
  if (power < -2 || power > 3) return `${sign}${digitsText}·${powerOfTen(power)}`;
  return `${sign}${Math.abs(value).toFixed(Math.max(0, digits - 1 - power))}`;
}

/** A share as percent. */
export function percent(share: number, language: Language): string {
  const digits = share > 0.9995 || share < 0.0005 ? 0 : 1;
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: digits }).format(share);
}
