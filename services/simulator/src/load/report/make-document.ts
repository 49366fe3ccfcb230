import { availableParallelism, cpus, totalmem } from "node:os"
import { sumOf } from "../arithmetic/call-book.ts"
import type { LatencyFacts, LatencyRecord } from "../arithmetic/latency-record.ts"
import type { TrendName } from "../arithmetic/threshold.ts"
import type { LoadBed } from "../bed/load-bed.ts"
import { loadDurationMs, type LoadProfile } from "../profile/load-profile.ts"
import type { CallTracker, OfferedCall } from "../run/call-tracker.ts"
import type { KnownMedia } from "../run/check-holdings.ts"
import type { Players } from "../run/players.ts"
import type { Sample } from "../run/service-samples.ts"
import type { Mark } from "../run/stage-actions.ts"
import { costBreakdown } from "./cost-breakdown.ts"
import { findBottleneck } from "./find-bottleneck.ts"
import { judgeThresholds } from "./judge-thresholds.ts"
import { rotationFacts } from "./rotation-facts.ts"
import type { Custody, LoadDocument, PartCost, Proof, ShareSecond } from "./load-document.ts"

interface Found {
  readonly bed: LoadBed
  readonly tracker: CallTracker
  readonly players: Players | null
  readonly marks: readonly Mark[]
  readonly kills: Readonly<Record<string, number>>
  readonly samples: readonly Sample[]
  readonly proof: Proof
  readonly custody: Custody
  /** By part of the mix. */
  readonly partCosts: readonly PartCost[]
  readonly problems: readonly string[]
  readonly media: readonly KnownMedia[]
  readonly offered: readonly OfferedCall[]
  readonly queue: string
  readonly startedAtMs: number
  readonly loadMs: number
}

/** @returns the document of a load, with its verdict. */
export function loadDocument(
  { profile, command }: { readonly profile: LoadProfile; readonly command: string },
  found: Found,
): LoadDocument {
  const { tracker, players, proof, custody, problems, samples, loadMs } = found
  const calls = tracker.book.totals()
  const plays = players?.counts ?? { offered: 0, played: 0, failed: {} }
  const records = recordsOf(found)
  const thresholds = judgeThresholds(profile.thresholds, { calls, plays, proof, loadMs, records })
  const shares = sharesOf(found)
  const rotation = rotationFacts({ profile, shares, marks: found.marks })
  const isHeld =
    rotation?.isShown !== false &&
    problems.length === 0 &&
    proof.unplayable.length === 0 &&
    custody.withoutRecipient.length === 0 &&
    custody.plaintextIn.length === 0 &&
    thresholds.every(({ status }) => status === "held")
  const cores = availableParallelism()
  return {
    schema: "gir.load/1",
    verdict: isHeld ? "held" : "broken",
    exitCode: isHeld ? 0 : 1,
    profile: {
      name: profile.name,
      title: profile.title,
      file: profile.file,
      sha256: profile.sha256,
      seed: profile.seed,
      description: describeProfile(profile),
    },
    command,
    machine: {
      cores,
      model: cpus()[0]?.model ?? "unknown",
      memoryMiB: Math.round(totalmem() / 1_048_576),
      node: process.version,
      queue: found.queue,
    },
    startedAt: new Date(found.startedAtMs).toISOString(),
    durationMs: loadMs,
    warmUpMs: profile.warmUpMs,
    calls,
    plays,
    muxes: tracker.muxes,
    conservation: { holds: problems.length === 0, sentence: conservationSentence(calls), problems },
    thresholds,
    bottleneck: findBottleneck(samples, cores),
    costs: costBreakdown({
      parts: found.partCosts,
      stored: found.bed.parts.map(
        (_, index) => tracker.stored.filter(({ part }) => part === index).length,
      ),
      samples,
      queue: found.queue,
    }),
    proof,
    custody,
    rotation,
    seconds: tracker.book.seconds(),
    latencies: latencyFacts(records),
    samples,
    shares,
    marks: found.marks,
    kills: found.kills,
    errors: [],
  }
}

/** "constant-arrival-rate 20 calls/s, 60 s · wav · 2 recipients · seed 7" */
export function describeProfile(profile: LoadProfile): string {
  const stages = profile.stages.map(({ executor, startRate, endRate, durationMs }) => {
    const rate = startRate === endRate ? `${endRate}` : `${startRate} to ${endRate}`
    return `${executor} ${rate} calls/s, ${durationMs / 1_000} s`
  })
  const shown =
    stages.length > 2 ? [`${stages.length} stages, ${loadDurationMs(profile) / 1_000} s`] : stages
  const mix = profile.calls.mix.map(({ audio, isEncrypted, recipients, keyBits }) =>
    isEncrypted ? `${audio}, ${recipients} × RSA ${keyBits}` : `${audio} clear`,
  )
  return [...shown, ...mix, `seed ${profile.seed}`].join(" · ")
}

/** The law, with its numbers. */
export function conservationSentence(calls: LoadDocument["calls"]): string {
  const part = (name: string, byCode: Readonly<Record<string, number>>): string => {
    const codes = Object.keys(byCode)
    return `${name} ${sumOf(byCode)}${codes.length === 0 ? "" : ` (${codes.join(", ")})`}`
  }
  const { offered, stored, refused, failed } = calls
  return `offered ${offered} = stored ${stored} + ${part("refused", refused)} + ${part("failed", failed)}`
}

function recordsOf({ tracker, players }: Found): ReadonlyMap<TrendName, LatencyRecord> {
  const records = new Map(tracker.latencies)
  if (players === null) return records
  records.set("playback_first_byte", players.firstByte)
  return records.set("playback_done", players.done)
}

function latencyFacts(
  records: ReadonlyMap<TrendName, LatencyRecord>,
): Partial<Record<TrendName, LatencyFacts>> {
  return Object.fromEntries(
    [...records].filter(([, one]) => one.count() > 0).map(([name, one]) => [name, one.facts()]),
  )
}

function sharesOf({ bed, media, offered }: Found): readonly ShareSecond[] {
  const callMedia = new Map(
    media.filter(({ mediaId }) => /call/.test(mediaId)).map((one) => [one.recordingId, one]),
  )
  const bySecond = new Map<number, { a: number; ab: number; b: number; clear: number }>()
  for (const { recordingId, intendedMs } of offered) {
    const one = callMedia.get(recordingId)
    if (one === undefined) continue
    const second = Math.floor(intendedMs / 1_000)
    const shares = bySecond.get(second) ?? { a: 0, ab: 0, b: 0, clear: 0 }
    const sides = new Set(one.recipients.map((id) => bed.generations.get(id)))
    if (sides.size === 0) shares.clear += 1
    else if (sides.size === 2) shares.ab += 1
    else if (sides.has("A")) shares.a += 1
    else shares.b += 1
    bySecond.set(second, shares)
  }
  return [...bySecond].toSorted(([x], [y]) => x - y).map(([second, all]) => ({ second, ...all }))
}
