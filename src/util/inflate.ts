// DEFLATE (RFC 1951), read only.

/** A Huffman code: what the next `longest` bits begin with, as symbol · 16 + length of its code; 0 where no code fits. */
interface Code {
  readonly table: Uint16Array;
  readonly longest: number;
}

/** In which order the lengths of the codes for lengths come (RFC 1951, 3.2.7). */
const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** The first values of symbols that stand for ranges, of which each has 2^extra values. */
function bases(first: number, extras: readonly number[]): number[] {
  let next = first;
  return extras.map((extra) => {
    const base = next;
    next += 1 << extra;
    return base;
  });
}

const lengthExtras = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
// The last symbol is not the next range, but the greatest length alone.
const lengthBases = [...bases(3, lengthExtras.slice(0, -1)), 258];
const distanceExtras = Array.from({ length: 30 }, (_, i) => Math.max(0, (i >> 1) - 1));
const distanceBases = bases(1, distanceExtras);

/** The canonical code of symbols whose codes have these lengths: shorter ones come first, equal ones by symbol. */
function codeOf(lengths: readonly number[] | Uint8Array): Code {
  const longest = Math.max(...lengths);
  const table = new Uint16Array(1 << longest);
  for (let code = 0, length = 1; length <= longest; length++, code <<= 1) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue;
      // Codes are read from their first bit on, all else from its last.
      let turned = 0;
      for (let bit = 0; bit < length; bit++) turned |= ((code >> bit) & 1) << (length - 1 - bit);
      for (let i = turned; i < table.length; i += 1 << length) table[i] = (symbol << 4) | length;
      code++;
    }
  }
  return { table, longest };
}

/** Of the symbols 286, 287, and 30 and 31 among the distances, which a damaged file may have, there is nothing. */
function extraOf(extras: readonly number[], symbol: number): number {
  const extra = extras[symbol];
  if (extra === undefined) throw new RangeError('the compressed data has a symbol that stands for nothing');
  return extra;
}

function fixedCodes(): [Code, Code] {
  const lengthOf = (i: number): number => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8);
  return [codeOf(Array.from({ length: 288 }, (_, i) => lengthOf(i))), codeOf(new Uint8Array(30).fill(5))];
}

/**
 * The bytes that raw DEFLATE data stands for.
 * @param size how many they are.
 * @throws RangeError when the data ends early, stands for more, or is none. For data of one's own: strangers' files are
 *   read by a library.
 */
export function inflate(data: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(size);
  let [read, written] = [0, 0];
  /** Bits that were read and not yet taken, and how many. */
  let [held, holds] = [0, 0];

  const hold = (count: number): void => {
    while (holds < count && read < data.length) {
      held |= data[read++]! << holds;
      holds += 8;
    }
  };
  const take = (count: number): void => {
    if (count > holds) throw new RangeError('the compressed data ends early');
    held >>>= count;
    holds -= count;
  };
  const bits = (count: number): number => {
    hold(count);
    const value = held & ((1 << count) - 1);
    take(count);
    return value;
  };
  const symbol = ({ table, longest }: Code): number => {
    hold(longest);
    const entry = table[held & ((1 << longest) - 1)]!;
    if (entry === 0) throw new RangeError('the compressed data has a code that is none');
    take(entry & 15);
    return entry >> 4;
  };
  const writtenCodes = (): [Code, Code] => {
    const [literals, distances, known] = [bits(5) + 257, bits(5) + 1, bits(4) + 4];
    const ofLengths = new Uint8Array(lengthOrder.length);
    for (let i = 0; i < known; i++) ofLengths[lengthOrder[i]!] = bits(3);
    const code = codeOf(ofLengths);
    const lengths = new Uint8Array(literals + distances);
    for (let i = 0; i < lengths.length;) {
      const length = symbol(code);
      if (length < 16) lengths[i++] = length;
      else {
        const repeated = length === 16 ? lengths[i - 1]! : 0;
        for (let n = length === 16 ? 3 + bits(2) : length === 17 ? 3 + bits(3) : 11 + bits(7); n > 0; n--)
          lengths[i++] = repeated;
      }
    }
    return [codeOf(lengths.subarray(0, literals)), codeOf(lengths.subarray(literals))];
  };
  const copyStored = (): void => {
    // It begins at the next byte; whole bytes that are held are part of it.
    take(holds & 7);
    const length = bits(16);
    // Its complement follows, which nothing needs.
    bits(16);
    for (let i = 0; i < length; i++) out[written++] = bits(8);
  };
  const copyCoded = ([literals, distances]: readonly [Code, Code]): void => {
    for (let found = symbol(literals); found !== 256; found = symbol(literals)) {
      // A typed array ignores what is written behind its end.
      if (found < 256) out[written++] = found;
      else {
        const length = lengthBases[found - 257]! + bits(extraOf(lengthExtras, found - 257));
        const which = symbol(distances);
        const extra = extraOf(distanceExtras, which);
        const from = distanceBases[which]! + bits(extra);
        if (!(from <= written)) throw new RangeError('the compressed data points before its beginning');
        for (const end = written + length; written < end; written++) out[written] = out[written - from]!;
      }
      if (written > size) throw new RangeError(`the compressed data stands for more than ${size} bytes`);
    }
  };

  for (let last = 0; last === 0;) {
    last = bits(1);
    const kind = bits(2);
    if (kind === 3) throw new RangeError('the compressed data has a block of no known kind');
    if (kind === 0) copyStored();
    else copyCoded(kind === 1 ? fixedCodes() : writtenCodes());
  }
  if (written !== size) throw new RangeError(`the compressed data stands for ${written} bytes, not for ${size}`);
  return out;
}
