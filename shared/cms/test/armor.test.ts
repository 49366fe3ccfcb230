import { describe, expect, it } from "vitest"
import { byteSource, defineByteSource, memorySource, readBytes, removeArmor } from "../src/index.ts"

const DER = Buffer.concat([
  Buffer.of(0x30),
  Buffer.from(Array.from({ length: 1999 }, (_, i) => i & 0xff)),
])
const base64 = (line: number, end: string): string =>
  DER.toString("base64").replace(new RegExp(`.{1,${line}}`, "g"), `$&${end}`)
const pem = (body: string, label = "CMS", end = "\n"): string =>
  `-----BEGIN ${label}-----${end}${body}-----END ${label}-----${end}`
const mail = (body: string, encoding = "base64"): string =>
  [
    "MIME-Version: 1.0",
    'Content-Disposition: attachment; filename="smime.p7m"',
    "Content-Type: application/pkcs7-mime; smime-type=enveloped-data;",
    ' name="smime.p7m"',
    `Content-Transfer-Encoding: ${encoding}`,
    "",
    body,
  ].join("\n")

const open = (text: string | Buffer) => removeArmor(byteSource(memorySource(Buffer.from(text))))
const malformed = expect.objectContaining({ code: "ERR_CMS_MALFORMED" })

describe("removeArmor", () => {
  it.each([
    ["DER", DER, "der"],
    ["PEM", pem(base64(64, "\n")), "pem"],
    ["PEM with the label of old", pem(base64(64, "\n"), "PKCS7"), "pem"],
    ["PEM with Windows line ends", pem(base64(64, "\r\n"), "CMS", "\r\n"), "pem"],
    ["PEM below explanatory text", `Recording 17\nof Tuesday\n${pem(base64(64, "\n"))}`, "pem"],
    ["PEM with text behind it", `${pem(base64(64, "\n"))}not - part = of it`, "pem"],
    ["PEM in long lines", pem(base64(76, "\n")), "pem"],
    ["PEM in one line", pem(base64(100_000, "\n")), "pem"],
    ["PEM in uneven lines", pem(base64(64, "\n").replace("\n", "")), "pem"],
    ["PEM with indented lines", pem(base64(64, "\n").replaceAll("\n", "\n  ")), "pem"],
    ["PEM with blank lines", pem(base64(64, "\n\n")), "pem"],
    ["S/MIME", mail(`${base64(64, "\n")}\n\n`), "smime"],
    ["S/MIME with Windows line ends", mail(base64(64, "\n")).replaceAll("\n", "\r\n"), "smime"],
    [
      "S/MIME of OpenSSL smime",
      mail(base64(64, "\n")).replace("pkcs7-mime", "x-pkcs7-mime"),
      "smime",
    ],
    ["binary S/MIME", Buffer.concat([Buffer.from(mail("", "binary")), DER]), "smime"],
  ])("takes the envelope out of %s", async (_name, text, form) => {
    const unarmored = await open(text)
    expect(unarmored.form).toBe(form)
    expect(unarmored.envelope.totalBytes).toBe(DER.length)
    for (const [from, to] of [
      [0, 2000],
      [0, 1],
      [47, 49],
      [48, 96],
      [1000, 1001],
      [1997, 2000],
    ] as const) {
      const found = await readBytes(unarmored.envelope, { from, to })
      expect(Buffer.from(found)).toEqual(DER.subarray(from, to))
    }
  })

  it("reads only what it needs of regular lines", async () => {
    const text = Buffer.from(pem(base64(64, "\n")))
    const source = byteSource(memorySource(text))
    const starts: number[] = []
    const watched = defineByteSource(text.length, (from, to) => {
      starts.push(from)
      return source.batches(from, to)
    })
    const { envelope } = await removeArmor(watched)
    await readBytes(envelope, { from: 960, to: 970 })
    // 960 bytes are 20 lines of 48 bytes, which are 65 characters each.
    expect(starts.at(-1)).toBe("-----BEGIN CMS-----\n".length + 20 * 65)
  })

  it("finds the closing line wherever a chunk ends", async () => {
    const text = Buffer.from(pem(base64(64, "\n")))
    for (let size = 1; size < 40; size += 1) {
      const source = defineByteSource(text.length, async function* (from, to) {
        for (let at = from; at < to; at += size) {
          yield [text.subarray(at, Math.min(at + size, to))]
        }
      })
      const { envelope } = await removeArmor(source)
      const found = await readBytes(envelope, { from: 0, to: envelope.totalBytes })
      expect(Buffer.from(found)).toEqual(DER)
    }
  })

  it.each([
    ["no closing line", pem(base64(64, "\n")).replace(/-----END.*/, "")],
    ["another closing line", pem(base64(64, "\n")).replace("END CMS", "END PKCS7")],
    ["a character of no meaning", pem(base64(64, "\n").replace("A", "!"))],
    ["a missing character", pem(base64(64, "\n").replace("A", ""))],
    ["text behind the padding", pem(`${base64(64, "\n")}AAAA\n`)],
    ["three padding characters", pem("A===\n")],
    ["another label", pem(base64(64, "\n"), "CERTIFICATE")],
    ["a mail without a body", "Subject: hello\nFrom: a@b\n"],
    ["S/MIME with a hyphen in its body", mail(`${base64(64, "\n")}-`)],
    ["plain text", "hello"],
  ])("refuses %s", async (_name, text) => {
    await expect(open(text)).rejects.toThrow(malformed)
  })

  it("says what a mail of another kind is", async () => {
    const text = "Content-Type: text/plain\n\nhello"
    await expect(open(text)).rejects.toMatchObject({
      code: "ERR_CMS_UNSUPPORTED",
      fields: { contentType: "text/plain" },
    })
  })
})
