import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { causeOf, shippedLabs, withLab, type Lab, type LabClient } from "@gir/simulator"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { consoleOf, hasChromium, logIn } from "../browser/console.ts"
import { doLabThree } from "../browser/lab-three.ts"
import { until } from "../harness/await-condition.ts"
import { runGir, startGir, type GirRun, type RunningGir } from "../harness/run-gir.ts"
import { tempFolder } from "../harness/temp-folder.ts"

type Move = Lab["causes"][number]["solution"][number]

const STATE = ".gir/lab"
const LABS = await shippedLabs()
const INCIDENT = LABS.find(({ causes }) => causes.length > 1) as Lab
const WAIT_MS = 240_000
const GUIDED = LABS.filter(({ causes }) => causes.length === 1)
const SEEDS = INCIDENT.causes.map((_, seed) => seed)

/** One installation, started by `gir lab start`, on which all labs are worked at one by one. */
describe("the labs that ship", () => {
  let folder: Awaited<ReturnType<typeof tempFolder>>
  let running: RunningGir

  beforeAll(async () => {
    folder = await tempFolder()
    running = startGir(["lab", "start", "rotate"], { folder: folder.path })
    await until("the lab has started", () => running.stdout().includes("Next"), {
      timeoutMs: WAIT_MS,
    })
  }, WAIT_MS)

  afterAll(async () => {
    running.kill("SIGTERM")
    await running.ended
    await folder.remove()
  })

  const lab = <T>(work: (client: LabClient) => Promise<T>): Promise<T> =>
    withLab(STATE, { folder: folder.path }, work)
  const gir = (...args: string[]): Promise<GirRun> =>
    runGir(["lab", ...args], { folder: folder.path })

  it(
    "go from check to hint, mistake, reset and solution on the command line",
    async () => {
      const before = await gir("check")
      expect(before.exitCode).toBe(1)
      expect(before.stdout).toContain("0 of 2 tasks done")
      for (const depth of [1, 2, 3]) expect((await gir("hint")).stdout).toContain(`Hint ${depth}/3`)
      const wrong = await gir("do", "delete: A")
      expect(wrong.stdout).toContain("Upload A again, and keep it")
      expect((await gir("do", "deploy: C")).stderr).toContain("ERR_LAB_ACTION")
      expect((await gir("do", "deplyo: B")).stderr).toContain('did you mean "deploy"?')
      const keystore = join(folder.path, STATE, "nodes", "rcs", "RCS", "keystore.p12")
      await writeFile(keystore, "garbage")
      expect((await gir("check")).stderr).toContain("ERR_LAB_BROKEN")
      expect((await gir("reset")).exitCode).toBe(0)
      const key = join(folder.path, STATE, "files", "B_private_key.pem")
      expect(await readFile(key, "utf8")).toContain("PRIVATE KEY")
      const solved = await gir("solve")
      expect(solved.exitCode).toBe(0)
      expect(solved.stdout).toContain("Why      A recording names the certificates")
      expect((await gir("check", "--json")).exitCode).toBe(0)
      expect((await gir("status")).stdout).toContain("hints taken: 3")
    },
    WAIT_MS,
  )

  it.runIf(hasChromium)(
    "3 is done on the console's own screens, with the lab beside them",
    async () => {
      const console = await consoleOf(running.stdout())
      try {
        await lab((client) => client.start("muxer-will-not-mux"))
        const page = await console.newPerson()
        await logIn(page, console)
        await doLabThree(page, join(folder.path, STATE, "files"))
      } finally {
        await console.close()
      }
    },
    WAIT_MS,
  )

  it.each(GUIDED.map((one) => [one.name, one] as const))(
    "%s: every check fails before its solution, and without one step of it, and holds after it",
    (_, one) => lab((client) => expectSolved(client, one)),
    WAIT_MS,
  )

  it.each(SEEDS.map((seed) => [seed, causeOf(INCIDENT, seed).name ?? ""] as const))(
    "incident, seed %i: %s is mended by its own repair, and not by the next one's",
    (seed) => lab((client) => expectMended(client, seed)),
    WAIT_MS,
  )

  it("draw eight causes with eight seeds", () => {
    const drawn = INCIDENT.causes.map((_, seed) => causeOf(INCIDENT, seed).name)
    expect(new Set(drawn).size).toBe(8)
  })
})

/** Without one step the checks fail, with all of them they hold. */
async function expectSolved(client: LabClient, one: Lab): Promise<void> {
  const { solution } = causeOf(one, 0)
  await client.start(one.name)
  await expectUnsolved(client)
  for (const left of solution.keys()) {
    await client.act(actionsOf(solution.toSpliced(left, 1)))
    expect(await client.check(), `solved without step ${left}`).toMatchObject({ isSolved: false })
    await client.reset()
  }
  expect(await client.act(actionsOf(solution))).toMatchObject({ refusals: [] })
  await expectAllHeld(client)
}

async function expectMended(client: LabClient, seed: number): Promise<void> {
  await client.start(INCIDENT.name, seed)
  await expectUnsolved(client)
  // What the wrong repair needs may not be there at all: that is an answer too.
  await client.act(actionsOf(causeOf(INCIDENT, seed + 1).solution)).catch((error: unknown) => {
    expect(error).toMatchObject({ code: "ERR_LAB_ACTION" })
  })
  expect((await client.check()).isSolved).toBe(false)
  await client.act(actionsOf(causeOf(INCIDENT, seed).solution))
  await expectAllHeld(client)
}

async function expectUnsolved(client: LabClient): Promise<void> {
  const { tasks, mistakes } = await client.check()
  expect(tasks.map(({ status }) => status)).toEqual(tasks.map(() => "broken"))
  expect(mistakes).toEqual([])
}

async function expectAllHeld(client: LabClient): Promise<void> {
  const { tasks, isSolved, why } = await client.check()
  const findings = tasks.flatMap((task) => task.findings)
  expect(findings.filter(({ status }) => status !== "held")).toEqual([])
  expect(isSolved).toBe(true)
  expect(why).not.toBeNull()
}

/** An action as a person types it: JSON is YAML. */
function actionsOf(moves: readonly Move[]): string[] {
  return moves.flatMap((move) =>
    move.do.map(({ verb, params }) => JSON.stringify({ [verb]: params })),
  )
}
