/**
 * Compares two strings by code point, which is also the order of their UTF-8 bytes and the order of Rust and Python.
 * JavaScript's own `<` compares UTF-16 units and so puts U+1F600 before U+FF21.
 */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return aboveSurrogates(x) - aboveSurrogates(y);
  }
  return a.length - b.length;
}

/** Lifts surrogates (they begin code points from U+10000 on) above the units from U+E000 to U+FFFF. */
function aboveSurrogates(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Whether a surrogate stands without its partner, so that the text has no UTF-8 form. */
export function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}
