import { fail } from '../util/errors.ts';

/** Anything JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The JSON text of a value, refusing what `JSON.stringify` would silently change: NaN and infinity (they become null),
 * typed arrays, Maps, dates and other objects with a class, functions, big integers, cycles. A property that is
 * undefined is left out. Keys keep their order.
 */
export function toJsonText(value: unknown, name: string): string {
  checkJson(value, name, []);
  return JSON.stringify(value);
}

function checkJson(value: unknown, path: string, parents: readonly object[]): void {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse(path, String(value), 'write null or a text instead');
    return;
  }
  if (typeof value !== 'object') refuse(path, value === undefined ? 'undefined' : `a ${typeof value}`, 'leave it out');
  if (parents.includes(value)) refuse(path, 'an object that contains itself', 'leave it out');
  if (parents.length > 200) refuse(path, 'nested more than 200 deep', 'flatten it');
  const within = [...parents, value];
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) checkJson(value[i], `${path}[${i}]`, within);
    return;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    refuse(path, `a ${value.constructor.name}`, 'turn it into plain arrays and objects, or save it as a tensor');
  }
  for (const [key, item] of Object.entries(value) as [string, unknown][]) {
    if (item !== undefined)
      checkJson(item, /^\w+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`, within);
  }
}

function refuse(path: string, what: string, instead: string): never {
  fail('model/json', `${path} is ${what}, which JSON can't hold: ${instead}`, { path, found: what });
}
