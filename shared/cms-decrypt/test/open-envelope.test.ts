import {
  encodeContext,
  encodeOctetString,
  encodeOid,
  encodeSequence,
  encodeSet,
  encodeValue,
} from "@gir/asn1"
import type { ReadableCipher } from "@gir/cms"
import { isGirError } from "@gir/errors"
import { beforeAll, describe, expect, it } from "vitest"
import { openEnvelope, rsaRecipientKey, type OpenOptions } from "../src/index.ts"
import {
  indefinite,
  keyHolding,
  keyTrans,
  pieces,
  read,
  seal,
  sourceOf,
  strangerInfo,
  type Sealed,
  type SealOptions,
} from "./build-envelope.ts"
import { holder, type Holder } from "./certificates.ts"

const CIPHERS: readonly ReadableCipher[] = [
  "aes128-cbc",
  "aes192-cbc",
  "aes256-cbc",
  "aes128-gcm",
  "aes192-gcm",
  "aes256-gcm",
  "des-ede3-cbc",
]
const MIB = 1024 * 1024

const plaintextOf = (bytes: number): Buffer => {
  const plaintext = Buffer.alloc(bytes)
  for (let at = 0; at < bytes; at += 1) plaintext[at] = (at * 31 + (at >> 8)) & 0xff
  return plaintext
}

async function open({ bytes, cek, segments }: Sealed, options: Partial<OpenOptions> = {}) {
  const keys = [keyHolding(cek)]
  return openEnvelope(sourceOf(bytes), { keys, segments, policy: "strict", ...options })
}

async function openAll(sealed: Sealed, options: Partial<OpenOptions> = {}): Promise<Buffer> {
  const opened = await open(sealed, options)
  try {
    return await read(opened.content())
  } finally {
    opened.close()
  }
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return "none"
  } catch (error) {
    if (isGirError(error)) return error.code
    throw error
  }
}

describe("openEnvelope", () => {
  let [a, b]: Holder[] = []
  beforeAll(async () => {
    ;[a, b] = await Promise.all([holder("A"), holder("B")])
  })
  const keyOf = ({ certificate, keyPair }: Holder) =>
    rsaRecipientKey({ certificate, privateKey: keyPair.privateKey })

  it("opens with the first key that is named, and says which it was", async () => {
    const sealed = seal(plaintextOf(100), { certificate: a!.certificate })
    const opened = await open(sealed, { keys: [keyOf(b!), keyOf(a!)] })
    expect(opened.openedBy).toBe(a!.certificate)
    expect(await read(opened.content())).toEqual(plaintextOf(100))
  })

  it("names the recipients when no key is named, for whoever has to find the right one", async () => {
    const foreign = [
      { type: "kari", value: 0xa1 },
      { type: "pwri", value: 0xa3 },
    ]
    const sealed = seal(plaintextOf(100), {
      fields: {
        recipientInfos: [
          keyTrans(a!.certificate, Buffer.alloc(32)),
          strangerInfo(),
          ...foreign.map(({ value }) => encodeValue(value, encodeOid("1.2.3"))),
        ],
      },
    })
    const { serialNumber, issuer } = a!.certificate
    await expect(open(sealed, { keys: [keyOf(b!)] })).rejects.toMatchObject({
      code: "ERR_CMS_NO_RECIPIENT",
      fields: {
        recipients: [
          { subjectKeyIdentifier: "6E6F626F6479" },
          { issuer: issuer.rfc4514, serialNumber },
          { type: "kari" },
          { type: "pwri" },
        ],
      },
    })
  })

  it("has one failure for a wrong CEK, whatever the cipher", async () => {
    for (const cipher of CIPHERS) {
      const sealed = seal(plaintextOf(100), { cipher, isRepeatable: true })
      const wrong = { ...sealed, cek: Buffer.alloc(sealed.cek.length, 1) }
      const messages = new Set<string>()
      for (const segments of [sealed.segments, null]) {
        const failure = await openAll(wrong, { segments, policy: "compat" }).catch(String)
        messages.add(String(failure))
      }
      // One garbage CEK in 256 would pass the padding of CBC; this one never does.
      expect([...messages]).toEqual([
        "GirError: the recording could not be opened or verified; nothing of it was released",
      ])
    }
  })

  it("has the same failure for a CEK of another length", async () => {
    const sealed = seal(plaintextOf(100))
    expect(await codeOf(open(sealed, { keys: [keyHolding(sealed.cek.subarray(1))] }))).toBe(
      "ERR_CMS_DECRYPTION_FAILED",
    )
  })

  it("gives no content after it was closed", async () => {
    const opened = await open(seal(plaintextOf(100)))
    opened.close()
    opened.close()
    await expect(read(opened.content())).rejects.toThrow("the envelope is closed")
  })
})

