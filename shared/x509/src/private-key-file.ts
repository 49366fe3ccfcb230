import { decodeAsn1 } from "@gir/asn1"
import { GirError } from "@gir/errors"
import { assertFileSize, isPrivateKeyLabel, noPemBlock } from "./certificate-file.ts"
import { readPemBlocks, type PemBlock } from "./pem.ts"

/** A key of 8192 bits in PKCS #8 has 6.5 KiB. */
const MAX_KEY_FILE_BYTES = 65_536

/** How a private key file is encoded and locked. */
export interface PrivateKeyFile {
  readonly block: PemBlock
  /** The words of the Key Details field. */
  readonly details: string
  readonly encoding: "pkcs1" | "pkcs8"
  readonly isEncrypted: boolean
}

/** Seed: "The encoding can be in either OpenSSL RSA private key or PKCS8 format". */
const ENCODINGS: ReadonlyMap<string, Pick<PrivateKeyFile, "encoding" | "details">> = new Map([
  ["RSA PRIVATE KEY", { encoding: "pkcs1", details: "Openssl format private key file" }],
  ["PRIVATE KEY", { encoding: "pkcs8", details: "PKCS8 format private key file" }],
  [
    "ENCRYPTED PRIVATE KEY",
    { encoding: "pkcs8", details: "Encrypted PKCS8 format private key file" },
  ],
])

/**
 * Finds the one private key of a PEM file; certificates beside it are left alone.
 *
 * @throws ERR_X509_KEY_NOT_FOUND, ERR_X509_SEVERAL_KEYS, ERR_X509_KEY_FORMAT_UNSUPPORTED,
 * ERR_X509_KEY_NOT_RSA, ERR_X509_PEM_MALFORMED, ERR_X509_PEM_GLUED, ERR_X509_FILE_TOO_LARGE.
 */
export function readPrivateKeyFile(text: string): PrivateKeyFile {
  assertFileSize(text, MAX_KEY_FILE_BYTES)
  const blocks = readPemBlocks(text)
  const keys = blocks.filter(({ label }) => isPrivateKeyLabel(label))
  const [block, second] = keys
  if (block === undefined) throw noKeyBlock(text, blocks)
  if (second !== undefined) {
    const message = `the file holds ${keys.length} private keys; the second begins in line ${second.line}`
    throw new GirError("ERR_X509_SEVERAL_KEYS", message)
  }
  const encoding = ENCODINGS.get(block.label)
  if (encoding === undefined) throw foreignKey(block)
  return describe(block, encoding)
}

function describe(
  block: PemBlock,
  { encoding, details }: Pick<PrivateKeyFile, "encoding" | "details">,
): PrivateKeyFile {
  if (block.label === "ENCRYPTED PRIVATE KEY")
    return { block, encoding, details, isEncrypted: true }
  // RFC 1421 §4.6.1.1: `Proc-Type: 4,ENCRYPTED`.
  const isEncrypted = /ENCRYPTED/.test(block.headers.get("Proc-Type") ?? "")
  return isEncrypted
    ? { block, encoding, details: `Encrypted ${details}`, isEncrypted }
    : { block, encoding, details, isEncrypted }
}

function foreignKey({ label }: PemBlock): GirError {
  if (label === "EC PRIVATE KEY" || label === "DSA PRIVATE KEY") {
    return new GirError("ERR_X509_KEY_NOT_RSA", `the file holds a ${label}, not an RSA key`)
  }
  const next =
    label === "OPENSSH PRIVATE KEY" ? { next: "ssh-keygen -p -m PEM -f FILE, on a copy" } : {}
  return new GirError("ERR_X509_KEY_FORMAT_UNSUPPORTED", `the file holds an ${label}`, next)
}

function noKeyBlock(text: string, blocks: readonly PemBlock[]): GirError {
  const [first] = blocks
  if (first !== undefined) {
    const message = `the file holds a ${first.label}, and no private key`
    return new GirError("ERR_X509_KEY_NOT_FOUND", message)
  }
  const reason = noPemBlock(text)
  if (reason.code === "ERR_X509_DER_NOT_PEM" || isBinaryDer(text)) {
    return new GirError("ERR_X509_KEY_FORMAT_UNSUPPORTED", "the private key is DER, not PEM", {
      next: "openssl rsa -inform DER -in FILE -out private_key.pem",
    })
  }
  return new GirError("ERR_X509_KEY_NOT_FOUND", `no private key: ${reason.message}`)
}

function isBinaryDer(text: string): boolean {
  try {
    decodeAsn1(Buffer.from(text, "latin1"))
    return true
  } catch {
    return false
  }
}
