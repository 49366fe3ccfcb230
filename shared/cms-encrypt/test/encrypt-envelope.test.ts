import { createHash, type KeyObject } from "node:crypto"
import { CONTENT_CIPHERS, type ContentCipher } from "@gir/cms"
import { generateKeyPair, issueCertificate, type Certificate } from "@gir/x509"
import { beforeAll, describe, expect, it } from "vitest"
import { encryptedSize, encryptEnvelope } from "../src/index.ts"
import { openWithNode } from "./open.ts"

const CIPHERS = Object.keys(CONTENT_CIPHERS) as ContentCipher[]
let certificate: Certificate
let privateKey: KeyObject

beforeAll(async () => {
  const pair = await generateKeyPair(2048)
  privateKey = pair.privateKey
  certificate = issueCertificate({
    subject: { commonName: "A" },
    role: "recording",
    notBefore: new Date("2026-01-01T00:00:00Z"),
    notAfter: new Date("2036-01-01T00:00:00Z"),
    issuer: "self",
    ...pair,
  }).certificate
})

describe("encryptEnvelope", () => {
  it.each(CIPHERS)(
    "writes with %s what opens to the same content, of the size announced",
    async (cipher) => {
      for (const bytes of [0, 1, 16, 120_000]) {
        const content = Buffer.alloc(bytes, "recording")
        const options = { recipients: [certificate], envelopeProfile: "classic", cipher } as const
        const envelope = encryptEnvelope(content, options)
        expect(envelope.cipher).toBe(cipher)
        const bytesWritten = Buffer.concat(envelope.parts)
        expect(bytesWritten.length).toBe(encryptedSize({ ...options, contentBytes: bytes }))
        const opened = await openWithNode(bytesWritten, privateKey)
        expect(opened.plaintext.equals(content)).toBe(true)
        expect(opened.pieces.length).toBeLessThanOrEqual(1)
        const digest = createHash("sha256").update(bytesWritten).digest("hex")
        expect(envelope.segments?.digests).toEqual([digest])
      }
    },
  )

  it("takes a key of its own for every envelope, and no digests when none are asked for", () => {
    const options = {
      recipients: [certificate],
      envelopeProfile: "modern",
      isDigested: false,
    } as const
    const [one, other] = [0, 1].map(() => encryptEnvelope(Buffer.alloc(64), options))
    expect(one?.segments).toBeNull()
    expect(Buffer.concat(one!.parts).equals(Buffer.concat(other!.parts))).toBe(false)
  })

  it("refuses an envelope without recipients", () => {
    const nobody = { recipients: [], envelopeProfile: "classic" } as const
    expect(() => encryptEnvelope(Buffer.alloc(1), nobody)).toThrow(
      expect.objectContaining({ code: "ERR_CMS_RECIPIENT_COUNT" }) as Error,
    )
  })
})
