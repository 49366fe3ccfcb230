import type { JobOutcome, Jobs } from "@gir/queue"

/** A worker's clock may be this far behind when it writes down the end of a job. */
const OVERLAP_MS = 5_000
const BATCH = 10_000

/** How the last verification of one media file ended. */
export interface Proof {
  /** The run that asked: each Verify all, and each `gir verify`, has an id of its own. */
  readonly runId: string
  readonly at: Date
  readonly outcome: JobOutcome<"verify-playback">
}

/** The last proof of each media file, as the job ledger has it: whoever asked for it. */
export interface ProofBook {
  /** @throws ERR_DATABASE_UNAVAILABLE */
  read(): Promise<ReadonlyMap<string, Proof>>
}

export function openProofBook(jobs: Jobs): ProofBook {
  const proofs = new Map<string, Proof>()
  let since = new Date(0)
  let reading: Promise<void> | null = null

  const take = async (): Promise<void> => {
    for (;;) {
      const ended = await jobs.endedSince("verify-playback", { since, limit: BATCH })
      for (const { id, endedAt, outcome } of ended) {
        const [mediaId = "", runId = ""] = id.split(".")
        const proof = { runId, at: endedAt, outcome }
        if (isNews(proof, proofs.get(mediaId))) proofs.set(mediaId, proof)
      }
      const last = ended.at(-1)
      if (last === undefined || ended.length < BATCH || +last.endedAt === +since) {
        since = new Date(Math.max(0, +(last?.endedAt ?? since) - OVERLAP_MS))
        return
      }
      since = last.endedAt
    }
  }
  return {
    read: async () => {
      reading ??= take().finally(() => (reading = null))
      await reading
      return proofs
    },
  }
}

/** The overlap brings known proofs again: they stay the same objects, so that a change shows. */
function isNews(proof: Proof, known: Proof | undefined): boolean {
  if (known === undefined) return true
  const isSame = proof.runId === known.runId && +proof.at === +known.at
  return !isSame && proof.at >= known.at
}
