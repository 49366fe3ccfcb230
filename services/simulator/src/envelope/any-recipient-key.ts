import { createPublicKey, type KeyObject } from "node:crypto"
import type { KeyTransRecipientInfo } from "@gir/cms"
import { rsaRecipientKey, type RecipientInfo, type RecipientKey } from "@gir/cms-decrypt"
import { isGirError } from "@gir/errors"
import type { Certificate } from "@gir/x509"

/**
 * A private key of which no certificate is at hand. An envelope names certificates and not keys, so
 * each recipient whose wrapped key is as long as this key's modulus is tried, at most once. A wrong
 * one is told from the right one by its padding, which is checked to the last octet; the content's
 * tag, padding or digests are checked after that, as always.
 *
 * @returns a key whose `unwrapCek` throws ERR_CMS_DECRYPTION_FAILED when all of them are wrong, and
 * returns `null` when none was worth a try.
 */
export function anyRecipientKey(privateKey: KeyObject): RecipientKey {
  return {
    unwrapCek: async (recipientInfos, cekBytes) =>
      firstThatOpens(candidates(privateKey, recipientInfos), ({ info, certificate }) => {
        const key = rsaRecipientKey({ certificate, privateKey, rejection: "explicit" })
        return key.unwrapCek([info], cekBytes)
      }),
  }
}

/** A recipient that may be the key, and the names of a certificate that it would be found by. */
export interface Candidate {
  readonly info: KeyTransRecipientInfo
  readonly certificate: Certificate
}

/** @returns the recipients whose wrapped key is as long as the modulus, in the envelope's order. */
export function candidates(
  privateKey: KeyObject,
  recipientInfos: readonly RecipientInfo[],
): readonly Candidate[] {
  const publicKey = createPublicKey(privateKey)
  const modulusBytes = Math.ceil((publicKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8)
  return recipientInfos
    .filter((info) => info.type === "ktri")
    .filter(({ encryptedKey }) => encryptedKey.length === modulusBytes)
    .filter(({ keyEncryptionAlgorithm }) => keyEncryptionAlgorithm.kind !== "unknown")
    .map((info) => ({ info, certificate: standIn(publicKey, info) }))
}

/**
 * @returns what `work` returns for the first candidate that does not fail; `null` without any.
 * @throws ERR_CMS_DECRYPTION_FAILED when it failed for each, and at once what else it throws.
 */
export async function firstThatOpens<T>(
  all: readonly Candidate[],
  work: (candidate: Candidate) => Promise<T>,
): Promise<T | null> {
  let failure: unknown = null
  for (const candidate of all) {
    try {
      return await work(candidate)
    } catch (error) {
      if (!isGirError(error, "ERR_CMS_DECRYPTION_FAILED")) throw error
      failure = error
    }
  }
  if (failure !== null) throw failure
  return null
}

/** Of a certificate only the key and the names are looked at when something is opened. */
function standIn(publicKey: KeyObject, { rid }: KeyTransRecipientInfo): Certificate {
  const names =
    rid.kind === "issuerAndSerialNumber"
      ? { issuerAndSerialDer: rid.der, serialNumber: rid.serialNumber, subjectKeyIdentifier: null }
      : { issuerAndSerialDer: NO_BYTES, serialNumber: "", subjectKeyIdentifier: rid.keyIdentifier }
  return { publicKey, ...names } as Certificate
}

const NO_BYTES = new Uint8Array(0)
