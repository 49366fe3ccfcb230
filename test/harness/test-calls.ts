import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import type { RecordingMetadata } from "@gir/contracts"
import type { Jobs } from "@gir/queue"
import type { Random } from "@gir/sim"
import { awaitMux, awaitRecorded, offerInteraction, playbackOracle } from "@gir/simulator"
import type { Interaction, Peers, Playback } from "@gir/simulator"
import { writeCallAudio, type CallAudio } from "./call-audio.ts"
import { storedFiles } from "./stored-files.ts"

/** One call of a test: what is offered, and what has to be played back. */
export interface TestCall {
  readonly interaction: Interaction
  readonly audio: CallAudio
}

/** What the helpers need of an installation, however it was started. */
export interface Recorder {
  readonly jobs: Jobs
  readonly peers: Peers
  readonly ivrProfileDbid: number
  /** The test's own folder. */
  readonly folder: string
  /** The folder of the Storage Destination. */
  readonly storage: string
}

export interface TestCallOptions {
  readonly random: Random
  readonly count: number
  readonly durationMs: number
  readonly pace?: "fast" | "real-time"
  /** Every so many calls one has its screen recorded too, and is muxed; none when absent. */
  readonly screenEvery?: number
  /** Planted in every call's sound. */
  readonly canary?: Uint8Array
}

/** Makes calls with sounds of their own; `<folder>/calls` holds their files. */
export async function makeCalls(recorder: Recorder, options: TestCallOptions): Promise<TestCall[]> {
  const { random, count, durationMs, pace = "fast", screenEvery, canary } = options
  const folder = join(recorder.folder, "calls")
  await mkdir(folder, { recursive: true })
  const calls: TestCall[] = []
  for (let number = 0; number < count; number += 1) {
    const recordingId = Buffer.from(random.bytes(16)).toString("hex").toUpperCase()
    const planted = canary === undefined ? {} : { canary }
    const name = `${recordingId}.wav`
    const audio = await writeCallAudio({ folder, name, number, durationMs, ...planted })
    const hasScreen = screenEvery !== undefined && number % screenEvery === 0
    calls.push({
      audio,
      interaction: {
        recordingId,
        ivrProfileDbid: recorder.ivrProfileDbid,
        agentId: "1001",
        audio: { kind: "file", path: audio.path },
        screen: hasScreen ? { source: { kind: "built-in" }, durationMs } : null,
        pace,
        channels: "keep",
      },
    })
  }
  return calls
}

export async function offerAll({ jobs }: Recorder, calls: readonly TestCall[]): Promise<void> {
  for (const { interaction } of calls) await offerInteraction(jobs, interaction)
}

/** Waits until every call is recorded and known, and muxed when it has a screen. */
export async function awaitAll({ jobs }: Recorder, calls: readonly TestCall[]): Promise<void> {
  await Promise.all(
    calls.map(async ({ interaction }) => {
      await awaitRecorded(jobs, interaction)
      if (interaction.screen !== null) await awaitMux(jobs, interaction.recordingId)
    }),
  )
}

/** @returns how many of the calls are recorded by now. */
export async function countRecorded(
  { jobs }: Recorder,
  calls: readonly TestCall[],
): Promise<number> {
  const outcomes = await Promise.all(
    calls.map(({ interaction }) => jobs.outcome("record-call", interaction.recordingId)),
  )
  return outcomes.filter((outcome) => outcome?.status === "done").length
}

/** What is there at the end, beside what should be there. */
export interface Findings {
  /** Recording id and kind of every media file that Web Services know. */
  readonly known: readonly string[]
  readonly expected: readonly string[]
  /** Storage keys that Web Services know. */
  readonly referenced: readonly string[]
  /** Every file below the Storage Destination. */
  readonly stored: readonly string[]
  readonly notPlaying: readonly (readonly [mediaId: string, playback: Playback])[]
  readonly recordings: readonly RecordingMetadata[]
}

/** Looks at everything that was recorded, and plays all of it. */
export async function inspectAll(
  recorder: Recorder,
  calls: readonly TestCall[],
  moment: string,
): Promise<Findings> {
  const recordings: RecordingMetadata[] = []
  for await (const recording of recorder.peers.webServices.recordings()) recordings.push(recording)
  const receipts = recordings.flatMap((one) => one.mediaFiles.map((file) => file.receipt))
  const originals = new Map(
    calls.map(({ interaction, audio }) => [`${interaction.recordingId}-call`, audio.fingerprint]),
  )
  const oracle = playbackOracle(recorder.jobs, moment)
  const played = await Promise.all(
    receipts.map(async ({ mediaId, fingerprint }) => {
      // A call has to be what the test wrote; screen and mux what their recorders measured.
      const playback = await oracle.play(mediaId, originals.get(mediaId) ?? fingerprint)
      return [mediaId, playback] as const
    }),
  )
  return {
    known: receipts.map((receipt) => receipt.mediaId).toSorted(),
    expected: calls.flatMap(expectedMedia).toSorted(),
    referenced: receipts.map((receipt) => receipt.storageKey).toSorted(),
    stored: await storedFiles(recorder.storage),
    notPlaying: played.filter(([, playback]) => playback.status !== "plays"),
    recordings,
  }
}

function expectedMedia({ interaction }: TestCall): string[] {
  const kinds = interaction.screen === null ? ["call"] : ["call", "screen", "mux"]
  return kinds.map((kind) => `${interaction.recordingId}-${kind}`)
}