describe("what it reads", () => {
  const plaintext = plaintextOf(100_003)
  const attribute = encodeSequence(encodeOid("1.2.840.113549.1.9.3"), encodeSet(encodeOid("1.2.3")))
  const attributes = (n: number): Uint8Array => encodeContext(n, attribute, { constructed: true })
  const authenticated: SealOptions = {
    cipher: "aes256-gcm",
    attributes1: attributes(1),
    aad: encodeSet(attribute),
  }
  const certificates = encodeContext(0, encodeSequence(), { constructed: true })
  const originatorInfo = encodeContext(0, certificates, { constructed: true })
  const constructed =
    (...lengths: number[]) =>
    (octets: Uint8Array): Uint8Array =>
      indefinite(0xa0, ...pieces(octets, ...lengths))

  const forms: readonly (readonly [string, SealOptions])[] = [
    ["indefinite lengths around one primitive content", { isIndefinite: true }],
    ["content in equal pieces", { isIndefinite: true, content: constructed(1000) }],
    ["content in one piece", { content: constructed(200_000) }],
    ["content in pieces of a growing size", { content: constructed(1, 2, 3, 500, 70_000) }],
    [
      "content with empty pieces",
      {
        content: (octets) =>
          indefinite(0xa0, ...pieces(octets, 9000), encodeOctetString(new Uint8Array(0))),
      },
    ],
    [
      "constructed content of definite length",
      { content: (octets) => encodeValue(0xa0, ...pieces(octets, 777)) },
    ],
    [
      "nested pieces",
      {
        content: (octets) =>
          indefinite(
            0xa0,
            indefinite(0x24, ...pieces(octets.subarray(0, 1616), 100)),
            encodeValue(0x24, ...pieces(octets.subarray(1616), 5000)),
          ),
      },
    ],
    ["originatorInfo", { fields: { originatorInfo, version: 2 } }],
    ["unprotected attributes", { fields: { attributes1: attributes(1), version: 2 } }],
    ["authenticated attributes", authenticated],
    [
      "authenticated attributes as BER",
      { ...authenticated, attributes1: indefinite(0xa1, attribute) },
    ],
    [
      "unauthenticated attributes",
      { cipher: "aes128-gcm", fields: { attributes2: attributes(2) } },
    ],
    [
      "GCM in equal pieces",
      { cipher: "aes256-gcm", isIndefinite: true, content: constructed(4096) },
    ],
    ...[12, 13, 14, 15].map((tagBytes): [string, SealOptions] => [
      `a tag of ${tagBytes} bytes`,
      { cipher: "aes256-gcm", tagBytes },
    ]),
  ]

  it.each(forms)("%s", async (_name, options) => {
    const sealed = seal(plaintext, options)
    expect((await openAll(sealed)).equals(plaintext)).toBe(true)
    expect((await openAll(sealed, { segments: null, policy: "compat" })).equals(plaintext)).toBe(
      true,
    )
    const opened = await open(sealed)
    for (const [from, to] of [
      [0, 1],
      [999, 1001],
      [70_000, 70_017],
      [100_000, 100_003],
    ] as const) {
      expect(await read(opened.content({ from, to }))).toEqual(plaintext.subarray(from, to))
    }
  })

  it("refuses a changed authenticated attribute", async () => {
    const other = encodeContext(
      1,
      encodeSequence(encodeOid("1.2.4"), encodeSet(encodeOid("1.2.3"))),
      { constructed: true },
    )
    const sealed = seal(plaintext, { ...authenticated, attributes1: other })
    expect(await codeOf(open(sealed, { segments: null }))).toBe("ERR_CMS_DECRYPTION_FAILED")
  })
})

describe("lengths around blocks, pieces and segments", () => {
  const around = (size: number): number[] => [size - 1, size, size + 1]
  const sizes = [0, 1, ...around(16), ...around(65_536), ...around(MIB), ...around(2 * MIB)]

  it.each(CIPHERS)("%s", async (cipher) => {
    for (const size of sizes) {
      const plaintext = plaintextOf(size)
      const sealed = seal(plaintext, { cipher })
      const opened = await open(sealed, { policy: "compat" })
      expect(await opened.contentBytes()).toBe(size)
      expect((await read(opened.content())).equals(plaintext)).toBe(true)
      const foreign = await openAll(sealed, { segments: null, policy: "compat" })
      expect(foreign.equals(plaintext)).toBe(true)
    }
  })
})

