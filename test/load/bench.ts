import { mkdir, writeFile } from "node:fs/promises"
import { availableParallelism, cpus } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { systemClock } from "@gir/sim"
import { runBench, type Bench, type BenchOptions } from "./bench/bench-run.ts"
import { encryption } from "./bench/encryption.ts"
import { liveCalls } from "./bench/live-calls.ts"
import { longRecording } from "./bench/long-recording.ts"
import { pipeline } from "./bench/pipeline.ts"
import { playback } from "./bench/playback.ts"
import { scaleOut } from "./bench/scale-out.ts"
import { soak } from "./bench/soak.ts"
import { stall } from "./bench/stall.ts"
import { tracing } from "./bench/tracing.ts"

/**
 * Measures the figures of this machine; each is a share of something that is measured in the same
 * run, or a count. Nothing else may run meanwhile. Every bench has a time of its own after which it
 * is ended, and keeps what it found by then.
 *
 *   npm run bench                       all but soak
 *   npm run bench -- pipeline playback  these
 *   npm run bench -- soak --minutes 30 [--rate 5]
 *   npm run bench -- long-recording --hours 8
 *   npm run bench -- encryption --small shows that it works; its figures mean nothing
 */
const BENCHES: Readonly<Record<string, Bench>> = {
  pipeline,
  encryption,
  live: liveCalls,
  playback,
  stall,
  "scale-out": scaleOut,
  "long-recording": longRecording,
  tracing,
  soak,
}
const NOT_UNASKED = new Set(["soak"])
const RESULTS = fileURLToPath(new URL("../../bench/", import.meta.url))

const { positionals: asked, options } = readArguments()
const interrupted = new AbortController()
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => interrupted.abort(new Error(signal)))
}
await mkdir(RESULTS, { recursive: true })
let isWhole = true
for (const name of asked.length === 0 ? usual() : asked) {
  if (!interrupted.signal.aborted && !(await measure(name))) isWhole = false
}
// A bench that was cut short may have left timers of its waits behind; its processes are ended.
process.exit(isWhole && !interrupted.signal.aborted ? 0 : 1)

/** @returns false when it did not come to its end; what it kept is on the disk all the same. */
async function measure(name: string): Promise<boolean> {
  const bench = BENCHES[name]
  if (bench === undefined) throw new RangeError(name)
  const write = async (figures: readonly object[], isComplete = false): Promise<string> => {
    const text = JSON.stringify(documentOf(name, { figures, isComplete }), null, 2)
    await writeFile(join(RESULTS, `${name}.json`), `${text}\n`)
    return text
  }
  const parts = {
    name,
    options,
    write: async (figures: readonly object[]) => void (await write(figures)),
    file: (ending: string, text: string) => writeFile(join(RESULTS, `${name}.${ending}`), text),
  }
  try {
    const { figures, seconds } = await runBench(bench, parts, interrupted.signal)
    process.stdout.write(`${await write(figures, true)}\n`)
    process.stderr.write(`bench/${name}.json, ${seconds.toFixed(0)} s\n`)
    return true
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.stderr.write(`${name} did not come to its end: ${text}\n`)
    return false
  }
}

function documentOf(
  name: string,
  { figures, isComplete }: { readonly figures: readonly object[]; readonly isComplete: boolean },
): object {
  return {
    schema: `gir.bench-${name}/1`,
    at: systemClock.now().toISOString(),
    machine: {
      cores: availableParallelism(),
      model: cpus()[0]?.model ?? "unknown",
      node: process.version,
    },
    options: { small: options.isSmall },
    isComplete,
    figures,
  }
}

function readArguments(): {
  readonly positionals: readonly string[]
  readonly options: BenchOptions
} {
  const { positionals, values } = parse()
  const unknown = positionals.filter((name) => !Object.hasOwn(BENCHES, name))
  const there = Object.keys(BENCHES).join(", ")
  if (unknown.length > 0) usage(`no bench: ${unknown.join(", ")}; there are: ${there}`)
  const rate = values.rate === undefined ? null : positive("rate", values.rate)
  const minutes = positive("minutes", values.minutes)
  const hours = positive("hours", values.hours)
  return { positionals, options: { isSmall: values.small, minutes, rate, hours } }
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        small: { type: "boolean", default: false },
        minutes: { type: "string", default: "30" },
        rate: { type: "string" },
        hours: { type: "string", default: "8" },
      },
    })
  } catch (error) {
    return usage((error as Error).message)
  }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  return value > 0 ? value : usage(`--${name} must be a number above 0, and is ${text}`)
}

function usage(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}

function usual(): readonly string[] {
  return Object.keys(BENCHES).filter((name) => !NOT_UNASKED.has(name))
}
