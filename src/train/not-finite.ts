import type { State } from '../cells/cell.ts';
import { parametersOf, type Module } from '../nn/module.ts';
import type { TapeNode, Tensor } from '../tensor/tensor.ts';
import { ElmanError } from '../util/errors.ts';

/**
 * Says which tensor went wrong first when a loss or a gradient is NaN or infinite: a parameter, then the results of the
 * forward pass in the order they were computed, then the gradients. Call it inside the step.
 * @param loss null where its tape is gone: then only parameters and gradients are looked at.
 */
export function notFinite(module: Module, loss: Tensor | null, where: Where): ElmanError {
  const result = (): string | undefined => (loss === null ? undefined : findResult(loss, module));
  return errorFor(findParameter(module) ?? result() ?? findGradient(module) ?? 'the loss', where);
}

/** The same of the parameters alone, after the last update of an epoch. Undefined when all are well. */
export function notFiniteParameter(module: Module, where: Where): ElmanError | undefined {
  const culprit = findParameter(module);
  return culprit === undefined ? undefined : errorFor(culprit, where);
}

/** The same of the state that the next batch begins from. Call it inside the step. */
export function notFiniteCarry(carry: State, where: Where): ElmanError | undefined {
  const culprit = Object.entries(carry).find(([, x]) => isBad(x))?.[0];
  return culprit === undefined ? undefined : errorFor(`the carried state ${culprit}`, where);
}

/** Where training stands, and whether there are weights of an earlier epoch to fall back on. */
export interface Where {
  readonly step: number;
  readonly epoch: number;
  readonly hasBest: boolean;
}

function errorFor(culprit: string, { step, epoch, hasBest }: Where): ElmanError {
  return new ElmanError(
    'train/not-finite',
    `training stopped at step ${step} (epoch ${epoch}): ${culprit} is not a finite number.${hasBest ? ' The best weights so far are kept.' : ''} Try a smaller learning rate, or limit gradients (train.clipNorm: 1)`,
    { step, epoch, tensor: culprit, hasBest },
  );
}

function isBad(x: Tensor): boolean {
  return x.engine.kernels.firstNonFinite(x.storage.ptr, x.size) >= 0;
}

function findParameter(module: Module): string | undefined {
  for (const [name, parameter] of parametersOf(module)) if (isBad(parameter)) return `parameter ${name}`;
  return undefined;
}

function findGradient(module: Module): string | undefined {
  for (const [name, { grad }] of parametersOf(module))
    if (grad !== null && isBad(grad)) return `the gradient of ${name}`;
  return undefined;
}

function findResult(loss: Tensor, module: Module): string | undefined {
  const names = new Map([...parametersOf(module)].map(([name, parameter]): [Tensor, string] => [parameter, name]));
  const results = new Map<TapeNode, Tensor[]>();
  const seen = new Set<Tensor>();
  const stack: Tensor[] = [loss];
  let input: string | undefined;
  for (let x = stack.pop(); x !== undefined; x = stack.pop()) {
    if (seen.has(x)) continue;
    seen.add(x);
    if (x.node === null) {
      if (!names.has(x) && isBad(x)) input = `an input of shape [${x.shape.join(', ')}]`;
      continue;
    }
    results.set(x.node, [...(results.get(x.node) ?? []), x]);
    stack.push(...x.node.inputs);
  }
  if (input !== undefined) return input;
  const ordered = [...results].toSorted(([a], [b]) => a.id - b.id);
  for (const [node, outputs] of ordered) {
    if (!outputs.some(isBad)) continue;
    const through = node.inputs.flatMap((x) => names.get(x) ?? []);
    return `the result of ${node.name}${through.length > 0 ? ` (with ${through.join(', ')})` : ''}`;
  }
  return undefined;
}
