import { mediaIdOf, type Fingerprint, type MediaKind, type MediaReceipt } from "@gir/contracts"
import { GirError } from "@gir/errors"
import type { MediaFact } from "../facts.ts"
import { eachOf } from "../../playback/each-of.ts"
import {
  awaitMux,
  awaitRecorded,
  offerInteraction,
  type Interaction,
} from "../../traffic/record-interaction.ts"
import { newRecordingId } from "../../traffic/recording-id.ts"
import { CALL_MS, LIVE_CALL_MS, writeCallAudio } from "./call-audio.ts"
import { noteRefusal, type StepNotes } from "./step-notes.ts"
import type { World } from "./world.ts"

export interface Round {
  readonly calls: number
  readonly group: string
  readonly hasScreens: boolean
  /** The Media Control Platform that Resource Manager chooses. */
  readonly mcp: string | null
  readonly isLive: boolean
}

/** A call that was offered, and what it has to sound like. */
interface OfferedCall {
  readonly interaction: Interaction
  readonly original: Fingerprint
}

const AGENT = "1001"
const AT_ONCE = 16
const DEFAULT_MCP = "mcp-1"

/** Offers a round of calls to the recorders. */
export async function offerRound(world: World, round: Round): Promise<readonly OfferedCall[]> {
  const offered: OfferedCall[] = []
  for (let index = 0; index < round.calls; index += 1) offered.push(await prepare(world, round))
  await Promise.all(
    offered.map(({ interaction }) => offerInteraction(world.stage.installation.jobs, interaction)),
  )
  return offered
}

async function prepare(world: World, round: Round): Promise<OfferedCall> {
  const recordingId = newRecordingId(world.random)
  const folder = `${world.stage.installation.state.root}/calls`
  const { path, original } = await writeCallAudio(
    folder,
    recordingId,
    round.isLive ? LIVE_CALL_MS : CALL_MS,
  )
  const interaction: Interaction = {
    recordingId,
    ivrProfileDbid: world.profile.dbid,
    agentId: AGENT,
    audio: { kind: "file", path },
    screen: round.hasScreens ? { source: { kind: "built-in" }, durationMs: CALL_MS } : null,
    pace: round.isLive ? "real-time" : "fast",
    channels: "keep",
    mcp: round.mcp ?? DEFAULT_MCP,
  }
  return { interaction, original }
}

/** Waits until every call of a round is stored, or refused, and notes which. */
export async function settleRound(
  world: World,
  round: Round,
  offered: readonly OfferedCall[],
): Promise<void> {
  const { notes } = world
  const stored = await eachOf(offered, offered.length, async (call) => {
    const { recordingId } = call.interaction
    const isStored = await isRecorded(world, { round, call, notes })
    notes.calls.push({ group: round.group, recordingId, isStored })
    return isStored ? call : null
  })
  const kept = await eachOf(stored, AT_ONCE, (call) => keep(world, { round, call, notes }))
  world.media.push(...kept.flat())
  sortByOffer(notes, offered)
}

interface Settling {
  readonly round: Round
  readonly notes: StepNotes
}

async function isRecorded(
  world: World,
  { round, call, notes }: Settling & { readonly call: OfferedCall },
): Promise<boolean> {
  const { jobs } = world.stage.installation
  try {
    await awaitRecorded(jobs, call.interaction)
    return true
  } catch (error) {
    noteRefusal(error, { verb: "record", subject: round.group }, notes)
    return false
  }
}

/** Whichever ended first: the facts tell them in the order in which they were offered. */
function sortByOffer({ calls, muxes }: StepNotes, offered: readonly OfferedCall[]): void {
  const order = new Map(offered.map((call, index) => [call.interaction.recordingId, index]))
  const at = ({ recordingId }: { readonly recordingId: string }): number =>
    order.get(recordingId) ?? -1
  calls.sort((a, b) => at(a) - at(b))
  muxes.sort((a, b) => at(a) - at(b))
}

async function keep(
  world: World,
  { round, call, notes }: Settling & { readonly call: OfferedCall | null },
): Promise<readonly MediaFact[]> {
  if (call === null) return []
  const { group, hasScreens } = round
  const { recordingId } = call.interaction
  const isMuxed = hasScreens && (await noteMux(world, group, recordingId))
  const kinds: MediaKind[] = ["call"]
  if (hasScreens) kinds.push("screen")
  if (isMuxed) kinds.push("mux")
  const metadata = await world.stage.peers.webServices.recording(recordingId)
  return kinds.map((kind) => {
    const mediaId = mediaIdOf(recordingId, kind)
    const file = metadata.mediaFiles.find((one) => one.mediaId === mediaId)
    if (file === undefined) throw missing(mediaId)
    const { receipt, parameters } = file
    const node = parameters["mcp"] ?? null
    const original = kind === "call" ? call.original : receipt.fingerprint
    const { step } = notes
    return mediaFact(world, { group, recordingId, receipt, node, original, step })
  })
}

/** @returns whether there is a muxed file now. */
export async function noteMux(
  { stage, notes }: World,
  group: string,
  recordingId: string,
): Promise<boolean> {
  const end = await awaitMux(stage.installation.jobs, recordingId)
  const isMuxed = end.status === "muxed"
  const code = isMuxed ? null : end.code
  const message = isMuxed ? null : end.message
  notes.muxes.push({ group, recordingId, isMuxed, code, message })
  return isMuxed
}

interface Stored extends Pick<MediaFact, "group" | "recordingId" | "node" | "original" | "step"> {
  readonly receipt: MediaReceipt
}

export function mediaFact({ authority }: World, stored: Stored): MediaFact {
  const { receipt } = stored
  const recipients = receipt.protection?.recipients ?? []
  return {
    ...stored,
    mediaId: receipt.mediaId,
    kind: receipt.kind,
    recipients: recipients.map(
      ({ certificateSha256, serialNumber }) => authority.nameOf(certificateSha256) ?? serialNumber,
    ),
  }
}

function missing(mediaId: string): GirError {
  return new GirError("ERR_CLI_EXPECTATION_BROKEN", "a media file is missing in the metadata", {
    where: mediaId,
  })
}
