import { captureCall, noisePeaks, waveformPeaks, type Peak } from "@gir/media"
import type { Readable } from "node:stream"
import type { DemoMedia } from "./demo-facts.ts"
import { groupByRecipients, recipientLetters } from "./demo-groups.ts"
import type { DemoStage } from "./demo-stage.ts"

/** One call as it was, as it is stored, and as it plays. */
export interface WaveformTriplet {
  readonly mediaId: string
  /** Letters of the certificates that open it. */
  readonly recipients: string
  readonly original: readonly Peak[]
  readonly stored: readonly Peak[]
  readonly playback: readonly Peak[]
}

const COLUMNS = 400

/** Few enough that a column is not simply full: the eye is to see noise, not a block. */
export const STORED_SAMPLE_BYTES = 1_600

/**
 * Draws the first call of each group. An mp3 is left out: it would have to be decoded twice to be
 * drawn, and its proof is equality of bytes.
 */
export async function drawWaveforms(stage: DemoStage): Promise<WaveformTriplet[]> {
  if (stage.input.audio.type !== "audio/wav") return []
  const letters = new Map(stage.facts.certificates.map((one) => [one.serialNumber, one.letter]))
  const calls = stage.facts.media.filter((media) => media.kind === "call")
  const triplets: WaveformTriplet[] = []
  for (const { recipients } of groupByRecipients(stage.facts)) {
    const call = calls.find((media) => recipientLetters(media, letters) === recipients)
    if (call !== undefined) triplets.push(await drawTriplet(stage, call, recipients))
  }
  return triplets
}

async function drawTriplet(
  stage: DemoStage,
  { receipt }: DemoMedia,
  recipients: string,
): Promise<WaveformTriplet> {
  const { source, type } = stage.input.audio
  const captured = await captureCall({ source, type, channels: "keep", pace: "fast" })
  const from = Math.max(0, Math.floor((receipt.storedBytes - STORED_SAMPLE_BYTES) / 2))
  const middle = { from, to: Math.min(receipt.storedBytes, from + STORED_SAMPLE_BYTES) }
  const { storageDestination } = stage.installation
  return {
    mediaId: receipt.mediaId,
    recipients,
    original: await waveformPeaks(captured.stream, COLUMNS),
    stored: noisePeaks(
      await collect(await storageDestination.get(receipt.storageKey, middle)),
      COLUMNS,
    ),
    playback: await waveformPeaks(await stage.peers.cryptoServer.play(receipt.mediaId), COLUMNS),
  }
}

async function collect(stream: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}
