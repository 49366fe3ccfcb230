import type { Fingerprint } from "@gir/contracts"
import type { ErrorCode } from "@gir/errors"
import type { Jobs } from "@gir/queue"
import { isDeepStrictEqual } from "node:util"

/** What came of playing one media file. "Plays" means: equal to the original, nothing less. */
export type Playback =
  | {
      readonly status: "plays"
      readonly fingerprint: Fingerprint
      readonly openedBy: string | null
    }
  | {
      readonly status: "fails"
      /** The named error, or ERR_CLI_PLAYBACK_DIFFERS when it opened to something else. */
      readonly code: ErrorCode
      readonly message: string
      readonly fingerprint: Fingerprint | null
      readonly openedBy: string | null
    }

export interface PlaybackOracle {
  /** Has RCS decrypt the stored recording and compares what came out with the original. */
  play(mediaId: string, original: Fingerprint): Promise<Playback>
}

const VERIFY_TIMEOUT_MS = 120_000

/** @param runId sets this run's verify jobs apart from those of every other run. */
export function playbackOracle(jobs: Jobs, runId: string): PlaybackOracle {
  return {
    play: async (mediaId, original) => {
      const { id } = await jobs.add("verify-playback", { mediaId, runId })
      const outcome = await jobs.waitFor("verify-playback", id, { timeoutMs: VERIFY_TIMEOUT_MS })
      if (outcome.status === "failed") {
        const { code, message } = outcome
        return { status: "fails", code, message, fingerprint: null, openedBy: null }
      }
      return compare(outcome.result, original)
    },
  }
}

function compare(
  proof: { readonly fingerprint: Fingerprint; readonly openedBy: string | null },
  original: Fingerprint,
): Playback {
  const { fingerprint, openedBy } = proof
  if (isDeepStrictEqual(fingerprint, original)) return { status: "plays", fingerprint, openedBy }
  return {
    status: "fails",
    code: "ERR_CLI_PLAYBACK_DIFFERS",
    message: "the playback is not what was recorded",
    fingerprint,
    openedBy,
  }
}
