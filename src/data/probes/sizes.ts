import { expect } from '../../util/errors.ts';

/** Throws `config/probe-size` unless each size is a whole number of at least `least`. */
export function checkSizes(sizes: Readonly<Record<string, number>>, least = 1): void {
  for (const [name, got] of Object.entries(sizes)) {
    expect(
      Number.isInteger(got) && got >= least,
      'config/probe-size',
      () => `${name} must be a whole number of at least ${least}, got ${got}`,
      { name, least, got },
    );
  }
}
