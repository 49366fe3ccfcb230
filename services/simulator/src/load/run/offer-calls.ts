import { isGirError } from "@gir/errors"
import type { Clock, Random } from "@gir/sim"
import { offerInteraction } from "../../traffic/record-interaction.ts"
import { newRecordingId } from "../../traffic/recording-id.ts"
import { arrivalTimes } from "../arithmetic/arrivals.ts"
import type { LoadBed } from "../bed/load-bed.ts"
import type { LoadProfile } from "../profile/load-profile.ts"
import type { CallTracker, OfferedCall } from "./call-tracker.ts"
import { runOpenLoop } from "./open-loop.ts"

const AGENT = "1001"

/** What all that runs during a load goes by. */
export interface Sharing {
  readonly clock: Clock
  readonly startMs: number
  readonly signal: AbortSignal
  readonly profile: LoadProfile
}

/** Offers the calls of all stages, each when it is due. */
export async function offerCalls(
  load: Sharing & {
    readonly bed: LoadBed
    readonly tracker: CallTracker
    readonly random: Random
    readonly offered: OfferedCall[]
  },
): Promise<void> {
  const { profile, bed, tracker, random, offered, clock, startMs, signal } = load
  const times = arrivalTimes(profile.stages, profile.arrivals, random)
  const choose = chooser(profile.calls.mix.map(({ weight }) => weight))
  const begin = async (_index: number, intendedMs: number): Promise<void> => {
    const part = choose(random.next())
    const one = bed.parts[part]
    if (one === undefined) throw new RangeError("a call of no part of the mix")
    const audio = random.integer(0, one.calls.length - 1)
    const recordingId = newRecordingId(random)
    const hasScreen = random.next() < one.part.screens
    const sentMs = clock.monotonicMs() - startMs
    const call = { recordingId, part, audio, hasScreen, intendedMs, sentMs }
    offered.push(call)
    tracker.offer(call)
    try {
      await offerOne(load, call)
    } catch (error) {
      signal.throwIfAborted()
      if (!isGirError(error)) throw error
      tracker.fail(call, error.code)
    }
  }
  await runOpenLoop({ times, startMs, clock, signal, begin })
}

async function offerOne(
  { bed, profile }: { readonly bed: LoadBed; readonly profile: LoadProfile },
  call: OfferedCall,
): Promise<void> {
  const one = bed.parts[call.part]
  const audio = one?.calls[call.audio]
  if (one === undefined || audio === undefined) throw new RangeError("a call without audio")
  await offerInteraction(bed.installation.jobs, {
    recordingId: call.recordingId,
    ivrProfileDbid: one.dbid,
    agentId: AGENT,
    audio: { kind: "file", path: audio.path },
    screen: call.hasScreen ? { source: { kind: "built-in" }, durationMs: audio.durationMs } : null,
    pace: profile.calls.pace,
    channels: "keep",
  })
}

/** @returns a function from a number below 1 to the place of a weight. */
function chooser(weights: readonly number[]): (at: number) => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return (at) => {
    let rest = at * total
    const found = weights.findIndex((weight) => (rest -= weight) < 0)
    return found < 0 ? weights.length - 1 : found
  }
}
