/** The half distances of central differences that one can choose among, from the widest on. */
export const epsilons: readonly number[] = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11];

/** How far two numbers are apart, as a share of the larger; 0 for two noughts. */
export function relativeError(a: number, b: number): number {
  return a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
}

/** About how many leading digits of two numbers agree, from 0 to 16. */
export function agreeingDigits(relative: number): number {
  return Math.max(0, Math.min(16, -Math.log10(relative)));
}

/** Places of a parameter of `size` numbers, evenly spread. */
export function spread(size: number, most: number): number[] {
  const count = Math.min(size, most);
  return Array.from({ length: count }, (_, i) => Math.floor((i * size) / count));
}
