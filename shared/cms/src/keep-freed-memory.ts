/**
 * The most that counts: glibc takes the size of a block that is given back as the size from which
 * blocks get a mapping of their own, but none above 32 MiB (mallopt(3), M_MMAP_THRESHOLD).
 */
const BLOCK_BYTES = 31 * 1024 * 1024

let isKept = false

/**
 * Lets the allocator keep what ciphers give back. Each `update` of Node makes a new buffer; by
 * default glibc returns the collected ones to the system and faults them in again, page by page,
 * which costs as much as AES does. One large block, freed once, lifts both of its limits. Nobody
 * writes to the block, so that it takes addresses but no memory; elsewhere it does nothing.
 */
export function keepFreedMemory(): void {
  if (isKept) return
  isKept = true
  void new ArrayBuffer(BLOCK_BYTES)
}
