import { decodeAsn1 } from "@gir/asn1"
import { GirError, type ErrorCode } from "@gir/errors"
import { readPemBlocks, type PemBlock } from "./pem.ts"

/** A certificate with a key of 8192 bits and long names has 5 KiB. */
export const MAX_CERTIFICATE_FILE_BYTES = 65_536

/** What people choose by mistake, told apart by the label of its PEM block. */
const FOREIGN_LABELS: ReadonlyMap<string, readonly [ErrorCode, string]> = new Map([
  ["CERTIFICATE REQUEST", requestRefusal()],
  ["NEW CERTIFICATE REQUEST", requestRefusal()],
  ["PKCS7", ["ERR_X509_PKCS7_NOT_CERTIFICATE", "the file is a PKCS #7 bag of certificates"]],
  ["CMS", ["ERR_X509_PKCS7_NOT_CERTIFICATE", "the file is a CMS message"]],
])

/**
 * Finds the one certificate of a PEM file. Text around the block is fine.
 *
 * @returns the DER inside the block, not looked at yet.
 */
export function readCertificateFile(text: string): Uint8Array {
  assertFileSize(text, MAX_CERTIFICATE_FILE_BYTES)
  const blocks = readPemBlocks(text)
  if (blocks.length === 0) throw noPemBlock(text)
  for (const block of blocks) assertCertificateBlock(block)
  const [certificate, second] = blocks
  if (second !== undefined) {
    const message = `the file holds ${blocks.length} certificates; the second begins in line ${second.line}`
    throw new GirError("ERR_X509_SEVERAL_CERTIFICATES", message)
  }
  return certificate!.der
}

/** @throws the code that names what the block is instead of a certificate. */
export function assertCertificateBlock({ label, line }: PemBlock): void {
  if (label === "CERTIFICATE" || label === "X509 CERTIFICATE") return
  if (isPrivateKeyLabel(label)) {
    throw new GirError(
      "ERR_X509_PRIVATE_KEY_IN_CERTIFICATE_FILE",
      `line ${line}: a private key, where only the certificate belongs`,
    )
  }
  const [code, what] = FOREIGN_LABELS.get(label) ?? [
    "ERR_X509_NOT_A_CERTIFICATE",
    `the block is a ${label}, not a certificate`,
  ]
  throw new GirError(code, `line ${line}: ${what}`, nextFor(label))
}

export function isPrivateKeyLabel(label: string): boolean {
  return label.endsWith("PRIVATE KEY")
}

export function assertFileSize(text: string, maxBytes: number): void {
  if (text.length <= maxBytes) return
  const message = `the file is larger than ${maxBytes / 1024} KiB`
  throw new GirError("ERR_X509_FILE_TOO_LARGE", message)
}

/** Says what a file without any PEM marker seems to be. */
export function noPemBlock(text: string): GirError {
  const body = text.replace(/^\uFEFF/, "").trim()
  if (body === "") return new GirError("ERR_X509_NOT_PEM", "the file is empty")
  // 0x30 0x82 or 0x30 0x81: a DER SEQUENCE. Read as UTF-8, the second octet is no character.
  if (/^0[\u0080-\u009F\uFFFD]/.test(text)) {
    return new GirError("ERR_X509_DER_NOT_PEM", "the file is DER, not PEM")
  }
  if (text.includes("\0") || text.startsWith("\uFFFD\uFFFD")) {
    return new GirError("ERR_X509_NOT_PEM", "the file is not plain text", {
      next: "Save it as plain text, UTF-8, without changing it",
    })
  }
  if (isBareBase64(body)) {
    return new GirError("ERR_X509_NOT_PEM", "the BEGIN and END lines are missing", {
      next: "Copy the file again, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----",
    })
  }
  return new GirError("ERR_X509_NOT_PEM", "the file holds no PEM block")
}

function isBareBase64(body: string): boolean {
  if (!/^MI[A-Za-z0-9+/=\s]+$/.test(body)) return false
  try {
    decodeAsn1(Buffer.from(body, "base64"), { allowTrailing: true })
    return true
  } catch {
    return false
  }
}

function nextFor(label: string): { next?: string } {
  if (label !== "TRUSTED CERTIFICATE") return {}
  return { next: "openssl x509 -in FILE -out certificate.pem drops OpenSSL's own trust settings" }
}

function requestRefusal(): readonly [ErrorCode, string] {
  return ["ERR_X509_REQUEST_NOT_CERTIFICATE", "the file is a certificate signing request"]
}