describe("ranges", () => {
  it.each([
    { cipher: "aes256-cbc", blockBytes: 16, bytes: 3 * MIB + 5 },
    { cipher: "aes256-gcm", blockBytes: 16, bytes: 3 * MIB + 5 },
    // Thirty times as slow as AES.
    { cipher: "des-ede3-cbc", blockBytes: 8, bytes: MIB + 5 },
  ] as const)("$cipher: every pair of edges", async ({ cipher, blockBytes, bytes }) => {
    const plaintext = plaintextOf(bytes)
    const around = (edge: number): number[] => [edge - 1, edge, edge + 1]
    const blocks = [...around(blockBytes), ...around(2 * blockBytes)]
    const edges = [0, 1, ...blocks, ...around(MIB), bytes - 5, bytes]
    const opened = await open(seal(plaintext, { cipher }), { policy: "compat" })
    for (const from of edges) {
      for (const to of edges.filter((edge) => edge >= from)) {
        const found = await read(opened.content({ from, to }))
        expect(found.equals(plaintext.subarray(from, to))).toBe(true)
      }
    }
  })

  it.each(["aes256-cbc", "aes256-gcm"] as const)(
    "%s: reads the header's segment, and two at most",
    async (cipher) => {
      const sealed = seal(plaintextOf(10 * MIB), { cipher })
      const source = sourceOf(sealed.bytes)
      const options = {
        keys: [keyHolding(sealed.cek)],
        segments: sealed.segments,
        policy: "strict",
      } as const
      const opened = await openEnvelope(source, options)
      for (const from of [0, 3 * MIB, 3 * MIB - 400, 5 * MIB + 77, 9 * MIB]) {
        await read(opened.content({ from, to: from + 65_536 }))
      }
      const segmentsRead = source.reads.map(([from, to]) => Math.ceil((to - from) / MIB))
      expect(segmentsRead[0]).toBe(1)
      expect(Math.max(...segmentsRead)).toBeLessThanOrEqual(2)
      expect(source.reads).toHaveLength(6)
    },
  )

  it.each([
    [-1, 5],
    [5, 4],
    [0, 101],
    [101, 101],
    [0.5, 2],
    [Number.NaN, 2],
  ])("refuses %d to %d of 100 bytes", async (from, to) => {
    const opened = await open(seal(plaintextOf(100)))
    expect(await codeOf(read(opened.content({ from, to })))).toBe("ERR_CMS_RANGE")
  })
})

describe("a foreign GCM file that changes while it is read", () => {
  const sealed = seal(plaintextOf(3 * MIB), { cipher: "aes256-gcm" })

  it("is not released where it differs from what was authenticated", async () => {
    const changed = Buffer.from(sealed.bytes)
    changed[2 * MIB]! ^= 1
    let bytes = sealed.bytes
    const source = {
      ...sourceOf(bytes),
      read: (from: number, to: number) => sourceOf(bytes).read(from, to),
    }
    const keys = [keyHolding(sealed.cek)]
    const opened = await openEnvelope(source, { keys, segments: null, policy: "strict" })
    bytes = changed
    let released = 0
    const work = (async () => {
      for await (const chunk of opened.content() as AsyncIterable<Buffer>) released += chunk.length
    })()
    await expect(work).rejects.toMatchObject({
      code: "ERR_CMS_SEGMENT_DIGEST",
      fields: { segment: 2 },
    })
    expect(released).toBeLessThanOrEqual(2 * MIB)
  })

  it("is refused when it was changed before: one bit anywhere", async () => {
    for (const position of [1_000, MIB, 3 * MIB, sealed.bytes.length - 1]) {
      const changed = Buffer.from(sealed.bytes)
      changed[position]! ^= 1
      const work = open({ ...sealed, bytes: changed }, { segments: null })
      expect(await codeOf(work)).toBe("ERR_CMS_DECRYPTION_FAILED")
    }
  })
})

describe("policies", () => {
  const cbc = seal(plaintextOf(100))
  const gcm = seal(plaintextOf(100), { cipher: "aes256-gcm" })
  const legacy = seal(plaintextOf(100), { cipher: "des-ede3-cbc" })

  it("strict takes CBC with digests, and GCM with or without", async () => {
    for (const sealed of [cbc, gcm]) expect((await open(sealed)).notices).toEqual([])
    expect((await open(gcm, { segments: null })).notices).toEqual([])
  })

  it("strict refuses CBC without digests", async () => {
    const code = await codeOf(open(cbc, { segments: null }))
    expect(code).toBe("ERR_CMS_UNAUTHENTICATED_CONTENT")
  })

  it("strict refuses 3DES, digests or not", async () => {
    expect(await codeOf(open(legacy))).toBe("ERR_CMS_LEGACY_CIPHER")
  })

  it("compat takes both, and says so", async () => {
    const opened = await open(legacy, { segments: null, policy: "compat" })
    expect(opened.notices).toEqual([
      "3DES-CBC is a legacy cipher",
      "3DES-CBC has no integrity, and no digests were given: a change goes unnoticed",
    ])
  })
})
