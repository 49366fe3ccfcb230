import { decodeAsn1, encodeOctetString } from "@gir/asn1"
import { generateKeyPair, issueCertificate, type Certificate } from "@gir/x509"
import { beforeAll, describe, expect, it } from "vitest"
import {
  CONTENT_CIPHERS,
  cipherEntry,
  decodeEnvelopeHeader,
  decodeEnvelopeTrailer,
  encodeKeyTransRecipientInfo,
  frameEnvelope,
  inspectEnvelope,
  inspectNodes,
  memorySource,
  type ContentCipher,
  type NamedNode,
  type RecipientIdentifier,
} from "../src/index.ts"

let certificate: Certificate
const CIPHERS = Object.keys(CONTENT_CIPHERS) as ContentCipher[]
const keyIdentifier = Buffer.from("0102030405", "hex")

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair(2048)
  ;({ certificate } = issueCertificate({
    subject: { commonName: "Recording A", country: "CA" },
    role: "recording",
    issuer: "self",
    privateKey,
    publicKey,
    serialNumber: "2A01",
    notBefore: new Date("2026-01-01T00:00:00Z"),
    notAfter: new Date("2028-01-01T00:00:00Z"),
  }))
})

function issuerAndSerial(): RecipientIdentifier {
  const { issuerAndSerialDer: der, issuer, serialNumber } = certificate
  return { kind: "issuerAndSerialNumber", der, issuer: issuer.rfc4514, serialNumber }
}

function recipientInfo(rid: RecipientIdentifier): Uint8Array {
  const encryptedKey = Buffer.alloc(256, 7)
  return encodeKeyTransRecipientInfo({
    rid,
    keyEncryptionAlgorithm: { kind: "pkcs1" },
    encryptedKey,
  })
}

interface Shape {
  readonly cipher: ContentCipher
  readonly isDefinite: boolean
  readonly rids?: readonly RecipientIdentifier[]
}

function envelope({ cipher, isDefinite, rids = [issuerAndSerial()] }: Shape): Buffer {
  const { mode, ivBytes } = cipherEntry(cipher)
  const octets = Buffer.alloc(48, 9)
  const frame = frameEnvelope(
    {
      recipientInfos: rids.map(recipientInfo),
      hasVersion2Recipient: rids.some(({ kind }) => kind === "subjectKeyIdentifier"),
      contentEncryptionAlgorithm: {
        cipher,
        iv: Buffer.alloc(ivBytes, 1),
        tagBytes: mode === "gcm" ? 16 : 0,
      },
    },
    isDefinite ? octets.length : null,
  )
  const mac = mode === "gcm" ? Buffer.alloc(16, 3) : null
  const content = isDefinite ? octets : encodeOctetString(octets)
  return Buffer.concat([frame.head, content, frame.tail(mac)])
}

const byKeyIdentifier: RecipientIdentifier = { kind: "subjectKeyIdentifier", keyIdentifier }

describe.each(CIPHERS)("an envelope in %s", (cipher) => {
  it.each([true, false])("is read as it was written (definite lengths: %s)", (isDefinite) => {
    const rids = [issuerAndSerial(), byKeyIdentifier]
    const bytes = envelope({ cipher, isDefinite, rids })
    const { mode, container, ivBytes } = cipherEntry(cipher)
    const header = decodeEnvelopeHeader(bytes, bytes.length)
    expect(header).toMatchObject({
      contentType: container,
      version: mode === "gcm" ? 0 : 2,
      originatorInfo: null,
      encryptedContentType: "1.2.840.113549.1.7.1",
      contentEncryptionAlgorithm: { cipher, iv: new Uint8Array(ivBytes).fill(1) },
    })
    // SET OF is sorted, so the recipients have no order of their own.
    const [first, second] = header.recipientInfos
    expect(new Set([first, second].map((info) => info?.type === "ktri" && info.rid.kind))).toEqual(
      new Set(["issuerAndSerialNumber", "subjectKeyIdentifier"]),
    )
    const { offset, headerBytes } = header.positions.encryptedContent
    const from = offset + headerBytes + (isDefinite ? 48 : 2 + 48 + 2)
    const trailer = decodeEnvelopeTrailer(header, {
      tail: bytes.subarray(from),
      from,
      totalBytes: bytes.length,
    })
    expect(trailer.mac).toEqual(mode === "gcm" ? new Uint8Array(16).fill(3) : null)
  })
})

