import { randomBytes } from "node:crypto"
import {
  encodeContext,
  encodeHeader,
  encodeOctetString,
  encodeSequence,
  encodeSet,
} from "@gir/asn1"
import { isGirError } from "@gir/errors"
import { beforeAll, describe, expect, it } from "vitest"
import { openEnvelope, rsaRecipientKey, type OpenOptions, type RecipientKey } from "../src/index.ts"
import {
  buildEnvelope,
  digestsOf,
  indefinite,
  keyHolding,
  keyTrans,
  pieces,
  seal,
  sourceOf,
  strangerInfo,
} from "./build-envelope.ts"
import { holder, type Holder } from "./certificates.ts"
import { mutate, randomFrom } from "./mutations.ts"

/** More of everything: GIR_FUZZ=20 runs twenty times as many mutations. */
const EFFORT = Number(process.env["GIR_FUZZ"] ?? 1)
const CIPHERS = ["aes256-cbc", "aes256-gcm"] as const
/** A recording of 16 KB. */
const plaintext = randomBytes(16_000)

/** How an envelope ends, and how much of it came out before. */
async function attempt(
  bytes: Uint8Array,
  options: OpenOptions,
): Promise<{ code: string; released: number }> {
  let released = 0
  try {
    const opened = await openEnvelope(sourceOf(bytes), options)
    for await (const chunk of opened.content() as AsyncIterable<Buffer>) released += chunk.length
    return { code: "opened", released }
  } catch (error) {
    if (isGirError(error) && error.code !== "ERR_INTERNAL") return { code: error.code, released }
    throw error
  }
}

describe.each(CIPHERS)("a recording in %s with its digests", (cipher) => {
  const sealed = seal(plaintext, { cipher })
  const options = {
    keys: [keyHolding(sealed.cek)],
    segments: sealed.segments,
    policy: "strict",
  } as const
  const refused = { code: "ERR_CMS_SEGMENT_DIGEST", released: 0 }

  it("is refused at every prefix, and nothing is released", async () => {
    const outcomes = await Promise.all(
      Array.from(sealed.bytes, (_, length) => attempt(sealed.bytes.subarray(0, length), options)),
    )
    expect(outcomes).toHaveLength(sealed.bytes.length)
    expect(outcomes.filter(({ code, released }) => code !== refused.code || released > 0)).toEqual(
      [],
    )
  })

  it("is refused with any of 2,000 bits flipped, and nothing is released", async () => {
    const random = randomFrom(1)
    for (let count = 0; count < 2_000; count += 1) {
      const flipped = Buffer.from(sealed.bytes)
      flipped[random(flipped.length)]! ^= 1 << random(8)
      expect(await attempt(flipped, options)).toEqual(refused)
    }
  })
})

describe.each(CIPHERS)("a foreign file in %s", (cipher) => {
  let holders: Holder[] = []
  let keys: readonly RecipientKey[] = []
  beforeAll(async () => {
    holders = [await holder("A")]
    const { certificate, keyPair } = holders[0]!
    keys = [rsaRecipientKey({ certificate, privateKey: keyPair.privateKey, rejection: "explicit" })]
  })
  const options = (): OpenOptions => ({ keys, segments: null, policy: "compat" })

  it("is refused at every prefix, and nothing is released", async () => {
    for (const isIndefinite of [false, true]) {
      const content = (octets: Uint8Array) => indefinite(0xa0, ...pieces(octets, 100))
      const form = isIndefinite ? { isIndefinite, content } : {}
      const { bytes } = seal(plaintext.subarray(0, 1_000), {
        cipher,
        certificate: holders[0]!.certificate,
        ...form,
      })
      for (let length = 0; length < bytes.length; length += 1) {
        const { code, released } = await attempt(bytes.subarray(0, length), options())
        expect({ length, code, released }).toEqual({
          length,
          code: "ERR_CMS_MALFORMED",
          released: 0,
        })
      }
    }
  })

  it("ends every mutation in one code, soon, and GCM releases only the truth", async () => {
    const { bytes } = seal(plaintext.subarray(0, 3_000), {
      cipher,
      certificate: holders[0]!.certificate,
    })
    const codes = new Set<string>()
    for (let seed = 1; seed <= 1_500 * EFFORT; seed += 1) {
      const mutated = mutate(Buffer.from(bytes), seed)
      const started = performance.now()
      const { code, released } = await attempt(mutated, options())
      codes.add(code)
      expect(performance.now() - started, `seed ${seed}`).toBeLessThan(1_000)
      if (cipher === "aes256-gcm" && code !== "opened") expect(released, `seed ${seed}`).toBe(0)
    }
    expect([...codes].toSorted()).toEqual(
      expect.arrayContaining([
        "ERR_CMS_DECRYPTION_FAILED",
        "ERR_CMS_MALFORMED",
        "ERR_CMS_NO_RECIPIENT",
      ]),
    )
  })
})

