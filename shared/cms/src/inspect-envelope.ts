import { decodeAsn1, readSet, type Asn1Node } from "@gir/asn1"
import { isGirError } from "@gir/errors"
import { cipherEntry, type EnvelopeContentType, type ReadableCipher } from "./algorithms.ts"
import { removeArmor, type StoredForm } from "./armor.ts"
import {
  byteSource,
  readBytes,
  type ByteSource,
  type CiphertextSource,
} from "./ciphertext-source.ts"
import type { EnvelopeHeader } from "./envelope-header.ts"
import { describeKeyTransport } from "./key-encryption-algorithm.ts"
import { locateContent, readEnvelopeHeader, readEnvelopeTrailer } from "./locate-content.ts"
import type { OriginatorInfo } from "./originator-info.ts"
import { hexText } from "./recipient-identifier.ts"
import type { RecipientInfo } from "./recipient-info.ts"
import { walkNodes, type EnvelopeNode } from "./walk-nodes.ts"

/** What an envelope tells without any key. Plain data, ready to be printed as JSON. */
export interface EnvelopeInspection {
  readonly form: StoredForm
  readonly storedBytes: number
  /** Size of the BER or DER encoding, which all positions below refer to. */
  readonly envelopeBytes: number
  readonly contentType: EnvelopeContentType
  readonly version: number
  readonly originatorInfo: OriginatorInfo | null
  readonly recipients: readonly InspectedRecipient[]
  readonly cipher: ReadableCipher
  readonly cipherTitle: string
  readonly ivHex: string
  /** 0 for CBC, which has no tag. */
  readonly tagBytes: number
  readonly encryptedContentType: string
  readonly content: InspectedContent
  readonly authenticatedAttributes: number
  readonly unauthenticatedAttributes: number
  /** What a reader should know, one sentence each. */
  readonly notices: readonly string[]
}

export interface InspectedContent {
  /** Position of the encryptedContent value. */
  readonly offset: number
  /** Position of its first octet. */
  readonly firstOctet: number
  /** Encrypted octets, without the headers between pieces. */
  readonly bytes: number
  /** 1 when it is one primitive value. */
  readonly pieces: number
}

/** One way of opening the envelope, and where it lies. */
export interface InspectedRecipient {
  readonly type: RecipientInfo["type"]
  readonly offset: number
  readonly bytes: number
  readonly version?: number
  readonly issuer?: string
  readonly serialNumber?: string
  readonly subjectKeyIdentifier?: string
  readonly keyTransport?: string
  readonly encryptedKeyBytes?: number
}

/**
 * Reads everything about an envelope that is not encrypted.
 *
 * @throws ERR_CMS_MALFORMED, ERR_CMS_UNSUPPORTED, ERR_CMS_LIMIT_EXCEEDED
 */
export async function inspectEnvelope(source: CiphertextSource): Promise<EnvelopeInspection> {
  const { form, envelope } = await removeArmor(byteSource(source))
  const header = await readEnvelopeHeader(envelope)
  const layout = await locateContent(envelope, header, { isVerified: false })
  const trailer = await readEnvelopeTrailer(envelope, header, layout)
  const { cipher, iv, tagBytes } = header.contentEncryptionAlgorithm
  const { offset, headerBytes } = header.positions.encryptedContent
  return {
    form,
    storedBytes: source.totalBytes,
    envelopeBytes: envelope.totalBytes,
    contentType: header.contentType,
    version: header.version,
    originatorInfo: header.originatorInfo,
    recipients: await inspectRecipients(envelope, header),
    cipher,
    cipherTitle: cipherEntry(cipher).title,
    ivHex: hexText(iv),
    tagBytes,
    encryptedContentType: header.encryptedContentType,
    content: {
      offset,
      firstOctet: offset + headerBytes + (layout.runs[0]?.header.length ?? 0),
      bytes: layout.contentBytes,
      pieces: layout.runs.reduce((sum, run) => sum + run.count, 0),
    },
    authenticatedAttributes: trailer.authenticatedAttributes,
    unauthenticatedAttributes: trailer.unauthenticatedAttributes,
    notices: noticesOf(header),
  }
}

/**
 * Lists every value of the envelope with its position, in the order of the encoding and with the
 * offsets that `openssl asn1parse` prints. What the fields are called is only known for envelopes.
 *
 * @throws ERR_CMS_MALFORMED after the values before the fault.
 */
