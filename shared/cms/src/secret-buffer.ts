/**
 * A buffer for key material, filled with zero. V8 puts typed arrays of up to 64 bytes into its heap
 * and moves them out when native code asks for their address: a copy stays behind that nobody can
 * clear. A buffer over an ArrayBuffer of its own has one place from the start, outside of Node's
 * buffer pool too, and `fill(0)` clears it.
 */
export function secretBuffer(bytes: number): Buffer {
  return Buffer.from(new ArrayBuffer(bytes))
}
