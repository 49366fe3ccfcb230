import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto"
import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { pipeline } from "node:stream/promises"
import { CONTENT_CIPHERS, KEY_TRANSPORTS, type ContentCipher, type KeyTransport } from "@gir/cms"
import { generateKeyPair, issueCertificate, type Certificate } from "@gir/x509"
import { beforeAll, describe, expect, it } from "vitest"
import {
  encryptContent,
  encryptedSize,
  pemEncoder,
  pemSize,
  PIECE_BYTES,
  segmentDigester,
  type EncryptionOptions,
} from "../src/index.ts"
import { openWithNode } from "./open.ts"

const MIB = 1024 * 1024
const CIPHERS = Object.keys(CONTENT_CIPHERS) as ContentCipher[]
const TRANSPORTS = Object.keys(KEY_TRANSPORTS) as KeyTransport[]

interface Holder {
  readonly certificate: Certificate
  readonly privateKey: KeyObject
}
let [a, b]: Holder[] = []

beforeAll(async () => {
  ;[a, b] = await Promise.all([makeHolder("A"), makeHolder("B")])
})

async function makeHolder(commonName: string): Promise<Holder> {
  const { privateKey, publicKey } = await generateKeyPair(2048)
  return { certificate: issue(commonName, privateKey, publicKey), privateKey }
}

/** Self-signed; a key that is no RSA key is certified by A. */
function issue(commonName: string, privateKey: KeyObject, publicKey: KeyObject): Certificate {
  const [notBefore, notAfter] = [new Date("2026-01-01T00:00:00Z"), new Date("2036-01-01T00:00:00Z")]
  const issuer = a ?? null
  return issueCertificate({
    subject: { commonName },
    role: "recording",
    notBefore,
    notAfter,
    ...(issuer === null || publicKey.asymmetricKeyType === "rsa"
      ? { issuer: "self", privateKey, publicKey }
      : {
          issuer: { certificatePem: issuer.certificate.pem, privateKey: issuer.privateKey },
          publicKey,
        }),
  }).certificate
}

function contentOf(bytes: number): Buffer {
  const content = Buffer.alloc(bytes)
  for (let at = 0; at < bytes; at += 1) content[at] = (at * 131 + (at >> 9)) & 0xff
  return content
}

function* writes(content: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size)
}

const classic = (options: Partial<EncryptionOptions> = {}): EncryptionOptions => ({
  recipients: [a!.certificate],
  envelopeProfile: "classic",
  ...options,
})

async function encrypt(
  content: Buffer,
  options: EncryptionOptions,
  writeBytes = 65_536,
): Promise<Buffer> {
  const { stream } = encryptContent(options)
  return buffer(Readable.from(writes(content, writeBytes), { objectMode: false }).pipe(stream))
}

describe("encryptContent", () => {
  it.each(
    CIPHERS.flatMap((cipher) => TRANSPORTS.map((keyTransport) => [cipher, keyTransport] as const)),
  )("%s with %s opens again", async (cipher, keyTransport) => {
    const content = contentOf(1_000)
    const bytes = await encrypt(content, classic({ cipher, keyTransport }))
    expect((await openWithNode(bytes, a!.privateKey)).plaintext).toEqual(content)
  })

  it("gives each profile its cipher and key transport", async () => {
    const recipientOf = async (envelopeProfile: "classic" | "modern") => {
      const encryption = encryptContent(classic({ envelopeProfile }))
      const bytes = await buffer(Readable.from([contentOf(5)]).pipe(encryption.stream))
      const [recipient] = (await openWithNode(bytes, a!.privateKey)).recipients
      return { cipher: encryption.cipher, keyTransport: recipient?.keyEncryptionAlgorithm }
    }
    expect(await recipientOf("classic")).toEqual({
      cipher: "aes256-cbc",
      keyTransport: { kind: "pkcs1" },
    })
    expect(await recipientOf("modern")).toMatchObject({
      cipher: "aes256-gcm",
      keyTransport: { kind: "oaep", hash: "sha256", mgf1Hash: "sha256" },
    })
  })

  it("opens with the key of any recipient, named in either way", async () => {
    const content = contentOf(100)
    const recipients = [a!.certificate, b!.certificate]
    for (const recipientId of ["issuerAndSerialNumber", "subjectKeyIdentifier"] as const) {
      const bytes = await encrypt(content, classic({ recipients, recipientId }))
      const { recipients: written } = await openWithNode(bytes, a!.privateKey).catch(() =>
        openWithNode(bytes, a!.privateKey, 1),
      )
      expect(written.map(({ rid }) => rid.kind)).toEqual([recipientId, recipientId])
      const opened = await Promise.all(
        [0, 1].flatMap((index) =>
          [a!, b!].map(({ privateKey }) =>
            openWithNode(bytes, privateKey, index).then(
              ({ plaintext }) => plaintext.equals(content),
              () => false,
            ),
          ),
        ),
      )
      expect(opened.filter(Boolean)).toHaveLength(2)
    }
  })

  it("never encrypts two contents under the same key or IV", async () => {
    const [first, second] = await Promise.all([0, 1].map(() => encrypt(contentOf(64), classic())))
    expect(first!.subarray(-80)).not.toEqual(second!.subarray(-80))
  })
})

