import type {
  RecordedCall,
  RecordingMetadata,
  RecordingPage,
  VerificationRun,
} from "@gir/contracts"
import { GirError } from "@gir/errors"
import { defineWorkers, type Workers } from "@gir/queue"
import { parseCertificate } from "@gir/x509"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { filesOf, newPair, runGax, type Pair, type Person, type RunningGax } from "./running-gax.ts"
import { RECORDING_ID, sealedRecording } from "./sealed-recording.ts"

const OLDER_ID = "1".repeat(32)

let gax: RunningGax
let administrator: Person
let held: Pair
let workers: Workers | null = null

beforeEach(async () => {
  gax = await runGax()
  held = await newPair("Recording Certificate A")
  administrator = await gax.logIn()
  await administrator.ask("POST", "/certificates", filesOf(held))
  const { recording } = sealedRecording([parseCertificate(held.certificate)])
  gax.rws.recordings = [recording, older(recording)]
})
afterEach(async () => {
  await workers?.close()
  workers = null
  await gax.close()
})

/** The same call, an hour before. */
function older(recording: RecordingMetadata): RecordingMetadata {
  const mediaFiles = recording.mediaFiles.slice(0, 1).map((file) => ({
    ...file,
    mediaId: `${OLDER_ID}-call`,
    callUUID: OLDER_ID,
    receipt: { ...file.receipt, mediaId: `${OLDER_ID}-call` },
  }))
  const startTime = "2026-11-24T08:00:00.000Z"
  return { ...recording, id: OLDER_ID, startTime, mediaFiles }
}

type Verdict = "equal" | "different" | "ERR_CMS_DECRYPTION_FAILED" | "ERR_RCS_KEY_NOT_FOUND"

/** An RCS that finds this of each media file. */
function verifyAs(verdicts: Readonly<Record<string, Verdict>>): void {
  workers = defineWorkers({
    jobs: gax.jobs,
    concurrency: 2,
    handlers: {
      "verify-playback": async ({ mediaId }) => {
        const verdict = verdicts[mediaId] ?? "equal"
        if (verdict.startsWith("ERR_"))
          throw new GirError(verdict as "ERR_INTERNAL", "it does not play")
        const file = gax.rws.recordings
          .flatMap(({ mediaFiles }) => mediaFiles)
          .find((each) => each.mediaId === mediaId)
        const fingerprint = file!.receipt.fingerprint
        const sha256 = verdict === "equal" ? fingerprint.sha256 : "2".repeat(64)
        const openedBy = file!.receipt.protection?.recipients[0]?.serialNumber ?? null
        return { mediaId, plaintextBytes: 1, fingerprint: { ...fingerprint, sha256 }, openedBy }
      },
    },
  })
  workers.start()
}

async function verifyAll(): Promise<VerificationRun> {
  const started = await administrator.ask<VerificationRun>("POST", "/recordings/verification")
  expect(started.status).toBe(202)
  for (;;) {
    const run = (await list()).verification
    if (run?.isOver === true) return run
  }
}

async function list(query = ""): Promise<RecordingPage> {
  gax.clock.advance(60_000)
  return (await administrator.ask<RecordingPage>("GET", `/recordings${query}`)).body
}

async function statuses(): Promise<readonly [string, string | null][]> {
  return (await list()).recordings.map(({ status, code }) => [status, code])
}

