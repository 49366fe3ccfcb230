import { cipherEntry, hexText, type ContentEncryptionAlgorithm } from "@gir/cms"
import { createDecipheriv, type CipherGCMTypes } from "node:crypto"

interface Content {
  readonly algorithm: ContentEncryptionAlgorithm
  readonly cek: Uint8Array
  readonly contentBytes: number
  /** Reads encrypted octets, `from` up to, but without, `to`. */
  readonly read: (from: number, to: number) => Promise<Uint8Array>
}

/** The first block as it is stored and as it is, and how the content ends. */
export interface ContentEnds {
  readonly firstStored: string
  /** Secret. */
  readonly firstClear: string
  /** How the one becomes the other, in words. */
  readonly facts: readonly string[]
  /** Of the last block; empty when the cipher needs none. */
  readonly padding: string
}

const BLOCK = 16

export async function openEnds(content: Content): Promise<ContentEnds> {
  const { algorithm, contentBytes } = content
  const { mode } = cipherEntry(algorithm.cipher)
  if (contentBytes === 0) return { firstStored: "none", firstClear: "", facts: [], padding: "" }
  return mode === "gcm" ? openGcm(content) : openCbc(content)
}

/** NIST SP 800-38D section 7: GCTR begins at the counter after J0. */
async function openGcm({ algorithm, cek, contentBytes, read }: Content): Promise<ContentEnds> {
  const { nodeName } = cipherEntry(algorithm.cipher)
  const first = await read(0, Math.min(BLOCK, contentBytes))
  const decipher = createDecipheriv(nodeName as CipherGCMTypes, cek, algorithm.iv, {
    authTagLength: algorithm.tagBytes,
  })
  const counter =
    algorithm.iv.length === 12 ? `${hexText(algorithm.iv)}00000002` : "derived by GHASH"
  return {
    firstStored: hexText(first),
    firstClear: hexText(decipher.update(first)),
    facts: [`it is XORed with AES under the CEK of the counter block ${counter}`],
    padding: "",
  }
}

/** NIST SP 800-38A section 6.2; RFC 5652 section 6.3 for the padding. */
async function openCbc({ algorithm, cek, contentBytes, read }: Content): Promise<ContentEnds> {
  const { nodeName, blockBytes } = cipherEntry(algorithm.cipher)
  const open = (stored: Uint8Array, previous: Uint8Array): Buffer =>
    createDecipheriv(nodeName, cek, previous).setAutoPadding(false).update(stored)
  const first = await read(0, blockBytes)
  const last = await read(contentBytes - blockBytes, contentBytes)
  const previous =
    contentBytes === blockBytes
      ? algorithm.iv
      : await read(contentBytes - 2 * blockBytes, contentBytes - blockBytes)
  const padBytes = open(last, previous).at(-1) ?? 0
  return {
    firstStored: hexText(first),
    firstClear: hexText(open(first, algorithm.iv)),
    facts: [
      "it is decrypted under the CEK, then XORed with the IV; each next one with the one before",
    ],
    padding: `padding of the last block: ${padBytes} bytes, each ${padBytes.toString(16).padStart(2, "0")}`,
  }
}
