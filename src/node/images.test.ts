import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { nodeHost } from './host.ts';

const host = nodeHost();

/** A picture of 4 × 2 pixels, red on the left and blue on the right. */
const pixels = Buffer.from(Array.from({ length: 8 }, (_, i) => (i % 4 < 2 ? [255, 0, 0] : [0, 0, 255])).flat());
const picture = sharp(pixels, { raw: { width: 4, height: 2, channels: 3 } });

describe('decoding images', () => {
  test('gives their pixels, whatever the format', async () => {
    const size = { width: 4, height: 2, channels: 3 } as const;
    expect([...(await host.decodeImage(await picture.clone().png().toBuffer(), 'a.png', size))]).toEqual([...pixels]);
    for (const format of ['jpeg', 'webp', 'gif', 'avif'] as const) {
      const found = await host.decodeImage(await picture.clone().toFormat(format).toBuffer(), 'a', size);
      expect(found).toHaveLength(24);
      expect(found[0]).toBeGreaterThan(180);
      expect(found[11]).toBeGreaterThan(180);
    }
  });

  test('stretches them, makes them grey, and lays what is transparent on white', async () => {
    const png = await picture.clone().png().toBuffer();
    const grey = await host.decodeImage(png, 'a.png', { width: 2, height: 3, channels: 1 });
    expect(grey).toHaveLength(6);
    expect(grey[0]).not.toBe(grey[1]);
    const empty = await sharp({
      create: { width: 2, height: 2, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    expect([...(await host.decodeImage(empty, 'b.png', { width: 1, height: 1, channels: 1 }))]).toEqual([255]);
    const greyPng = await sharp(Buffer.of(9, 9), { raw: { width: 2, height: 1, channels: 1 } })
      .png()
      .toBuffer();
    expect([...(await host.decodeImage(greyPng, 'c.png', { width: 2, height: 1, channels: 3 }))]).toEqual([
      9, 9, 9, 9, 9, 9,
    ]);
  });

  test('names the file that cannot be decoded', async () => {
    const size = { width: 2, height: 2, channels: 1 } as const;
    const whole = await picture.clone().png().toBuffer();
    for (const bytes of [new TextEncoder().encode('no picture'), whole.subarray(0, 60), new Uint8Array(0)]) {
      await expect(host.decodeImage(bytes, 'pets/cat/1.png', size)).rejects.toMatchObject({
        code: 'data/not-image',
        message: expect.stringContaining('pets/cat/1.png cannot be decoded as an image') as string,
      });
    }
  });
});
