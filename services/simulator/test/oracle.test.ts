import type { Fingerprint } from "@gir/contracts"
import type { Jobs } from "@gir/queue"
import { describe, expect, it } from "vitest"
import { playbackOracle } from "../src/playback/oracle.ts"

const MEDIA_ID = `${"A".repeat(32)}-call`
const ORIGINAL: Fingerprint = { kind: "bytes", sha256: "1".repeat(64), byteCount: 7 }

/** Jobs whose one verify job ends as given. */
function jobsEndingWith(outcome: object): Jobs {
  return { add: async () => ({ id: "1", isNew: true }), waitFor: async () => outcome } as never
}

const done = (fingerprint: Fingerprint): object => ({
  status: "done",
  result: { mediaId: MEDIA_ID, plaintextBytes: 7, fingerprint, openedBy: "2A01" },
})

describe("the playback oracle", () => {
  it("says that a recording plays only when every field of the fingerprint is equal", async () => {
    const oracle = playbackOracle(jobsEndingWith(done({ ...ORIGINAL })), "run")
    expect(await oracle.play(MEDIA_ID, ORIGINAL)).toMatchObject({ status: "plays" })
    const longer = playbackOracle(jobsEndingWith(done({ ...ORIGINAL, byteCount: 8 })), "run")
    expect(await longer.play(MEDIA_ID, ORIGINAL)).toMatchObject({
      status: "fails",
      code: "ERR_CLI_PLAYBACK_DIFFERS",
      openedBy: "2A01",
    })
  })

  it("hands on the code that RCS failed with", async () => {
    const failed = { status: "failed", code: "ERR_RCS_KEY_NOT_FOUND", message: "no key" }
    const oracle = playbackOracle(jobsEndingWith(failed), "run")
    expect(await oracle.play(MEDIA_ID, ORIGINAL)).toEqual({
      status: "fails",
      code: "ERR_RCS_KEY_NOT_FOUND",
      message: "no key",
      fingerprint: null,
      openedBy: null,
    })
  })
})
