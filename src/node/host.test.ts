import { promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { describeHost } from '../../test/support/host.case.ts';
import { nodeHost } from './host.ts';

const folders: string[] = [];
const makeFolder = async () => {
  const folder = await fs.mkdtemp(join(tmpdir(), 'elman-host-'));
  folders.push(folder);
  return folder;
};

afterEach(async () => {
  vi.restoreAllMocks();
  for (const folder of folders.splice(0)) await fs.rm(folder, { recursive: true, force: true });
});

describeHost('Node', async () => ({ host: nodeHost(), folder: await makeFolder() }));

/** Makes handles of files take half of what is written to them, then fail. */
function fillDisk(code: string): void {
  const open = fs.open;
  vi.spyOn(fs, 'open').mockImplementation(async (...parts) => {
    const handle = await open(...parts);
    handle.writeFile = async (data) => {
      const bytes = Buffer.from(data as Uint8Array);
      await handle.write(bytes, 0, Math.floor(bytes.length / 2));
      throw Object.assign(new Error(`${code}: write`), { code });
    };
    return handle;
  });
}

describe('a disk that is full', () => {
  const host = nodeHost();
  let folder: string;
  beforeEach(async () => (folder = await makeFolder()));

  it('keeps the old file and leaves no half of the new one', async () => {
    const path = join(folder, 'model.safetensors');
    await host.write(path, new TextEncoder().encode('old'));
    fillDisk('ENOSPC');
    await expect(host.write(path, new Uint8Array(1000))).rejects.toMatchObject({
      code: 'io/write-failed',
      message: `${path} cannot be written: the disk is full; the old file is untouched`,
      details: { path, reason: 'the disk is full', code: 'ENOSPC', kept: true },
    });
    await expect(host.write(join(folder, 'new'), new Uint8Array(1000))).rejects.toMatchObject({
      details: { kept: false },
    });
    expect(await host.list(folder)).toEqual(['model.safetensors']);
    expect(await fs.readFile(path, 'utf8')).toBe('old');
  });

  it('takes half a line back', async () => {
    const path = join(folder, 'metrics.jsonl');
    await host.append(path, '{"step":1}\n');
    fillDisk('EDQUOT');
    await expect(host.append(path, '{"step":2}\n')).rejects.toMatchObject({
      code: 'io/write-failed',
      details: { reason: 'the disk quota is used up' },
    });
    expect(await fs.readFile(path, 'utf8')).toBe('{"step":1}\n');
  });

  it('also when the rename fails', async () => {
    const path = join(folder, 'a');
    vi.spyOn(fs, 'rename').mockRejectedValue(Object.assign(new Error('EPERM'), { code: 'EPERM' }));
    await expect(host.write(path, new Uint8Array(1))).rejects.toMatchObject({
      details: { reason: 'permission denied' },
    });
    expect(await host.list(folder)).toEqual([]);
  });
});

describe('what a kill in the middle of a write left', () => {
  const host = nodeHost();
  const old = new Date(Date.now() - 3_600_000);
  const uuid = '11111111-2222-4333-8444-555555555555';

  it('stops no process of the same number, and goes with the next write of the file', async () => {
    const folder = await makeFolder();
    const left = [
      ...Array.from({ length: 400 }, (_, i) => `.model.safetensors.${process.pid}-${i}.tmp`),
      `.model.safetensors.${uuid}.tmp`,
    ];
    const others = [
      `.config.yaml.${uuid}.tmp`,
      `.model.safetensors.bak.${uuid}.tmp`,
      '.model.safetensors.mine.tmp',
      'model.safetensors.tmp',
    ];
    for (const name of [...left, ...others]) {
      await fs.writeFile(join(folder, name), 'x');
      await fs.utimes(join(folder, name), old, old);
    }
    const goingOn = `.model.safetensors.${uuid.replace('1', '2')}.tmp`;
    await fs.writeFile(join(folder, goingOn), 'x');
    await host.write(join(folder, 'model.safetensors'), new Uint8Array(1));
    expect(new Set(await host.list(folder))).toEqual(new Set(['model.safetensors', goingOn, ...others]));
  });

  it('does not fail the write when it cannot be removed', async () => {
    const folder = await makeFolder();
    const left = join(folder, `.a.${uuid}.tmp`);
    await fs.writeFile(left, 'x');
    await fs.utimes(left, old, old);
    vi.spyOn(fs, 'rm').mockRejectedValue(new Error('EPERM'));
    await host.write(join(folder, 'a'), new Uint8Array(1));
    vi.spyOn(fs, 'readdir').mockRejectedValue(new Error('EACCES'));
    await host.write(join(folder, 'a'), new Uint8Array(2));
    expect((await host.read(join(folder, 'a'))).length).toBe(2);
  });
});

describe('messages', () => {
  const host = nodeHost();

  it('suggest the file that may be meant', async () => {
    const folder = await makeFolder();
    await host.write(join(folder, 'orders.csv'), new Uint8Array(0));
    await expect(host.read(join(folder, 'order.csv'))).rejects.toMatchObject({
      message: `there is no file ${join(folder, 'order.csv')}; did you mean "orders.csv"?`,
      details: { nearest: 'orders.csv' },
    });
  });

  it('say what may not be read', async () => {
    const denied = Object.assign(new Error('EACCES'), { code: 'EACCES' });
    vi.spyOn(fs, 'readFile').mockRejectedValue(denied);
    await expect(host.read('secret')).rejects.toMatchObject({ code: 'io/denied', details: { path: 'secret' } });
    vi.spyOn(fs, 'readdir').mockRejectedValue(Object.assign(new Error('EIO: broken'), { code: 'EIO' }));
    await expect(host.list('bad')).rejects.toMatchObject({
      code: 'io/read-failed',
      message: 'bad cannot be read: EIO: broken',
    });
  });
});

it('stops reading a file when the reader stops', async () => {
  const folder = await makeFolder();
  const path = join(folder, 'long');
  await fs.writeFile(path, new Uint8Array(1_000_000));
  for await (const chunk of nodeHost().open(path)) {
    expect(chunk.length).toBeLessThan(100_000);
    break;
  }
});
