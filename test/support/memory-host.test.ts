import { expect, it } from 'vitest';
import { describeHost } from './host.case.ts';
import { MemoryHost } from './memory-host.ts';

describeHost('MemoryHost', async () => {
  const host = new MemoryHost();
  await host.makeFolder('run');
  return { host, folder: 'run' };
});

it('fails as a full disk does, keeping what was there', async () => {
  const host = new MemoryHost({ 'run/model': 'old' }, { capacity: 6 });
  await host.write('run/a', new Uint8Array(3));
  await expect(host.write('run/model', new Uint8Array(4))).rejects.toMatchObject({
    code: 'io/write-failed',
    message: 'run/model cannot be written: the disk is full; the old file is untouched',
  });
  expect(host.text('run/model')).toBe('old');
  await host.write('run/model', new Uint8Array(2));
  await expect(host.append('run/model', 'xy')).rejects.toMatchObject({ details: { reason: 'the disk is full' } });
  expect(host.paths).toEqual(['run/a', 'run/model']);
});

it('fails when it is told to, as often as it is told to', async () => {
  const host = new MemoryHost();
  host.failWrites({ after: 1, times: 1, reason: 'permission denied' });
  await host.append('log', 'one');
  await expect(host.append('log', 'two')).rejects.toMatchObject({
    details: { reason: 'permission denied', kept: true },
  });
  await host.append('log', 'three');
  expect(host.text('log')).toBe('onethree');
  expect(host.writes).toEqual(['log', 'log']);
  host.failWrites();
  await expect(host.write('x', new Uint8Array(0))).rejects.toMatchObject({
    details: { reason: 'the disk is full', kept: false },
  });
  host.healWrites();
  await host.write('x', new Uint8Array(0));
});

it('opens files in chunks of the size asked for', async () => {
  const host = new MemoryHost({ a: 'abcde' }, { chunkSize: 2 });
  const sizes: number[] = [];
  for await (const chunk of host.open('./a')) sizes.push(chunk.length);
  expect(sizes).toEqual([2, 2, 1]);
});
