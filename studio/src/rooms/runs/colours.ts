import type { Theme } from '../../ui/colours.ts';

/** Lines told apart by colour and, for those who cannot tell the colours, by how they are dashed. */
export interface LineStyle {
  readonly colour: string;
  readonly dash: readonly number[];
}

const colours: Readonly<Record<Theme, readonly string[]>> = {
  light: ['#0a4fa0', '#b34700', '#00755c', '#a3006d', '#6b5200', '#5b3fbf', '#00728f', '#8a1c1c'],
  dark: ['#8ec1ff', '#ffb061', '#5fd3ac', '#ff9bd6', '#e0cf6a', '#bba7ff', '#6fd6ee', '#ff9c92'],
};
const dashes: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [10, 3, 2, 3], [4, 2]];

/** The style of the i-th line: eight colours by five dashes make forty that differ. */
export function lineStyle(i: number, theme: Theme): LineStyle {
  const list = colours[theme];
  return { colour: list[i % list.length]!, dash: dashes[i % dashes.length]! };
}
