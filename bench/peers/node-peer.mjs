import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { installNode } from '../install.mjs';

/**
 * A peer whose program is `run.mjs` beside its `peer.mjs`, with the packages of `package.json` there.
 * @param {string} url of the peer's module
 * @param {Pick<import('./index.mjs').Peer, 'name' | 'title' | 'settings'>} peer
 * @returns {import('./index.mjs').Peer}
 */
export function nodePeer(url, peer) {
  return {
    ...peer,
    async prepare(note) {
      await installNode(fileURLToPath(new URL('.', url)), note);
      return { file: process.execPath, args: [fileURLToPath(new URL('run.mjs', url))] };
    },
  };
}
