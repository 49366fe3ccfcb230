import { readFile, stat } from "node:fs/promises"
import { GirError, isGirError, toGirError } from "@gir/errors"
import { readPkcs12 } from "@gir/pkcs12"
import { parseCaBundle, parseCertificate, type Certificate } from "@gir/x509"

/** Roots of a whole public key infrastructure fit; anything larger is no CA store. */
const MAX_FILE_BYTES = 1024 * 1024

/** The CA certificates that uploads are checked against, as they were at the start of RCS. */
export type CaStore =
  | {
      readonly state: "loaded"
      readonly caCertificates: readonly Certificate[]
      /** What is odd about the file, though it could be read. */
      readonly notices: readonly string[]
    }
  | { readonly state: "not-configured" }
  | { readonly state: "unusable"; readonly error: GirError }

/**
 * Reads the CA store: a PEM bundle, or a PKCS #12 file under `cacertstorepassword`.
 *
 * @param locate finds the file; null when no CA store is configured.
 * @returns `unusable` instead of throwing: a bad CA store stops uploads, never playback.
 */
export async function loadCaStore(
  locate: (() => string) | null,
  password: string | null,
): Promise<CaStore> {
  if (locate === null) return { state: "not-configured" }
  let file = "cacertstorepath"
  try {
    file = locate()
    const { size } = await stat(file)
    if (size > MAX_FILE_BYTES) throw unusable(file, `it is larger than ${MAX_FILE_BYTES} bytes`)
    const { certificates, notices } = await readCaStore(await readFile(file), password)
    if (certificates.length === 0) throw unusable(file, "it holds no certificate")
    return { state: "loaded", caCertificates: certificates, notices }
  } catch (error) {
    const isOurs = isGirError(error, "ERR_RCS_CA_STORE_UNUSABLE")
    return { state: "unusable", error: isOurs ? error : unusable(file, reasonOf(error), error) }
  }
}

async function readCaStore(
  bytes: Buffer,
  password: string | null,
): Promise<{ certificates: readonly Certificate[]; notices: readonly string[] }> {
  if (bytes.includes("-----BEGIN")) return parseCaBundle(bytes.toString("utf8"), { order: "warn" })
  const { certificates } = await readPkcs12(bytes, password ?? "")
  return { certificates: certificates.map((der) => parseCertificate(der)), notices: [] }
}

function reasonOf(error: unknown): string {
  if (isGirError(error, "ERR_PKCS12_PASSWORD_WRONG")) return "cacertstorepassword does not open it"
  return toGirError(error).message
}

function unusable(file: string, reason: string, cause?: unknown): GirError {
  return new GirError("ERR_RCS_CA_STORE_UNUSABLE", `the CA store cannot be used: ${reason}`, {
    where: file,
    cause,
  })
}
