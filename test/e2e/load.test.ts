import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { LoadWatch, type LoadState } from "@gir/contracts"
import { until } from "../harness/await-condition.ts"
import { logInAt } from "../harness/gax-session.ts"
import { EACH_PROCESS, runGir, startGir, type RunningGir } from "../harness/run-gir.ts"
import { tempFolder } from "../harness/temp-folder.ts"

/**
 * Everything, briefly: clear and encrypted calls, playbacks, a stall of RCS, and a rotation, which has
 * twelve seconds to be over on a machine that does other things too.
 */
const PROFILE = `name: short
title: Everything, briefly
stages:
  - { executor: constant-arrival-rate, rate: 4, duration: 2s }
  - executor: ramping-arrival-rate
    target: 8
    duration: 12s
    do:
      - fault: { name: rcs.slow-answer, node: rcs-1, for: 2s, attributes: { delayMs: 2000 } }
      - rotate: { overlap: 1s }
calls:
  length: { distribution: constant, mean: 2s }
  mix:
    - { recipients: 2, weight: 4 }
    - { encrypted: false }
playback: { rate: 5, players: 2 }
thresholds:
  record_durable: ["p(99)<0.001"]
  playback_first_byte: ["p(99)>1900"]
  failed: ["count==0"]
  unplayable: ["count==0"]
`

interface LoadJson {
  readonly verdict: string
  readonly calls: { readonly offered: number; readonly stored: number }
  readonly conservation: { readonly holds: boolean; readonly problems: readonly string[] }
  readonly thresholds: readonly { readonly metric: string; readonly status: string }[]
  readonly proof: { readonly checked: number; readonly plays: number }
  readonly marks: readonly { readonly text: string }[]
  readonly shares: readonly { readonly a: number; readonly b: number }[]
}

/** @returns what the console shows once a call of the load is stored. */
async function watchInConsole(running: RunningGir): Promise<LoadState> {
  const printed = /Console +(http:\S+)\/system +user default, password in (\S+)\n/
  let hasEnded = false
  void running.ended.then(() => (hasEnded = true))
  const [, console = "", usersFile = ""] = await until("its console stands", () => {
    if (hasEnded) throw new Error(running.stderr())
    return printed.exec(running.stderr())
  })
  const session = await logInAt(`${console}/api`, usersFile)
  return until("a call is stored", async () => {
    const request = { method: "GET", path: "/load", schema: LoadWatch } as const
    const { load } = await session.request(request)
    return load !== null && load.calls.stored > 0 ? load : null
  })
}

describe("gir load", () => {
  let folder: { path: string; remove: () => Promise<void> }

  beforeAll(async () => {
    folder = await tempFolder()
  })
  afterAll(() => folder.remove())

  it("loses nothing in a rotation under load, shows a stall, and exits 1 by a broken threshold", async () => {
    await writeFile(join(folder.path, "short.yaml"), PROFILE)
    const args = ["load", "run", "short.yaml", "--report", "report"]
    const running = startGir(args, { folder: folder.path, env: EACH_PROCESS })
    const seen = await watchInConsole(running)
    expect(seen).toMatchObject({ profile: "short", totalMs: 14_000 })
    // The console of a busy machine stands late.
    expect(["load", "drain"]).toContain(seen.phase)
    const { offered, stored, refused, failed, underWay } = seen.calls
    expect(offered).toBe(stored + refused + failed + underWay)
    const run = await running.ended
    expect(run.exitCode, run.stderr).toBe(1)
    expect(run.stdout).toMatch(/FAIL record_durable +p\(99\)<0.001/)
    expect(run.stdout).toContain("Broken: 1 of 4 thresholds")

    const report = join(folder.path, "report")
    expect((await readdir(report)).toSorted()).toEqual(["index.html", "junit.xml", "load.json"])
    const load = JSON.parse(await readFile(join(report, "load.json"), "utf8")) as LoadJson
    expect(load.conservation).toMatchObject({ holds: true, problems: [] })
    expect(load.calls.offered).toBe(80)
    expect(load.proof).toMatchObject({ checked: load.calls.stored, plays: load.calls.stored })
    const broken = load.thresholds.filter(({ status }) => status === "broken")
    expect(broken.map(({ metric }) => metric)).toEqual(["record_durable"])
    expect(load.marks.map(({ text }) => text)).toContain("A removed")
    expect(load.shares.some(({ a }) => a > 0)).toBe(true)
    // The installation of the load is gone, with its state.
    expect(await readdir(join(folder.path, ".gir"))).toEqual([])

    // Fourteen seconds are too few windows for a verdict, but not for the values.
    const same = await runGir(["load", "compare", "report", "report"], { folder: folder.path })
    expect(same.exitCode, same.stderr).toBe(0)
    expect(same.stdout).toMatch(/record_durable +p50 +3 .* too few to tell\n/)
  })
})
