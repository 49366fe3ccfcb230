import type { LiveCall, LiveCallStatus } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { Logger } from "@gir/service-kit"
import { startLiveCall, type LiveCallDeps, type RunningCall } from "./live-call.ts"

export interface LiveCallsDeps extends LiveCallDeps {
  readonly logger: Logger
  /** Is told how many packets of each kind a call had, when it is over. */
  readonly count: (outcome: string, packets: number) => void
  /** Calls that are recorded or listened for at the same time; one more is refused. */
  readonly limit: number
}

/** The calls of this Media Control Platform that come as RTP. */
export interface LiveCalls {
  /**
   * Resolves when the port is open.
   *
   * @throws ERR_MCP_BUSY, ERR_MCP_LIVE_CALL_KNOWN, ERR_MCP_RTP_PORT; ERR_MCP_NO_USABLE_RECIPIENT and
   * what else would stop the call from being recorded now.
   */
  start(call: LiveCall): Promise<LiveCallStatus>
  /** @throws ERR_MCP_LIVE_CALL_UNKNOWN */
  status(recordingId: string): LiveCallStatus
  /** Ends a call as its parties would; what has come is stored. @throws ERR_MCP_LIVE_CALL_UNKNOWN */
  hangUp(recordingId: string): LiveCallStatus
  /** Calls whose beginning has not come yet. */
  listening(): number
  /** Takes no more calls, ends those that run, and resolves when all are stored or given up. */
  close(): Promise<void>
}

/** Ended calls of which the status is kept. */
const KEPT = 1_000
/** Within the 10 s that a supervisor waits before it kills. */
const STORE_GRACE_MS = 6_000

/** A second call under the same id is refused: whoever sent it would wait for the wrong one. */
export function liveCalls(deps: LiveCallsDeps): LiveCalls {
  const calls = new Map<string, RunningCall>()
  const starting = new Set<string>()
  const open = new Set<RunningCall>()
  let isClosing = false
  const listening = (): number =>
    [...open].filter((call) => call.status().state === "listening").length
  const assertRoom = (): void => {
    const count = starting.size + listening() + deps.calls.count()
    if (!isClosing && count < deps.limit) return
    const why = isClosing ? "it is about to stop" : `it has ${count} calls of ${deps.limit}`
    throw new GirError("ERR_MCP_BUSY", `${deps.node} takes no call now: ${why}`, {
      fields: { node: deps.node, calls: count, limit: deps.limit },
    })
  }
  const known = (recordingId: string): RunningCall => {
    const call = calls.get(recordingId)
    if (call !== undefined) return call
    throw new GirError("ERR_MCP_LIVE_CALL_UNKNOWN", `there is no live call ${recordingId}`, {
      fields: { recordingId },
    })
  }
  return {
    async start(call) {
      const { recordingId } = call
      assertRoom()
      if (calls.has(recordingId) || starting.has(recordingId)) throw alreadyKnown(recordingId)
      starting.add(recordingId)
      try {
        await assertRecordable(call, deps)
        const running = await startLiveCall(call, deps)
        calls.set(recordingId, running)
        open.add(running)
        void running.ended.then(() => {
          open.delete(running)
          noteEnd(running.status(), deps)
          forgetOldest(calls)
        })
        if (isClosing) running.hangUp()
        return running.status()
      } finally {
        starting.delete(recordingId)
      }
    },
    status: (recordingId) => known(recordingId).status(),
    hangUp(recordingId) {
      const call = known(recordingId)
      call.hangUp()
      return call.status()
    },
    listening,
    async close() {
      isClosing = true
      for (const call of open) call.hangUp()
      await closeWithin(open)
    },
  }
}

/** Said now, a refusal reaches whoever sends the call; said at its first packet, nobody. */
async function assertRecordable(call: LiveCall, deps: LiveCallsDeps): Promise<void> {
  if ((await deps.handOver.handedOverBefore(call.recordingId)) !== null) {
    throw alreadyKnown(call.recordingId)
  }
  const profile = await deps.pinProfile(call.ivrProfileDbid)
  await deps.selectRecipients(profile, deps.clock.now())
}

function alreadyKnown(recordingId: string): GirError {
  return new GirError("ERR_MCP_LIVE_CALL_KNOWN", `call ${recordingId} was offered before`, {
    fields: { recordingId },
  })
}

function noteEnd(status: LiveCallStatus, { logger, count }: LiveCallsDeps): void {
  const { recordingId, port, durationMs, packets, code, message } = status
  const { concealedSamples: _samples, ...kinds } = packets
  for (const [outcome, number] of Object.entries(kinds)) count(outcome, number)
  const fields = { recordingId, port, durationMs, packets }
  if (code === null) logger.info(fields, "a live call was recorded")
  else logger.error({ ...fields, code, reason: message }, "a live call was lost")
}

function forgetOldest(calls: Map<string, RunningCall>): void {
  for (const [recordingId, call] of calls) {
    if (calls.size <= KEPT) return
    const { state } = call.status()
    if (state === "stored" || state === "failed") calls.delete(recordingId)
  }
}

async function closeWithin(open: ReadonlySet<RunningCall>): Promise<void> {
  const all = Promise.all([...open].map((call) => call.ended))
  const reason = new GirError("ERR_MCP_INTERRUPTED", "the process ends before the call is stored")
  const timer = setTimeout(() => {
    for (const call of open) call.abort(reason)
  }, STORE_GRACE_MS)
  await all
  clearTimeout(timer)
}
