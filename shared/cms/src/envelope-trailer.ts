import {
  encodeSet,
  isContext,
  isUniversal,
  readOctetString,
  TAG,
  toDer,
  type Asn1Node,
} from "@gir/asn1"
import { envelopeCursor, type EnvelopeCursor } from "./envelope-cursor.ts"
import type { EnvelopeHeader } from "./envelope-header.ts"
import { malformed, readingCms } from "./refuse.ts"

/** Everything behind the encrypted content. */
export interface EnvelopeTrailer {
  /** The GCM tag of AuthEnvelopedData; `null` in EnvelopedData. */
  readonly mac: Uint8Array | null
  /** What GCM authenticates besides the content; empty without authenticated attributes. */
  readonly aad: Uint8Array
  /** Counts, for people. */
  readonly authenticatedAttributes: number
  readonly unauthenticatedAttributes: number
}

const NO_BYTES = new Uint8Array(0)

/**
 * Decodes what follows the encrypted content, to the last byte of the envelope.
 *
 * @param tail the bytes from `from` to the end, or more of them than the trailer can have.
 * @throws ERR_CMS_MALFORMED, ERR_CMS_LIMIT_EXCEEDED
 */
export function decodeEnvelopeTrailer(
  header: EnvelopeHeader,
  { tail, from, totalBytes }: { tail: Uint8Array; from: number; totalBytes: number },
): EnvelopeTrailer {
  const { frames } = header.positions
  const cursor = envelopeCursor({ bytes: tail, from, totalBytes, frames })
  return readingCms(() => {
    // EncryptedContentInfo has no field behind the content.
    cursor.leave()
    const trailer =
      header.contentType === "envelopedData"
        ? decodeUnprotectedAttributes(cursor)
        : decodeAuthentication(cursor, header.contentEncryptionAlgorithm.tagBytes)
    while (cursor.frames.length > 0) cursor.leave()
    if (cursor.offset !== totalBytes) {
      throw malformed(`${totalBytes - cursor.offset} bytes follow the envelope`, cursor.offset)
    }
    return trailer
  })
}

/** unprotectedAttrs [1] IMPLICIT UnprotectedAttributes OPTIONAL */
function decodeUnprotectedAttributes(cursor: EnvelopeCursor): EnvelopeTrailer {
  const attributes = optional(cursor, 1)
  return {
    mac: null,
    aad: NO_BYTES,
    authenticatedAttributes: 0,
    unauthenticatedAttributes: attributes?.children.length ?? 0,
  }
}

/** authAttrs [1], mac, unauthAttrs [2] */
function decodeAuthentication(cursor: EnvelopeCursor, tagBytes: number): EnvelopeTrailer {
  const authAttrs = optional(cursor, 1)
  const macAt = cursor.offset
  if (!isUniversal(cursor.peek(), TAG.octetString)) throw malformed("the mac is due here", macAt)
  const mac = readOctetString(cursor.value())
  // RFC 5084 §3.2: aes-ICVlen "indicates the length of the message authentication code".
  if (mac.length !== tagBytes) {
    throw malformed(`the mac has ${mac.length} bytes, not ${tagBytes}`, macAt)
  }
  const unauthAttrs = optional(cursor, 2)
  return {
    mac,
    aad: authAttrs === null ? NO_BYTES : additionalData(authAttrs),
    authenticatedAttributes: authAttrs?.children.length ?? 0,
    unauthenticatedAttributes: unauthAttrs?.children.length ?? 0,
  }
}

function optional(cursor: EnvelopeCursor, n: number): Asn1Node | null {
  if (cursor.isAtEnd() || !isContext(cursor.peek(), n)) return null
  return cursor.value()
}

/**
 * RFC 5083 §2.2: "the IMPLICIT [1] tag in the authAttrs field is not used for the DER encoding,
 * rather a universal SET OF tag is used".
 */
function additionalData(authAttrs: Asn1Node): Uint8Array {
  return encodeSet(...authAttrs.children.map(toDer))
}