describe("the version", () => {
  const versionOf = (cipher: ContentCipher, ...rids: RecipientIdentifier[]): number => {
    const bytes = envelope({ cipher, isDefinite: true, rids })
    return decodeEnvelopeHeader(bytes, bytes.length).version
  }

  it("is 0, or 2 with a subject key identifier, and always 0 with authentication", () => {
    expect(versionOf("aes256-cbc", issuerAndSerial())).toBe(0)
    expect(versionOf("aes256-cbc", byKeyIdentifier)).toBe(2)
    expect(versionOf("aes256-gcm", byKeyIdentifier)).toBe(0)
  })
})

describe("frameEnvelope", () => {
  it("refuses a header that nobody would read", () => {
    const recipientInfos = Array.from({ length: 300 }, () => recipientInfo(issuerAndSerial()))
    const contentEncryptionAlgorithm = {
      cipher: "aes256-cbc",
      iv: Buffer.alloc(16),
      tagBytes: 0,
    } as const
    const fields = { recipientInfos, hasVersion2Recipient: false, contentEncryptionAlgorithm }
    expect(() => frameEnvelope(fields, 16)).toThrow(
      expect.objectContaining({ code: "ERR_CMS_LIMIT_EXCEEDED" }),
    )
  })
})

describe("inspectEnvelope", () => {
  it("tells everything that is not encrypted", async () => {
    const bytes = envelope({ cipher: "aes256-cbc", isDefinite: true })
    expect(await inspectEnvelope(memorySource(bytes))).toMatchObject({
      form: "der",
      storedBytes: bytes.length,
      envelopeBytes: bytes.length,
      contentType: "envelopedData",
      version: 0,
      recipients: [
        {
          type: "ktri",
          version: 0,
          issuer: "CN=Recording A,C=CA",
          serialNumber: "2A01",
          keyTransport: "RSAES-PKCS1-v1_5",
          encryptedKeyBytes: 256,
        },
      ],
      cipherTitle: "AES-256-CBC",
      ivHex: "01".repeat(16),
      content: { bytes: 48, pieces: 1, firstOctet: bytes.length - 48 },
      notices: ["AES-256-CBC has no integrity of its own: digests verify it"],
    })
  })

  it("is plain data: JSON holds all of it", async () => {
    const inspection = await inspectEnvelope(
      memorySource(envelope({ cipher: "aes128-gcm", isDefinite: false })),
    )
    expect(JSON.parse(JSON.stringify(inspection))).toEqual(inspection)
  })

  it("does not stumble over a recipient whose name is broken", async () => {
    const bytes = envelope({ cipher: "aes256-cbc", isDefinite: true })
    bytes[bytes.indexOf("Recording A")] = 0
    const { recipients } = await inspectEnvelope(memorySource(bytes))
    expect(recipients[0]?.issuer).toMatch(/^#30/)
  })
})

describe("inspectNodes", () => {
  const nodesOf = async (bytes: Uint8Array): Promise<NamedNode[]> => {
    const nodes: NamedNode[] = []
    for await (const node of inspectNodes(memorySource(bytes))) nodes.push(node)
    return nodes
  }

  it("names the fields in the words of the RFC", async () => {
    const nodes = await nodesOf(envelope({ cipher: "aes256-gcm", isDefinite: false }))
    expect(nodes.flatMap(({ name }) => name ?? [])).toEqual([
      "ContentInfo",
      "contentType",
      "content",
      "AuthEnvelopedData",
      "version",
      "recipientInfos",
      "KeyTransRecipientInfo",
      "version",
      "rid",
      "keyEncryptionAlgorithm",
      "encryptedKey",
      "authEncryptedContentInfo",
      "contentType",
      "contentEncryptionAlgorithm",
      "encryptedContent",
    ])
  })

  it("has the offsets of the decoder, for every value", async () => {
    const bytes = envelope({ cipher: "aes256-cbc", isDefinite: true })
    const offsets: number[] = []
    const visit = (node: ReturnType<typeof decodeAsn1>): void => {
      offsets.push(node.offset)
      node.children.forEach(visit)
    }
    visit(decodeAsn1(bytes))
    expect((await nodesOf(bytes)).map(({ offset }) => offset)).toEqual(offsets)
  })

  it("lists the values before a fault", async () => {
    const bytes = envelope({ cipher: "aes256-cbc", isDefinite: false })
    const seen: number[] = []
    const work = (async () => {
      for await (const { offset } of inspectNodes(memorySource(bytes.subarray(0, 100))))
        seen.push(offset)
    })()
    await expect(work).rejects.toMatchObject({ code: "ERR_CMS_MALFORMED" })
    expect(seen.length).toBeGreaterThan(3)
  })
})
