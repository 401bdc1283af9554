import { peer as brain } from './brain.js/peer.mjs';
import { peer as elman } from './elman/peer.mjs';
import { peer as jaxJs } from './jax-js/peer.mjs';
import { peer as jax } from './jax/peer.mjs';
import { peer as onnxruntimeWeb } from './onnxruntime-web/peer.mjs';
import { peer as tfjsWasm } from './tfjs-wasm/peer.mjs';
import { peer as debianTorch } from './torch-1.13/peer.mjs';
import { peer as torch } from './torch/peer.mjs';

/**
 * One way of setting a peer.
 * @typedef {object} Setting
 * @property {string} label as people read it
 * @property {Readonly<Record<string, unknown>>} options what its program is told
 * @property {Readonly<Record<string, string>>} [env]
 *
 * @typedef {object} Peer
 * @property {string} name
 * @property {string} title
 * @property {(work: import('../work.mjs').Work) => Setting[]} settings none for work that it isn't measured on
 * @property {(note: import('../install.mjs').Note) => Promise<import('../process.mjs').Command>} prepare installs what it
 *   needs; throws `Unavailable` with the reason where that can't be
 */

export { elman };

/** @type {readonly Peer[]} */
export const peers = [torch, debianTorch, jax, tfjsWasm, jaxJs, brain, onnxruntimeWeb];
