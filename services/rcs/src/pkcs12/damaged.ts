import type { Asn1Node } from "@gir/asn1"
import { GirError, isGirError } from "@gir/errors"

/** The one error of this folder for a file that is not as RFC 7292 has it. */
export function damaged(reason: string, cause?: unknown): GirError {
  return new GirError("ERR_RCS_KEYSTORE_DAMAGED", `the keystore cannot be read: ${reason}`, {
    cause,
  })
}

/** @throws ERR_RCS_KEYSTORE_DAMAGED when there is no such element. */
export function element(nodes: readonly Asn1Node[], index: number): Asn1Node {
  const node = nodes[index]
  if (node === undefined) throw damaged("an element is missing")
  return node
}

/** Turns what the ASN.1 reader says into this folder's error. */
export async function readingPkcs12<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isGirError(error, "ERR_ASN1_MALFORMED")) throw damaged(error.message, error)
    throw error
  }
}
