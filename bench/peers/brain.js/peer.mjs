import { nodePeer } from '../node-peer.mjs';

export const peer = nodePeer(import.meta.url, {
  name: 'brain.js',
  title: 'brain.js: one sequence at a time, with its own RMSprop',
  settings: ({ kind }) => (kind === 'sequence' ? [{ label: 'RMSprop', options: {} }] : []),
});
