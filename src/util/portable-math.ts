/**
 * Transcendental functions that give the same bits on every engine.
 *
 * ECMAScript leaves the last bits of `Math.exp`, `Math.pow`, `**` … to the engine, and engines differ. These use only
 * operations that IEEE 754 rounds correctly (+ − × ÷, sqrt, floor) and bit views, so that initial weights, schedules and
 * bias corrections are the same in Node, Chromium and Safari. The polynomials and their constants are those of fdlibm
 * (Sun Microsystems 1993, freely usable with this notice); errors stay below about one unit in the last place.
 */
export { exp, sigmoid, tanh } from './portable/exp.ts';
export { log } from './portable/log.ts';
export { pow } from './portable/pow.ts';
export { cos, sin } from './portable/trigonometry.ts';
