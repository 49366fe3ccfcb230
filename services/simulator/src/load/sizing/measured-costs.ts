import { Type, type Static } from "typebox"
import { benchSchema, readBench, type BenchFile, type BenchPlace } from "./bench-file.ts"

const Positive = Type.Number({ exclusiveMinimum: 0 })
const ProcessorMs = Type.Record(Type.String(), Type.Number({ minimum: 0 }))

/** What `npm run bench -- pipeline` keeps of one backend, as far as a size follows from it. */
const RecordingCosts = Type.Object({
  backend: Type.String({ minLength: 1 }),
  audioSeconds: Positive,
  objectBytes: Positive,
  commitsPerRecording: Type.Number({ minimum: 0 }),
  /** write + fsync + rename of such objects. */
  filesPerSecond: Positive,
  processorMs: ProcessorMs,
})

/** The same of `npm run bench -- playback`, for one length of key. */
const PlaybackCosts = Type.Object({
  keyBits: Positive,
  recordingBytes: Positive,
  processorMs: ProcessorMs,
})

/** The same of `npm run bench -- scale-out`: of its figures, those of one process each. */
const ScaleOut = Type.Object({
  one: Type.Object({
    audioSeconds: Type.Object({ mux: Positive }),
    processorMsPerMux: ProcessorMs,
  }),
})

/** What one recording cost on the machine where it was measured, per backend of the queue. */
export type RecordingCosts = Static<typeof RecordingCosts>
export type PlaybackCosts = Static<typeof PlaybackCosts>

/** What combining one call with its screen cost. */
export interface MuxCosts {
  readonly audioSeconds: number
  readonly processorMs: Readonly<Record<string, number>>
}

const PIPELINE = benchSchema("pipeline", RecordingCosts)
const PLAYBACK = benchSchema("playback", PlaybackCosts)
const SCALE_OUT = benchSchema("scale-out", ScaleOut)

/** @throws ERR_CLI_INPUT_UNREADABLE with the command that measures, when the file is none of its. */
export async function readRecordingCosts(
  place: BenchPlace,
): Promise<BenchFile<readonly RecordingCosts[]>> {
  const { source, figures } = await readBench(PIPELINE, { ...place, bench: "pipeline" })
  return { source, figures }
}

/**
 * @returns null figures when nothing was measured, or nothing with keys of that length.
 * @throws ERR_CLI_INPUT_UNREADABLE when the file is no result of the bench.
 */
export async function readPlaybackCosts(
  place: BenchPlace,
  keyBits: number,
): Promise<BenchFile<PlaybackCosts | null>> {
  const { source, figures } = await readBench(PLAYBACK, {
    ...place,
    bench: "playback",
    isNeeded: false,
  })
  return { source, figures: figures.find((one) => one.keyBits === keyBits) ?? null }
}

/**
 * @returns null figures when nothing was measured.
 * @throws ERR_CLI_INPUT_UNREADABLE when the file is no result of the bench.
 */
export async function readMuxCosts(place: BenchPlace): Promise<BenchFile<MuxCosts | null>> {
  const options = { ...place, bench: "scale-out", isNeeded: false } as const
  const { source, figures } = await readBench(SCALE_OUT, options)
  const one = figures[0]?.one
  if (one === undefined) return { source, figures: null }
  const { audioSeconds, processorMsPerMux: processorMs } = one
  return { source, figures: { audioSeconds: audioSeconds.mux, processorMs } }
}
