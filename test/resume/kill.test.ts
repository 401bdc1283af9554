import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { built, runScript, type RunOptions } from '../support/built.ts';

const KILLS = 20;

/** The last line of what the child printed. */
function hashIn(stdout: string): string {
  return stdout.split('\n').at(-1) ?? '';
}

test(`a training that is killed at ${KILLS} random moments ends with the bits of one that never was`, async () => {
  built('train/index.js');
  const folder = mkdtempSync(join(tmpdir(), 'elman-kill-'));
  const child = (name: string, kill: RunOptions = {}) => runScript(['test/resume/child.mjs', join(folder, name)], kill);
  const log = (name: string): string => readFileSync(join(folder, name, 'metrics.jsonl'), 'utf8');
  try {
    const begun = performance.now();
    const undisturbed = await child('undisturbed');
    const took = performance.now() - begun;
    expect(undisturbed.status, undisturbed.stderr).toBe(0);
    const hash = hashIn(undisturbed.stdout);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);

    // Any moment must do, while the program loads as well as amid a write: some are so many milliseconds after the start,
    // others so many steps. A run that comes to its end is begun anew.
    const moments: string[] = [];
    const begunAt: number[] = [];
    let kills = 0;
    let ended = 0;
    while (kills < KILLS) {
      const byClock = moments.length % 4 === 3;
      const amount = byClock ? 20 + Math.random() * took * 0.6 : Math.floor(Math.random() * 12);
      const stepsIn = (text: string): number => text.split('.').length - 1;
      const { status, signal, stdout, stderr } = await child(
        `run-${ended}`,
        byClock ? { killAfter: amount } : { killWhen: (text) => stepsIn(text) >= amount },
      );
      moments.push(`${signal ?? 'ended'} after ${amount.toFixed(0)} ${byClock ? 'ms' : 'steps'}`);
      begunAt.push(Number.parseInt(stdout, 10) || 0);
      if (signal === 'SIGKILL') {
        kills++;
        continue;
      }
      expect(status, `${stderr}\n${moments.join('\n')}`).toBe(0);
      expect(hashIn(stdout), moments.join('\n')).toBe(hash);
      ended++;
    }
    const last = await child(`run-${ended}`);
    expect(last.status, `${last.stderr}\n${moments.join('\n')}`).toBe(0);
    expect(hashIn(last.stdout), moments.join('\n')).toBe(hash);
    expect(log(`run-${ended}`), moments.join('\n')).toBe(log('undisturbed'));
    // Beginning anew each time would give these bits too.
    expect(new Set(begunAt).size, `steps begun at: ${begunAt.join(', ')}`).toBeGreaterThan(KILLS / 4);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
