import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { inspectNodes, memorySource, type ContentCipher } from "@gir/cms"
import { encryptContent } from "@gir/cms-encrypt"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { contentOf, eachOf, openOffice, openssl, opensslVersion, type Holder } from "./openssl.ts"

/** `  386:d=5  hl=4 l=4096 prim: OCTET STRING`, or `l=inf` */
const LINE = /^\s*(\d+):d=(\d+)\s+hl=(\d+)\s+l=\s*(\d+|inf)\s+(prim|cons):/

const SIZES = [0, 15, 127, 4_096, 200_000]

describe.skipIf(opensslVersion === null)("offsets of gir envelope inspect", () => {
  const office = openOffice()
  let [a, b]: Holder[] = []
  beforeAll(async () => {
    ;[a, b] = await Promise.all([office.holder("A"), office.holder("B", 4096)])
  })
  afterAll(() => office.close())

  it("are those of openssl asn1parse, for every value of 50 files", async () => {
    const files = [...(await ourFiles()), ...(await theirFiles())]
    expect(files.length).toBeGreaterThanOrEqual(50)
    await eachOf(files, async (bytes) => {
      const text = (await openssl(["asn1parse", "-inform", "DER"], bytes)).toString("latin1")
      const expected = text.split("\n").flatMap((line) => {
        const match = LINE.exec(line)
        return match === null ? [] : [match.slice(1, 6).join(" ")]
      })
      expect(await ourLines(bytes)).toEqual(expected)
    })
  })

  async function ourLines(bytes: Uint8Array): Promise<readonly string[]> {
    const lines: string[] = []
    for await (const node of inspectNodes(memorySource(bytes))) {
      const { offset, depth, headerBytes, contentBytes, isConstructed } = node
      const form = isConstructed ? "cons" : "prim"
      lines.push([offset, depth, headerBytes, contentBytes ?? "inf", form].join(" "))
    }
    return lines
  }

  async function ourFiles(): Promise<readonly Buffer[]> {
    const ciphers: readonly ContentCipher[] = ["aes128-cbc", "aes256-gcm"]
    const shapes = ciphers.flatMap((cipher) =>
      SIZES.flatMap((size) =>
        [true, false].flatMap((isSizeKnown) =>
          (["issuerAndSerialNumber", "subjectKeyIdentifier"] as const).map((recipientId) => ({
            cipher,
            size,
            isSizeKnown,
            recipientId,
          })),
        ),
      ),
    )
    return Promise.all(
      shapes.map(async ({ cipher, size, isSizeKnown, recipientId }) => {
        const { stream } = encryptContent({
          recipients: [a!.certificate, b!.certificate],
          envelopeProfile: "modern",
          cipher,
          recipientId,
          ...(isSizeKnown ? { contentBytes: size } : {}),
        })
        return buffer(Readable.from([contentOf(size)]).pipe(stream))
      }),
    )
  }

  async function theirFiles(): Promise<readonly Buffer[]> {
    const recipients = ["-recip", a!.certificateFile, "-recip", b!.certificateFile]
    const shapes = SIZES.slice(1).flatMap((size) =>
      [[], ["-stream"], ["-keyid"], ["-pwri_password", "x"]].map((args) => ({ size, args })),
    )
    return Promise.all(
      shapes.map(({ size, args }) =>
        openssl(
          ["cms", "-encrypt", "-binary", "-outform", "DER", "-aes256", ...args, ...recipients],
          contentOf(size),
        ),
      ),
    )
  }
})
