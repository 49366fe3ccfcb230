import type { KeyTransRecipientInfo } from "@gir/cms"
import { createHash, privateDecrypt, constants, type KeyObject } from "node:crypto"

/** What RSA gives back, and how the session key lies in it. */
export interface OpenedBlock {
  /** Secret: it holds the session key. The caller clears it. */
  readonly block: Buffer
  /** What a person is told of the padding; nothing of it is secret. */
  readonly padding: string
}

/**
 * Applies the private key and no more. Whether the padding is right is judged by the engine that
 * opens recordings; here it is only told where it lies.
 */
export function openBlock(
  { keyEncryptionAlgorithm, encryptedKey }: KeyTransRecipientInfo,
  privateKey: KeyObject,
  cekBytes: number,
): OpenedBlock {
  const block = privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, encryptedKey)
  if (keyEncryptionAlgorithm.kind !== "oaep") {
    return { block, padding: pkcs1Padding(block.length, cekBytes) }
  }
  const hashBytes = createHash(keyEncryptionAlgorithm.hash).digest().length
  return { block, padding: oaepPadding(block.length, hashBytes) }
}

/** RFC 8017 section 7.2.1: EM = 0x00 || 0x02 || PS || 0x00 || M. */
function pkcs1Padding(blockBytes: number, cekBytes: number): string {
  const padBytes = blockBytes - 3 - cekBytes
  return `00 02, ${padBytes} random bytes that are not 00, 00, then the key: ${cekBytes} bytes from ${blockBytes - cekBytes}`
}

/** RFC 8017 section 7.1.1: EM = 0x00 || maskedSeed || maskedDB. */
function oaepPadding(blockBytes: number, hashBytes: number): string {
  const maskedBytes = blockBytes - 1 - hashBytes
  return `00, a masked seed of ${hashBytes} bytes, a masked block of ${maskedBytes}: the key is at the end of what MGF1 unmasks`
}
