import { setTimeout as delay } from "node:timers/promises"
import type { LiveCall, LiveCallStatus } from "@gir/contracts"
import { GirError, isGirError, type ErrorCode } from "@gir/errors"
import type { LiveCallsClient } from "./live-calls-client.ts"

export interface RecordRtpOptions {
  readonly call: LiveCall
  readonly client: LiveCallsClient
  /** Ends the call: what has come is stored all the same. */
  readonly signal: AbortSignal
  /** The port is open: the caller may begin. */
  readonly onListening: (status: LiveCallStatus) => void
}

const POLL_MS = 200

/**
 * Offers a live call and follows it to its end.
 *
 * @returns its last status, which is `stored`.
 * @throws the code that the call failed with.
 */
export async function recordRtp(options: RecordRtpOptions): Promise<LiveCallStatus> {
  const { call, client, signal, onListening } = options
  let status = await client.start(call)
  onListening(status)
  let isHungUp = false
  while (status.state === "listening" || status.state === "recording") {
    if (signal.aborted && !isHungUp) {
      isHungUp = true
      await client.hangUp(call.recordingId)
    }
    // After a hang-up the signal has fired already and would end each wait at once.
    await delay(POLL_MS, undefined, isHungUp ? {} : { signal }).catch(ignoreAbort)
    status = await client.status(call.recordingId)
  }
  if (status.state === "stored") return status
  const { code, message } = status
  throw new GirError(code as ErrorCode, message ?? "the live call was lost", {
    where: `recording ${call.recordingId}`,
  })
}

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
