import type { Backend } from '../backend/backend.ts';
import { createReferenceBackend } from '../backend/reference.ts';
import { expect } from '../util/errors.ts';
import { withBackend, currentEngine } from './engine.ts';
import type { Parameter, Tensor } from './tensor.ts';

/** The subject of a gradient check: what to differentiate, and by what. */
export interface GradcheckSubject {
  /** Computes the scalar anew from the parameters' present numbers. */
  loss(): Tensor;
  readonly parameters: Iterable<readonly [name: string, parameter: Parameter]>;
}

export interface GradcheckOptions {
  /** Half the distance of the central difference; 1e-5 by default. */
  readonly epsilon?: number;
  /** The largest |analytic − numeric| / max(1, |analytic|, |numeric|) that passes; 1e-6 by default. */
  readonly tolerance?: number;
  /** At most so many numbers of each parameter are checked, evenly spread, or those at these places; all by default. */
  readonly sample?: number | readonly number[];
  /** What computes; the reference, in float64, by default. In float32 a small ε drowns in rounding. */
  readonly backend?: Backend;
}

export interface GradcheckEntry {
  readonly name: string;
  readonly index: number;
  readonly analytic: number;
  readonly numeric: number;
  readonly error: number;
}

export interface GradcheckReport {
  /** Whether every number passes; a gradient that is not a number does not. */
  readonly passed: boolean;
  readonly worst: GradcheckEntry;
  readonly entries: readonly GradcheckEntry[];
}

/**
 * Compares the gradients of the tape with central differences (f(x + ε) − f(x − ε)) / 2ε, number by number, in float64 on
 * the reference backend unless told otherwise. `build` makes parameters and inputs, so that they belong to that backend; what it draws must
 * be the same in each call of `loss` (seed dropout by a constant).
 */
export function gradcheck(build: () => GradcheckSubject, options: GradcheckOptions = {}): GradcheckReport {
  const { epsilon = 1e-5, tolerance = 1e-6, sample = Infinity, backend = createReferenceBackend() } = options;
  return withBackend(backend, () => {
    const engine = currentEngine();
    const subject = build();
    const parameters = [...subject.parameters];
    const analytic = engine.step(() => {
      for (const [, parameter] of parameters) parameter.grad = null;
      subject.loss().backward();
      return parameters.map(([, parameter]) => parameter.grad?.toArray() ?? engine.floats(parameter.size));
    });
    const value = (): number => engine.step(() => engine.noGrad(() => subject.loss().item()));
    const entries = parameters.flatMap(([name, parameter], p): GradcheckEntry[] => {
      const numbers = parameter.toArray();
      return placesOf(sample, name, numbers.length).map((index) => {
        const before = numbers[index]!;
        const at = (x: number): number => {
          numbers[index] = x;
          parameter.assign(numbers);
          return value();
        };
        const numeric = (at(before + epsilon) - at(before - epsilon)) / (2 * epsilon);
        at(before);
        const found = analytic[p]![index]!;
        return {
          name,
          index,
          analytic: found,
          numeric,
          error: Math.abs(found - numeric) / Math.max(1, Math.abs(found), Math.abs(numeric)),
        };
      });
    });
    expect(
      entries.length > 0,
      'tensor/gradcheck',
      () => 'gradcheck needs at least one parameter with at least one number',
    );
    // NaN must fail: it is not at most the tolerance.
    const worst = entries.reduce((a, b) => (b.error <= a.error || Number.isNaN(a.error) ? a : b));
    return { passed: worst.error <= tolerance, worst, entries };
  });
}

/** The places of a parameter of `size` numbers that are checked. */
function placesOf(sample: number | readonly number[], name: string, size: number): readonly number[] {
  if (typeof sample === 'number') {
    const count = Math.min(sample, size);
    return Array.from({ length: count }, (_, i) => Math.floor((i * size) / count));
  }
  for (const index of sample) {
    expect(
      Number.isInteger(index) && index >= 0 && index < size,
      'tensor/gradcheck',
      () => `"${name}" has ${size} numbers, at places 0 to ${size - 1}, got the place ${index}`,
      { name, size, got: index },
    );
  }
  return sample;
}