describe("envelopes that are made to exhaust the reader", () => {
  const cek = randomBytes(32)
  const options: OpenOptions = { keys: [keyHolding(cek)], segments: null, policy: "compat" }
  const parts = { cipher: "aes256-cbc", iv: Buffer.alloc(16), octets: Buffer.alloc(32) } as const
  const lying = (bytes: number): Buffer =>
    Buffer.concat([encodeHeader(0x30, bytes), Buffer.alloc(64)])

  it.each([
    ["a length beyond the file", lying(2 ** 40), "ERR_CMS_MALFORMED"],
    [
      "nothing but opened sequences",
      Buffer.alloc(200_000, Buffer.of(0x30, 0x80)),
      "ERR_CMS_MALFORMED",
    ],
    [
      "sixty-five recipients",
      buildEnvelope({ ...parts, recipientInfos: Array(65).fill(strangerInfo()) }),
      "ERR_CMS_LIMIT_EXCEEDED",
    ],
    ["no recipient", buildEnvelope({ ...parts, recipientInfos: [] }), "ERR_CMS_MALFORMED"],
    [
      "a header of more than 64 KiB",
      buildEnvelope({
        ...parts,
        originatorInfo: encodeContext(
          0,
          encodeContext(0, encodeOctetString(Buffer.alloc(70_000)), { constructed: true }),
          { constructed: true },
        ),
      }),
      "ERR_CMS_LIMIT_EXCEEDED",
    ],
    [
      "attributes of more than 64 KiB behind the content",
      buildEnvelope({
        ...parts,
        attributes1: encodeContext(1, encodeOctetString(Buffer.alloc(70_000)), {
          constructed: true,
        }),
      }),
      "ERR_CMS_LIMIT_EXCEEDED",
    ],
    [
      "content in pieces of one octet",
      buildEnvelope({
        ...parts,
        encryptedContent: indefinite(0xa0, Buffer.alloc(300_000, Buffer.of(4, 1, 7))),
      }),
      "ERR_CMS_LIMIT_EXCEEDED",
    ],
    [
      "content in pieces of no two equal lengths",
      buildEnvelope({
        ...parts,
        encryptedContent: indefinite(0xa0, Buffer.alloc(1_400_000, Buffer.of(4, 1, 7, 4, 0))),
      }),
      "ERR_CMS_LIMIT_EXCEEDED",
    ],
    [
      "content nested deeper than 32",
      buildEnvelope({ ...parts, encryptedContent: nested(40) }),
      "ERR_CMS_MALFORMED",
    ],
    [
      "no content",
      buildEnvelope({ ...parts, encryptedContent: Buffer.alloc(0) }),
      "ERR_CMS_UNSUPPORTED",
    ],
    [
      "CBC content of half a block",
      buildEnvelope({ ...parts, octets: Buffer.alloc(24) }),
      "ERR_CMS_MALFORMED",
    ],
    [
      "CBC content of no block",
      buildEnvelope({ ...parts, octets: Buffer.alloc(0) }),
      "ERR_CMS_MALFORMED",
    ],
    [
      "GCM in the container without a tag",
      seal(plaintext, { cipher: "aes256-gcm", fields: { cipher: "aes256-cbc" } }).bytes,
      "ERR_CMS_MALFORMED",
    ],
    [
      "a GCM tag of four bytes",
      buildEnvelope({ ...parts, cipher: "aes256-gcm", iv: Buffer.alloc(12), mac: Buffer.alloc(4) }),
      "ERR_CMS_MALFORMED",
    ],
    [
      "a GCM tag that is not as long as it says",
      buildEnvelope({
        ...parts,
        cipher: "aes256-gcm",
        iv: Buffer.alloc(12),
        mac: Buffer.alloc(12),
        tagBytes: 16,
      }),
      "ERR_CMS_MALFORMED",
    ],
    [
      "a nonce of 16 bytes",
      buildEnvelope({
        ...parts,
        cipher: "aes256-gcm",
        iv: Buffer.alloc(16),
        mac: Buffer.alloc(16),
      }),
      "ERR_CMS_UNSUPPORTED",
    ],
    [
      "signed data",
      Buffer.from(
        encodeSequence(
          Buffer.from("06092a864886f70d010702", "hex"),
          encodeContext(0, encodeSet(), { constructed: true }),
        ),
      ),
      "ERR_CMS_UNSUPPORTED",
    ],
    ["an empty file", Buffer.alloc(0), "ERR_CMS_MALFORMED"],
    ["a WAV file", Buffer.from("RIFF\0\0\0\0WAVEfmt "), "ERR_CMS_MALFORMED"],
  ])("%s", async (_name, bytes, code) => {
    const before = process.memoryUsage.rss()
    const started = performance.now()
    expect(await attempt(bytes, options)).toEqual({ code, released: 0 })
    expect(performance.now() - started).toBeLessThan(1_000)
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 1024 * 1024)
  })

  it("costs one RSA operation, however often the key is named", async () => {
    const { certificate, keyPair } = await holder("A")
    const infos = Array.from({ length: 64 }, () => keyTrans(certificate, randomBytes(32)))
    const bytes = buildEnvelope({ ...parts, recipientInfos: infos })
    const key = rsaRecipientKey({ certificate, privateKey: keyPair.privateKey })
    let asked = 0
    const counting: RecipientKey = {
      unwrapCek: async (...request) => ((asked += 1), key.unwrapCek(...request)),
    }
    await attempt(bytes, { ...options, keys: [counting, counting], segments: digestsOf(bytes) })
    expect(asked).toBe(1)
  })
})

function nested(depth: number): Uint8Array {
  let value: Uint8Array = encodeOctetString(Buffer.alloc(32))
  for (let level = 0; level < depth; level += 1)
    value = indefinite(level === depth - 1 ? 0xa0 : 0x24, value)
  return value
}
