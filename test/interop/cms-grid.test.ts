import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { memorySource, openEnvelope, rsaRecipientKey } from "@gir/cms-decrypt"
import { encryptContent, type ContentCipher, type KeyTransport } from "@gir/cms-encrypt"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { contentOf, eachOf, openOffice, openssl, opensslVersion, type Holder } from "./openssl.ts"

const MIB = 1024 * 1024
const SIZES = [0, 1, 15, 16, 17, 65_535, MIB - 1, MIB, MIB + 1]
const CIPHERS: readonly ContentCipher[] = [
  "aes128-cbc",
  "aes192-cbc",
  "aes256-cbc",
  "aes128-gcm",
  "aes192-gcm",
  "aes256-gcm",
]
/** The two of the envelope profiles meet every size, the others three of them. */
const TRANSPORTS: readonly (readonly [KeyTransport, readonly number[]])[] = [
  ["pkcs1", SIZES],
  ["oaep-sha256", SIZES],
  ["oaep-sha1", [0, 17, 65_535]],
  ["oaep-sha384", [0, 17, 65_535]],
  ["oaep-sha512", [0, 17, 65_535]],
]

interface Cell {
  readonly keyTransport: KeyTransport
  readonly recipientId: "issuerAndSerialNumber" | "subjectKeyIdentifier"
  /** Recipients, of which the last one opens. */
  readonly recipients: 1 | 3
  /** Size unknown beforehand: indefinite lengths, content in pieces. */
  readonly isStreamed: boolean
  readonly size: number
}

const CELLS: readonly Cell[] = TRANSPORTS.flatMap(([keyTransport, sizes]) =>
  (["issuerAndSerialNumber", "subjectKeyIdentifier"] as const).flatMap((recipientId) =>
    ([1, 3] as const).flatMap((recipients) =>
      [false, true].flatMap((isStreamed) =>
        sizes.map((size) => ({ keyTransport, recipientId, recipients, isStreamed, size })),
      ),
    ),
  ),
)

/** The suite promises at least 1,000 cells; this many there are in each direction. */
const CELLS_PER_CIPHER = 216

/** OpenSSL 3.0 fails to stream empty content with GCM: "Error writing CMS output". */
const isWritable =
  (cipher: ContentCipher) =>
  ({ isStreamed, size }: Cell): boolean =>
    !(isStreamed && size === 0 && cipher.endsWith("gcm"))

describe.skipIf(opensslVersion === null)("round trips with OpenSSL", () => {
  const office = openOffice()
  const contents = new Map(SIZES.map((size) => [size, contentOf(size)]))
  let holders: readonly Holder[] = []

  beforeAll(async () => {
    holders = await Promise.all([office.holder("A"), office.holder("B", 3072), office.holder("C")])
  })
  afterAll(() => office.close())

  const recipientsOf = ({ recipients }: Cell): readonly Holder[] => holders.slice(0, recipients)

  it("has the cells that it promises", () => {
    expect(CELLS).toHaveLength(CELLS_PER_CIPHER)
    expect(CELLS.length * CIPHERS.length).toBeGreaterThanOrEqual(1_000)
  })

  it.each(CIPHERS)("%s: OpenSSL opens what we wrote", async (cipher) => {
    await eachOf(CELLS, async (cell) => {
      const content = contents.get(cell.size)!
      const { certificateFile, keyFile } = recipientsOf(cell).at(-1)!
      const bytes = await write(cell, cipher)
      const args = [
        "cms",
        "-decrypt",
        "-binary",
        "-inform",
        "DER",
        "-recip",
        certificateFile,
        "-inkey",
        keyFile,
      ]
      expect((await openssl(args, bytes)).equals(content), JSON.stringify(cell)).toBe(true)
    })
  })

  it.each(CIPHERS)("%s: we open what OpenSSL wrote", async (cipher) => {
    await eachOf(CELLS.filter(isWritable(cipher)), async (cell) => {
      const content = contents.get(cell.size)!
      const { certificate, keyPair } = recipientsOf(cell).at(-1)!
      const bytes = await openssl(encryptArguments(cell, cipher), content)
      const keys = [rsaRecipientKey({ certificate, privateKey: keyPair.privateKey })]
      const opened = await openEnvelope(memorySource(bytes), {
        keys,
        segments: null,
        policy: "compat",
      })
      const found = await buffer(opened.content())
      expect(found.equals(content), JSON.stringify(cell)).toBe(true)
      expect(opened.openedBy).toBe(certificate)
      opened.close()
    })
  })

  async function write(cell: Cell, cipher: ContentCipher): Promise<Buffer> {
    const { keyTransport, recipientId, isStreamed } = cell
    const content = contents.get(cell.size)!
    const { stream } = encryptContent({
      recipients: recipientsOf(cell).map(({ certificate }) => certificate),
      envelopeProfile: "classic",
      cipher,
      keyTransport,
      recipientId,
      ...(isStreamed ? {} : { contentBytes: content.length }),
    })
    return buffer(Readable.from([content]).pipe(stream))
  }

  function encryptArguments(cell: Cell, cipher: ContentCipher): readonly string[] {
    const { keyTransport, recipientId, isStreamed } = cell
    const hash = keyTransport.replace("oaep-", "")
    const keyOptions =
      keyTransport === "pkcs1"
        ? []
        : ["-keyopt", "rsa_padding_mode:oaep", "-keyopt", `rsa_oaep_md:${hash}`]
    return [
      "cms",
      "-encrypt",
      "-binary",
      "-outform",
      "DER",
      `-${cipher.replace("aes", "aes-")}`,
      ...(isStreamed ? ["-stream"] : []),
      ...(recipientId === "subjectKeyIdentifier" ? ["-keyid"] : []),
      ...recipientsOf(cell).flatMap(({ certificateFile }) => [
        "-recip",
        certificateFile,
        ...keyOptions,
      ]),
    ]
  }
})
