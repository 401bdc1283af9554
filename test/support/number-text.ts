/** How numbers are written in the guides: a real minus sign, no minus before a zero. */
export function fixed(value: number, digits = 2): string {
  const text = value.toFixed(digits);
  return /^-[0.]+$/.test(text) ? text.slice(1) : text.replace('-', '−');
}

export function vector(values: readonly number[], digits = 2): string {
  return `[${values.map((value) => fixed(value, digits)).join(', ')}]`;
}

/** A matrix as it is written on paper, a row a line, behind its name. */
export function matrix(name: string, values: readonly number[], cols: number): string[] {
  const rows = Array.from({ length: values.length / cols }, (_, i) => vector(values.slice(i * cols, (i + 1) * cols)));
  return rows.map((row, i) => (i === 0 ? name : ' '.repeat(name.length)) + row);
}

/** A power of ten with one digit before it, `4·10⁻⁷`; numbers between 0.01 and 1000 as they are. */
export function power(value: number): string {
  if (value === 0) return '0';
  if (value >= 0.01 && value < 1000) return fixed(value, value < 1 ? 2 : value < 10 ? 1 : 0);
  const [digit, exponent] = value.toExponential(0).split('e') as [string, string];
  const raised = exponent
    .replace('+', '')
    .replace('-', '⁻')
    .replaceAll(/\d/g, (n) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(n)]!);
  return `${digit}·10${raised}`;
}
