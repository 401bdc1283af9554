import { matchTensors } from '../formats/index.ts';
import { expect } from '../util/errors.ts';
import type { Shape } from '../util/shape.ts';
import { Parameter } from '../tensor/tensor.ts';

/** Something with parameters. Their names are those that files carry. */
export interface Module {
  namedParameters(): Iterable<readonly [name: string, parameter: Parameter]>;
}

/**
 * The parameters of an object's fields: a parameter under its field's name, a module's as `field.name`. A field name
 * that is empty adds no prefix.
 */
export function* collectParameters(
  fields: Readonly<Record<string, Parameter | Module | undefined>>,
): Generator<readonly [string, Parameter]> {
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (value instanceof Parameter) yield [field, value];
    else
      for (const [name, parameter] of value.namedParameters())
        yield [field === '' ? name : `${field}.${name}`, parameter];
  }
}

/** The parameters by name. Throws `nn/duplicate-name` if two share one. */
export function parametersOf(module: Module): Map<string, Parameter> {
  const found = new Map<string, Parameter>();
  for (const [name, parameter] of module.namedParameters()) {
    expect(
      !found.has(name) || found.get(name) === parameter,
      'nn/duplicate-name',
      () => `two parameters are named "${name}": give their modules different names`,
      { name },
    );
    found.set(name, parameter);
  }
  return found;
}

/** How many numbers training can change; a parameter used twice counts once. */
export function countParameters(module: Module): number {
  let count = 0;
  for (const parameter of new Set(parametersOf(module).values())) count += parameter.size;
  return count;
}

export interface NamedArray {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** Copies of all parameters, by name. */
export function stateOf(module: Module): Map<string, NamedArray> {
  return new Map(
    [...parametersOf(module)].map(([name, parameter]) => [
      name,
      { shape: parameter.shape, data: Float32Array.from(parameter.toArray()) },
    ]),
  );
}

/** Overwrites all parameters. Throws `model/mismatch`, which lists all that is missing, extra or misshapen, before any is touched. */
export function loadStateInto(module: Module, found: ReadonlyMap<string, NamedArray>, file?: string): void {
  const parameters = parametersOf(module);
  matchTensors(
    new Map([...parameters].map(([name, parameter]) => [name, parameter.shape])),
    found,
    file === undefined ? {} : { file },
  );
  for (const [name, parameter] of parameters) parameter.assign(found.get(name)!.data);
}
