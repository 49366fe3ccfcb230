import type { Fingerprint } from "@gir/contracts"
import { fingerprintOf } from "@gir/media"
import { seededRandom } from "@gir/sim"
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { Readable } from "node:stream"

/** A call to record, and what it has to sound like for ever after. */
export interface CallAudio {
  readonly path: string
  readonly original: Fingerprint
}

const SAMPLE_RATE = 8_000
const CHANNELS = 2
const HEADER_BYTES = 44
const SAMPLE_BYTES = 2
const PRIVATE_FILE = 0o600
const FOLDER = 0o700
export const CALL_MS = 1_000
/** Long enough for the steps that are taken while such a call is held. */
export const LIVE_CALL_MS = 4_000

/**
 * Writes a call that sounds like no other: the playback of another recording must never pass for
 * this one.
 */
export async function writeCallAudio(
  folder: string,
  recordingId: string,
  durationMs: number,
): Promise<CallAudio> {
  const wav = drawCall(recordingId, durationMs)
  const path = join(folder, `${recordingId}.wav`)
  await mkdir(folder, { recursive: true, mode: FOLDER })
  await writeFile(path, wav, { mode: PRIVATE_FILE })
  const { fingerprint } = await fingerprintOf(Readable.from([wav]), "audio/wav")
  return { path, original: fingerprint }
}

function drawCall(recordingId: string, durationMs: number): Buffer {
  const frames = (SAMPLE_RATE * durationMs) / 1_000
  const dataBytes = frames * CHANNELS * SAMPLE_BYTES
  const wav = Buffer.alloc(HEADER_BYTES + dataBytes)
  writeHeader(wav, dataBytes)
  const name = Buffer.from(recordingId, "hex")
  const [seed, pitch] = [name.readUInt32BE(0), name.readUInt32BE(4)]
  const noise = seededRandom(seed).bytes(frames)
  const periodSamples = 16 + (pitch % 64)
  for (let frame = 0; frame < frames; frame += 1) {
    const tone = Math.sin((2 * Math.PI * frame) / periodSamples) * 6_000
    const sample = Math.round(tone) + (noise[frame] ?? 0)
    const at = HEADER_BYTES + frame * CHANNELS * SAMPLE_BYTES
    wav.writeInt16LE(sample, at)
    wav.writeInt16LE(-sample, at + SAMPLE_BYTES)
  }
  return wav
}

/** RIFF, PCM, 16 bits. */
function writeHeader(wav: Buffer, dataBytes: number): void {
  wav.write("RIFF", 0, "latin1")
  wav.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4)
  wav.write("WAVEfmt ", 8, "latin1")
  wav.writeUInt32LE(16, 16)
  wav.writeUInt16LE(1, 20)
  wav.writeUInt16LE(CHANNELS, 22)
  wav.writeUInt32LE(SAMPLE_RATE, 24)
  wav.writeUInt32LE(SAMPLE_RATE * CHANNELS * SAMPLE_BYTES, 28)
  wav.writeUInt16LE(CHANNELS * SAMPLE_BYTES, 32)
  wav.writeUInt16LE(8 * SAMPLE_BYTES, 34)
  wav.write("data", 36, "latin1")
  wav.writeUInt32LE(dataBytes, 40)
}
