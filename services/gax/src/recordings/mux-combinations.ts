import type { MuxCombination } from "@gir/contracts"
import type { IndexedRecording } from "./indexed-recording.ts"

const BOTH = [true, false] as const

/** @returns the four ways in which call and screen can be protected, each with its newest case. */
export function muxCombinations(recordings: readonly IndexedRecording[]): MuxCombination[] {
  return BOTH.flatMap((isCallEncrypted) =>
    BOTH.map((isScreenEncrypted) => {
      const newest = recordings.find(
        (each) =>
          isEncrypted(each, "call") === isCallEncrypted &&
          isEncrypted(each, "screen") === isScreenEncrypted,
      )
      return { isCallEncrypted, isScreenEncrypted, ...outcomeOf(newest) }
    }),
  )
}

/** @returns null when the recording has no such part. */
function isEncrypted({ parts }: IndexedRecording, wanted: "call" | "screen" | "mux") {
  const part = parts.find(({ kind }) => kind === wanted)
  return part === undefined ? null : part.recipients.length > 0
}

type Outcome = Omit<MuxCombination, "isCallEncrypted" | "isScreenEncrypted">

function outcomeOf(newest: IndexedRecording | undefined): Outcome {
  if (newest === undefined) {
    return { recordingId: null, outcome: null, code: null, isMuxEncrypted: null }
  }
  const { id: recordingId, lastMux } = newest
  const isMuxEncrypted = isEncrypted(newest, "mux")
  if (isMuxEncrypted !== null) return { recordingId, outcome: "muxed", code: null, isMuxEncrypted }
  const outcome = lastMux?.isRefused === true ? "refused" : "notYet"
  return { recordingId, outcome, code: lastMux?.code ?? null, isMuxEncrypted: null }
}
