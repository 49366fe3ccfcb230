import type { JobName } from "@gir/contracts"
import type { EndedJob, Jobs } from "@gir/queue"
import { setTimeout as wait } from "node:timers/promises"
import { callBook, type CallBook, type CallEnd } from "../arithmetic/call-book.ts"
import { latencyRecord, type LatencyRecord } from "../arithmetic/latency-record.ts"
import type { TrendName } from "../arithmetic/threshold.ts"
import { endedJobs } from "./ended-jobs.ts"

/** A call of the load. */
export interface OfferedCall {
  readonly recordingId: string
  /** Place of its part in the mix, and of its audio in the part's pool. */
  readonly part: number
  readonly audio: number
  readonly hasScreen: boolean
  /** From the start of the load. */
  readonly intendedMs: number
  readonly sentMs: number
}

/** Follows calls from their offer to their end, by the job ledger. */
export interface CallTracker {
  readonly book: CallBook
  readonly latencies: ReadonlyMap<TrendName, LatencyRecord>
  /** Calls that are stored, in the order in which that was seen. */
  readonly stored: readonly OfferedCall[]
  readonly muxes: { offered: number; done: number; readonly refused: Record<string, number> }
  offer(call: OfferedCall): void
  /** The job could not even be added. */
  fail(call: OfferedCall, code: string): void
  open(): number
  /** Calls that are durable and not yet known to Web Services. */
  settling(): number
  /** Looks into the ledger until `isOver` says so and nothing is open, or `untilMs` has come. */
  follow(options: { readonly signal: AbortSignal; readonly isOver: () => boolean }): Promise<void>
  /** Whatever has not ended by now has failed. */
  giveUp(): void
}

interface TrackerOptions {
  readonly jobs: Jobs
  /** When the load began, in milliseconds since 1970 by the machine: the ledger's time. */
  readonly startedAtMs: number
  /** Latencies of calls that were meant to begin earlier are not noted. */
  readonly warmUpMs: number
}

/** Ends are dated by the ledger: how often it is looked at changes no latency. */
const POLL_MS = 250
const STILL_OPEN = "ERR_QUEUE_WAIT_TIMEOUT"
/** Refused on purpose, by the recorder; everything else is a failure. */
const REFUSAL = /^ERR_(MCP|MUX)_/

const WATCHED = [
  ["record-call", "record_durable"],
  ["process-recording", "record_known"],
  ["mux-recording", "mux_done"],
] as const satisfies readonly (readonly [JobName, TrendName])[]

export function callTracker({ jobs, startedAtMs, warmUpMs }: TrackerOptions): CallTracker {
  const book = callBook()
  const stored: OfferedCall[] = []
  const latencies = emptyLatencies()
  const muxes = { offered: 0, done: 0, refused: {} as Record<string, number> }
  const waiting = new Map(
    WATCHED.map(([name]) => [name as JobName, new Map<string, OfferedCall>()]),
  )
  const endings = endedJobs(jobs, startedAtMs)
  const openOf = (name: JobName): Map<string, OfferedCall> => waiting.get(name) ?? new Map()
  const endCall = (call: OfferedCall, end: CallEnd): void => {
    // A call ends once, whichever of its jobs says so first.
    if (!openOf("process-recording").delete(call.recordingId)) return
    book.end(secondOf(call), end)
    if (end.status === "stored") {
      stored.push(call)
      if (call.hasScreen) muxes.offered += 1
      return
    }
    for (const calls of waiting.values()) calls.delete(call.recordingId)
  }
  const settle = (name: JobName, job: EndedJob<JobName>): void => {
    const call = openOf(name).get(job.id)
    if (call === undefined || (job.outcome.status === "failed" && job.outcome.willRetry)) return
    if (name !== "process-recording") openOf(name).delete(job.id)
    if (job.outcome.status === "failed") {
      const { code } = job.outcome
      if (name === "mux-recording") muxes.refused[code] = (muxes.refused[code] ?? 0) + 1
      else endCall(call, { status: REFUSAL.test(code) ? "refused" : "failed", code })
      return
    }
    const endedMs = job.endedAt.getTime() - startedAtMs
    const trend = WATCHED.find(([watched]) => watched === name)?.[1]
    if (trend !== undefined) note(trend, call, endedMs)
    if (name === "process-recording") endCall(call, { status: "stored" })
    if (name === "mux-recording") muxes.done += 1
  }
  const note = (trend: TrendName, call: OfferedCall, endedMs: number): void => {
    if (call.intendedMs >= warmUpMs) latencies.get(trend)?.note({ ...call, endedMs })
  }
  const open = (): number => [...waiting.values()].reduce((sum, calls) => sum + calls.size, 0)
  return {
    book,
    latencies,
    stored,
    muxes,
    open,
    settling: () => openOf("process-recording").size - openOf("record-call").size,
    offer: (call) => {
      book.offer(secondOf(call))
      for (const [name] of WATCHED) {
        if (name !== "mux-recording" || call.hasScreen) openOf(name).set(call.recordingId, call)
      }
      note("offer_lateness", call, call.sentMs)
    },
    fail: (call, code) => endCall(call, { status: "failed", code }),
    follow: async ({ signal, isOver }) => {
      for (;;) {
        for (const [name] of WATCHED) {
          if (openOf(name).size > 0) await endings.read(name, (job) => settle(name, job))
        }
        if (isOver() || signal.aborted) return
        await wait(POLL_MS)
      }
    },
    giveUp: () => {
      const end = { status: "failed", code: STILL_OPEN } as const
      for (const call of openOf("process-recording").values()) endCall(call, end)
    },
  }
}

function secondOf({ intendedMs }: OfferedCall): number {
  return Math.floor(intendedMs / 1_000)
}

function emptyLatencies(): Map<TrendName, LatencyRecord> {
  const trends = [...WATCHED.map(([, trend]) => trend), "offer_lateness" as const]
  return new Map(trends.map((trend) => [trend, latencyRecord()]))
}
