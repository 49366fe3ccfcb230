import { assertKeyMatches, type Certificate } from "@gir/x509"
import type { KeyObject } from "node:crypto"
import { readCertificate } from "../envelope/certificates.ts"
import { readPrivateKey } from "../envelope/decryption-keys.ts"

/** A certificate of the user's with the private key that belongs to it. */
export interface Pair {
  readonly certificate: Certificate
  readonly privateKey: KeyObject
}

export interface PairFiles {
  readonly cert: string
  readonly key: string
  readonly passwordFile?: string
}

/**
 * @throws ERR_CLI_INPUT_UNREADABLE, ERR_X509_KEY_MISMATCH, and what reading certificates and keys
 * throws.
 */
export async function readPair(files: PairFiles, folder: string): Promise<Pair> {
  const certificate = await readCertificate(files.cert, folder)
  const privateKey = await readPrivateKey(files, folder)
  assertKeyMatches(privateKey, certificate)
  return { certificate, privateKey: privateKey.keyObject }
}

export interface CaOptions {
  readonly ca: string
  readonly caKey: string
  readonly caPasswordFile?: string
}

/** Whoever practises may sign with a certificate that is no CA: a validator then refuses it. */
export function readAuthority(
  { ca, caKey, caPasswordFile }: CaOptions,
  folder: string,
): Promise<Pair> {
  const password = caPasswordFile === undefined ? {} : { passwordFile: caPasswordFile }
  return readPair({ cert: ca, key: caKey, ...password }, folder)
}
