import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { runGir, startGir, type GirRun } from "../harness/run-gir.ts"
import { tempFolder } from "../harness/temp-folder.ts"

const SHIPPED = new URL("../../services/simulator/scenarios/planned-rotation.yaml", import.meta.url)

interface EvidenceDocument {
  readonly verdict: string
  readonly exitCode: number
  readonly counts: Readonly<Record<string, number>>
  readonly runs: readonly {
    readonly media: readonly { readonly recordingId: string }[]
    readonly cells: readonly {
      readonly step: number
      readonly status: string
      readonly code: string | null
    }[]
    readonly faults: readonly unknown[]
  }[]
}

/** A hundred recordings, and the two faults that a careless oracle would take for playback. */
const PLANTED = `name: planted
title: Planted faults
proves: an answer alone is no playback
source: this test
basis: M
clock: 2026-12-10T10:00:00Z
certificates: { A: { valid: [2026-01-01, 2027-12-31] } }
steps:
  - name: whole
    explain: A hundred calls, and all of them play.
    do:
      - issue: A
      - upload: A
      - deploy: A
      - record: { calls: 100, as: calls }
    expect:
      - plays: { recordings: calls, basis: M }
  - name: wrong-plaintext
    explain: RCS answers with the sound of another key, as if all were well.
    do:
      - fault: { add: rcs.wrong-plaintext }
    expect:
      - fails: { recordings: calls, code: ERR_CLI_PLAYBACK_DIFFERS, basis: M }
  - name: bit-flip
    explain: One bit of what is read from the storage is another one.
    do:
      - fault: { remove: rcs.wrong-plaintext }
      - fault: { add: storage.bit-flip }
    expect:
      - fails: { recordings: calls, code: ERR_CMS_SEGMENT_DIGEST, basis: M }
  - name: over
    explain: The faults are gone, and nothing was lost.
    do:
      - fault: { remove: storage.bit-flip }
    expect:
      - plays: { recordings: calls, basis: M }
`

/** A rotation as small as it can be; the shipped ones are run elsewhere. */
const SMALL = `name: small
title: A small rotation
proves: what was recorded before a rotation plays after it
source: this test
basis: M
clock: 2026-12-10T10:00:00Z
certificates:
  A: { valid: [2026-01-01, 2027-12-31] }
  B: { valid: [2026-12-01, 2028-12-31] }
steps:
  - name: before
    explain: One call, to A.
    do:
      - issue: [A, B]
      - upload: A
      - upload: B
      - deploy: A
      - record: { calls: 1, as: before }
    expect:
      - plays: { recordings: before, basis: M }
  - name: after
    explain: B takes the place of A; one more call.
    do:
      - deploy: B
      - remove: A
      - record: { calls: 1, as: after }
    expect:
      - recipients: { of: after, are: [B], basis: M }
      - plays: { recordings: before, basis: M }
`

/** Which of the recordings the fault strikes is the seed's to say. */
const SOME_STRUCK = `name: some-struck
title: Some are struck
proves: the same seed, the same history
source: this test
basis: M
clock: 2026-12-10T10:00:00Z
certificates: { A: { valid: [2026-01-01, 2027-12-31] } }
steps:
  - name: struck
    explain: Half of what is read from the storage has a flipped bit.
    do:
      - issue: A
      - upload: A
      - deploy: A
      - record: { calls: 20, as: calls }
      - fault: { add: storage.bit-flip, probability: 0.5 }
    expect:
      - plays: { recordings: calls, basis: M }
`

