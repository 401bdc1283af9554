import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { elman, ended, start } from '../cli/run.ts';
import { built } from '../support/built.ts';

/** Starts the command and waits until it says where it is. */
async function serving(
  args: readonly string[] = [],
): Promise<{ readonly child: ReturnType<typeof start>; readonly address: string; readonly said: string }> {
  built('studio/index.html');
  const child = start(['studio', '--no-open', ...args]);
  const [said] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  return { child, address: /http:\S+/.exec(said)![0], said };
}

describe('elman studio', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'serves the page until it is ended by %s, which is no failure',
    async (signal) => {
      const { child, address, said } = await serving();
      expect(said).toMatch(/^The studio is at http:\/\/127\.0\.0\.1:\d+\/ \(Ctrl-C ends it\)\n$/);
      const page = await fetch(address);
      expect(page.status).toBe(200);
      expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(page.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
      const html = await page.text();
      for (const [, path] of html.matchAll(/(?:src|href)="(\.\/assets\/[^"]+)"/g))
        expect((await fetch(new URL(path!, address))).status, path).toBe(200);
      const end = ended(child);
      child.kill(signal);
      expect(await end).toMatchObject({ status: 0, err: '' });
    },
  );

  it('follows the runs of a folder, or says that it is none', async () => {
    const runs = mkdtempSync(join(tmpdir(), 'elman-runs-'));
    try {
      writeFileSync(join(runs, 'metrics.jsonl'), '{"epoch":1,"step":4,"loss":0.5}\n');
      const { child, address } = await serving([runs]);
      expect(address).toMatch(/\/#\/runs$/);
      const answer = await fetch(new URL('runs.json', address));
      expect(await answer.json()).toMatchObject({ folder: basename(runs), runs: [{ path: '', epoch: 1 }] });
      const end = ended(child);
      child.kill('SIGTERM');
      await end;
      for (const [args, said] of [
        [[], /metrics\.jsonl is a file: give the folder that your runs lie in/],
        [['--lang', 'ko'], /폴더가 아니라 파일입니다/],
      ] as const)
        expect(await elman(['studio', '--no-open', join(runs, 'metrics.jsonl'), ...args])).toMatchObject({
          status: 2,
          err: expect.stringMatching(said),
        });
    } finally {
      rmSync(runs, { recursive: true, force: true });
    }
  });

  it('takes the port that it is given, or says why it cannot', async () => {
    const first = await serving();
    const { port } = new URL(first.address);
    const second = await elman(['studio', '--no-open', '--port', port]);
    expect(second).toMatchObject({ status: 2, out: '' });
    expect(second.err).toMatch(
      new RegExp(`port ${port} cannot be had \\(.*EADDRINUSE.*\\): choose another with --port`),
    );
    const korean = await elman(['studio', '--no-open', '--port', port, '--lang', 'ko']);
    expect(korean.err).toContain(`${port}번 포트를 쓸 수 없습니다`);
    const end = ended(first.child);
    first.child.kill('SIGINT');
    await end;
    const third = await serving(['--port', port]);
    expect(new URL(third.address).port).toBe(port);
    const last = ended(third.child);
    third.child.kill('SIGINT');
    expect((await last).status).toBe(0);
  });
});
