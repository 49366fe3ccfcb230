import { readFileSync } from "node:fs"
import { describe, expect, it, onTestFinished } from "vitest"
import { constraintCases } from "./limbo/constraints.ts"
import { graphCases } from "./limbo/graphs.ts"
import { identifierCases } from "./limbo/identifiers.ts"
import type { LimboCase } from "./limbo/limbo-case.ts"
import { nameCases } from "./limbo/names.ts"
import { profileCases } from "./limbo/profile.ts"
import { signatureCases } from "./limbo/signatures.ts"
import { subtreeCases } from "./limbo/subtrees.ts"
import { timeCases } from "./limbo/times.ts"
import { opensslVerdicts, ourVerdicts, type Judge, type Verdicts } from "./limbo/verdicts.ts"
import { opensslFolder, requireOpenssl } from "./openssl.ts"

/** Cases that a judge decides otherwise than RFC 5280 has it, each with its reason. */
interface Difference {
  readonly reason: string
  readonly judges: readonly Judge[]
  readonly cases: readonly string[]
}

const DIFFERENCES = JSON.parse(
  readFileSync(new URL("limbo/differences.json", import.meta.url), "utf8"),
) as readonly Difference[]

const CASES: readonly LimboCase[] = [
  ...identifierCases(),
  ...constraintCases(),
  ...nameCases(),
  ...subtreeCases(),
  ...profileCases(),
  ...timeCases(),
  ...signatureCases(),
  ...graphCases(),
]

/** Verdicts other than expected that are not listed, and listed ones that are as expected. */
function surprises(judges: readonly Judge[], verdicts: ReadonlyMap<string, Verdicts>): string[] {
  return CASES.flatMap(({ name, isValid }) =>
    judges.flatMap((judge) => {
      const isListed = DIFFERENCES.some(
        ({ judges: listed, cases }) => listed.includes(judge) && cases.includes(name),
      )
      const differs = verdicts.get(name)![judge] !== isValid
      if (differs === isListed) return []
      return [`${judge}: ${name} (${differs ? "not listed" : "listed, and agrees"})`]
    }),
  )
}

describe(`${CASES.length} chains after the cases of x509-limbo`, () => {
  it("have names of their own, which the list of differences uses", () => {
    const names = CASES.map(({ name }) => name)
    expect(names.length).toBe(new Set(names).size)
    const listed = DIFFERENCES.flatMap(({ cases }) => cases)
    expect(listed.filter((name) => !names.includes(name))).toEqual([])
    expect(DIFFERENCES.every(({ reason }) => reason.length > 20)).toBe(true)
  })

  it("are judged as RFC 5280 has it, by default and under --strict", () => {
    const verdicts = new Map(CASES.map((one) => [one.name, ourVerdicts(one)]))
    expect(surprises(["ours", "ours, strict"], verdicts)).toEqual([])
  })

  it.runIf(requireOpenssl("limbo's chains"))(
    "are judged so by openssl verify too, but for the listed ones",
    async () => {
      const folder = opensslFolder()
      onTestFinished(() => folder.remove())
      const answers = await opensslVerdicts(CASES, folder)
      const verdicts = new Map(CASES.map(({ name }, index) => [name, answers[index]!]))
      // A later OpenSSL may agree where an earlier one did not: only what is not listed counts.
      const unlisted = surprises(["openssl", "openssl, strict"], verdicts).filter((surprise) =>
        surprise.endsWith("(not listed)"),
      )
      expect(unlisted).toEqual([])
    },
  )
})
