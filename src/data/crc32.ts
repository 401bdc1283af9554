const table = /* @__PURE__ */ Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

/** The checksum of gzip and zip (ISO 3309), as a running sum. */
export class Crc32 {
  #sum = 0xffffffff;

  add(bytes: Uint8Array): void {
    let sum = this.#sum;
    for (let i = 0; i < bytes.length; i++) sum = table[(sum ^ bytes[i]!) & 255]! ^ (sum >>> 8);
    this.#sum = sum;
  }

  /** The checksum of all bytes added so far, as an unsigned number. */
  get value(): number {
    return (this.#sum ^ 0xffffffff) >>> 0;
  }
}
