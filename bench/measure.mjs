import { alternate } from './order.mjs';
import { ask } from './process.mjs';

/**
 * @typedef {import('./peers/index.mjs').Peer} Peer
 * @typedef {import('./work.mjs').Work} Work
 * @typedef {import('./statistics.mjs').Run} Run
 * @typedef {{ rounds: number, roundMs: number, warmUpMs: number, budgetMs: number }} Limits
 *
 * @typedef {object} Plan
 * @property {readonly Work[]} works
 * @property {readonly Peer[]} peers
 * @property {Peer} elman
 * @property {number} passes
 * @property {Limits} limits
 * @property {(run: Run, versions?: Record<string, string>) => void} found
 * @property {(line: string) => void} note
 */

/** @type {Limits} */
export const usual = { rounds: 5, roundMs: 700, warmUpMs: 500, budgetMs: 20_000 };
/** @type {Limits} */
export const short = { rounds: 1, roundMs: 100, warmUpMs: 100, budgetMs: 5_000 };

/** Compiling and the steps of the slowest peer take some of it. */
const TIMEOUT_MS = 240_000;

/**
 * Measures all work with each setting in fresh processes, pass by pass, in alternating order. What can't be measured is
 * found too, with the reason.
 * @param {Plan} plan
 */
export async function measureAll({ works, peers, elman, passes, limits, found, note }) {
  const commands = await prepareAll([elman, ...peers], works, found, note);
  /** @type {Set<string>} what failed is not tried again */
  const failed = new Set();
  for (let pass = 0; pass < passes; pass++) {
    for (const work of works) {
      const entries = (/** @type {Peer} */ peer) =>
        commands.has(peer) ? peer.settings(work).map((setting) => ({ peer, setting })) : [];
      for (const { peer, setting } of alternate(peers.flatMap(entries), entries(elman), pass)) {
        const { label, options, env } = setting;
        const name = `${work.id}  ${peer.name}  ${label}`;
        if (failed.has(name)) continue;
        const run = { work: work.id, peer: peer.name, setting: label, options, pass };
        const { kind, cell, size, shape } = work;
        try {
          const request = { kind, cell, size, shape, options, ...limits };
          const document = await ask(commands.get(peer), request, { timeoutMs: TIMEOUT_MS, ...(env && { env }) });
          const { best, median, rounds, versions } = document;
          found({ ...run, best, median, ...(rounds && { rounds }) }, versions);
          note(`${pass + 1}/${passes}  ${name}  ${best.toPrecision(3)} ms`);
        } catch (thrown) {
          failed.add(name);
          const { message } = /** @type {Error} */ (thrown);
          found({ ...run, failed: message });
          note(`${pass + 1}/${passes}  ${name}  failed: ${message}`);
        }
      }
    }
  }
}

/**
 * Installs what the peers need before the first is measured. A peer that can't be had is found to fail at all its work.
 * @param {readonly Peer[]} peers
 * @param {readonly Work[]} works
 * @param {Plan['found']} found
 * @param {Plan['note']} note
 */
async function prepareAll(peers, works, found, note) {
  /** @type {Map<Peer, import('./process.mjs').Command>} */
  const commands = new Map();
  for (const peer of peers) {
    const own = works.filter((work) => peer.settings(work).length > 0);
    if (own.length === 0) continue;
    try {
      commands.set(peer, await peer.prepare(note));
    } catch (thrown) {
      const { message } = /** @type {Error} */ (thrown);
      for (const { id } of own) {
        found({ work: id, peer: peer.name, setting: 'any', options: {}, pass: 0, failed: message });
      }
      note(`${peer.name}  can't be had: ${message}`);
    }
  }
  return commands;
}
