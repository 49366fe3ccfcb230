import { createHash, createPublicKey, randomBytes, type KeyObject } from "node:crypto"
import { existsSync } from "node:fs"
import { readFile, stat } from "node:fs/promises"
import { GirError, isGirError } from "@gir/errors"
import { readPkcs12, writePkcs12 } from "@gir/pkcs12"
import { parseCertificate, type Certificate } from "@gir/x509"
import {
  createFileOnce,
  isReadableByOthers,
  readSecret,
  removeLeftovers,
  replaceFile,
} from "./private-file.ts"

const PASSWORD_BYTES = 32
/** Several thousand keys; a file beyond it is none of ours. */
const MAX_FILE_BYTES = 16 * 1024 * 1024

/** A recording certificate and the private key that opens what was encrypted to it. */
export interface RecordingKey {
  readonly certificate: Certificate
  readonly privateKey: KeyObject
}

export interface KeystoreFiles {
  readonly file: string
  readonly passwordFile: string
}

export interface KeystoreFileContents {
  readonly pairs: readonly RecordingKey[]
  /** DER of the certificates that have no key in the file. */
  readonly others: readonly Uint8Array[]
}

/** Changes whenever one of the two files was replaced, rewritten, made or removed. */
export async function fileStamp({ file, passwordFile }: KeystoreFiles): Promise<string> {
  const stamps = [file, passwordFile].map(async (path) => {
    const found = await stat(path, { bigint: true }).catch(() => null)
    return found === null ? "none" : `${found.ino} ${found.size} ${found.mtimeNs} ${found.ctimeNs}`
  })
  return (await Promise.all(stamps)).join(", ")
}

/** Makes the password at the first start: never for a keystore that has one, lost or not. */
export function ensurePassword({ file, passwordFile }: KeystoreFiles): void {
  if (existsSync(file)) return
  createFileOnce(passwordFile, `${randomBytes(PASSWORD_BYTES).toString("base64url")}\n`)
}

/**
 * @throws ERR_RCS_KEYSTORE_SEALED, ERR_RCS_KEYSTORE_DAMAGED, ERR_RCS_KEYSTORE_UNAVAILABLE.
 */
export async function readKeystoreFile(files: KeystoreFiles): Promise<KeystoreFileContents> {
  const bytes = await readIfThere(files.file)
  if (bytes === null) return { pairs: [], others: [] }
  return unpackKeystore(bytes, readPassword(files.passwordFile))
}

/** Replaces the file as one step. */
export async function writeKeystoreFile(
  files: KeystoreFiles,
  { pairs, others }: KeystoreFileContents,
): Promise<void> {
  const password = readPassword(files.passwordFile)
  const bytes = await packKeystore({ pairs, others }, password)
  try {
    await removeLeftovers(files.file)
    await replaceFile(files.file, bytes)
  } catch (error) {
    throw unavailable("the keystore cannot be written", error)
  }
}

/** @returns the bytes of a PKCS #12 file, after proving that they can be opened. */
export async function packKeystore(
  { pairs, others }: KeystoreFileContents,
  password: string,
): Promise<Uint8Array> {
  const entries = [
    ...pairs.map(({ certificate, privateKey }) => toPkcs12Entry(certificate.der, privateKey)),
    ...others.map((der) => toPkcs12Entry(der, null)),
  ]
  const bytes = await writePkcs12(entries, password)
  await readPkcs12(bytes, password)
  return bytes
}

/** @throws ERR_RCS_KEYSTORE_SEALED, ERR_RCS_KEYSTORE_DAMAGED. */
export async function unpackKeystore(
  bytes: Uint8Array,
  password: string,
): Promise<KeystoreFileContents> {
  const { certificates, privateKeys, otherKinds } = await readPkcs12(bytes, password).catch(
    (error: unknown) => {
      throw keystoreError(error)
    },
  )
  const [otherKind] = otherKinds
  // Skipping it would lose it at the next write.
  if (otherKind !== undefined) throw damaged(`it holds an entry of kind ${otherKind}`)
  return pairUp(certificates.map(parseStoredCertificate), privateKeys)
}

function keystoreError(error: unknown): unknown {
  if (!isGirError(error)) return error
  if (error.code !== "ERR_PKCS12_PASSWORD_WRONG") return damaged(error.message, error)
  return new GirError(
    "ERR_RCS_KEYSTORE_SEALED",
    "the keystore password does not open the keystore, or the keystore was changed",
    { cause: error },
  )
}

/** The alias is the certificate's id everywhere: SHA-256 of its DER. */
function toPkcs12Entry(certificateDer: Uint8Array, privateKey: KeyObject | null) {
  const alias = createHash("sha256").update(certificateDer).digest("hex")
  return { certificateDer, alias, privateKey }
}

async function readIfThere(file: string): Promise<Uint8Array | null> {
  try {
    const { size } = await stat(file)
    if (size > MAX_FILE_BYTES) throw damaged(`it is larger than ${MAX_FILE_BYTES} bytes`)
    return await readFile(file)
  } catch (error) {
    if (error instanceof GirError) throw error
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null
    throw unavailable("the keystore cannot be read", error)
  }
}

function readPassword(passwordFile: string): string {
  const sealed = (reason: string, cause?: unknown): GirError =>
    new GirError("ERR_RCS_KEYSTORE_SEALED", reason, { where: passwordFile, cause })
  try {
    if (isReadableByOthers(passwordFile)) {
      throw sealed("the file of the keystore password is open to others: chmod 600 it")
    }
    return readSecret(passwordFile)
  } catch (error) {
    if (isGirError(error, "ERR_RCS_KEYSTORE_SEALED")) throw error
    throw sealed("the keystore password cannot be read", error)
  }
}

function parseStoredCertificate(der: Uint8Array): Certificate {
  try {
    return parseCertificate(der)
  } catch (error) {
    throw damaged("a certificate in it cannot be read", error)
  }
}

/** Pairs by the public key itself, so that no tool's way of tying the two together matters. */
function pairUp(
  certificates: readonly Certificate[],
  privateKeys: readonly KeyObject[],
): KeystoreFileContents {
  const keys = new Map(privateKeys.map((key) => [publicKeySha256(key), key]))
  const pairs: RecordingKey[] = []
  const others: Uint8Array[] = []
  for (const certificate of certificates) {
    const privateKey = keys.get(certificate.publicKeySha256)
    if (privateKey === undefined) others.push(certificate.der)
    else pairs.push({ certificate, privateKey })
  }
  const paired = new Set(pairs.map(({ certificate }) => certificate.publicKeySha256))
  // It would be lost at the next write, and with it whatever only it can open.
  if (paired.size !== keys.size) throw damaged("it holds a private key without its certificate")
  return { pairs, others }
}

function publicKeySha256(privateKey: KeyObject): string {
  const spki = createPublicKey(privateKey).export({ type: "spki", format: "der" })
  return createHash("sha256").update(spki).digest("hex")
}

function damaged(reason: string, cause?: unknown): GirError {
  return new GirError("ERR_RCS_KEYSTORE_DAMAGED", `the keystore cannot be read: ${reason}`, {
    cause,
  })
}

function unavailable(message: string, cause: unknown): GirError {
  const reason = cause instanceof Error ? `: ${cause.message}` : ""
  return new GirError("ERR_RCS_KEYSTORE_UNAVAILABLE", message + reason, { cause })
}
