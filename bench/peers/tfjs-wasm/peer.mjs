import { nodePeer } from '../node-peer.mjs';

export const peer = nodePeer(import.meta.url, {
  name: 'tfjs-wasm',
  title: 'TensorFlow.js with its WebAssembly backend, which has one thread in Node',
  settings: ({ kind, cell, size }) =>
    kind === 'train' && cell === 'lstm' && size !== 'S4' ? [{ label: '1 thread', options: { threads: 1 } }] : [],
});
