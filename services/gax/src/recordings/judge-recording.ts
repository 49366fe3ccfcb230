import { isDeepStrictEqual } from "node:util"
import type { MediaProof, PlaybackStatus } from "@gir/contracts"
import type { IndexedPart, IndexedRecording } from "./indexed-recording.ts"
import type { Proof } from "./proof-book.ts"

/** What a judgement rests on. */
export interface Evidence {
  /** Certificates whose key RCS holds now; null while RCS is away. */
  readonly held: ReadonlySet<string> | null
  readonly proofs: ReadonlyMap<string, Proof>
}

interface Judgement {
  readonly status: PlaybackStatus
  readonly code: string | null
}

/** One word for a recording: the worst that is known of its parts. */
export function judgeRecording(recording: IndexedRecording, evidence: Evidence): Judgement {
  const parts = recording.parts.map((part) => judgePart(part, evidence))
  const failing = parts.find(({ status }) => status === "fails")
  if (failing !== undefined) return { status: "fails", code: failing.code }
  const { lastMux } = recording
  if (lastMux?.isRefused === true) return { status: "refused", code: lastMux.code }
  const isProved = parts.length > 0 && parts.every(({ status }) => status === "plays")
  return { status: isProved ? "plays" : "notProved", code: null }
}

/**
 * A proof counts as long as what it says can still be true: a key that was deleted since, or that
 * was uploaded again, makes it a thing of the past.
 */
export function judgePart(part: IndexedPart, { held, proofs }: Evidence): MediaProof {
  const { mediaId, recipients } = part
  const proof = proofs.get(mediaId)
  const known = { mediaId, at: proof?.at.toISOString() ?? null, openedBy: null }
  const isLost = held !== null && recipients.length > 0 && !recipients.some(isIn(held))
  if (isLost) return { ...known, status: "fails", code: "ERR_RCS_KEY_NOT_FOUND" }
  if (proof === undefined) return { ...known, status: "notProved", code: null }
  const { outcome } = proof
  if (outcome.status === "failed") return failed(outcome, known)
  const { openedBy, fingerprint } = outcome.result
  if (!isDeepStrictEqual(fingerprint, part.fingerprint)) {
    return { ...known, openedBy, status: "fails", code: "ERR_CLI_PLAYBACK_DIFFERS" }
  }
  const opener = recipients.find(({ serialNumber }) => serialNumber === openedBy)
  const isOutdated = held !== null && opener !== undefined && !isIn(held)(opener)
  return { ...known, openedBy, status: isOutdated ? "notProved" : "plays", code: null }
}

function failed(
  { code, willRetry }: { readonly code: string; readonly willRetry: boolean },
  known: Pick<MediaProof, "mediaId" | "at" | "openedBy">,
): MediaProof {
  // Its key is back, or RCS was away and is asked again: neither says anything of the recording.
  if (willRetry || code === "ERR_RCS_KEY_NOT_FOUND") {
    return { ...known, status: "notProved", code: null }
  }
  return { ...known, status: "fails", code }
}

function isIn(
  held: ReadonlySet<string>,
): (recipient: { readonly certificateId: string }) => boolean {
  return ({ certificateId }) => held.has(certificateId)
}