describe("the size that is known beforehand", () => {
  const around = (size: number): number[] => [size - 1, size, size + 1]
  const sizes = [0, 1, ...around(16), 127, 128, 255, 256, ...around(PIECE_BYTES), ...around(MIB)]
  const steps = [1, 15, 16, 17, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1]

  it.each(CIPHERS)("%s: is exact, and the content opens, whatever the writes", async (cipher) => {
    for (const contentBytes of sizes) {
      const content = contentOf(contentBytes)
      const options = classic({ cipher, contentBytes })
      const expected = encryptedSize({ ...options, contentBytes })
      for (const step of contentBytes > 1_000 ? steps.slice(4) : steps) {
        const bytes = await encrypt(content, options, step)
        expect(bytes.length).toBe(expected)
      }
      const bytes = await encrypt(content, options)
      expect(encryptContent(options).encryptedBytes).toBe(bytes.length)
      const opened = await openWithNode(bytes, a!.privateKey)
      expect(opened.plaintext.equals(content)).toBe(true)
      expect(opened.pieces.length).toBeLessThanOrEqual(1)
    }
  })

  it("counts every recipient, and the way it is named", async () => {
    const content = contentOf(1_000)
    for (const recipients of [
      [a!.certificate],
      [a!.certificate, b!.certificate],
      Array(64).fill(a!.certificate),
    ]) {
      for (const recipientId of ["issuerAndSerialNumber", "subjectKeyIdentifier"] as const) {
        const options = { ...classic({ recipients, recipientId }), contentBytes: content.length }
        expect((await encrypt(content, options)).length).toBe(encryptedSize(options))
      }
    }
  })

  it("must be kept: longer or shorter content fails, and the file is not ended", async () => {
    for (const contentBytes of [99, 101]) {
      const { stream } = encryptContent(classic({ contentBytes }))
      const work = pipeline(Readable.from([contentOf(100)]), stream, async (source) =>
        buffer(source),
      )
      await expect(work).rejects.toMatchObject({ code: "ERR_CMS_CONTENT_LENGTH" })
    }
  })
})

describe("content of unknown size", () => {
  it.each(CIPHERS)("%s: is cut into pieces of one length, whatever the writes", async (cipher) => {
    for (const contentBytes of [
      0,
      1,
      PIECE_BYTES - 16,
      PIECE_BYTES,
      PIECE_BYTES + 1,
      3 * PIECE_BYTES + 5,
    ]) {
      const content = contentOf(contentBytes)
      for (const step of [320, 16_000, PIECE_BYTES, 5 * PIECE_BYTES]) {
        const bytes = await encrypt(content, classic({ cipher }), step)
        const { plaintext, pieces } = await openWithNode(bytes, a!.privateKey)
        expect(plaintext.equals(content)).toBe(true)
        expect(pieces.slice(0, -1).every((length) => length === PIECE_BYTES)).toBe(true)
        expect(pieces.at(-1) ?? 0).toBeLessThanOrEqual(PIECE_BYTES)
      }
    }
  })

  it("does not know the size of the output", () => {
    expect(encryptContent(classic()).encryptedBytes).toBeNull()
  })
})

