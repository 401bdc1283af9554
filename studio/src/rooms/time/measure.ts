import type { CellKind } from '../../ui/cells.ts';
import type { Frame, Sizes } from './description.ts';

/** How many powers of ten have the full colour. */
export const decades = 6;

export function framesOf(frames: readonly Frame[], kind: CellKind): Frame[] {
  return frames.filter(({ cell }) => cell === kind);
}

export function sizesOfH({ sizes }: Frame): readonly number[] {
  return sizes.find(({ part }) => part === 'h')!.values;
}

/** What is left of the gradient that there is at the end, ‖∂L/∂h_T‖, in powers of ten: −2 for a hundredth of it. */
export function left(frame: Frame, { values }: Sizes): number[] {
  const end = sizesOfH(frame).at(-1)!;
  return values.map((value) => Math.log10(value / end));
}

/** What a step back multiplies by, on average over all steps from the last to the first. */
export function factorOfStep(sizes: readonly number[]): number {
  return sizes.length < 2 ? 1 : (sizes[0]! / sizes.at(-1)!) ** (1 / (sizes.length - 1));
}

/** A matrix of sizes [T, T], a row an answer, each as a share of the largest of its row; turned: [T, T], a column an answer. */
export function shares(connectivity: readonly number[], steps: number): number[] {
  const most = Array.from({ length: steps }, (_, output) =>
    Math.max(...connectivity.slice(output * steps, (output + 1) * steps)),
  );
  return connectivity.map((_, at) => {
    const [input, output] = [Math.floor(at / steps), at % steps];
    return most[output] === 0 ? 0 : connectivity[output * steps + input]! / most[output]!;
  });
}
