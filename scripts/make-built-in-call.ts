import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { ffmpegPaths } from "@gir/media"

/** Agent left, customer right; each line is spoken when the one before it is over. */
interface Line {
  readonly channel: "left" | "right"
  readonly text: string
}

const SAMPLE_RATE = 8_000
const TOTAL_SAMPLES = 30 * SAMPLE_RATE
const PAUSE_SAMPLES = 0.22 * SAMPLE_RATE
const TARGET = fileURLToPath(new URL("../shared/media/assets/built-in-call.wav", import.meta.url))

const VOICES = {
  left: ["-v", "en-us+f3", "-s", "172", "-p", "48", "-a", "90"],
  right: ["-v", "en-gb+m3", "-s", "165", "-p", "38", "-a", "90"],
} as const

const LINES: readonly Line[] = [
  {
    channel: "left",
    text: "Robot Repairs, good morning. This call is recorded. How can I help you?",
  },
  {
    channel: "right",
    text: "Good morning. My cleaning robot only turns in circles.",
  },
  {
    channel: "left",
    text: "Is the light on its back green or red?",
  },
  { channel: "right", text: "It is red, and it blinks three times." },
  {
    channel: "left",
    text: "Then the left wheel sensor is blocked. Please look behind the wheel.",
  },
  { channel: "right", text: "One moment. Yes, there is a small piece of wool." },
  { channel: "left", text: "Take it out, please, and press start." },
  { channel: "right", text: "It drives straight again. Thank you very much." },
  { channel: "left", text: "You are welcome. Goodbye." },
]

/** Makes the call again: espeak-ng speaks, ffmpeg brings it to 8 kHz and writes mu-law. */
function makeBuiltInCall(): void {
  const samples = { left: new Int16Array(TOTAL_SAMPLES), right: new Int16Array(TOTAL_SAMPLES) }
  let at = PAUSE_SAMPLES
  for (const line of LINES) {
    const spoken = speak(line)
    if (at + spoken.length > TOTAL_SAMPLES) throw new Error(`no room for: ${line.text}`)
    samples[line.channel].set(spoken, at)
    at += spoken.length + PAUSE_SAMPLES
  }
  const stereo = new Int16Array(TOTAL_SAMPLES * 2)
  for (let index = 0; index < TOTAL_SAMPLES; index += 1) {
    stereo[index * 2] = samples.left[index] ?? 0
    stereo[index * 2 + 1] = samples.right[index] ?? 0
  }
  const input = ["-f", "s16le", "-ar", `${SAMPLE_RATE}`, "-ac", "2", "-i", "pipe:0"]
  const output = [
    "-c:a",
    "pcm_mulaw",
    "-map_metadata",
    "-1",
    "-fflags",
    "+bitexact",
    "-f",
    "wav",
    TARGET,
  ]
  run(
    ffmpegPaths().ffmpeg,
    ["-v", "error", "-y", ...input, ...output],
    new Uint8Array(stereo.buffer),
  )
  console.log(`${TARGET}: ${statSync(TARGET).size} bytes, speech ends at ${at / SAMPLE_RATE} s`)
}

/** Pipes give espeak-ng's WAV no length, so it is asked for a file. */
function speak({ channel, text }: Line): Int16Array {
  const folder = mkdtempSync(join(tmpdir(), "gir-built-in-call-"))
  try {
    const wav = join(folder, "line.wav")
    run("espeak-ng", [...VOICES[channel], "-w", wav, text])
    const output = ["-ar", `${SAMPLE_RATE}`, "-ac", "1", "-f", "s16le", "pipe:1"]
    const bytes = run(ffmpegPaths().ffmpeg, [
      "-v",
      "error",
      "-nostdin",
      "-f",
      "wav",
      "-i",
      wav,
      ...output,
    ])
    return trimSilence(new Int16Array(Uint8Array.from(bytes).buffer))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function trimSilence(samples: Int16Array): Int16Array {
  const isLoud = (sample: number): boolean => Math.abs(sample) > 200
  return samples.slice(samples.findIndex(isLoud), samples.findLastIndex(isLoud) + 1)
}

function run(program: string, parameters: readonly string[], input?: Uint8Array): Buffer {
  const options = { maxBuffer: 64 * 1_024 * 1_024, ...(input ? { input } : {}) }
  const result = spawnSync(program, parameters, options)
  if (result.error) throw result.error
  if (result.status !== 0) throw new Error(`${program} failed: ${result.stderr.toString()}`)
  return result.stdout
}

makeBuiltInCall()
