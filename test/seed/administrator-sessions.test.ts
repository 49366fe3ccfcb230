import { isGirError, type GirError } from "@gir/errors"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { gaxApi, logInToGax } from "../harness/gax-session.ts"
import { startWorld } from "../harness/world.ts"

let world: Awaited<ReturnType<typeof startWorld>>

beforeAll(async () => {
  world = await startWorld()
})

afterAll(() => world.close())

async function refusalOf(work: Promise<unknown>): Promise<GirError> {
  const error: unknown = await work.then(
    () => expect.fail("it was not refused"),
    (reason: unknown) => reason,
  )
  if (isGirError(error)) return error
  throw error
}

async function newPair(commonName: string) {
  const { certificate, certificatePem, privateKeyPem } = await world.issue(commonName)
  const upload = { certificate: certificatePem, privateKey: privateKeyPem }
  return { id: certificate.sha256, upload }
}

type Administrator = Awaited<ReturnType<typeof world.peers.logIn>>

const idsOf = async (administrator: Administrator): Promise<string[]> =>
  (await administrator.certificates()).map(({ id }) => id)

describe("two sessions of Genesys Administrator Extension", () => {
  it("do not see each other's uploads until the second logs out and in again", async () => {
    const first = await world.peers.logIn()
    const second = await world.peers.logIn()
    const { id, upload } = await newPair("Uploaded in the first session")
    const ivrProfileDbid = await world.newProfile()
    await first.upload(upload)
    expect(await idsOf(first)).toContain(id)
    expect(await idsOf(second)).not.toContain(id)
    const refusal = await refusalOf(second.deploy(ivrProfileDbid, id))
    expect(refusal.code).toBe("ERR_GAX_CERTIFICATE_NOT_IN_SESSION")

    await second.logOut()
    const again = await world.peers.logIn()
    expect(await idsOf(again)).toContain(id)
    await again.deploy(ivrProfileDbid, id)
    const { recordingId } = await world.record({ ivrProfileDbid })
    expect(await world.play(recordingId)).toMatchObject({ status: "plays" })
  })

  it("do not see each other's deletions either", async () => {
    const first = await world.peers.logIn()
    const { id, upload } = await newPair("Deleted in the first session")
    await first.upload(upload)
    const second = await world.peers.logIn()
    await first.deleteCertificate(id)
    expect(await idsOf(first)).not.toContain(id)
    expect(await idsOf(second)).toContain(id)
    const ivrProfileDbid = await world.newProfile()
    const refusal = await refusalOf(second.deploy(ivrProfileDbid, id))
    expect(refusal.code).toBe("ERR_RCS_CERTIFICATE_NOT_FOUND")
    await second.logOut()
    expect(await idsOf(await world.peers.logIn())).not.toContain(id)
  })
})

describe("a restart of the Recording Crypto Server", () => {
  it('makes the next operation fail with 401 "RCS is not available", until log out and log in', async () => {
    const administrator = await world.peers.logIn()
    const { id, upload } = await newPair("Uploaded after the restart")
    await world.installation.supervisor.restart("rcs-1")
    for (let tries = 0; tries < 2; tries += 1) {
      const refusal = await refusalOf(administrator.upload(upload))
      expect(refusal.code).toBe("ERR_RCS_NOT_AVAILABLE")
      expect(refusal.message).toBe("RCS is not available")
      expect(refusal.status).toBe(401)
    }
    await administrator.logOut()
    const again = await world.peers.logIn()
    await again.upload(upload)
    expect(await idsOf(again)).toContain(id)
  })

  it("is answered with the guide's words in the problem document", async () => {
    const { sessionId } = await logInToGax(world)
    await world.installation.supervisor.restart("rcs-1")
    const { upload } = await newPair("Never uploaded")
    const answer = await fetch(`${gaxApi(world)}/certificates`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-gax-session": sessionId },
      body: JSON.stringify(upload),
    })
    expect(answer.status).toBe(401)
    expect(answer.headers.get("content-type")).toContain("application/problem+json")
    expect(await answer.json()).toMatchObject({
      code: "ERR_RCS_NOT_AVAILABLE",
      detail: "RCS is not available",
      next: "Log out and log in again",
    })
  })

  it("costs no recording: what was recorded before plays, and calls are recorded meanwhile", async () => {
    const { recordingId } = await world.record({
      ivrProfileDbid: world.installation.ivrProfileDbid,
    })
    const restart = world.installation.supervisor.restart("rcs-1")
    const during = await world.record({ ivrProfileDbid: world.installation.ivrProfileDbid })
    await restart
    expect(await world.play(recordingId)).toMatchObject({ status: "plays" })
    expect(await world.play(during.recordingId)).toMatchObject({ status: "plays" })
  })
})
