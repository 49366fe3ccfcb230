import {
  constants,
  createDecipheriv,
  privateDecrypt,
  type CipherGCMTypes,
  type KeyObject,
} from "node:crypto"
import {
  byteSource,
  cipherEntry,
  contentOctets,
  locateContent,
  memorySource,
  readEnvelopeHeader,
  readEnvelopeTrailer,
  type KeyTransRecipientInfo,
} from "@gir/cms"

export interface Opened {
  readonly plaintext: Buffer
  readonly recipients: readonly KeyTransRecipientInfo[]
  /** Lengths of the OCTET STRINGs that the content is cut into. */
  readonly pieces: readonly number[]
}

/** Opens an envelope with nothing but node:crypto, as an oracle for what was written. */
export async function openWithNode(
  bytes: Uint8Array,
  privateKey: KeyObject,
  index = 0,
): Promise<Opened> {
  const source = byteSource(memorySource(bytes))
  const header = await readEnvelopeHeader(source)
  const layout = await locateContent(source, header, { isVerified: false })
  const trailer = await readEnvelopeTrailer(source, header, layout)
  const recipients = header.recipientInfos.filter((info) => info.type === "ktri")
  const { cipher, iv, tagBytes } = header.contentEncryptionAlgorithm
  const cek = unwrap(recipients[index]!, privateKey)
  const name = cipherEntry(cipher).nodeName as CipherGCMTypes
  const decipher = createDecipheriv(
    name,
    cek,
    iv,
    tagBytes > 0 ? { authTagLength: tagBytes } : undefined,
  )
  if (trailer.mac !== null) decipher.setAuthTag(trailer.mac)
  const parts: Buffer[] = []
  for await (const batch of contentOctets(source, layout, { from: 0, to: layout.contentBytes })) {
    parts.push(...batch.map((octets) => decipher.update(octets)))
  }
  parts.push(decipher.final())
  const pieces = layout.runs.flatMap(({ pieceBytes, count }) =>
    Array<number>(count).fill(pieceBytes),
  )
  return { plaintext: Buffer.concat(parts), recipients, pieces }
}

function unwrap(info: KeyTransRecipientInfo, key: KeyObject): Buffer {
  const { keyEncryptionAlgorithm: algorithm, encryptedKey } = info
  if (algorithm.kind === "oaep") {
    return privateDecrypt(
      { key, oaepHash: algorithm.hash, padding: constants.RSA_PKCS1_OAEP_PADDING },
      encryptedKey,
    )
  }
  const block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encryptedKey)
  return block.subarray(block.indexOf(0, 2) + 1)
}
