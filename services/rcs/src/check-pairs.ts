import { constants, privateDecrypt, publicEncrypt, randomBytes } from "node:crypto"
import type { KeystoreCheck } from "@gir/contracts"
import { GirError, toGirError } from "@gir/errors"
import { assertKeyMatches, openPrivateKey } from "@gir/x509"
import type { RecordingKey } from "./keystore-file.ts"

const PROBE_BYTES = 32

/** Tries every pair: one finding per pair that would not open a recording. */
export async function checkPairs(pairs: readonly RecordingKey[]): Promise<KeystoreCheck> {
  const findings: KeystoreCheck["findings"] = []
  for (const pair of pairs) {
    try {
      await assertSoundPair(pair)
    } catch (error) {
      const { code, message } = toGirError(error)
      findings.push({ certificateId: pair.certificate.sha256, code, message })
    }
  }
  return { keyCount: pairs.length, isSound: findings.length === 0, findings }
}

/**
 * The same rules as at an upload: all parts of the key fit together, it is the certificate's, and
 * it opens what is encrypted to the certificate.
 *
 * @throws ERR_X509_….
 */
export async function assertSoundPair({ certificate, privateKey }: RecordingKey): Promise<void> {
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString()
  assertKeyMatches(await openPrivateKey(pem), certificate)
  const probe = randomBytes(PROBE_BYTES)
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  const wrapped = publicEncrypt({ key: certificate.publicKey, padding }, probe)
  if (privateDecrypt({ key: privateKey, padding }, wrapped).equals(probe)) return
  throw new GirError("ERR_X509_KEY_MISMATCH", "the key does not open what its certificate closes")
}
