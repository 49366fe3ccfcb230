import { randomBytes } from "node:crypto"
import { beforeAll, describe, expect, it } from "vitest"
import type { KeystoreCensus } from "@gir/contracts"
import { issue, type TestPair } from "./pki.ts"
import {
  logIn,
  playbackHeader,
  SERVICE_TOKEN,
  startRcs,
  store,
  upload,
  uploadOf,
  type Rcs,
} from "./rcs-harness.ts"

const content = randomBytes(1_000)

let a: TestPair
let b: TestPair
/** Renewed on the key of `a`: another serial number. */
let renewed: TestPair
beforeAll(async () => {
  ;[a, b] = (await Promise.all([issue(), issue()])) as [TestPair, TestPair]
  renewed = await issue({ commonName: "Renewed", keyPair: a.keyPair })
})

async function rcsWith(
  pairs: readonly TestPair[],
  environment: Record<string, string> = {},
): Promise<Rcs> {
  const rcs = await startRcs({ environment })
  for (const pair of pairs) await upload(rcs.app, uploadOf(pair))
  return rcs
}

async function remove(rcs: Rcs, pair: TestPair, query = "") {
  const headers = await logIn(rcs.app, "admin")
  const url = `/certificates/${pair.certificate.sha256}${query}`
  const answer = await rcs.app.inject({ method: "DELETE", url, headers })
  const body = answer.statusCode === 204 ? {} : answer.json<Record<string, unknown>>()
  return { status: answer.statusCode, body }
}

async function census(rcs: Rcs): Promise<KeystoreCensus> {
  const headers = { authorization: `Bearer ${SERVICE_TOKEN}` }
  return (await rcs.app.inject({ url: "/census", headers })).json()
}

async function statusOf(rcs: Rcs, mediaId: string): Promise<number> {
  const headers = await playbackHeader(rcs.app, mediaId)
  return (await rcs.app.inject({ url: `/rcs/media/${mediaId}`, headers })).statusCode
}

describe("the census", () => {
  it("says for each certificate who needs only it, and who has another", async () => {
    const rcs = await rcsWith([a, b])
    for (const recipients of [[a], [a], [a, b], [b], []]) store(rcs.rws, content, recipients)
    const { rows, ...totals } = await census(rcs)
    expect(rows).toEqual([
      expect.objectContaining({
        certificateId: a.certificate.sha256,
        isHeld: true,
        recordings: 3,
        onlyThis: 2,
        alsoAnother: 1,
        oldest: "2026-11-24T12:00:00.000Z",
      }),
      expect.objectContaining({ recordings: 2, onlyThis: 1, alsoAnother: 1 }),
    ])
    expect(totals).toEqual({ recordings: 4, unopenable: 0, clear: 1 })
  })

  it("names what recordings need and RCS does not hold", async () => {
    const rcs = await rcsWith([a])
    for (const recipients of [[b], [a, b]]) store(rcs.rws, content, recipients)
    const { rows, unopenable } = await census(rcs)
    expect(rows[1]).toMatchObject({
      certificateId: b.certificate.sha256,
      serialNumber: b.certificate.serialNumber,
      isHeld: false,
      expires: null,
      recordings: 2,
      onlyThis: 1,
      alsoAnother: 1,
    })
    expect(unopenable).toBe(1)
  })

  it("counts the key, not the certificate: a renewed one on the same key is enough", async () => {
    const rcs = await rcsWith([a, renewed])
    store(rcs.rws, content, [a])
    expect((await census(rcs)).rows[0]).toMatchObject({ recordings: 1, onlyThis: 0 })
  })
})

describe("deleting a certificate", () => {
  it("that recordings need is refused with their exact number, and done once that is confirmed", async () => {
    const rcs = await rcsWith([a, b])
    const lost = store(rcs.rws, content, [a])
    store(rcs.rws, content, [a])
    const kept = store(rcs.rws, content, [a, b])
    const refused = await remove(rcs, a)
    expect(refused).toMatchObject({
      status: 409,
      body: {
        code: "ERR_RCS_KEY_STILL_NEEDED",
        detail: "2 recordings open only with this key",
        fields: { recordings: 2, certificateId: a.certificate.sha256 },
      },
    })
    for (const wrong of ["?confirmLoss=1", "?confirmLoss=3", "?confirmLoss=0"]) {
      expect((await remove(rcs, a, wrong)).status).toBe(409)
    }
    expect((await remove(rcs, a, "?confirmLoss=all")).status).toBe(400)
    expect(await statusOf(rcs, lost.mediaId)).toBe(200)
    expect((await remove(rcs, a, "?confirmLoss=2")).status).toBe(204)
    expect(await statusOf(rcs, lost.mediaId)).toBe(404)
    expect(await statusOf(rcs, kept.mediaId)).toBe(200)
    await upload(rcs.app, uploadOf(a))
    expect(await statusOf(rcs, lost.mediaId)).toBe(200)
  })

  it("that nobody needs any more asks for nothing", async () => {
    const rcs = await rcsWith([a, b])
    store(rcs.rws, content, [a, b])
    expect((await remove(rcs, a)).status).toBe(204)
    expect((await remove(rcs, b)).body["detail"]).toBe("1 recording opens only with this key")
  })

  it("loses nothing while its key is held under a renewed certificate", async () => {
    const rcs = await rcsWith([a, renewed])
    const { mediaId } = store(rcs.rws, content, [a])
    expect((await remove(rcs, a)).status).toBe(204)
    expect(await statusOf(rcs, mediaId)).toBe(200)
    expect((await census(rcs)).rows[0]).toMatchObject({ recordings: 1, onlyThis: 1 })
    expect((await remove(rcs, renewed)).body["fields"]).toMatchObject({ recordings: 1 })
    await remove(rcs, renewed, "?confirmLoss=1")
    expect(await statusOf(rcs, mediaId)).toBe(404)
  })

  it("is refused, and nothing deleted, when nobody can count", async () => {
    const rcs = await rcsWith([a])
    await rcs.parts.rws.close()
    expect((await remove(rcs, a)).status).toBe(503)
    expect(await rcs.parts.keystore.entries()).toHaveLength(1)
  })

  it("asks for nothing when the guard is off", async () => {
    const rcs = await rcsWith([a], { GIR_RCS_DELETE_GUARD: "off" })
    store(rcs.rws, content, [a])
    expect((await remove(rcs, a)).status).toBe(204)
  })
})
