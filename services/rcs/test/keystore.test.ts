import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { openKeystore, type Keystore } from "../src/keystore.ts"
import { testFolder } from "./folder.ts"
import { mutex } from "./mutex.ts"
import { issue, type TestPair } from "./pki.ts"

interface Opened {
  readonly folder: string
  readonly file: string
  readonly passwordFile: string
  /** Opens the same keystore as another process would. */
  readonly open: () => Keystore
}

function keystoreFolder(): Opened {
  const folder = testFolder()
  const files = { file: join(folder, "keystore.p12"), passwordFile: join(folder, "password") }
  const lock = mutex()
  return { folder, ...files, open: () => openKeystore({ ...files, lock }) }
}

const recordingKey = ({ certificate, keyPair }: TestPair) => ({
  certificate,
  privateKey: keyPair.privateKey,
})
const idsOf = async (keystore: Keystore): Promise<string[]> =>
  (await keystore.entries()).map(({ certificate }) => certificate.sha256)

let a: TestPair
let b: TestPair
beforeAll(async () => {
  ;[a, b] = (await Promise.all([issue(), issue()])) as [TestPair, TestPair]
})

describe("a keystore", () => {
  it("is empty at the first start, with a random password in a file of mode 0600", async () => {
    const { open, file, passwordFile } = keystoreFolder()
    expect(await open().entries()).toEqual([])
    expect(existsSync(file)).toBe(false)
    expect(readFileSync(passwordFile, "utf8").trim()).toHaveLength(43)
    expect(statSync(passwordFile).mode & 0o777).toBe(0o600)
  })

  it("gives back certificates and keys after a restart, from a file of mode 0600", async () => {
    const { open, file, folder } = keystoreFolder()
    const keystore = open()
    expect(await keystore.add(recordingKey(a))).toBe(true)
    expect(await keystore.add(recordingKey(b))).toBe(true)
    const entries = await open().entries()
    expect(entries.map(({ certificate }) => certificate.sha256)).toEqual([
      a.certificate.sha256,
      b.certificate.sha256,
    ])
    expect(entries[1]!.privateKey.equals(b.keyPair.privateKey)).toBe(true)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder).toSorted()).toEqual(["keystore.p12", "password"])
  })

  it("takes the same certificate twice without a change", async () => {
    const { open, file } = keystoreFolder()
    const keystore = open()
    await keystore.add(recordingKey(a))
    const before = readFileSync(file)
    expect(await keystore.add(recordingKey(a))).toBe(false)
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it("refuses another key under the same issuer and serial number", async () => {
    const keystore = keystoreFolder().open()
    const name = { commonName: "Serial 1", serialNumber: "01" }
    const first = await issue(name)
    await keystore.add(recordingKey(first))
    await expect(keystore.add(recordingKey(await issue(name)))).rejects.toMatchObject({
      code: "ERR_RCS_ISSUER_SERIAL_CONFLICT",
      status: 409,
      fields: { serialNumber: "01" },
    })
    expect(await idsOf(keystore)).toEqual([first.certificate.sha256])
  })

  it("holds one key under two certificates after a renewal, and survives losing one", async () => {
    const { open } = keystoreFolder()
    const keystore = open()
    const renewed = await issue({ keyPair: a.keyPair })
    await keystore.add(recordingKey(a))
    await keystore.add(recordingKey(renewed))
    expect(await keystore.remove(a.certificate.sha256)).toBe(true)
    const [left] = await open().entries()
    expect(left!.certificate.sha256).toBe(renewed.certificate.sha256)
    expect(left!.privateKey.equals(a.keyPair.privateKey)).toBe(true)
  })

  it("removes one certificate, and says when there is none", async () => {
    const { open } = keystoreFolder()
    const keystore = open()
    await keystore.add(recordingKey(a))
    await keystore.add(recordingKey(b))
    expect(await keystore.remove(a.certificate.sha256)).toBe(true)
    expect(await keystore.remove(a.certificate.sha256)).toBe(false)
    expect(await idsOf(open())).toEqual([b.certificate.sha256])
  })

  it("loses no update when two processes write at once, and each sees the other's", async () => {
    const { open } = keystoreFolder()
    const [first, second] = [open(), open()]
    await Promise.all([first.entries(), second.entries()])
    await Promise.all([first.add(recordingKey(a)), second.add(recordingKey(b))])
    const expected = [a, b].map(({ certificate }) => certificate.sha256).toSorted()
    expect((await idsOf(first)).toSorted()).toEqual(expected)
    expect((await idsOf(second)).toSorted()).toEqual(expected)
  })

  it("clears away what a process that died while writing left behind", async () => {
    const { open, folder } = keystoreFolder()
    writeFileSync(join(folder, ".keystore.p12.0123456789ab.tmp"), "half")
    await open().add(recordingKey(a))
    expect(readdirSync(folder).toSorted()).toEqual(["keystore.p12", "password"])
  })
})

