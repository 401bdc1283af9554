/** A number as it is read: fixed decimals, a real minus sign, never minus nought. */
export function shown(value: number, decimals = 4): string {
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
