import { spawnSync } from "node:child_process"
import { resolve } from "node:path"
import { tidy } from "./tidy.ts"

/** What has to hold before a change may land, cheapest first. */
const CHECKS: readonly { readonly title: string; readonly run: () => string | null }[] = [
  { title: "types", run: () => tool("tsc", ["-b"]) },
  { title: "lint", run: () => tool("oxlint", ["--type-aware", "."]) },
  { title: "format", run: () => tool("oxfmt", ["--check", "."]) },
  { title: "boundaries", run: () => tool("turbo", ["boundaries"]) },
  { title: "unused", run: () => tool("knip", ["--no-progress"]) },
  { title: "tidy", run: () => tidyFindings() },
]

let broken = 0
for (const check of CHECKS) {
  const complaint = check.run()
  console.log(`${complaint === null ? "ok  " : "FAIL"} ${check.title}`)
  if (complaint === null) continue
  broken += 1
  console.log(complaint.trimEnd())
}
process.exit(broken === 0 ? 0 : 1)

/** @returns what the tool printed when it is not content, else null. */
function tool(name: string, args: readonly string[]): string | null {
  const result = spawnSync(resolve("node_modules/.bin", name), args, { encoding: "utf8" })
  if (result.error !== undefined) return `${name} does not run: ${result.error.message}`
  return result.status === 0 ? null : result.stdout + result.stderr
}

function tidyFindings(): string | null {
  const findings = tidy(process.cwd())
  return findings.length === 0 ? null : findings.map((f) => `${f.file}: ${f.message}`).join("\n")
}