describe("Verify all", () => {
  it("proves a recording by all its parts: it plays when each is equal to its original", async () => {
    expect(await statuses()).toEqual([
      ["notProved", null],
      ["notProved", null],
    ])
    verifyAs({ [`${OLDER_ID}-call`]: "different" })
    expect(await verifyAll()).toMatchObject({ total: 3, ended: 3, plays: 2, fails: 1, code: null })
    expect(await statuses()).toEqual([
      ["plays", null],
      ["fails", "ERR_CLI_PLAYBACK_DIFFERS"],
    ])
    expect((await list("?status=fails")).recordings.map(({ id }) => id)).toEqual([OLDER_ID])
  })

  it("tells the code of what does not open, and asks again in the next run", async () => {
    verifyAs({ [`${RECORDING_ID}-call`]: "ERR_CMS_DECRYPTION_FAILED" })
    await verifyAll()
    expect((await statuses())[0]).toEqual(["fails", "ERR_CMS_DECRYPTION_FAILED"])
    await workers?.close()
    verifyAs({})
    expect(await verifyAll()).toMatchObject({ plays: 3, fails: 0 })
    expect((await statuses())[0]).toEqual(["plays", null])
  })

  it("believes no proof that is out of date: a key that went, or came back", async () => {
    verifyAs({})
    await verifyAll()
    await administrator.ask("DELETE", `/certificates/${held.id}`)
    expect((await statuses())[0]).toEqual(["fails", "ERR_RCS_KEY_NOT_FOUND"])
    await workers?.close()
    verifyAs({ [`${RECORDING_ID}-call`]: "ERR_RCS_KEY_NOT_FOUND" })
    await verifyAll()
    await administrator.ask("POST", "/certificates", filesOf(held))
    expect((await statuses())[0]).toEqual(["notProved", null])
  })

  it("goes on as one run for everybody who asks while it runs", async () => {
    const [first, second] = [
      await administrator.ask<VerificationRun>("POST", "/recordings/verification"),
      await administrator.ask<VerificationRun>("POST", "/recordings/verification"),
    ]
    expect(second.body.runId).toBe(first.body.runId)
    expect(first.body).toMatchObject({ total: 3, ended: 0, isOver: false })
  })
})

describe("the list of recordings", () => {
  it("finds by text, recipient and status, over all pages of Web Services", async () => {
    gax.rws.pageSize = 1
    expect((await list()).total).toBe(2)
    const found = async (query: string) => (await list(query)).recordings.map(({ id }) => id)
    expect(await found("?text=11111")).toEqual([OLDER_ID])
    expect(await found("?recipient=none")).toEqual([RECORDING_ID])
    expect(await found(`?recipient=${held.id}`)).toEqual([RECORDING_ID, OLDER_ID])
    expect(await found("?text=nobody")).toEqual([])
    expect(await list("?page=2")).toMatchObject({ recordings: [], skipped: 2, matching: 2 })
  })

  it("asks Web Services for the newest page only, while nothing older can have changed", async () => {
    gax.rws.pageSize = 1
    await list()
    gax.rws.searches.length = 0
    gax.clock.advance(1_000)
    await administrator.ask("GET", "/recordings")
    expect(gax.rws.searches).toHaveLength(1)
  })

  it("shows the four ways to protect call and screen, each by its newest interaction", async () => {
    const { body } = await administrator.ask<unknown[]>("GET", "/mux-combinations")
    expect(body).toEqual([
      expect.objectContaining({
        isCallEncrypted: true,
        isScreenEncrypted: true,
        recordingId: null,
      }),
      expect.objectContaining({ recordingId: RECORDING_ID, outcome: "notYet" }),
      expect.objectContaining({ isCallEncrypted: false, recordingId: null }),
      expect.objectContaining({ isScreenEncrypted: false, outcome: null }),
    ])
  })
})

describe("Record one call", () => {
  it("offers a call on the first enabled recording profile, and tells a refusal's code", async () => {
    const profiles: number[] = []
    workers = defineWorkers({
      jobs: gax.jobs,
      concurrency: 1,
      handlers: {
        "record-call": async ({ ivrProfileDbid }) => {
          profiles.push(ivrProfileDbid)
          throw new GirError("ERR_MCP_NO_USABLE_RECIPIENT", "no certificate can be used now")
        },
      },
    })
    workers.start()
    const ask = () => administrator.ask<RecordedCall>("POST", "/recordings", { withScreen: false })
    const { status, body } = await ask()
    expect([status, body.status, body.code]).toEqual([
      201,
      "refused",
      "ERR_MCP_NO_USABLE_RECIPIENT",
    ])
    expect(profiles).toEqual([101])
    gax.configServer.profile = { ...gax.configServer.profile, isEnabled: false }
    expect(await ask()).toMatchObject({ status: 404, body: { code: "ERR_NOT_FOUND" } })
  })
})
