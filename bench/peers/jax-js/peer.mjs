import { nodePeer } from '../node-peer.mjs';

export const peer = nodePeer(import.meta.url, {
  name: 'jax-js',
  title: 'jax-js with its WebAssembly backend: no scan, so unrolled by hand; SGD, which is less work than Adam',
  settings: ({ kind, cell, size }) =>
    kind === 'train' && cell === 'lstm' && ['S1', 'S2'].includes(size) ? [{ label: 'SGD', options: {} }] : [],
});
