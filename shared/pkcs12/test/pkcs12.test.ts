import { readPkcs12, writePkcs12 } from "@gir/pkcs12"
import { beforeAll, describe, expect, it } from "vitest"
import { makePair, type TestPair } from "./pairs.ts"

const PASSWORD = "correct horse battery staple"

let pairs: readonly TestPair[]
beforeAll(async () => {
  pairs = await Promise.all([1, 2, 3].map(makePair))
})

const write = (password = PASSWORD): Promise<Uint8Array> =>
  writePkcs12(
    pairs.map(({ entry }) => entry),
    password,
  )

describe("a PKCS #12 file", () => {
  it("gives every certificate and every key back", async () => {
    const { certificates, privateKeys, otherKinds } = await readPkcs12(await write(), PASSWORD)
    expect(certificates.map((der) => Buffer.from(der))).toEqual(
      pairs.map(({ entry }) => Buffer.from(entry.certificateDer)),
    )
    expect(privateKeys.map((key, at) => key.equals(pairs[at]!.keyPair.privateKey))).toEqual([
      true,
      true,
      true,
    ])
    expect(otherKinds).toEqual([])
  })

  it("shows neither a certificate nor a key in clear", async () => {
    const file = Buffer.from(await write())
    for (const { entry, keyPair } of pairs) {
      const pkcs8 = keyPair.privateKey.export({ type: "pkcs8", format: "der" })
      expect(file.includes(Buffer.from(entry.certificateDer).subarray(20, 60))).toBe(false)
      expect(file.includes(pkcs8.subarray(-64))).toBe(false)
    }
  })

  it("opens under a password beyond ASCII, and not under another one", async () => {
    const file = await write("Schlüßel €")
    expect((await readPkcs12(file, "Schlüßel €")).privateKeys).toHaveLength(3)
    await expect(readPkcs12(file, "Schlussel E")).rejects.toMatchObject({
      code: "ERR_PKCS12_PASSWORD_WRONG",
    })
  })

  it("may be empty, or hold a certificate alone", async () => {
    const empty = await readPkcs12(await writePkcs12([], PASSWORD), PASSWORD)
    expect(empty).toEqual({ certificates: [], privateKeys: [], otherKinds: [] })
    const alone = await writePkcs12([{ ...pairs[0]!.entry, privateKey: null }], PASSWORD)
    const { certificates, privateKeys } = await readPkcs12(alone, PASSWORD)
    expect([certificates.length, privateKeys.length]).toEqual([1, 0])
  })
})
