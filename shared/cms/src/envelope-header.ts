import {
  isContext,
  isUniversal,
  readOid,
  readSmallInteger,
  TAG,
  type Asn1Header,
  type Asn1Node,
} from "@gir/asn1"
import { cipherEntry, type EnvelopeContentType } from "./algorithms.ts"
import {
  decodeContentEncryptionAlgorithm,
  type ContentEncryptionAlgorithm,
} from "./content-encryption-algorithm.ts"
import { envelopeCursor, type EnvelopeCursor, type Frame } from "./envelope-cursor.ts"
import { id_ct_authEnvelopedData, id_envelopedData } from "./object-identifiers.ts"
import { decodeOriginatorInfo, type OriginatorInfo } from "./originator-info.ts"
import { decodeRecipientInfos, type RecipientInfo } from "./recipient-info.ts"
import { malformed, readingCms, unsupported } from "./refuse.ts"

/**
 * Everything in front of the encrypted content; no key is needed to read it.
 *
 * ```asn1
 * ContentInfo ::= SEQUENCE {                            -- RFC 5652 §3
 *   contentType ContentType,
 *   content [0] EXPLICIT ANY DEFINED BY contentType }
 * EnvelopedData ::= SEQUENCE {                          -- RFC 5652 §6.1
 *   version CMSVersion,
 *   originatorInfo [0] IMPLICIT OriginatorInfo OPTIONAL,
 *   recipientInfos RecipientInfos,
 *   encryptedContentInfo EncryptedContentInfo,
 *   unprotectedAttrs [1] IMPLICIT UnprotectedAttributes OPTIONAL }
 * AuthEnvelopedData ::= SEQUENCE {                      -- RFC 5083 §2.1
 *   version CMSVersion,
 *   originatorInfo [0] IMPLICIT OriginatorInfo OPTIONAL,
 *   recipientInfos RecipientInfos,
 *   authEncryptedContentInfo EncryptedContentInfo,
 *   authAttrs [1] IMPLICIT AuthAttributes OPTIONAL,
 *   mac MessageAuthenticationCode,
 *   unauthAttrs [2] IMPLICIT UnauthAttributes OPTIONAL }
 * EncryptedContentInfo ::= SEQUENCE {                   -- RFC 5652 §6.1
 *   contentType ContentType,
 *   contentEncryptionAlgorithm ContentEncryptionAlgorithmIdentifier,
 *   encryptedContent [0] IMPLICIT EncryptedContent OPTIONAL }
 * ```
 */
export interface EnvelopeHeader {
  readonly contentType: EnvelopeContentType
  readonly version: number
  readonly originatorInfo: OriginatorInfo | null
  readonly recipientInfos: readonly RecipientInfo[]
  /** Object identifier of what was encrypted; id-data for media. */
  readonly encryptedContentType: string
  readonly contentEncryptionAlgorithm: ContentEncryptionAlgorithm
  readonly positions: HeaderPositions
}

/** Where things lie, in bytes from the start of the envelope. */
export interface HeaderPositions {
  readonly version: number
  readonly originatorInfo: number | null
  readonly recipientInfos: { readonly from: number; readonly to: number }
  readonly contentEncryptionAlgorithm: number
  /** ContentInfo, its `[0]`, the enveloped data, and the encrypted content info. */
  readonly frames: readonly Frame[]
  /** The encryptedContent value itself. */
  readonly encryptedContent: EncryptedContentPosition
}

export interface EncryptedContentPosition {
  readonly offset: number
  readonly headerBytes: number
  readonly isConstructed: boolean
  /** Content octets as its header states them; `null` when indefinite. */
  readonly contentBytes: number | null
}

/**
 * Decodes what stands in front of the encrypted content.
 *
 * @param head the first bytes of the envelope, up to `MAX_HEADER_BYTES`.
 * @param totalBytes length of the whole envelope.
 * @throws ERR_CMS_MALFORMED, ERR_CMS_UNSUPPORTED, ERR_CMS_LIMIT_EXCEEDED
 */
