import {
  cipherEntry,
  describeRecipientIdentifier,
  hexText,
  type EnvelopeHeader,
  type RecipientInfo,
} from "@gir/cms"
import { GirError } from "@gir/errors"
import { decryptionFailed } from "./decryption-failed.ts"
import type { RecipientKey } from "./recipient-key.ts"

export interface UnwrappedCek {
  readonly cek: Uint8Array
  readonly key: RecipientKey
}

/**
 * Asks each key in turn. The first one that is named decides: no envelope costs more than one RSA
 * operation, and a failure of that key is not made good by another.
 *
 * @throws ERR_CMS_NO_RECIPIENT with `fields.recipients`, and what the keys throw.
 */
export async function unwrapWithAny(
  keys: readonly RecipientKey[],
  header: EnvelopeHeader,
): Promise<UnwrappedCek> {
  const { recipientInfos, contentEncryptionAlgorithm } = header
  const { cekBytes } = cipherEntry(contentEncryptionAlgorithm.cipher)
  for (const key of keys) {
    const cek = await key.unwrapCek(recipientInfos, cekBytes)
    if (cek === null) continue
    if (cek.length !== cekBytes) throw decryptionFailed()
    return { cek, key }
  }
  const named = recipientInfos.map(nameRecipient).join("; ")
  throw new GirError("ERR_CMS_NO_RECIPIENT", `no key at hand opens it; it was made for ${named}`, {
    fields: { recipients: recipientInfos.map(recipientFields) },
  })
}

function nameRecipient(info: RecipientInfo): string {
  return info.type === "ktri"
    ? describeRecipientIdentifier(info.rid)
    : `a recipient of type ${info.type}`
}

function recipientFields(info: RecipientInfo): Readonly<Record<string, string>> {
  if (info.type !== "ktri") return { type: info.type }
  const { rid } = info
  return rid.kind === "issuerAndSerialNumber"
    ? { issuer: rid.issuer, serialNumber: rid.serialNumber }
    : { subjectKeyIdentifier: hexText(rid.keyIdentifier) }
}
