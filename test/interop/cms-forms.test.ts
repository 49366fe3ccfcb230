import { createHash } from "node:crypto"
import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { inspectEnvelope } from "@gir/cms"
import { memorySource, openEnvelope, rewrapEnvelope, rsaRecipientKey } from "@gir/cms-decrypt"
import { encryptContent, pemEncoder, wrapCek, type EnvelopeProfile } from "@gir/cms-encrypt"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { contentOf, openOffice, openssl, opensslVersion, type Holder } from "./openssl.ts"

const content = contentOf(100_000)

describe.skipIf(opensslVersion === null)("forms of an envelope", () => {
  const office = openOffice()
  let [a, b]: Holder[] = []

  beforeAll(async () => {
    ;[a, b] = await Promise.all([office.holder("A"), office.holder("B")])
  })
  afterAll(() => office.close())

  const encrypt = (...args: readonly string[]): Promise<Buffer> =>
    openssl(["cms", "-encrypt", "-binary", ...args, "-recip", a!.certificateFile], content)

  const keyOf = ({ certificate, keyPair }: Holder) =>
    rsaRecipientKey({ certificate, privateKey: keyPair.privateKey })

  async function openAs(bytes: Uint8Array, holder: Holder) {
    const keys = [keyOf(holder)]
    return openEnvelope(memorySource(bytes), { keys, segments: null, policy: "compat" })
  }

  async function decrypt(bytes: Uint8Array, holder: Holder = a!): Promise<Buffer> {
    return buffer((await openAs(bytes, holder)).content())
  }

  it.each([
    ["PEM", ["-aes256", "-outform", "PEM"], "pem"],
    ["PEM, streamed", ["-aes256", "-outform", "PEM", "-stream"], "pem"],
    ["S/MIME", ["-aes256", "-outform", "SMIME"], "smime"],
    ["S/MIME, streamed", ["-aes256", "-outform", "SMIME", "-stream"], "smime"],
    ["S/MIME with GCM", ["-aes-256-gcm", "-outform", "SMIME"], "smime"],
  ])("%s of OpenSSL is opened", async (_name, args, form) => {
    const bytes = await encrypt(...args)
    expect((await decrypt(bytes)).equals(content)).toBe(true)
    expect((await inspectEnvelope(memorySource(bytes))).form).toBe(form)
  })

  it.each(["classic", "modern"] as const)(
    "our PEM (%s) is opened by OpenSSL",
    async (envelopeProfile) => {
      const { stream } = encryptContent({ recipients: [a!.certificate], envelopeProfile })
      const text = await buffer(Readable.from([content]).pipe(stream).pipe(pemEncoder()))
      const args = ["cms", "-decrypt", "-binary", "-inform", "PEM", "-recip", a!.certificateFile]
      expect((await openssl([...args, "-inkey", a!.keyFile], text)).equals(content)).toBe(true)
    },
  )

  it("PKCS #7 of `openssl smime` is opened", async () => {
    const args = ["smime", "-encrypt", "-binary", "-aes128", "-outform", "DER", a!.certificateFile]
    expect((await decrypt(await openssl(args, content))).equals(content)).toBe(true)
  })

  it.each(["sha1", "sha224", "sha512"])("OAEP SHA-256 with MGF1 %s is opened", async (mgf1Hash) => {
    const oaep = ["rsa_padding_mode:oaep", "rsa_oaep_md:sha256", `rsa_mgf1_md:${mgf1Hash}`]
    const args = [
      "cms",
      "-encrypt",
      "-binary",
      "-outform",
      "DER",
      "-aes256",
      "-recip",
      a!.certificateFile,
    ]
    const bytes = await openssl(
      [...args, ...oaep.flatMap((option) => ["-keyopt", option])],
      content,
    )
    const { recipients } = await inspectEnvelope(memorySource(bytes))
    expect(recipients[0]?.keyTransport).toContain("RSAES-OAEP SHA-256 with MGF1")
    expect((await decrypt(bytes)).equals(content)).toBe(true)
  })

  it("3DES is opened as a legacy cipher, with a notice", async () => {
    const opened = await openAs(await encrypt("-des3", "-outform", "DER"), a!)
    expect((await buffer(opened.content())).equals(content)).toBe(true)
    expect(opened.notices).toContain("3DES-CBC is a legacy cipher")
  })

  it("recipients of other kinds are skipped and listed", async () => {
    const secret = ["-secretkey", "00".repeat(16), "-secretkeyid", "0102"]
    const bytes = await encrypt("-aes256", "-outform", "DER", "-pwri_password", "x", ...secret)
    expect((await decrypt(bytes)).equals(content)).toBe(true)
    const { recipients } = await inspectEnvelope(memorySource(bytes))
    expect(recipients.map(({ type }) => type).toSorted()).toEqual(["kekri", "ktri", "pwri"])
  })

  it.each([
    ["classic", undefined],
    ["modern", undefined],
    ["classic", content.length],
    ["modern", content.length],
  ] as const)(
    "rewrapped (%s, size %s): the new key opens, the old one is refused",
    async (envelopeProfile, contentBytes) => {
      const bytes = await written(envelopeProfile, contentBytes)
      const { certificate, keyPair } = a!
      const rewrapped = await rewrapEnvelope(memorySource(bytes), {
        key: { certificate, privateKey: keyPair.privateKey },
        remove: [certificate],
        add: (cek) =>
          wrapCek(cek, {
            recipients: [b!.certificate],
            keyTransport: "oaep-sha256",
            recipientId: "subjectKeyIdentifier",
          }),
      })
      const after = await buffer(rewrapped.stream())
      expect(after.length).toBe(rewrapped.totalBytes)
      expect(digest(after.subarray(rewrapped.head.length))).toBe(
        digest(bytes.subarray(rewrapped.unchangedFrom)),
      )
      expect((await decrypt(after, b!)).equals(content)).toBe(true)
      await expect(openAs(after, a!)).rejects.toMatchObject({ code: "ERR_CMS_NO_RECIPIENT" })
      const args = ["cms", "-decrypt", "-binary", "-inform", "DER", "-recip", b!.certificateFile]
      expect((await openssl([...args, "-inkey", b!.keyFile], after)).equals(content)).toBe(true)
    },
  )

  it("rewrapping an envelope of OpenSSL keeps the recipients that stay", async () => {
    const bytes = await encrypt("-aes256", "-outform", "DER", "-pwri_password", "x")
    const { certificate, keyPair } = a!
    const rewrapped = await rewrapEnvelope(memorySource(bytes), {
      key: { certificate, privateKey: keyPair.privateKey },
      remove: [],
      add: (cek) =>
        wrapCek(cek, {
          recipients: [b!.certificate],
          keyTransport: "pkcs1",
          recipientId: "issuerAndSerialNumber",
        }),
    })
    const after = await buffer(rewrapped.stream())
    for (const holder of [a!, b!]) expect((await decrypt(after, holder)).equals(content)).toBe(true)
    const args = ["cms", "-decrypt", "-binary", "-inform", "DER", "-pwri_password", "x"]
    expect((await openssl(args, after)).equals(content)).toBe(true)
  })

  it("rewrapping never leaves an envelope that nobody opens", async () => {
    const { certificate, keyPair } = a!
    const options = { key: { certificate, privateKey: keyPair.privateKey }, add: () => [] }
    const bytes = await written("classic", content.length)
    await expect(
      rewrapEnvelope(memorySource(bytes), { ...options, remove: [certificate] }),
    ).rejects.toMatchObject({
      code: "ERR_CMS_RECIPIENT_COUNT",
    })
    await expect(
      rewrapEnvelope(memorySource(bytes), { ...options, remove: [b!.certificate] }),
    ).rejects.toMatchObject({ code: "ERR_CMS_NO_RECIPIENT" })
  })

  async function written(
    envelopeProfile: EnvelopeProfile,
    contentBytes: number | undefined,
  ): Promise<Buffer> {
    const size = contentBytes === undefined ? {} : { contentBytes }
    const { stream } = encryptContent({ recipients: [a!.certificate], envelopeProfile, ...size })
    return buffer(Readable.from([content]).pipe(stream))
  }
})

function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex")
}
