import { byteSource, readBytes, type CiphertextSource } from "@gir/cms"
import { GirError, isGirError } from "@gir/errors"
import { locate } from "./locate.ts"

/** An envelope's text form begins within this many bytes. */
const SNIFFED_BYTES = 8_192
/** 1.2.840.113549.1: content types of PKCS #7 and of CMS lie below it. */
const RSA_DATA_SECURITY = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01]
const TEXT_FORM = /-----BEGIN (CMS|PKCS7)-----|^content-type:\s*application\/(x-)?pkcs7-mime/im

interface Told {
  readonly source: CiphertextSource
  readonly name: string
}

/**
 * Runs what reads an envelope, and adds the file's name to what goes wrong. A file that does not
 * even begin as CMS is told apart from one that is broken or does not open.
 *
 * @throws ERR_CLI_NOT_AN_ENVELOPE, and what `work` throws.
 */
export async function tellingWhere<T>({ source, name }: Told, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isGirError(error)) throw error
    if (isGirError(error, "ERR_CMS_MALFORMED") && !(await beginsAsCms(source))) {
      throw new GirError("ERR_CLI_NOT_AN_ENVELOPE", `${name} holds no CMS envelope`, {
        where: name,
        cause: error,
      })
    }
    throw locate(error, name)
  }
}

/** True when the first bytes are those of a ContentInfo, in any of its forms. */
export async function beginsAsCms(source: CiphertextSource): Promise<boolean> {
  const to = Math.min(SNIFFED_BYTES, source.totalBytes)
  const head = await readBytes(byteSource(source), { from: 0, to })
  return isContentInfo(head) || TEXT_FORM.test(Buffer.from(head).toString("latin1"))
}

/** A SEQUENCE that begins with an object identifier of the family. */
function isContentInfo(head: Uint8Array): boolean {
  const lengthOctet = head[1] ?? 0
  const headerBytes = lengthOctet > 0x80 ? 2 + (lengthOctet & 0x7f) : 2
  const isSequence = head[0] === 0x30 && head[headerBytes] === 0x06
  return isSequence && RSA_DATA_SECURITY.every((octet, at) => head[headerBytes + 2 + at] === octet)
}
