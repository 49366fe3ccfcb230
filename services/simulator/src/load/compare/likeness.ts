import { GirError } from "@gir/errors"
import type { LoadPair, LoadRun } from "./load-run.ts"

/**
 * Windows are pairs only if both runs were offered the same calls at the same times.
 *
 * @param where both reports, as they were named.
 * @throws ERR_CLI_USAGE with all that differs.
 */
export function refuseUnlike({ a, b }: LoadPair, where: string): void {
  const differences = [
    ...told("seed", a.profile.seed, b.profile.seed),
    ...told("stages", stagesOf(a), stagesOf(b)),
    ...scheduleDifference(a, b),
  ]
  if (differences.length === 0) return
  const message = `the runs had different loads, so that nothing in them is a pair: ${differences.join("; ")}`
  const next =
    "Run one and the same profile before and after: npx gir load run PROFILE --report DIR"
  throw new GirError("ERR_CLI_USAGE", message, { where, next })
}

/** What makes the runs unlike each other beside the build, although their loads are the same. */
export function likenessWarnings({ a, b }: LoadPair): readonly string[] {
  const warnings: string[] = []
  // A fault that one of them has, say: what it does is what the comparison then shows.
  if (a.profile.sha256 !== b.profile.sha256) {
    warnings.push(`the profiles are not the same file: ${a.profile.name} and ${b.profile.name}`)
  }
  if (a.machine.model !== b.machine.model || a.machine.cores !== b.machine.cores) {
    warnings.push("the runs were made on different machines")
  }
  if (a.machine.queue !== b.machine.queue) warnings.push("the runs have different queues")
  if ((a.warmUpMs ?? 0) === 0) {
    warnings.push("the runs have no warm-up: the first calls count as well")
  }
  return warnings
}

function told(what: string, a: string | number, b: string | number): readonly string[] {
  return a === b ? [] : [`${what}: ${a} and ${b}`]
}

/** The seed, which stands at its end, is told by itself. */
function stagesOf({ profile }: LoadRun): string {
  return profile.description.replace(/ · seed \S+$/, "")
}

/** A report tells long stages only by number and length, but every second's calls. */
function scheduleDifference(a: LoadRun, b: LoadRun): readonly string[] {
  const [before, after] = [offeredOf(a), offeredOf(b)]
  const seconds = [...new Set([...before.keys(), ...after.keys()])].toSorted((x, y) => x - y)
  const second = seconds.find((one) => before.get(one) !== after.get(one))
  if (second === undefined) return []
  const [x, y] = [before.get(second) ?? 0, after.get(second) ?? 0]
  return [`calls offered in second ${second}: ${x} and ${y}`]
}

function offeredOf({ seconds }: LoadRun): ReadonlyMap<number, number> {
  return new Map(seconds.map(({ second, offered }) => [second, offered]))
}
