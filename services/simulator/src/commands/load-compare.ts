import { GirError } from "@gir/errors"
import type { CommandContext } from "../cli/command-context.ts"
import { EXIT, type ExitCode } from "../cli/exit-codes.ts"
import { compareLoads, type Comparison } from "../load/compare/compare-loads.ts"
import { comparisonLines, verdictOf } from "../load/compare/comparison-text.ts"
import { refuseUnlike } from "../load/compare/likeness.ts"
import type { LoadPair, LoadRun } from "../load/compare/load-run.ts"
import { readRun } from "../load/compare/read-run.ts"

/**
 * Says what changed from one run to another, beyond noise.
 *
 * @param files before and after in turns: A B, and then any number of such pairs.
 * @throws ERR_CLI_INPUT_UNREADABLE, ERR_CLI_FILE_INVALID; ERR_CLI_USAGE when one run has no other,
 * the runs are not alike, or nothing in them can be compared.
 */
export async function loadCompareCommand(
  files: readonly string[],
  { json }: { readonly json: boolean },
  { terminal, folder }: CommandContext,
): Promise<ExitCode> {
  if (files.length % 2 === 1) {
    const next = "npx gir load compare A1 B1 A2 B2"
    throw new GirError("ERR_CLI_USAGE", `${files.at(-1)} has no run to be compared with`, { next })
  }
  const comparison = await compareFiles(files, folder)
  const verdict = verdictOf(comparison)
  const exitCode = verdict === "broken" ? EXIT.broken : EXIT.held
  if (json) terminal.out(JSON.stringify({ ...comparison, verdict, exitCode, errors: [] }))
  else for (const line of comparisonLines(comparison, terminal)) terminal.out(line)
  return exitCode
}

async function compareFiles(files: readonly string[], folder: string): Promise<Comparison> {
  const runs = await Promise.all(files.map((file) => readRun({ folder, file })))
  for (const [index, { calls }] of runs.entries()) {
    if (calls.offered === 0) throw nothingIn("the run offered no calls", [files[index] ?? ""])
  }
  const pairs = pairsOf(runs)
  for (const [index, pair] of pairs.entries()) {
    refuseUnlike(pair, files.slice(index * 2, index * 2 + 2).join(", "))
  }
  const comparison = compareLoads(pairs)
  const { leastCalls, windowSeconds } = comparison.method
  if (comparison.changes.length > 0) return comparison
  const rare = `no ${windowSeconds} s have ${leastCalls} latencies in both runs`
  throw nothingIn(rare, files)
}

/** Nothing to compare is not "no change". */
function nothingIn(message: string, files: readonly string[]): GirError {
  return new GirError("ERR_CLI_USAGE", `there is nothing to compare: ${message}`, {
    where: files.join(", "),
    next: "Run a profile with at least 2 calls/s for 30 s after its warm-up, such as smoke, before and after",
  })
}

function pairsOf(runs: readonly LoadRun[]): readonly LoadPair[] {
  return runs.flatMap((a, index) => {
    const b = runs[index + 1]
    return index % 2 === 0 && b !== undefined ? [{ a, b }] : []
  })
}
