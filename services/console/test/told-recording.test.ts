import type { RecordingDetail, WalkMedia, WalkSlide, WalkStep } from "@gir/contracts"
import { describe, expect, it } from "vitest"
import { detailAt, recordingOf } from "../src/presenter/told-recording.ts"
import { labelsOf } from "../src/scenarios/policy-labels.ts"

const verdict = (step: number, status: "plays" | "fails", code: string | null = null) => {
  return { step, status, code, isHeld: true, openedBy: null }
}
const MEDIA: WalkMedia[] = [
  {
    mediaId: "1-call",
    recordingId: "1",
    kind: "call",
    group: "before",
    recipients: ["A"],
    verdicts: [verdict(1, "plays"), verdict(2, "fails", "ERR_RCS_KEY_NOT_FOUND")],
  },
]
const SLIDE: WalkSlide = { step: 2, show: "rcs", chain: "call", of: "before", notes: "" }

describe("a recording on a slide", () => {
  it("is as it was when the step ended, whatever was found out since", () => {
    const detail = {
      recording: { mediaFiles: [{ mediaId: "1-call" }] },
      proofs: [{ mediaId: "1-call", status: "fails" }],
    } as unknown as RecordingDetail
    expect(detailAt(detail, 1, MEDIA).proofs).toMatchObject([{ status: "plays", code: null }])
    expect(detailAt(detail, 2, MEDIA).proofs).toMatchObject([{ code: "ERR_RCS_KEY_NOT_FOUND" }])
  })

  it("is the one of the group that the slide names, else the newest of the step", () => {
    const step = { path: { recordingId: "9" } } as WalkStep
    expect(recordingOf(SLIDE, step, MEDIA)).toBe("1")
    expect(recordingOf({ ...SLIDE, of: null }, step, MEDIA)).toBe("9")
  })
})

describe("the fidelity label of a policy", () => {
  it("says of each value what it rests on", () => {
    const off = { value: "off", basis: "D", means: "a key is deleted when somebody says so" }
    const switches = [{ name: "deleteGuard", steps: [2], values: [off] }]
    expect(labelsOf("deleteGuard=off", switches)).toMatchObject([
      { name: "deleteGuard", word: "documented", basis: "D" },
    ])
    expect(labelsOf("", switches)).toEqual([])
  })
})