export function decodeEnvelopeHeader(head: Uint8Array, totalBytes: number): EnvelopeHeader {
  const cursor = envelopeCursor({ bytes: head, from: 0, totalBytes })
  return readingCms(() => decodeContentInfo(cursor))
}

const CONTAINERS: ReadonlyMap<string, EnvelopeContentType> = new Map([
  [id_envelopedData, "envelopedData"],
  [id_ct_authEnvelopedData, "authEnvelopedData"],
])

function decodeContentInfo(cursor: EnvelopeCursor): EnvelopeHeader {
  enter(cursor, isSequence, "a ContentInfo")
  const oid = readOid(universal(cursor, TAG.objectIdentifier))
  const contentType = CONTAINERS.get(oid)
  if (contentType === undefined) {
    throw unsupported(`content type ${oid} is no enveloped data`, { contentType: oid })
  }
  enter(cursor, (header) => isContext(header, 0), "[0] of ContentInfo")
  enter(cursor, isSequence, contentType)
  const versionAt = cursor.offset
  const version = readSmallInteger(universal(cursor, TAG.integer))
  const originatorInfoAt = isContext(cursor.peek(), 0) ? cursor.offset : null
  const originatorInfo = originatorInfoAt === null ? null : decodeOriginatorInfo(cursor.value())
  const recipientInfosAt = cursor.offset
  const recipientInfos = decodeRecipientInfos(universal(cursor, TAG.set))
  const recipientInfosEnd = cursor.offset
  const encryptedContentInfo = decodeEncryptedContentInfo(cursor, contentType)
  return {
    contentType,
    version,
    originatorInfo,
    recipientInfos,
    encryptedContentType: encryptedContentInfo.contentType,
    contentEncryptionAlgorithm: encryptedContentInfo.algorithm,
    positions: {
      version: versionAt,
      originatorInfo: originatorInfoAt,
      recipientInfos: { from: recipientInfosAt, to: recipientInfosEnd },
      contentEncryptionAlgorithm: encryptedContentInfo.algorithmAt,
      frames: [...cursor.frames],
      encryptedContent: encryptedContentInfo.encryptedContent,
    },
  }
}

interface EncryptedContentInfo {
  readonly contentType: string
  readonly algorithm: ContentEncryptionAlgorithm
  readonly algorithmAt: number
  readonly encryptedContent: EncryptedContentPosition
}

function decodeEncryptedContentInfo(
  cursor: EnvelopeCursor,
  container: EnvelopeContentType,
): EncryptedContentInfo {
  enter(cursor, isSequence, "an EncryptedContentInfo")
  const contentType = readOid(universal(cursor, TAG.objectIdentifier))
  const algorithmAt = cursor.offset
  const algorithm = decodeContentEncryptionAlgorithm(universal(cursor, TAG.sequence))
  const entry = cipherEntry(algorithm.cipher)
  if (entry.container !== container) {
    throw unsupported(`${entry.title} in ${container}`, { cipher: algorithm.cipher })
  }
  // RFC 5652 §6.1 lets the encrypted content be somewhere else; then there is nothing to open.
  if (cursor.isAtEnd()) throw unsupported("the encrypted content is detached")
  const header = cursor.peek()
  if (!isContext(header, 0)) throw malformed("encryptedContent is due here", cursor.offset)
  const encryptedContent = {
    offset: cursor.offset,
    headerBytes: header.headerBytes,
    isConstructed: header.isConstructed,
    contentBytes: header.isIndefinite ? null : header.contentBytes,
  }
  return { contentType, algorithm, algorithmAt, encryptedContent }
}

const isSequence = (header: Asn1Header): boolean => isUniversal(header, TAG.sequence)

function enter(
  cursor: EnvelopeCursor,
  isExpected: (header: Asn1Header) => boolean,
  name: string,
): void {
  if (!isExpected(cursor.peek())) throw malformed(`${name} is due here`, cursor.offset)
  cursor.enter()
}

function universal(cursor: EnvelopeCursor, tag: number): Asn1Node {
  if (!isUniversal(cursor.peek(), tag)) {
    throw malformed("a value of another type is due here", cursor.offset)
  }
  return cursor.value()
}
