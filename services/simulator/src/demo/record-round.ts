import { mediaIdOf, type Fingerprint, type MediaKind, type MediaReceipt } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { probeMedia, type ProbedStream } from "@gir/media"
import type { Progress } from "../cli/task-list.ts"
import { eachOf } from "../playback/each-of.ts"
import {
  awaitMux,
  awaitRecorded,
  offerInteraction,
  type Interaction,
  type MuxEnd,
} from "../traffic/record-interaction.ts"
import { newRecordingId } from "../traffic/recording-id.ts"
import type { DemoStage } from "./demo-stage.ts"

const AGENT = "1001"
/** A part may be longer or shorter in the muxed file by this much. */
const MUX_TOLERANCE_MS = 200

/**
 * Records `count` interactions, waits for their muxes, and keeps all media files for later plays.
 *
 * @returns how each mux ended, by recording.
 */
export async function recordRound(
  stage: DemoStage,
  count: number,
  progress: Progress,
): Promise<ReadonlyMap<string, MuxEnd>> {
  const interactions = Array.from({ length: count }, () => newInteraction(stage))
  const { jobs } = stage.installation
  for (const interaction of interactions) await offerInteraction(jobs, interaction)
  let done = 0
  const ends = await eachOf(interactions, count, async (interaction) => {
    await awaitRecorded(jobs, interaction)
    const end = await awaitMux(jobs, interaction.recordingId)
    progress(`record ${(done += 1)} of ${count}`)
    return end
  })
  for (const [index, { recordingId }] of interactions.entries()) {
    await collect(stage, recordingId, ends[index]?.status === "muxed")
  }
  return new Map(interactions.map(({ recordingId }, index) => [recordingId, ends[index] as MuxEnd]))
}

function newInteraction({ input, random, world }: DemoStage): Interaction {
  return {
    recordingId: newRecordingId(random),
    ivrProfileDbid: world.ivrProfileDbid,
    agentId: AGENT,
    audio: input.audio.source,
    screen: { source: input.screen.source, durationMs: Math.ceil(input.audio.durationMs) },
    pace: "fast",
    channels: "keep",
  }
}

async function collect(stage: DemoStage, recordingId: string, isMuxed: boolean): Promise<void> {
  const metadata = await stage.peers.webServices.recording(recordingId)
  const kinds: MediaKind[] = isMuxed ? ["call", "screen", "mux"] : ["call", "screen"]
  for (const kind of kinds) {
    const mediaId = mediaIdOf(recordingId, kind)
    const receipt = metadata.mediaFiles.find((file) => file.mediaId === mediaId)?.receipt
    if (receipt === undefined) throw missing(mediaId)
    stage.facts.media.push({ recordingId, kind, receipt, original: original(stage, kind, receipt) })
  }
  if (isMuxed) await probeMux(stage, recordingId)
}

/**
 * What a media file has to be equal to: the source itself where the demo holds it, else what the
 * recorder measured before it encrypted.
 */
function original(stage: DemoStage, kind: MediaKind, receipt: MediaReceipt): Fingerprint {
  if (kind === "call") return stage.input.audio.original ?? receipt.fingerprint
  if (kind === "screen") return stage.input.screen.original ?? receipt.fingerprint
  return receipt.fingerprint
}

/**
 * Plays the muxed file as a player does, through its media URI, and looks at what is inside: the
 * picture has the length of the screen and the sound that of the call, which need not be the same.
 */
async function probeMux({ peers, facts }: DemoStage, recordingId: string): Promise<void> {
  const mediaId = mediaIdOf(recordingId, "mux")
  const url = await peers.webServices.mediaUri(recordingId, mediaId)
  const headers = await peers.cryptoServer.playbackHeaders(mediaId)
  const { streams } = await probeMedia({ url, headers })
  const video = streams.filter((one) => one.codecType === "video" && one.codecName === "h264")
  const audio = streams.filter((one) => one.codecType === "audio")
  const off = (kind: MediaKind, stream: ProbedStream | undefined): number => {
    const part = facts.media.find((one) => one.recordingId === recordingId && one.kind === kind)
    return Math.round(Math.abs((stream?.durationMs ?? 0) - (part?.receipt.durationMs ?? 0)))
  }
  const offMs = Math.max(off("screen", video[0]), off("call", audio[0]))
  const isWhole = streams.length === 2 && video.length === 1 && audio.length === 1
  if (isWhole && offMs <= MUX_TOLERANCE_MS) return
  throw new GirError(
    "ERR_CLI_EXPECTATION_BROKEN",
    `the muxed file has ${video.length} H.264 and ${audio.length} audio streams, ${offMs} ms off`,
    { where: mediaId },
  )
}

function missing(mediaId: string): GirError {
  return new GirError("ERR_CLI_EXPECTATION_BROKEN", "a media file is missing in the metadata", {
    where: mediaId,
  })
}
