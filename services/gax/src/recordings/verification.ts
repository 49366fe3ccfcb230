import { randomBytes } from "node:crypto"
import { isDeepStrictEqual } from "node:util"
import type { Fingerprint, VerificationRun } from "@gir/contracts"
import { toGirError } from "@gir/errors"
import type { Jobs } from "@gir/queue"
import type { Logger } from "@gir/service-kit"
import type { Clock } from "@gir/sim"
import type { Proof, ProofBook } from "./proof-book.ts"
import type { RecordingIndex } from "./recording-index.ts"

const RUN_ID_BYTES = 8
/** Jobs that are added at the same time. */
const AT_ONCE = 16

/** Verify all: every stored media file is decrypted by RCS, and compared with its original. */
export interface Verification {
  /** Begins a run; while one goes on, that one is answered. */
  start(): Promise<VerificationRun>
  /** @returns null when there was none since GAX was started. */
  last(): Promise<VerificationRun | null>
  /** Adds no more jobs. */
  close(): Promise<void>
}

interface Run {
  readonly runId: string
  readonly startedAt: string
  /** By media id. */
  readonly originals: ReadonlyMap<string, Fingerprint>
  /** The proofs of before: another one in its place is news, whoever asked for it. */
  readonly before: ReadonlyMap<string, Proof>
  code: string | null
}

export interface VerificationDeps {
  readonly jobs: Jobs
  readonly index: RecordingIndex
  readonly proofs: ProofBook
  readonly clock: Clock
  readonly logger: Logger
}

export function openVerification(deps: VerificationDeps): Verification {
  const { index, clock, logger } = deps
  const stopping = new AbortController()
  let run: Run | null = null
  let adding: Promise<void> = Promise.resolve()

  const last = async (): Promise<VerificationRun | null> =>
    run === null ? null : describe(run, deps.proofs)
  const begin = async (): Promise<Run> => {
    index.forget()
    const recordings = await index.read()
    const parts = recordings.flatMap((recording) => recording.parts)
    return {
      runId: randomBytes(RUN_ID_BYTES).toString("hex"),
      startedAt: clock.now().toISOString(),
      originals: new Map(parts.map(({ mediaId, fingerprint }) => [mediaId, fingerprint])),
      before: new Map(await deps.proofs.read()),
      code: null,
    }
  }
  return {
    last,
    start: async () => {
      const going = await last()
      if (going?.isOver === false) return going
      const started = await begin()
      run = started
      logger.info({ runId: started.runId, mediaFiles: started.originals.size }, "verifying all")
      adding = addJobs(started, deps.jobs, stopping.signal).catch((error: unknown) => {
        started.code = toGirError(error).code
        logger.warn({ runId: started.runId, code: started.code }, "not all could be verified")
      })
      return describe(started, deps.proofs)
    },
    close: async () => {
      stopping.abort()
      await adding
    },
  }
}

/** The job's id holds media file and run, so that the same run never verifies one twice. */
async function addJobs({ runId, originals }: Run, jobs: Jobs, signal: AbortSignal): Promise<void> {
  const waiting = originals.keys()
  const lane = async (): Promise<void> => {
    for (const mediaId of waiting) {
      if (signal.aborted) return
      await jobs.add("verify-playback", { mediaId, runId })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
}

async function describe(run: Run, book: ProofBook): Promise<VerificationRun> {
  const { runId, startedAt, originals, before, code } = run
  const proofs = await book.read()
  let plays = 0
  let fails = 0
  for (const [mediaId, original] of originals) {
    const proof = proofs.get(mediaId)
    if (proof === undefined || proof === before.get(mediaId)) continue
    if (isEqualTo(original, proof)) plays += 1
    else fails += 1
  }
  const ended = plays + fails
  const total = originals.size
  const isOver = code !== null || ended >= total
  return { runId, startedAt, total, ended, plays, fails, isOver, code }
}

function isEqualTo(original: Fingerprint, { outcome }: Proof): boolean {
  return outcome.status === "done" && isDeepStrictEqual(outcome.result.fingerprint, original)
}
