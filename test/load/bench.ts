import { mkdir, writeFile } from "node:fs/promises"
import { availableParallelism, cpus } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { systemClock } from "@gir/sim"
import { encryption } from "./bench/encryption.ts"
import { liveCalls } from "./bench/live-calls.ts"
import { pipeline } from "./bench/pipeline.ts"
import { playback } from "./bench/playback.ts"
import { stall } from "./bench/stall.ts"

/**
 * Measures the figures of this machine; each is a share of something that is measured in the same
 * run, or a count. Nothing else may run meanwhile.
 *
 *   npm run bench                       all of them, a quarter of an hour
 *   npm run bench -- pipeline playback  these
 */
const BENCHES: Readonly<Record<string, () => Promise<readonly object[]>>> = {
  pipeline,
  encryption,
  live: liveCalls,
  playback,
  stall,
}
const RESULTS = fileURLToPath(new URL("../../bench/", import.meta.url))

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !Object.hasOwn(BENCHES, name))
if (unknown.length > 0) {
  process.stderr.write(`no bench: ${unknown.join(", ")}; there are: ${names().join(", ")}\n`)
  process.exit(2)
}
await mkdir(RESULTS, { recursive: true })
for (const name of asked.length === 0 ? names() : asked) {
  const figures = await BENCHES[name]?.()
  const document = {
    schema: `gir.bench-${name}/1`,
    at: systemClock.now().toISOString(),
    machine: {
      cores: availableParallelism(),
      model: cpus()[0]?.model ?? "unknown",
      node: process.version,
    },
    figures,
  }
  const text = JSON.stringify(document, null, 2)
  await writeFile(join(RESULTS, `${name}.json`), `${text}\n`)
  process.stdout.write(`${text}\n`)
}

function names(): readonly string[] {
  return Object.keys(BENCHES)
}