describe("segment digests", () => {
  const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

  it("are those of every 1 MiB of the output, and their root", async () => {
    const { stream, segments } = encryptContent(classic())
    const bytes = await buffer(Readable.from(writes(contentOf(2 * MIB + 5), 70_000)).pipe(stream))
    const digests = [...writes(bytes, MIB)].map(sha256)
    expect(segments()).toEqual({
      segmentBytes: MIB,
      totalBytes: bytes.length,
      root: sha256(Buffer.from(digests.join(""), "hex")),
      digests,
    })
  })

  it("are not known before the end, nor when nobody wanted them", async () => {
    const pending = encryptContent(classic())
    expect(() => pending.segments()).toThrow("after the stream has ended")
    const undigested = encryptContent(classic({ isDigested: false }))
    await buffer(Readable.from([contentOf(5)]).pipe(undigested.stream))
    expect(() => undigested.segments()).toThrow()
  })

  it("are taken of clear media too, which passes through unchanged", async () => {
    const digester = segmentDigester()
    const content = contentOf(MIB + 1)
    const passed = await buffer(Readable.from(writes(content, 70_000)).pipe(digester))
    expect(passed.equals(content)).toBe(true)
    expect(digester.segments().digests).toEqual([...writes(content, MIB)].map(sha256))
  })

  it("of nothing are none", async () => {
    const digester = segmentDigester()
    await buffer(Readable.from([], { objectMode: false }).pipe(digester))
    expect(digester.segments()).toMatchObject({
      totalBytes: 0,
      digests: [],
      root: sha256(Buffer.alloc(0)),
    })
  })
})

describe("recipients that are refused", () => {
  const code = (options: Partial<EncryptionOptions>): unknown => {
    try {
      return encryptContent(classic(options)).cipher
    } catch (error) {
      return (error as { code?: string }).code
    }
  }

  it("none, and more than 64", () => {
    expect(code({ recipients: [] })).toBe("ERR_CMS_RECIPIENT_COUNT")
    expect(code({ recipients: Array(65).fill(a!.certificate) })).toBe("ERR_CMS_RECIPIENT_COUNT")
  })

  it("keys that are short, or no RSA keys", () => {
    const short = generateKeyPairSync("rsa", { modulusLength: 1024 })
    const ec = generateKeyPairSync("ec", { namedCurve: "P-256" })
    for (const { publicKey, privateKey } of [short, ec]) {
      const certificate = issue("weak", privateKey, publicKey)
      expect(code({ recipients: [a!.certificate, certificate] })).toBe("ERR_CMS_RECIPIENT_UNUSABLE")
    }
  })

  it("a public exponent of 1, which would encrypt nothing", () => {
    const rsa = { modulus: a!.certificate.rsa!.modulus, exponent: 1n }
    const certificate = { ...a!.certificate, rsa }
    expect(code({ recipients: [certificate] })).toBe("ERR_CMS_RECIPIENT_UNUSABLE")
  })

  it("one without the identifier by which it shall be named", () => {
    const certificate = { ...a!.certificate, subjectKeyIdentifier: null }
    expect(code({ recipients: [certificate], recipientId: "subjectKeyIdentifier" })).toBe(
      "ERR_CMS_RECIPIENT_UNUSABLE",
    )
  })

  it("content that AES-GCM cannot take", () => {
    const contentBytes = 60 * 2 ** 30 + 1
    expect(code({ envelopeProfile: "modern", contentBytes })).toBe("ERR_CMS_LIMIT_EXCEEDED")
    expect(code({ envelopeProfile: "classic", contentBytes })).toBe("aes256-cbc")
  })
})

describe("pemEncoder", () => {
  it.each([0, 1, 2, 3, 47, 48, 49, 95, 96, 97, 1000])(
    "of %i bytes: lines of 64, and the size is known",
    async (size) => {
      const bytes = contentOf(size)
      for (const step of [1, 48, 50, 1000]) {
        const text = (
          await buffer(Readable.from(writes(bytes, step), { objectMode: false }).pipe(pemEncoder()))
        ).toString()
        const lines = text.split("\n")
        expect(lines[0]).toBe("-----BEGIN CMS-----")
        expect(lines.slice(-2)).toEqual(["-----END CMS-----", ""])
        const body = lines.slice(1, -2)
        expect(Buffer.from(body.join(""), "base64")).toEqual(bytes)
        expect(body.slice(0, -1).every((line) => line.length === 64)).toBe(true)
        expect(text.length).toBe(pemSize(size))
      }
    },
  )
})

describe("the stream", () => {
  it("waits for its reader", async () => {
    const { stream } = encryptContent(classic())
    let accepted = 0
    while (stream.write(contentOf(65_536)) && accepted < 100) accepted += 1
    expect(accepted).toBeLessThan(4)
    stream.destroy()
    await new Promise((resolve) => stream.once("close", resolve))
  })

  it("passes on the failure of what it reads from", async () => {
    const failing = Readable.from([contentOf(10), Promise.reject(new Error("microphone"))])
    const { stream } = encryptContent(classic())
    await expect(pipeline(failing, stream, async (source) => buffer(source))).rejects.toThrow(
      "microphone",
    )
  })
})