describe("a keystore that cannot be opened", () => {
  it("is sealed under a wrong password, and opens as soon as the right one is back", async () => {
    const { open, passwordFile } = keystoreFolder()
    await open().add(recordingKey(a))
    const right = readFileSync(passwordFile, "utf8")
    writeFileSync(passwordFile, "wrong\n")
    const keystore = open()
    await expect(keystore.entries()).rejects.toMatchObject({ code: "ERR_RCS_KEYSTORE_SEALED" })
    await expect(keystore.add(recordingKey(b))).rejects.toMatchObject({
      code: "ERR_RCS_KEYSTORE_SEALED",
    })
    writeFileSync(passwordFile, right)
    expect(await idsOf(keystore)).toEqual([a.certificate.sha256])
  })

  it("is sealed when its password is lost: no new one is made for it", async () => {
    const { open, file, passwordFile } = keystoreFolder()
    writeFileSync(file, "anything")
    await expect(open().entries()).rejects.toMatchObject({ code: "ERR_RCS_KEYSTORE_SEALED" })
    expect(existsSync(passwordFile)).toBe(false)
  })

  it("is asked for again when its disk was away, without a restart", async () => {
    const { open, file } = keystoreFolder()
    const keystore = open()
    mkdirSync(file)
    await expect(keystore.entries()).rejects.toMatchObject({
      code: "ERR_RCS_KEYSTORE_UNAVAILABLE",
      retryable: true,
    })
    rmSync(file, { recursive: true })
    expect(await keystore.entries()).toEqual([])
  })

  it("is sealed when others may read its password", async () => {
    const { open, passwordFile } = keystoreFolder()
    await open().add(recordingKey(a))
    chmodSync(passwordFile, 0o644)
    await expect(open().entries()).rejects.toMatchObject({ code: "ERR_RCS_KEYSTORE_SEALED" })
  })

  it("is never overwritten when it is torn, whatever is uploaded", async () => {
    const { open, file } = keystoreFolder()
    await open().add(recordingKey(a))
    const whole = readFileSync(file)
    for (const length of [0, 1, 100, whole.length - 1]) {
      const torn = whole.subarray(0, length)
      writeFileSync(file, torn)
      const keystore = open()
      await expect(keystore.entries()).rejects.toMatchObject({ code: "ERR_RCS_KEYSTORE_DAMAGED" })
      await expect(keystore.add(recordingKey(b))).rejects.toMatchObject({
        code: "ERR_RCS_KEYSTORE_DAMAGED",
      })
      expect(readFileSync(file).equals(torn)).toBe(true)
    }
  })

  it("says so when a bit in it was changed, wherever it is", async () => {
    const { open, file } = keystoreFolder()
    await open().add(recordingKey(a))
    const whole = readFileSync(file)
    for (const at of [40, 200, whole.length >> 1, whole.length - 50, whole.length - 1]) {
      const changed = Buffer.from(whole)
      changed[at]! ^= 1
      writeFileSync(file, changed)
      await expect(open().entries()).rejects.toMatchObject({
        code: expect.stringMatching(/^ERR_RCS_KEYSTORE_(SEALED|DAMAGED)$/) as string,
      })
    }
  })
})
