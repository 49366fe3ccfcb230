import {
  encodeHeader,
  encodeInteger,
  encodeOctetString,
  encodeOid,
  encodeSet,
  END_OF_CONTENTS,
} from "@gir/asn1"
import { cipherEntry, GCM_TAG_BYTES } from "./algorithms.ts"
import {
  encodeContentEncryptionAlgorithm,
  type ContentEncryptionAlgorithm,
} from "./content-encryption-algorithm.ts"
import { MAX_HEADER_BYTES } from "./limits.ts"
import { id_ct_authEnvelopedData, id_data, id_envelopedData } from "./object-identifiers.ts"
import { limitExceeded } from "./refuse.ts"

/** Identifier octets of the frames around the content. */
const SEQUENCE = 0x30
const EXPLICIT_0 = 0xa0
/** encryptedContent [0] IMPLICIT OCTET STRING: in one piece, or constructed from segments. */
const CONTENT_PRIMITIVE = 0x80
const CONTENT_CONSTRUCTED = 0xa0

export interface EnvelopeFields {
  /** Complete RecipientInfo values. */
  readonly recipientInfos: readonly Uint8Array[]
  /** True when a recipient is named by its subject key identifier. */
  readonly hasVersion2Recipient: boolean
  readonly contentEncryptionAlgorithm: ContentEncryptionAlgorithm
}

/** What stands before and behind the content octets. */
export interface EnvelopeFrame {
  readonly head: Uint8Array
  /** @param mac the GCM tag, which is only known once the content has gone by. */
  tail(mac: Uint8Array | null): Uint8Array
  readonly tailBytes: number
}

/**
 * Builds the bytes around the content.
 *
 * @param contentBytes length of the encrypted content: all lengths are definite and the whole is
 * DER. `null`: indefinite lengths (BER), and the content must be cut into OCTET STRINGs.
 * @throws ERR_CMS_LIMIT_EXCEEDED when nobody would read a header of that size.
 */
export function frameEnvelope(fields: EnvelopeFields, contentBytes: number | null): EnvelopeFrame {
  const isAuthenticated = cipherEntry(fields.contentEncryptionAlgorithm.cipher).mode === "gcm"
  const oid = isAuthenticated ? id_ct_authEnvelopedData : id_envelopedData
  const parts: FrameParts = {
    contentType: encodeOid(oid),
    beforeContentInfo: [
      encodeInteger(envelopeVersion(fields, isAuthenticated)),
      encodeSet(...fields.recipientInfos),
    ],
    contentInfo: [
      encodeOid(id_data),
      encodeContentEncryptionAlgorithm(fields.contentEncryptionAlgorithm),
    ],
    macBytes: isAuthenticated ? MAC_VALUE_BYTES : 0,
  }
  const frame = contentBytes === null ? indefiniteFrame(parts) : definiteFrame(parts, contentBytes)
  if (frame.head.length > MAX_HEADER_BYTES) {
    const message = `the header has ${frame.head.length} bytes, more than ${MAX_HEADER_BYTES}`
    throw limitExceeded(message, { headerBytes: frame.head.length, limit: MAX_HEADER_BYTES })
  }
  return frame
}

const MAC_VALUE_BYTES = encodeOctetString(new Uint8Array(GCM_TAG_BYTES)).length

/**
 * RFC 5652 §6.1: 0 without originatorInfo and unprotectedAttrs when every RecipientInfo has
 * version 0, else 2. RFC 5083 §2.1: AuthEnvelopedData always has 0.
 */
function envelopeVersion(fields: EnvelopeFields, isAuthenticated: boolean): 0 | 2 {
  return fields.hasVersion2Recipient && !isAuthenticated ? 2 : 0
}

interface FrameParts {
  readonly contentType: Uint8Array
  readonly beforeContentInfo: readonly Uint8Array[]
  readonly contentInfo: readonly Uint8Array[]
  readonly macBytes: number
}

function definiteFrame(parts: FrameParts, contentBytes: number): EnvelopeFrame {
  const contentHeader = encodeHeader(CONTENT_PRIMITIVE, contentBytes)
  const infoBytes = sum(parts.contentInfo) + contentHeader.length + contentBytes
  const infoHeader = encodeHeader(SEQUENCE, infoBytes)
  const envelopedBytes =
    sum(parts.beforeContentInfo) + infoHeader.length + infoBytes + parts.macBytes
  const envelopedHeader = encodeHeader(SEQUENCE, envelopedBytes)
  const explicitHeader = encodeHeader(EXPLICIT_0, envelopedHeader.length + envelopedBytes)
  const outerBytes =
    parts.contentType.length + explicitHeader.length + envelopedHeader.length + envelopedBytes
  const head = Buffer.concat([
    encodeHeader(SEQUENCE, outerBytes),
    parts.contentType,
    explicitHeader,
    envelopedHeader,
    ...parts.beforeContentInfo,
    infoHeader,
    ...parts.contentInfo,
    contentHeader,
  ])
  return { head, tail: encodeMac, tailBytes: parts.macBytes }
}

function indefiniteFrame(parts: FrameParts): EnvelopeFrame {
  const head = Buffer.concat([
    encodeHeader(SEQUENCE, "indefinite"),
    parts.contentType,
    encodeHeader(EXPLICIT_0, "indefinite"),
    encodeHeader(SEQUENCE, "indefinite"),
    ...parts.beforeContentInfo,
    encodeHeader(SEQUENCE, "indefinite"),
    ...parts.contentInfo,
    encodeHeader(CONTENT_CONSTRUCTED, "indefinite"),
  ])
  // Closes: encryptedContent, EncryptedContentInfo | enveloped data, [0], ContentInfo.
  const end = END_OF_CONTENTS
  const tail = (mac: Uint8Array | null): Uint8Array =>
    Buffer.concat([end, end, encodeMac(mac), end, end, end])
  return { head, tail, tailBytes: tail(null).length + parts.macBytes }
}

function encodeMac(mac: Uint8Array | null): Uint8Array {
  return mac === null ? new Uint8Array(0) : encodeOctetString(mac)
}

function sum(parts: readonly Uint8Array[]): number {
  return parts.reduce((total, part) => total + part.length, 0)
}
