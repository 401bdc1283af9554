import { beforeEach, describe, expect, it } from 'vitest';
import type { Host } from '../../src/util/host.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const all: number[] = [];
  for await (const chunk of chunks) all.push(...chunk);
  return text(Uint8Array.from(all));
}

/** What every host has to do. `make` gives a host and an empty folder on it. */
export function describeHost(name: string, make: () => Promise<{ host: Host; folder: string }>): void {
  describe(`${name} as a host`, () => {
    let host: Host;
    let at: (...parts: string[]) => string;

    beforeEach(async () => {
      const made = await make();
      host = made.host;
      at = (...parts) => host.join(made.folder, ...parts);
    });

    it('reads what was written, whole and as a stream', async () => {
      await host.write(at('a.txt'), utf8('짜장'));
      expect(text(await host.read(at('a.txt')))).toBe('짜장');
      expect(await collect(host.open(at('a.txt')))).toBe('짜장');
      await host.write(at('a.txt'), utf8('x'));
      expect(text(await host.read(at('a.txt')))).toBe('x');
      const long = utf8('0123456789'.repeat(30_000));
      await host.write(at('long'), long);
      expect(await collect(host.open(at('long')))).toBe(text(long));
      await host.write(at('none'), new Uint8Array(0));
      expect(await collect(host.open(at('none')))).toBe('');
    });

    it('gives bytes that may be changed without changing the file', async () => {
      await host.write(at('a'), utf8('abc'));
      (await host.read(at('a'))).fill(0);
      expect(text(await host.read(at('a')))).toBe('abc');
    });

    it('appends, making the file if need be', async () => {
      await host.append(at('log'), 'one\n');
      await host.append(at('log'), 'two\n');
      expect(text(await host.read(at('log')))).toBe('one\ntwo\n');
    });

    it('lists a folder by code point, files and folders, nothing else', async () => {
      for (const file of ['b', 'a', 'B', '😀', '﨎', 'é']) await host.write(at(file), utf8(''));
      await host.makeFolder(at('sub', 'deep'));
      await host.write(at('sub', 'deep', 'x'), utf8(''));
      expect(await host.list(at())).toEqual(['B', 'a', 'b', 'sub', 'é', '﨎', '😀']);
      expect(await host.list(at('sub'))).toEqual(['deep']);
      expect(await host.list(at('nowhere'))).toEqual([]);
    });

    it('knows what exists, and removes it with all that is in it', async () => {
      await host.makeFolder(at('sub', 'deep'));
      await host.makeFolder(at('sub'));
      await host.write(at('sub', 'deep', 'x'), utf8(''));
      expect(await host.exists(at('sub', 'deep'))).toBe(true);
      expect(await host.exists(at('sub', 'deep', 'x'))).toBe(true);
      expect(await host.exists(at('sub', 'y'))).toBe(false);
      expect(await host.exists(at('sub', 'deep', 'x', 'y'))).toBe(false);
      await host.remove(at('sub'));
      await host.remove(at('sub'));
      expect(await host.list(at())).toEqual([]);
    });

    it('says what is not there', async () => {
      const error = { code: 'io/not-found', details: { path: at('orders.csv') } };
      await expect(host.read(at('orders.csv'))).rejects.toMatchObject(error);
      await expect(collect(host.open(at('orders.csv')))).rejects.toMatchObject(error);
    });

    it('says what is a folder and what is none', async () => {
      await host.makeFolder(at('sub'));
      await host.write(at('file'), utf8(''));
      await expect(host.read(at('sub'))).rejects.toMatchObject({ code: 'io/is-folder' });
      await expect(collect(host.open(at('sub')))).rejects.toMatchObject({ code: 'io/is-folder' });
      await expect(host.list(at('file'))).rejects.toMatchObject({ code: 'io/not-folder' });
    });

    it('says why a file cannot be written, and leaves nothing behind', async () => {
      await expect(host.write(at('nowhere', 'x'), utf8(''))).rejects.toMatchObject({
        code: 'io/write-failed',
        details: { path: at('nowhere', 'x'), reason: 'its folder does not exist' },
      });
      await expect(host.append(at('nowhere', 'x'), '')).rejects.toMatchObject({ code: 'io/write-failed' });
      await host.makeFolder(at('sub', 'deep'));
      await expect(host.write(at('sub'), utf8(''))).rejects.toMatchObject({
        details: { reason: 'a folder of that name is in the way' },
      });
      await host.write(at('file'), utf8(''));
      await expect(host.makeFolder(at('file'))).rejects.toMatchObject({ code: 'io/write-failed' });
      expect(await host.list(at())).toEqual(['file', 'sub']);
    });
  });
}