describe("gir scenario", () => {
  let folder: { path: string; remove: () => Promise<void> }

  beforeAll(async () => {
    folder = await tempFolder()
  })
  afterAll(() => folder.remove())

  const gir = (...args: string[]): Promise<GirRun> =>
    runGir(["scenario", ...args], { folder: folder.path })
  const write = (name: string, text: string): Promise<void> =>
    writeFile(join(folder.path, name), text)

  it("runs a scenario under both envelope profiles and writes its report", async () => {
    await write("small.yaml", SMALL)
    const run = await gir("run", "small.yaml", "--report", "evidence")
    expect(run.stderr).toBe("")
    expect(run.exitCode).toBe(0)
    expect(run.stdout).toContain("2 of 2 runs held")
    const files = await readdir(join(folder.path, "evidence"))
    expect(files).toEqual(expect.arrayContaining(["evidence.json", "index.html", "junit.xml"]))
    expect((await readdir(folder.path)).toSorted()).toEqual(["evidence", "small.yaml"])
  })

  it("ends with exit code 1 and the changed line when an expectation is changed", async () => {
    const line = "- recipients: { of: after, are: [B], basis: M }"
    await write("changed.yaml", SMALL.replace(line, line.replace("[B]", "[A]")))
    const run = await gir("run", "changed.yaml", "--profile", "classic")
    expect(run.exitCode).toBe(1)
    const number = SMALL.split("\n").findIndex((one) => one.includes(line)) + 1
    expect(run.stdout.match(/--> (.*)/g)).toEqual([`--> changed.yaml:${number}`])
    expect(run.stdout).toContain("after: encrypted to A")
  })

  it("reports planted wrong plaintext and a planted bit as failed, 100 of 100 each", async () => {
    await write("planted.yaml", PLANTED)
    const run = await gir("run", "planted.yaml", "--profile", "modern", "--json")
    const { verdict, runs } = JSON.parse(run.stdout) as EvidenceDocument
    const cells = (step: number): string[] =>
      (runs[0]?.cells ?? []).filter((cell) => cell.step === step).map(({ status }) => status)
    expect(cells(2)).toEqual(Array(100).fill("fails"))
    expect(cells(3)).toEqual(Array(100).fill("fails"))
    expect(verdict).toBe("held")
  })

  it("gives the same JSON for the same seed, times aside, and another for another", async () => {
    await write("struck.yaml", SOME_STRUCK)
    const args = ["run", "struck.yaml", "--profile", "classic", "--json"]
    const [one, again, other] = [
      await gir(...args),
      await gir(...args),
      await gir(...args, "--seed", "7"),
    ]
    expect(withoutTimes(one.stdout)).toEqual(withoutTimes(again.stdout))
    const [first, second] = [one, other].map(
      ({ stdout }) => (JSON.parse(stdout) as EvidenceDocument).runs[0],
    )
    const struck = first?.cells.filter((cell) => cell.code === "ERR_CMS_SEGMENT_DIGEST").length
    expect(struck).toBeGreaterThan(0)
    expect(struck).toBeLessThan(20)
    expect(second?.media[0]?.recordingId).not.toBe(first?.media[0]?.recordingId)
    expect(second?.faults).not.toEqual(first?.faults)
  })

  it("refuses a bad file with its place and what was meant, exit code 2", async () => {
    const text = await readFile(SHIPPED, "utf8")
    await write("bad.yaml", text.replace("- deploy: A", "- deplyo: A"))
    for (const command of ["run", "lint"]) {
      const { exitCode, stderr } = await gir(command, "bad.yaml")
      expect(exitCode).toBe(2)
      expect(stderr).toMatch(
        /unknown key "deplyo"; did you mean "deploy"\?\n {2}--> bad\.yaml:\d+:9/,
      )
    }
    const unknown = await gir("run", "planned-rotaton")
    expect(unknown.stderr).toContain('did you mean "planned-rotation"?')
    expect(unknown.exitCode).toBe(2)
  })

  it("refuses --step where nobody can press a key", async () => {
    const { exitCode, stderr } = await gir("run", "planned-rotation", "--step")
    expect(exitCode).toBe(2)
    expect(stderr).toContain("run it without --step")
  })

  it("leaves no process, no folder and no report behind when it is interrupted", async () => {
    const own = await tempFolder()
    const temporary = { TMPDIR: own.path }
    const args = ["scenario", "run", "planned-rotation", "--report", "cut", "--profile", "classic"]
    const running = startGir(args, { folder: folder.path, env: temporary })
    while ((await readdir(own.path)).length === 0) await new Promise(setImmediate)
    running.kill("SIGINT")
    expect((await running.ended).exitCode).toBe(130)
    expect(await readdir(own.path)).toEqual([])
    expect(await readdir(folder.path)).not.toContain("cut")
    await own.remove()
  })

  it("lists twenty", async () => {
    const { stdout } = await gir("list")
    expect(stdout.trim().split("\n")).toHaveLength(21)
    expect(stdout).toContain("planned-rotation")
  })
})

/** Members that end in `Ms` are times, and so is nothing else. */
function withoutTimes(json: string): unknown {
  return JSON.parse(json, (key, value: unknown) => (key.endsWith("Ms") ? undefined : value))
}
