import { setTimeout as delay } from "node:timers/promises"
import type { LiveCall, LiveCallStatus } from "@gir/contracts"
import { GirError, isGirError, type ErrorCode } from "@gir/errors"
import type { Clock } from "@gir/sim"
import type { LiveCallsClient } from "./live-calls-client.ts"

export interface RecordRtpOptions {
  readonly call: LiveCall
  readonly client: LiveCallsClient
  /** Ends the call: what has come is stored all the same. */
  readonly signal: AbortSignal
  readonly clock: Clock
  /** The port is open: the caller may begin. */
  readonly onListening: (status: LiveCallStatus) => void
}

const POLL_MS = 200
/** A recorder that is restarted answers again within this time. */
const AWAY_MS = 30_000

/** What is known of a live call that is over. */
export interface LiveCallEnd {
  readonly status: LiveCallStatus
  /** True when its recorder ended first: the status is of a moment before. */
  readonly isInterrupted: boolean
}

/**
 * Offers a live call and follows it to its end.
 *
 * @returns its last status, which is `stored` unless its recorder ended.
 * @throws the code that the call failed with.
 */
export async function recordRtp(options: RecordRtpOptions): Promise<LiveCallEnd> {
  const { call, client, signal, onListening } = options
  let status = await client.start(call)
  onListening(status)
  let isHungUp = false
  while (status.state === "listening" || status.state === "recording") {
    if (signal.aborted && !isHungUp) isHungUp = await hangUp(call.recordingId, client)
    // After a hang-up the signal has fired already and would end each wait at once.
    await delay(POLL_MS, undefined, signal.aborted ? {} : { signal }).catch(ignoreAbort)
    const latest = await latestStatus(call.recordingId, options)
    if (latest === null) return { status, isInterrupted: true }
    status = latest
  }
  if (status.state === "stored") return { status, isInterrupted: false }
  const { code, message } = status
  throw new GirError(code as ErrorCode, message ?? "the live call was lost", {
    where: `recording ${call.recordingId}`,
  })
}

/** @returns false when it has to be said again. */
async function hangUp(recordingId: string, client: LiveCallsClient): Promise<boolean> {
  try {
    await client.hangUp(recordingId)
    return true
  } catch (error) {
    if (hasEnded(error) || isAway(error)) return false
    throw error
  }
}

/** @returns null when the recorder that had the call has ended. */
async function latestStatus(
  recordingId: string,
  { client, clock }: RecordRtpOptions,
): Promise<LiveCallStatus | null> {
  const deadlineMs = clock.monotonicMs() + AWAY_MS
  for (;;) {
    try {
      return await client.status(recordingId)
    } catch (error) {
      if (hasEnded(error)) return null
      if (!isAway(error)) throw error
      if (clock.monotonicMs() > deadlineMs) return null
    }
    await delay(POLL_MS)
  }
}

const isAway = (error: unknown): boolean => isGirError(error, "ERR_SERVICE_UNAVAILABLE")
/** Started anew, a recorder knows nothing of the calls that it had. */
const hasEnded = (error: unknown): boolean => isGirError(error, "ERR_MCP_LIVE_CALL_UNKNOWN")

function ignoreAbort(error: unknown): void {
  if (isGirError(error) || !(error instanceof Error) || error.name !== "AbortError") throw error
}

/** One line for a person: what came, and what silence stands for. */
export function packetLine({ packets, durationMs }: LiveCallStatus): string {
  const { received, lost, late, reordered, duplicates, concealedSamples } = packets
  const sent = received + lost
  const share = sent === 0 ? 0 : (lost * 100) / sent
  const refused = foreignPackets(packets) + packets.overrun
  return [
    `${(durationMs / 1_000).toFixed(2)} s`,
    `${received} of ${sent} packets`,
    `${lost} lost (${share.toFixed(1)} %), of them ${late} too late`,
    `${reordered} reordered`,
    `${duplicates} twice`,
    `${refused} refused`,
    `${(concealedSamples / 8_000).toFixed(2)} s of silence put in`,
  ].join(", ")
}

/**
 * A recording whose port was sent more that is not of the call than of it may be of the wrong call,
 * or lack what a second sender said.
 *
 * @returns a warning for a person; `null` when there is no reason for one.
 */
export function refusedMoreThanReceived({ packets }: LiveCallStatus): string | null {
  const { received, otherSource, otherPayloadType, malformed, stray } = packets
  const refused = foreignPackets(packets)
  if (refused <= received) return null
  return (
    `more was refused than received, ${refused} of ${refused + received} packets: ` +
    `${otherSource} of another sender, ${otherPayloadType} of another payload type than 0 and 8, ` +
    `${malformed} that are no RTP, ${stray} before the call; is this the call that was meant?`
  )
}

function foreignPackets(packets: LiveCallStatus["packets"]): number {
  return packets.malformed + packets.otherPayloadType + packets.otherSource + packets.stray
}
