import { mediaIdOf } from "@gir/contracts"
import { toGirError } from "@gir/errors"
import type { Clock, Random } from "@gir/sim"
import { once } from "node:events"
import type { CryptoServerClient } from "../../clients/crypto-server.ts"
import { latencyRecord, type LatencyRecord, type Timing } from "../arithmetic/latency-record.ts"
import type { OfferedCall } from "./call-tracker.ts"
import { laneGate } from "./lane-gate.ts"

/** People who play recordings through RCS while calls are recorded. */
export interface Players {
  readonly firstByte: LatencyRecord
  readonly done: LatencyRecord
  readonly counts: { offered: number; played: number; readonly failed: Record<string, number> }
  /** Plays one stored recording; waits for a player who is free. Does nothing while none is stored. */
  play(intendedMs: number): Promise<void>
}

interface PlayersOptions {
  readonly cryptoServer: CryptoServerClient
  readonly stored: readonly OfferedCall[]
  readonly players: number
  readonly clock: Clock
  /** When the load began, by the monotonic clock. */
  readonly startMs: number
  /** Latencies of plays that were meant to begin earlier are not noted. */
  readonly warmUpMs: number
  readonly random: Random
}

export function openPlayers(options: PlayersOptions): Players {
  const { clock, startMs, stored, random } = options
  const firstByte = latencyRecord()
  const done = latencyRecord()
  const counts = { offered: 0, played: 0, failed: {} as Record<string, number> }
  const lanes = laneGate(options.players)
  const sinceStart = (): number => clock.monotonicMs() - startMs
  const note = (record: LatencyRecord, timing: Timing): void => {
    if (timing.intendedMs >= options.warmUpMs) record.note(timing)
  }
  const fail = (code: string): void => {
    counts.failed[code] = (counts.failed[code] ?? 0) + 1
  }
  return {
    firstByte,
    done,
    counts,
    play: async (intendedMs) => {
      const call = stored[random.integer(0, Math.max(0, stored.length - 1))]
      if (call === undefined) return
      counts.offered += 1
      await lanes.enter()
      const sentMs = sinceStart()
      try {
        const media = await options.cryptoServer.play(mediaIdOf(call.recordingId, "call"))
        await once(media, "readable")
        note(firstByte, { intendedMs, sentMs, endedMs: sinceStart() })
        for await (const chunk of media) void chunk
        note(done, { intendedMs, sentMs, endedMs: sinceStart() })
        counts.played += 1
      } catch (error) {
        fail(toGirError(error).code)
      } finally {
        lanes.leave()
      }
    },
  }
}
