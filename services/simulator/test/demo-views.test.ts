import type { MediaReceipt } from "@gir/contracts"
import { describe, expect, it } from "vitest"
import { openTerminal } from "../src/cli/terminal.ts"
import {
  countFacts,
  type DemoFacts,
  type DemoMedia,
  type PlayFact,
} from "../src/demo/demo-facts.ts"
import { demoDocument } from "../src/demo/demo-json.ts"
import { demoReport } from "../src/demo/demo-report.ts"
import { demoEnding, demoTable } from "../src/demo/demo-text.ts"
import { emptyFacts } from "../src/demo/run-demo.ts"
import { html } from "../src/report/html.ts"

const SHA = "1f".repeat(32)

function media(id: string, serialNumbers: readonly string[]): DemoMedia {
  const recordingId = id.repeat(32).slice(0, 32)
  const recipients = serialNumbers.map((serialNumber) => ({
    issuer: "CN=Interaction Recording CA,O=Monster & Sons\\, Inc.",
    serialNumber,
    subject: "Interaction Recording",
    certificateSha256: SHA,
  }))
  const original = { kind: "bytes", sha256: SHA, byteCount: 3 } as const
  const receipt: MediaReceipt = {
    mediaId: `${recordingId}-call`,
    kind: "call",
    fileName: `${id}<script>.wav`,
    type: "audio/wav",
    startTime: "2026-12-01T10:15:00.000Z",
    stopTime: "2026-12-01T10:15:30.000Z",
    durationMs: 30_000,
    storageKey: `${recordingId}/0/${id}.wav.p7m`,
    storedBytes: 1_000,
    plaintextBytes: 900,
    protection:
      recipients.length === 0
        ? null
        : { container: "pkcs7", envelopeProfile: "classic", cipher: "aes256-cbc", recipients },
    segments: { segmentBytes: 1, totalBytes: 1_000, root: SHA, digests: [] },
    fingerprint: original,
  }
  return { recordingId, kind: "call", receipt, original }
}

function play(one: DemoMedia, moment: PlayFact["moment"], fact: Partial<PlayFact> = {}): PlayFact {
  const playback = { status: "plays", fingerprint: one.original, openedBy: "2A01" } as const
  const { mediaId } = one.receipt
  return { mediaId, moment, expected: "plays", playback, isHeld: true, ...fact }
}

const failure: Partial<PlayFact> = {
  expected: "fails",
  playback: {
    status: "fails",
    code: "ERR_RCS_KEY_NOT_FOUND",
    message: "RCS holds no key for this recording",
    fingerprint: null,
    openedBy: null,
  },
}

function facts(): DemoFacts {
  const a = media("A", ["2A01"])
  const both = media("B", ["2A02", "2A01"])
  const clear = media("C", [])
  const named = emptyFacts(1, "classic")
  named.certificates.push(
    { letter: "A", subject: "A", issuer: "CA", serialNumber: "2A01", expires: "2028-11-30" },
    { letter: "B", subject: "B", issuer: "CA", serialNumber: "2A02", expires: "2028-11-30" },
  )
  named.media.push(a, both, clear)
  named.plays.push(play(a, "before"), play(a, "deleted", failure), play(both, "deleted"))
  named.refusals.push({
    recordingId: clear.recordingId,
    code: "ERR_MUX_MIXED_PROTECTION",
    isHeld: true,
  })
  return named
}

const pipe = openTerminal({
  environment: { noColor: false, isDumb: false, isUtf8: true },
  stdout: { write: () => undefined },
  stderr: { write: () => undefined },
  noColor: false,
})

describe("the demo's views", () => {
  it("count an expected failure as held", () => {
    expect(countFacts(facts())).toEqual({
      expectations: 4,
      held: 4,
      plays: 2,
      fails: 1,
      refused: 1,
    })
  })

  it("group recordings by the certificates that open them", () => {
    expect(demoTable(facts(), pipe)).toEqual([
      "group=A calls=1 before=plays:1 rotated=- deleted=fails:1 restored=-",
      "group=A,B calls=1 before=- rotated=- deleted=plays:1 restored=-",
      "group=none calls=1 before=- rotated=- deleted=- restored=-",
    ])
  })

  it("agree with one another: the document's counts are the ending's", () => {
    const document = demoDocument(facts(), {
      exitCode: 0,
      durationMs: 1,
      report: null,
      error: null,
    })
    expect(document).toMatchObject({ verdict: "held", counts: countFacts(facts()), errors: [] })
    const ending = demoEnding(facts(), { report: "r.html", elapsedMs: 1 }, pipe)
    expect(ending[0]).toBe(
      "held: 4 of 4 expectations; plays 2, fails 1 (expected), refused 1 (expected)",
    )
  })

  it("name a recording that played although it must not have", () => {
    const broken = facts()
    const first = broken.media[0] as DemoMedia
    broken.plays.push(play(first, "deleted", { expected: "fails", isHeld: false }))
    const document = demoDocument(broken, { exitCode: 1, durationMs: 1, report: null, error: null })
    expect(document).toMatchObject({
      verdict: "broken",
      errors: [
        {
          code: "ERR_CLI_EXPECTATION_BROKEN",
          message: "plays; fails was expected",
          where: `${first.receipt.mediaId}, deleted`,
        },
      ],
    })
  })

  it("escape what a file name brings along, and load nothing", () => {
    const report = {
      facts: facts(),
      document: { name: "</script>" },
      waveforms: [],
      command: "gir demo",
    }
    const page = demoReport(report).text
    expect(page).toContain("A&lt;script&gt;.wav")
    expect(page).not.toContain('</script>"')
    expect(page).not.toMatch(/(src|href)=|url\(|@import/)
  })
})

describe("html", () => {
  it("escapes values and keeps markup", () => {
    expect(html`<b title="${'"'}">${"<&'"}${html`<i>${1}</i>`}</b>`.text).toBe(
      `<b title="&quot;">&lt;&amp;&#39;<i>1</i></b>`,
    )
  })
})
