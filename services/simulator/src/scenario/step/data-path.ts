import { WALK_HOPS, type WalkHop, type WalkPath } from "@gir/contracts"
import type { CallFact, MediaFact, RunFacts, StepFacts } from "../facts.ts"

type HopId = WalkHop["id"]
/**
 * What became of the newest call, hop by hop, with the real object at each, as it was when step
 * `number` (from 1) ended.
 *
 * @returns null before the first call.
 */
export function dataPathAt(facts: RunFacts, number: number): WalkPath | null {
  const step = facts.steps[number - 1]
  if (step === undefined) return null
  const call = step.calls.at(-1)
  if (call?.isStored === false) return refusedPath(call, step)
  const media = facts.media.findLast((one) => one.kind === "call" && one.step <= number)
  return media === undefined ? null : storedPath(media, step)
}

/** The recorder said no: behind it nothing comes any more. */
function refusedPath({ group, recordingId }: CallFact, step: StepFacts): WalkPath {
  const refusal = step.refusals.findLast(
    ({ verb, subject }) => verb === "record" && subject === group,
  )
  const hops = WALK_HOPS.map((id, index): WalkHop => {
    if (index === 0) return passed(id, `a call of ${group}`)
    if (index > 1) return { id, object: "nothing came here", state: "dark", code: null }
    return { id, object: refusal?.reason ?? "", state: "refused", code: refusal?.code ?? null }
  })
  return { recordingId, group, isEncrypted: false, hops }
}

function storedPath(media: MediaFact, step: StepFacts): WalkPath {
  const { recordingId, group, receipt } = media
  const isEncrypted = receipt.protection !== null
  const objects = objectsOf(media)
  const ends = playbackHops(media, step)
  const hops = WALK_HOPS.map((id) => ends[id] ?? passed(id, objects[id] ?? ""))
  return { recordingId, group, isEncrypted, hops }
}

function objectsOf(media: MediaFact): Partial<Record<HopId, string>> {
  const { receipt, group, node, recipients, original } = media
  const { protection, segments, storageKey, storedBytes, mediaId } = receipt
  const infos = protection?.recipients ?? []
  return {
    call: `a call of ${group}: SHA-256 ${original.sha256}`,
    mcp:
      protection === null
        ? `${node ?? "mcp"} stores it in clear: no certificate is on the profile`
        : `${node ?? "mcp"} chose ${recipients.join(", ")}`,
    envelope:
      protection === null
        ? "there is none"
        : `CMS EnvelopedData, ${protection.cipher}; ${infos.length} RecipientInfo: ${infos.map(({ serialNumber }) => `serial ${serialNumber}`).join(", ")}`,
    storage: `${storageKey}, ${storedBytes} bytes`,
    processor: `receipt: ${segments.digests.length} digests, root ${segments.root}; no bytes, no keys`,
    rws: `metadata of ${mediaId}`,
  }
}

/** RCS and Playback: what the oracle found when the step ended. */
function playbackHops(media: MediaFact, step: StepFacts): Partial<Record<HopId, WalkHop>> {
  const play = step.plays.get(media.mediaId)
  if (play === undefined) {
    const unknown = { object: "was not played", state: "dark", code: null } as const
    return { rcs: { id: "rcs", ...unknown }, playback: { id: "playback", ...unknown } }
  }
  if (play.status === "plays") {
    const key = media.receipt.protection === null ? "no key is needed" : "found the private key"
    const { sha256 } = play.fingerprint
    return {
      rcs: passed("rcs", key),
      playback: passed("playback", `equal to what was recorded: SHA-256 ${sha256}`),
    }
  }
  const { code, message } = play
  return {
    rcs: { id: "rcs", object: message, state: "fails", code },
    playback: { id: "playback", object: "no sound left RCS", state: "dark", code: null },
  }
}

function passed(id: HopId, object: string): WalkHop {
  return { id, object, state: "passed", code: null }
}
