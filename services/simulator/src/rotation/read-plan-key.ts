import { isGirError, type GirError } from "@gir/errors"
import { MIN_RSA_BITS, openPrivateKey, type Certificate, type PrivateKey } from "@gir/x509"
import { dirname, join, resolve } from "node:path"
import { textOf } from "../certificate/input-text.ts"
import { readPassword } from "../envelope/decryption-keys.ts"
import { readSmallFile } from "../envelope/input-file.ts"
import { classifyFolder } from "./classify-files.ts"
import { nearbyFile } from "./nearby-file.ts"
import type { PlanKey } from "./plan.ts"
import type { PlanPlace } from "./plan-place.ts"

const MAX_KEY_BYTES = 65_536

/**
 * Reads a private key into memory, and makes sure that it belongs to its certificate.
 *
 * @returns `null` when the plan names none, or the certificate is on a key that RCS refuses.
 * @throws ERR_X509_KEY_MISMATCH, ERR_X509_KEY_… for the file, ERR_CLI_INPUT_UNREADABLE, each with
 * the line of the plan.
 */
export async function readPlanKey(
  place: PlanPlace,
  which: "old" | "new",
  certificate: Certificate,
): Promise<PlanKey | null> {
  const { file, folder } = place
  const name = file.value[`${which}Key`]
  const passwordFile = file.value[`${which}KeyPasswordFile`]
  const pointer = `/${which}Key`
  if (name === undefined) {
    if (passwordFile === undefined) return null
    const message = `${which}KeyPasswordFile is of no use without ${which}Key`
    throw file.faultAt(`/${which}KeyPasswordFile`, { message })
  }
  // RCS refuses such a certificate whatever its key: the preflight says so.
  if (certificate.rsa === null || certificate.keyBits < MIN_RSA_BITS) return null
  const password = await readAt(
    place,
    { pointer: `${pointer}PasswordFile`, name: passwordFile ?? "" },
    () => readPassword(passwordFile, folder),
  )
  const bytes = await readAt(place, { pointer, name }, () =>
    readSmallFile(name, { folder, maxBytes: MAX_KEY_BYTES }),
  )
  try {
    const pem = textOf(bytes)
    const opened = await readAt(place, { pointer, name }, () => openPrivateKey(pem, password))
    if (opened.publicKeySha256 !== certificate.publicKeySha256) {
      throw await mismatch(place, which, { certificate, opened })
    }
    return { name, pem, password }
  } finally {
    bytes.fill(0)
  }
}

/** @param named the place in the plan, and the file that it names. */
async function readAt<T>(
  { file, folder }: PlanPlace,
  { pointer, name }: { readonly pointer: string; readonly name: string },
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!isGirError(error)) throw error
    const { code, message } = error
    const isAbsent = code === "ERR_CLI_INPUT_UNREADABLE"
    const near = isAbsent ? await nearbyFile(name, folder) : null
    const next =
      near === null ? error.next : `${pointer.slice(1)}: ${near}          (in the same folder)`
    throw file.faultAt(pointer, { code, message, next })
  }
}

/** The block of the mock-up: the key's line, its certificate's line, and the key that does match. */
async function mismatch(
  { file, folder }: PlanPlace,
  which: "old" | "new",
  { certificate, opened }: { readonly certificate: Certificate; readonly opened: PrivateKey },
): Promise<GirError> {
  const beside = dirname(file.value[`${which}Key`] ?? "")
  const files = await classifyFolder(resolve(folder, beside))
  const owner = files.flatMap((one) =>
    one.kind === "certificate" && one.certificate.publicKeySha256 === opened.publicKeySha256
      ? [`its public half is that of serial ${one.certificate.serialNumber}`]
      : [],
  )
  const match = files.find(
    (one) => one.kind === "key" && one.publicKeySha256 === certificate.publicKeySha256,
  )
  const { subject, serialNumber } = certificate
  const name = (subject.commonName ?? subject.rfc4514).replaceAll(/\p{C}/gu, "?")
  const [whose = "its public half is another one"] = owner
  const next =
    match === undefined
      ? `${which}Key: the key that was made with this certificate, or no line at all`
      : `${which}Key: ${join(beside, match.name)}          (in the same folder; it matches)`
  return file.faultAt(`/${which}Key`, {
    code: "ERR_X509_KEY_MISMATCH",
    message: "this private key does not belong to this certificate",
    next,
    label: `RSA ${opened.keyBits}; ${whose}`,
    context: { path: `/${which}Certificate`, note: `${name}, serial ${serialNumber}` },
  })
}
