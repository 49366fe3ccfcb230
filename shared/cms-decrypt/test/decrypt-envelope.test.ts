import { randomBytes } from "node:crypto"
import { encodeOctetString } from "@gir/asn1"
import type { ReadableCipher } from "@gir/cms"
import { expect, it } from "vitest"
import { decryptEnvelope, type OpenOptions } from "../src/index.ts"
import { indefinite, keyHolding, seal, type Sealed } from "./build-envelope.ts"

const CIPHERS: readonly ReadableCipher[] = ["aes128-cbc", "aes256-gcm", "des-ede3-cbc"]
/** Around a block, around what a cipher is given at once, and more than one segment. */
const SIZES = [0, 1, 15, 16, 17, 131_071, 131_072, 131_073, 1_100_000]

const decrypt = (
  { bytes, cek }: Pick<Sealed, "bytes" | "cek">,
  options: Partial<OpenOptions> = {},
) =>
  decryptEnvelope(bytes, { keys: [keyHolding(cek)], segments: null, policy: "compat", ...options })

it.each(CIPHERS)(
  "decrypts %s in memory, of every size, with digests and without",
  async (cipher) => {
    for (const size of SIZES) {
      const plaintext = randomBytes(size)
      const sealed = seal(plaintext, { cipher })
      for (const segments of [null, sealed.segments]) {
        const { content } = await decrypt(sealed, { segments })
        expect(content.equals(plaintext), `${size} bytes`).toBe(true)
      }
    }
  },
)

it("refuses a changed bit anywhere behind the header of a GCM envelope", async () => {
  const { bytes, cek } = seal(randomBytes(40), { cipher: "aes256-gcm" })
  for (let at = bytes.length - 16 - 40 - 2; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes)
    changed[at]! ^= 1
    await expect(decrypt({ bytes: changed, cek }), `byte ${at}`).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_CMS_(DECRYPTION_FAILED|MALFORMED)$/),
    })
  }
})

it("has one failure for a wrong CEK, and another for a segment that was changed", async () => {
  const sealed = seal(Buffer.alloc(64, 7), { isRepeatable: true })
  await expect(decrypt({ ...sealed, cek: Buffer.alloc(32, 1) })).rejects.toMatchObject({
    code: "ERR_CMS_DECRYPTION_FAILED",
  })
  const changed = Buffer.from(sealed.bytes)
  changed[changed.length - 1]! ^= 1
  const { segments, cek } = sealed
  await expect(decrypt({ bytes: changed, cek }, { segments })).rejects.toMatchObject({
    code: "ERR_CMS_SEGMENT_DIGEST",
    fields: { segment: 0, from: 0, to: changed.length - 1 },
  })
})

it("takes PEM, and content that is cut into pieces", async () => {
  const plaintext = randomBytes(1_000)
  const { bytes, cek } = seal(plaintext, {
    content: (octets) =>
      indefinite(
        0xa0,
        encodeOctetString(octets.subarray(0, 333)),
        encodeOctetString(octets.subarray(333)),
      ),
  })
  const text = Buffer.from(bytes).toString("base64").replaceAll(/.{64}/g, "$&\n")
  const pem = Buffer.from(`-----BEGIN CMS-----\n${text}\n-----END CMS-----\n`)
  for (const form of [bytes, pem]) {
    expect((await decrypt({ bytes: form, cek })).content.equals(plaintext)).toBe(true)
  }
})
