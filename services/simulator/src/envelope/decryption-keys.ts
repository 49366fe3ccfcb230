import { rsaRecipientKey, type RecipientKey } from "@gir/cms-decrypt"
import { isGirError } from "@gir/errors"
import { openPrivateKey, type PrivateKey } from "@gir/x509"
import { readCertificate } from "./certificates.ts"
import { readSmallFile } from "./input-file.ts"
import { locate } from "./locate.ts"
import { anyRecipientKey } from "./any-recipient-key.ts"

export interface KeyOptions {
  readonly key: string
  readonly passwordFile?: string
  readonly cert?: string
}

const MAX_KEY_BYTES = 65_536
const MAX_PASSWORD_BYTES = 4_096

/**
 * Reads the key that opens an envelope. With its certificate it opens what names that certificate;
 * without, each recipient is tried.
 *
 * A wrapped key with broken padding is refused outright rather than opened to a pseudorandom one,
 * which would pass the padding of AES-CBC once in 256 files: whoever runs this command has one file
 * and their own key, and learns nothing from a refusal.
 *
 * @throws ERR_CLI_INPUT_UNREADABLE, and what reading keys and certificates throws.
 */
export async function readDecryptionKey(
  options: KeyOptions,
  folder: string,
): Promise<RecipientKey> {
  const { keyObject: privateKey } = await readPrivateKey(options, folder)
  if (options.cert === undefined) return anyRecipientKey(privateKey)
  const certificate = await readCertificate(options.cert, folder)
  try {
    return rsaRecipientKey({ certificate, privateKey, rejection: "explicit" })
  } catch (error) {
    throw isGirError(error) ? locate(error, options.cert) : error
  }
}

/** @throws ERR_CLI_INPUT_UNREADABLE, and what `openPrivateKey` throws, with the file's name. */
export async function readPrivateKey(options: KeyOptions, folder: string): Promise<PrivateKey> {
  const pem = await readSmallFile(options.key, { folder, maxBytes: MAX_KEY_BYTES })
  const password = await readPassword(options.passwordFile, folder)
  try {
    return await openPrivateKey(pem.toString("utf8"), password)
  } catch (error) {
    throw isGirError(error) ? locate(error, options.key) : error
  } finally {
    pem.fill(0)
  }
}

/** @returns `undefined` without a file; the file's one line without its end. */
export async function readPassword(
  path: string | undefined,
  folder: string,
): Promise<string | undefined> {
  if (path === undefined) return undefined
  const bytes = await readSmallFile(path, { folder, maxBytes: MAX_PASSWORD_BYTES })
  return bytes.toString("utf8").replace(/\r?\n$/, "")
}
