import { spawn } from "node:child_process"
import { once } from "node:events"
import { resolve } from "node:path"
import { text } from "node:stream/consumers"
import { tidy } from "./tidy.ts"

/** What has to hold before a change may land, cheapest first. */
const CHECKS: readonly {
  readonly title: string
  readonly run: () => Promise<string | null> | string | null
}[] = [
  { title: "types", run: () => tool("tsc", ["-b"]) },
  { title: "lint", run: () => tool("oxlint", ["--type-aware", "."]) },
  { title: "format", run: () => tool("oxfmt", ["--check", "."]) },
  { title: "boundaries", run: () => tool("turbo", ["boundaries"]) },
  { title: "unused", run: () => tool("knip", ["--no-progress"]) },
  { title: "tidy", run: () => tidyFindings() },
]

// All at once: half of them use one core only.
const complaints = CHECKS.map(({ run }) => Promise.resolve(run()))
let broken = 0
for (const [index, { title }] of CHECKS.entries()) {
  const complaint = (await complaints[index]) ?? null
  console.log(`${complaint === null ? "ok  " : "FAIL"} ${title}`)
  if (complaint === null) continue
  broken += 1
  console.log(complaint.trimEnd())
}
process.exit(broken === 0 ? 0 : 1)

/** @returns what the tool printed when it is not content, else null. */
async function tool(name: string, args: readonly string[]): Promise<string | null> {
  const child = spawn(resolve("node_modules/.bin", name), args, {
    stdio: ["ignore", "pipe", "pipe"],
  })
  const closed = once(child, "close") as Promise<[number | null]>
  try {
    const [[status], stdout, stderr] = await Promise.all([
      closed,
      text(child.stdout),
      text(child.stderr),
    ])
    return status === 0 ? null : stdout + stderr
  } catch (error) {
    return `${name} does not run: ${(error as Error).message}`
  }
}

function tidyFindings(): string | null {
  const findings = tidy(process.cwd())
  return findings.length === 0 ? null : findings.map((f) => `${f.file}: ${f.message}`).join("\n")
}
