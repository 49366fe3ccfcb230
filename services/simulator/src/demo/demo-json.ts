import { errorFacts, type ErrorFacts } from "../cli/error-block.ts"
import type { ExitCode } from "../cli/exit-codes.ts"
import { GirError, type GirError as Failure } from "@gir/errors"
import { countFacts, type DemoFacts, type DemoMedia, type PlayFact } from "./demo-facts.ts"

export interface DemoEnding {
  readonly exitCode: ExitCode
  readonly durationMs: number
  /** Null when the demo ended before it could be written. */
  readonly report: string | null
  readonly error: Failure | null
}

/** The demo's facts as one document; fields are only ever added. */
export function demoDocument(facts: DemoFacts, ending: DemoEnding): object {
  const counts = countFacts(facts)
  return {
    schema: "gir.demo/1",
    verdict: ending.exitCode === 0 ? "held" : "broken",
    exitCode: ending.exitCode,
    seed: facts.seed,
    envelopeProfile: facts.envelopeProfile,
    durationMs: Math.round(ending.durationMs),
    counts,
    steps: facts.steps.map((step) => ({ ...step, durationMs: Math.round(step.durationMs) })),
    certificates: facts.certificates,
    recordings: recordings(facts),
    refusals: facts.refusals,
    report: ending.report,
    errors: [...broken(facts), ...(ending.error === null ? [] : [errorFacts(ending.error)])],
  }
}

function recordings(facts: DemoFacts): object[] {
  const ids = [...new Set(facts.media.map((media) => media.recordingId))]
  return ids.map((recordingId) => ({
    recordingId,
    mediaFiles: facts.media
      .filter((media) => media.recordingId === recordingId)
      .map((media) => mediaFile(media, facts.plays)),
  }))
}

function mediaFile({ kind, receipt, original }: DemoMedia, plays: readonly PlayFact[]): object {
  return {
    mediaId: receipt.mediaId,
    kind,
    type: receipt.type,
    fileName: receipt.fileName,
    storageKey: receipt.storageKey,
    isEncrypted: receipt.protection !== null,
    cipher: receipt.protection?.cipher ?? null,
    recipients: receipt.protection?.recipients ?? [],
    ciphertextBytes: receipt.storedBytes,
    plaintextBytes: receipt.plaintextBytes,
    durationMs: receipt.durationMs,
    fingerprintBefore: original,
    playbacks: plays.filter((fact) => fact.mediaId === receipt.mediaId).map(playback),
  }
}

function playback({ moment, expected, playback: found, isHeld }: PlayFact): object {
  return {
    moment,
    status: found.status,
    expected,
    isHeld,
    code: found.status === "fails" ? found.code : null,
    openedBy: found.openedBy,
    fingerprintAfter: found.fingerprint,
  }
}

function broken(facts: DemoFacts): ErrorFacts[] {
  return facts.plays
    .filter((fact) => !fact.isHeld)
    .map(({ mediaId, moment, expected, playback: found }) => {
      const what = found.status === "fails" ? `fails (${found.code})` : "plays"
      const message = `${what}; ${expected} was expected`
      const where = `${mediaId}, ${moment}`
      return errorFacts(new GirError("ERR_CLI_EXPECTATION_BROKEN", message, { where }))
    })
}
