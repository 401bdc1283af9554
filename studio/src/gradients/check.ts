import {
  currentEngine,
  gradcheck,
  step,
  type GradcheckEntry,
  type GradcheckOptions,
  type Module,
  type Tensor,
} from 'elman-rnn';
import type { Program } from 'elman-rnn/protocol';
import { epsilons, relativeError } from './epsilons.ts';
import type { Subject } from './subject.ts';
import { loadWeights, type NamedWeights } from './weights.ts';

/** A network whose gradients can be checked: those of the loss of a batch that stays the same. */
export interface Checkable extends Module {
  checkedLoss(): Tensor;
}

/** What a network is made from, and the numbers that it has. */
export type Checked<D> = Omit<Subject<D>, 'name'>;

/** A run: numbers of one parameter, by their places in it, with one ε. */
export interface CheckRun<D> extends Checked<D> {
  readonly parameter: string;
  readonly places: readonly number[];
  readonly epsilon: number;
}

/** One number checked. */
export interface CheckedPlace {
  readonly place: number;
  /** The gradient that the tape gives, and (L(w + ε) − L(w − ε)) / 2ε. */
  readonly analytic: number;
  readonly numeric: number;
  /** |analytic − numeric| / max(|analytic|, |numeric|). */
  readonly relative: number;
  /** Whether the library's check passes it: |analytic − numeric| / max(1, |analytic|, |numeric|) is at most 1e-6. */
  readonly passes: boolean;
}

export type CheckQuestion<D> =
  | ({ readonly ask: 'gradients' } & Checked<D>)
  | ({ readonly ask: 'epsilons'; readonly parameter: string; readonly place: number } & Checked<D>);

export type CheckAnswer =
  /** The loss and its gradients as training has them, in float32. */
  | { readonly ask: 'gradients'; readonly loss: number; readonly gradients: readonly NamedWeights[] }
  /** One number checked with each ε of the list, in float64 and in float32. */
  | { readonly ask: 'epsilons'; readonly double: readonly CheckedPlace[]; readonly single: readonly CheckedPlace[] };

const TOLERANCE = 1e-6;
/** How many numbers a turn checks. */
const A_TURN = 4;

/**
 * Checks gradients behind messages. Runs are in float64, by the library's `gradcheck` on its reference backend: the same
 * network over plain loops. `build` makes a network from its description, on whatever backend is there.
 */
export function checkProgram<D>(
  build: (network: D) => Checkable,
): Program<CheckRun<D>, readonly CheckedPlace[], null, CheckQuestion<D>, CheckAnswer> {
  const made = ({ network, weights }: Checked<D>): Checkable => {
    const fresh = build(network);
    loadWeights(fresh, weights);
    return fresh;
  };

  const check = (checked: Checked<D>, parameter: string, options: GradcheckOptions): CheckedPlace[] => {
    const { entries } = gradcheck(() => {
      const network = made(checked);
      return {
        loss: () => network.checkedLoss(),
        parameters: [...network.namedParameters()].filter(([name]) => name === parameter),
      };
    }, options);
    return entries.map(placeOf);
  };

  return {
    *start({ parameter, places, epsilon, ...checked }) {
      for (let at = 0; at < places.length; at += A_TURN)
        yield check(checked, parameter, { epsilon, sample: places.slice(at, at + A_TURN) });
      return null;
    },
    answer(question) {
      if (question.ask === 'gradients') return { ask: 'gradients', ...gradientsOf(made(question)) };
      const { parameter, place } = question;
      const sweep = (more: GradcheckOptions): CheckedPlace[] =>
        epsilons.flatMap((epsilon) => check(question, parameter, { epsilon, sample: [place], ...more }));
      return { ask: 'epsilons', double: sweep({}), single: sweep({ backend: currentEngine().backend }) };
    },
  };
}

function placeOf({ index, analytic, numeric, error }: GradcheckEntry): CheckedPlace {
  return {
    place: index,
    analytic,
    numeric,
    relative: relativeError(analytic, numeric),
    passes: error <= TOLERANCE,
  };
}

function gradientsOf(network: Checkable): { readonly loss: number; readonly gradients: NamedWeights[] } {
  return step(() => {
    const loss = network.checkedLoss();
    loss.backward();
    const gradients = Array.from(network.namedParameters(), ([name, { shape, size, grad }]) => ({
      name,
      shape,
      values: grad === null ? Array.from({ length: size }, () => 0) : [...grad.toArray()],
    }));
    return { loss: loss.item(), gradients };
  });
}