export async function* inspectNodes(source: CiphertextSource): AsyncGenerator<NamedNode> {
  const { envelope } = await removeArmor(byteSource(source))
  const names = await nameFields(envelope).catch(noNames)
  for await (const node of walkNodes(envelope)) {
    yield { ...node, name: names.get(node.offset) ?? null }
  }
}

export interface NamedNode extends EnvelopeNode {
  /** The field in the words of the RFC; `null` for values inside one. */
  readonly name: string | null
}

/** What is no envelope still has values, and a broken one has those before the fault. */
function noNames(error: unknown): ReadonlyMap<number, string> {
  if (isGirError(error)) return new Map()
  throw error
}

function noticesOf(header: EnvelopeHeader): readonly string[] {
  const { title, mode, isLegacy } = cipherEntry(header.contentEncryptionAlgorithm.cipher)
  const notices: string[] = []
  if (isLegacy) notices.push(`${title} is a legacy cipher`)
  if (mode === "cbc") notices.push(`${title} has no integrity of its own: digests verify it`)
  return notices
}

async function inspectRecipients(
  envelope: ByteSource,
  header: EnvelopeHeader,
): Promise<readonly InspectedRecipient[]> {
  const nodes = readSet(await recipientInfosNode(envelope, header))
  return header.recipientInfos.map((info, index) => {
    const { offset, totalBytes: bytes } = nodes[index]!
    return { type: info.type, offset, bytes, ...recipientDetails(info) }
  })
}

function recipientDetails(info: RecipientInfo): Partial<InspectedRecipient> {
  if (info.type !== "ktri") return {}
  const { rid, version, keyEncryptionAlgorithm, encryptedKey } = info
  return {
    version,
    ...(rid.kind === "issuerAndSerialNumber"
      ? { issuer: rid.issuer, serialNumber: rid.serialNumber }
      : { subjectKeyIdentifier: hexText(rid.keyIdentifier) }),
    keyTransport: describeKeyTransport(keyEncryptionAlgorithm),
    encryptedKeyBytes: encryptedKey.length,
  }
}

async function recipientInfosNode(envelope: ByteSource, header: EnvelopeHeader): Promise<Asn1Node> {
  const { from, to } = header.positions.recipientInfos
  return decodeAsn1(await readBytes(envelope, { from, to }), { baseOffset: from })
}

const KTRI_FIELDS = ["version", "rid", "keyEncryptionAlgorithm", "encryptedKey"]

/** @returns the names of the fields, by their offset. */
async function nameFields(envelope: ByteSource): Promise<ReadonlyMap<number, string>> {
  const header = await readEnvelopeHeader(envelope)
  const { frames, version, encryptedContent } = header.positions
  const [contentInfo, content, envelopedData, encryptedContentInfo] = frames
  const recipientInfos = await recipientInfosNode(envelope, header)
  const isAuthenticated = header.contentType === "authEnvelopedData"
  const names = new Map([
    [contentInfo!.offset, "ContentInfo"],
    [contentInfo!.offset + contentInfo!.headerBytes, "contentType"],
    [content!.offset, "content"],
    [envelopedData!.offset, isAuthenticated ? "AuthEnvelopedData" : "EnvelopedData"],
    [version, "version"],
    [recipientInfos.offset, "recipientInfos"],
    [
      encryptedContentInfo!.offset,
      isAuthenticated ? "authEncryptedContentInfo" : "encryptedContentInfo",
    ],
    [encryptedContentInfo!.offset + encryptedContentInfo!.headerBytes, "contentType"],
    [encryptedContent.offset, "encryptedContent"],
  ])
  if (header.positions.originatorInfo !== null)
    names.set(header.positions.originatorInfo, "originatorInfo")
  names.set(header.positions.contentEncryptionAlgorithm, "contentEncryptionAlgorithm")
  for (const [index, node] of recipientInfos.children.entries()) {
    const isKeyTransport = header.recipientInfos[index]?.type === "ktri"
    names.set(node.offset, isKeyTransport ? "KeyTransRecipientInfo" : "RecipientInfo")
    if (!isKeyTransport) continue
    for (const [field, name] of KTRI_FIELDS.entries()) names.set(node.children[field]!.offset, name)
  }
  return names
}
