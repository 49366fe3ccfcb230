import type { Static, TSchema } from "typebox"
import {
  MuxRecording,
  PlaybackProof,
  ProcessRecording,
  RecordCall,
  RecordScreen,
  StoredReference,
  VerifyPlayback,
} from "./payloads.ts"

interface JobDefinition<P extends TSchema, R extends TSchema> {
  readonly payload: P
  readonly result: R
  /** The job's id: the same work always has the same id, so that a repeated add is one job. */
  readonly idOf: (payload: Static<P>) => string
  /** Tries before the job rests as failed; the ledger offers it again when the fault was transient. */
  readonly attempts: number
  /** Waiting time before the second try; doubles up to `maxBackoffMs`. */
  readonly backoffMs: number
  readonly maxBackoffMs: number
}

function job<P extends TSchema, R extends TSchema>(definition: JobDefinition<P, R>) {
  return definition
}

const RETRY = { attempts: 20, backoffMs: 200, maxBackoffMs: 5_000 } as const

/** Every job of the product: name, payload, result, id rule and retry policy, in one place. */
export const JOB_TABLE = {
  "record-call": job({
    payload: RecordCall,
    result: StoredReference,
    idOf: (payload) => payload.recordingId,
    ...RETRY,
  }),
  "record-screen": job({
    payload: RecordScreen,
    result: StoredReference,
    idOf: (payload) => payload.recordingId,
    ...RETRY,
  }),
  "process-recording": job({
    payload: ProcessRecording,
    result: StoredReference,
    idOf: (payload) => payload.call.recordingId,
    ...RETRY,
  }),
  "mux-recording": job({
    payload: MuxRecording,
    result: StoredReference,
    idOf: (payload) => payload.recordingId,
    ...RETRY,
  }),
  "verify-playback": job({
    payload: VerifyPlayback,
    result: PlaybackProof,
    idOf: (payload) => `${payload.mediaId}.${payload.runId}`,
    ...RETRY,
  }),
}

export type JobName = keyof typeof JOB_TABLE
export type JobPayload<N extends JobName> = Static<(typeof JOB_TABLE)[N]["payload"]>
export type JobResult<N extends JobName> = Static<(typeof JOB_TABLE)[N]["result"]>

export const JOB_NAMES = Object.keys(JOB_TABLE) as readonly JobName[]
