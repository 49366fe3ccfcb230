import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { memorySource, openEnvelope, rsaRecipientKey } from "@gir/cms-decrypt"
import { encryptContent, type ContentCipher } from "@gir/cms-encrypt"
import { generateKeyPair, issueCertificate } from "@gir/x509"
import fc from "fast-check"
import { beforeAll, describe, expect, it } from "vitest"
import { contentOf } from "./openssl.ts"

type Key = ReturnType<typeof rsaRecipientKey>
let key: Key

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair(2048)
  const { certificate } = issueCertificate({
    subject: { commonName: "A" },
    role: "recording",
    issuer: "self",
    privateKey,
    publicKey,
    notBefore: new Date("2026-01-01T00:00:00Z"),
    notAfter: new Date("2036-01-01T00:00:00Z"),
  })
  key = rsaRecipientKey({ certificate, privateKey })
})

const ciphers = fc.constantFrom<ContentCipher>(
  "aes128-cbc",
  "aes256-cbc",
  "aes192-gcm",
  "aes256-gcm",
)
/** Writes of any sizes; together up to a few pieces and segments. */
const writes = fc
  .array(fc.nat({ max: 400_000 }), { maxLength: 8 })
  .map((sizes) => sizes.map((size) => contentOf(size)))

/** One recording: its writes, its cipher, and whether its size was known beforehand. */
const recordings = fc.record({ parts: writes, cipher: ciphers, isSizeKnown: fc.boolean() })
type Recording = typeof recordings extends fc.Arbitrary<infer T> ? T : never

async function written({ parts, cipher, isSizeKnown }: Recording) {
  const content = Buffer.concat(parts)
  const { stream, segments } = encryptContent({
    recipients: [key.certificate],
    envelopeProfile: "modern",
    cipher,
    ...(isSizeKnown ? { contentBytes: content.length } : {}),
  })
  const bytes = await buffer(Readable.from(parts, { objectMode: false }).pipe(stream))
  return { content, bytes, segments: segments() }
}

const positions = fc.double({ min: 0, max: 1, noNaN: true })

describe("laws", () => {
  it("decryption inverts encryption", async () => {
    const law = fc.asyncProperty(recordings, fc.boolean(), async (recording, isDigested) => {
      const { content, bytes, segments } = await written(recording)
      const options = {
        keys: [key],
        segments: isDigested ? segments : null,
        policy: "compat",
      } as const
      const opened = await openEnvelope(memorySource(bytes), options)
      expect((await buffer(opened.content())).equals(content)).toBe(true)
    })
    await fc.assert(law, { numRuns: 100 })
  })

  it("a range of the content is that range of the whole", async () => {
    const ranges = fc.array(fc.tuple(positions, positions), { maxLength: 10 })
    const law = fc.asyncProperty(recordings, ranges, async (recording, pairs) => {
      const { content, bytes, segments } = await written(recording)
      const options = { keys: [key], segments, policy: "strict" } as const
      const opened = await openEnvelope(memorySource(bytes), options)
      for (const pair of pairs) {
        const [from = 0, to = 0] = pair
          .map((part) => Math.round(part * content.length))
          .toSorted((x, y) => x - y)
        const found = await buffer(opened.content({ from, to }))
        expect(found.equals(content.subarray(from, to))).toBe(true)
      }
    })
    await fc.assert(law, { numRuns: 60 })
  })
})
