import { randomBytes } from "node:crypto"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { readPkcs12, writePkcs12 } from "@gir/pkcs12"
import { issue, type TestPair } from "./pki.ts"
import {
  logIn,
  playbackHeader,
  startRcs,
  store,
  upload,
  uploadOf,
  type Rcs,
} from "./rcs-harness.ts"

const PASSWORD = "correct horse battery"

let a: TestPair
let b: TestPair
beforeAll(async () => {
  ;[a, b] = (await Promise.all([issue(), issue()])) as [TestPair, TestPair]
})

async function backUp(rcs: Rcs, password = PASSWORD) {
  const headers = { ...(await logIn(rcs.app, "admin")), "x-backup-password": password }
  return rcs.app.inject({ url: "/keystore/backup", headers })
}

async function restore(rcs: Rcs, backup: Uint8Array, password = PASSWORD) {
  const headers = await logIn(rcs.app, "admin")
  const payload = { backup: Buffer.from(backup).toString("base64"), password }
  const answer = await rcs.app.inject({
    method: "POST",
    url: "/keystore/restore",
    headers,
    payload,
  })
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}

async function check(rcs: Rcs) {
  const headers = await logIn(rcs.app, "admin")
  return (await rcs.app.inject({ url: "/keystore/check", headers })).json<Record<string, unknown>>()
}

const pkcs12Of = (...pairs: readonly TestPair[]): Promise<Uint8Array> =>
  writePkcs12(
    pairs.map(({ certificate, keyPair }) => ({
      certificateDer: certificate.der,
      alias: certificate.sha256,
      privateKey: keyPair.privateKey,
    })),
    PASSWORD,
  )

describe("a backup of the keystore", () => {
  it("restored on an empty installation lets every recording play", async () => {
    const first = await startRcs()
    for (const pair of [a, b]) await upload(first.app, uploadOf(pair))
    const answer = await backUp(first)
    expect(answer.headers).toMatchObject({
      "content-type": "application/x-pkcs12",
      "cache-control": "no-store",
    })
    expect((await readPkcs12(answer.rawPayload, PASSWORD)).privateKeys).toHaveLength(2)

    const second = await startRcs()
    const plaintext = randomBytes(5_000)
    const media = [[a], [b], [a, b]].map((pairs) => store(second.rws, plaintext, pairs).mediaId)
    expect(await restore(second, answer.rawPayload)).toEqual({
      status: 200,
      body: { added: [a.certificate.sha256, b.certificate.sha256], alreadyHeld: [] },
    })
    for (const mediaId of media) {
      const headers = await playbackHeader(second.app, mediaId)
      const played = await second.app.inject({ url: `/rcs/media/${mediaId}`, headers })
      expect(played.rawPayload.equals(plaintext)).toBe(true)
    }
    expect(second.records.entries.at(-4)).toMatchObject({
      action: "restore-keystore",
      outcome: "done",
      details: { added: 2, alreadyHeld: 0 },
    })
  })

  it("is merged: what is held stays, what is new comes in, and twice is once", async () => {
    const rcs = await startRcs()
    await upload(rcs.app, uploadOf(a))
    const backup = await pkcs12Of(a, b)
    const { sha256 } = b.certificate
    expect((await restore(rcs, backup)).body).toEqual({
      added: [sha256],
      alreadyHeld: [a.certificate.sha256],
    })
    expect((await restore(rcs, backup)).body["added"]).toEqual([])
    expect(await rcs.parts.keystore.entries()).toHaveLength(2)
  })

  it("that conflicts with what is held is refused as a whole", async () => {
    const rcs = await startRcs()
    const name = { commonName: "Same name", serialNumber: "07" }
    await upload(rcs.app, uploadOf(await issue(name)))
    const { status, body } = await restore(rcs, await pkcs12Of(b, await issue(name)))
    expect([status, body["code"]]).toEqual([409, "ERR_RCS_ISSUER_SERIAL_CONFLICT"])
    expect(await rcs.parts.keystore.entries()).toHaveLength(1)
    expect(rcs.records.entries.at(-1)).toMatchObject({
      action: "restore-keystore",
      outcome: "refused",
    })
  })

  it("is refused under a wrong password, and when it is torn, changed or something else", async () => {
    const rcs = await startRcs()
    const backup = Buffer.from(await pkcs12Of(a))
    expect((await restore(rcs, backup, "wrong password")).body["code"]).toBe(
      "ERR_RCS_BACKUP_PASSWORD_WRONG",
    )
    const changed = Buffer.from(backup)
    changed[backup.length >> 1]! ^= 1
    for (const bytes of [backup.subarray(0, -1), Buffer.alloc(0), Buffer.from("{}")]) {
      const { status, body } = await restore(rcs, bytes)
      expect([status, body["code"]]).toEqual([422, "ERR_RCS_BACKUP_UNREADABLE"])
    }
    expect((await restore(rcs, changed)).status).toBe(422)
    expect(await rcs.parts.keystore.entries()).toEqual([])
  })

  it("needs a password of at least eight printable characters, in a header", async () => {
    const rcs = await startRcs()
    for (const password of ["", "short", "p\u00e4ssword p\u00e4ssword"]) {
      expect((await backUp(rcs, password)).statusCode).toBe(400)
    }
    const headers = await logIn(rcs.app, "admin")
    const inAddress = await rcs.app.inject({
      url: `/keystore/backup?password=${encodeURIComponent(PASSWORD)}`,
      headers,
    })
    expect(inAddress.statusCode).toBe(400)
  })
})

describe("the check of the keystore", () => {
  it("finds every key sound, and reads the file anew", async () => {
    const rcs = await startRcs()
    for (const pair of [a, b]) await upload(rcs.app, uploadOf(pair))
    expect(await check(rcs)).toEqual({ keyCount: 2, isSound: true, findings: [] })
    writeFileSync(join(rcs.nodeRoot, "RCS", "keystore.p12"), "torn")
    expect(await check(rcs)).toMatchObject({ status: 503, code: "ERR_RCS_KEYSTORE_DAMAGED" })
  })
})
