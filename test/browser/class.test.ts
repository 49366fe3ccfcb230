import { createServer } from "node:net"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { withLab } from "@gir/simulator"
import type { Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { until } from "../harness/await-condition.ts"
import { freePortBase } from "../harness/free-port-base.ts"
import { processesOn } from "../harness/processes.ts"
import { runGir, startGir, type RunningGir } from "../harness/run-gir.ts"
import { printedRandom } from "../harness/seed.ts"
import { tempFolder } from "../harness/temp-folder.ts"
import { hasChromium, openPerson, type Person } from "./console.ts"
import { inspect } from "./inspect.ts"

interface Place {
  readonly name: string
  readonly address: string
  readonly user: string
  readonly code: string
}

const STUDENTS = 6
const STATE = ".gir/class"
/** Two students at each lab, all at once. */
const LABS = ["first-recording", "rotate", "options-tab"]
const WAIT_MS = 240_000

describe.runIf(hasChromium)("a class of six", () => {
  let folder: Awaited<ReturnType<typeof tempFolder>>
  let running: RunningGir
  let places: readonly Place[]
  let instructor: Place
  let person: Person
  let page: Page

  beforeAll(async () => {
    folder = await tempFolder()
    const port = String(await freePortBase(printedRandom("class")))
    const args = ["class", "start", "--students", String(STUDENTS), "--port", port]
    running = startGir(args, { folder: folder.path })
    await until("the class has started", () => running.stdout().includes("Next:"), {
      timeoutMs: WAIT_MS,
    })
    places = placesIn(running.stdout())
    instructor = places.at(-1) as Place
    person = await openPerson({ userName: instructor.user, password: instructor.code })
    page = person.page
  }, WAIT_MS)

  afterAll(async () => {
    await person?.close()
    running?.kill("SIGTERM")
    await running?.ended
    await folder?.remove()
  })

  it("gives each seat an address and a code that opens no other", async () => {
    expect(places.map(({ name }) => name)).toEqual([...seatNames(), "instructor"])
    const [first, second] = places as [Place, Place]
    expect(await logIn(first, first.code)).toBe(201)
    expect(await logIn(second, first.code)).toBe(401)
    expect((await fetch(`${instructor.address}/seats`)).status).toBe(401)
  })

  it(
    "does three labs at once, and the instructor's page shows it",
    async () => {
      await page.goto(instructor.address)
      await page.getByRole("row", { name: "student-6" }).waitFor()
      await Promise.all(
        seatNames().map(async (seat, index) => {
          const lab = LABS[index % LABS.length] as string
          await withLab(join(STATE, seat), { folder: folder.path }, async (client) => {
            await client.start(lab)
            const { report } = await client.solve()
            expect(report, `${seat} at ${lab}`).toMatchObject({ lab, isSolved: true })
          })
        }),
      )
      for (const seat of seatNames()) {
        await row(page, seat).getByText("✓ solved").waitFor()
      }
    },
    WAIT_MS,
  )

  it("sends a hint and a reset to one seat", async () => {
    const seat = row(page, "student-2")
    await page.getByRole("button", { name: "Reset: student-2" }).click()
    await page.getByText("Reset for student-2: done").waitFor()
    await page.getByRole("button", { name: "Send a hint: student-2" }).click()
    await page.getByText("Send a hint for student-2: done").waitFor()
    await seat.getByText("0 of").waitFor()
    const state = join(STATE, "student-2")
    const status = await withLab(state, { folder: folder.path }, (client) => client.status())
    expect(status.tasks[0]?.hints).toHaveLength(1)
    const table = await runGir(["class", "status"], { folder: folder.path })
    expect(table.stdout).toMatch(/student-1 +first-recording +5 of 5 +solved/)
    expect(table.stdout).toMatch(/student-2 +rotate +0 of 2 .* 1$/m)
  })

  it("has a page that axe finds nothing on", async () => {
    expect(await inspect(page, "class")).toEqual([])
  })

  it(
    "refuses a second class, and leaves no process, port or file behind",
    async () => {
      const second = await runGir(["class", "start"], { folder: folder.path })
      expect(second.stderr).toContain("ERR_CLI_ALREADY_RUNNING")
      await person.close()
      expect(await runGir(["class", "stop"], { folder: folder.path })).toMatchObject({
        exitCode: 0,
      })
      expect((await running.ended).exitCode).toBe(0)
      expect(await processesOn(folder.path)).toEqual([])
      expect(existsSync(join(folder.path, STATE))).toBe(false)
      for (const { address } of places) await expectFree(Number(new URL(address).port))
    },
    WAIT_MS,
  )
})

function seatNames(): string[] {
  return Array.from({ length: STUDENTS }, (_, index) => `student-${index + 1}`)
}

/** The lines that a trainer writes on the board. */
function placesIn(board: string): Place[] {
  return [...board.matchAll(/^(\S+) +(http:\S+) +(\S+) +(\S+)$/gm)].map(
    ([, name = "", address = "", user = "", code = ""]) => ({ name, address, user, code }),
  )
}

async function logIn({ address, user }: Place, password: string): Promise<number> {
  const answer = await fetch(`${address}/api/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ userName: user, password }),
  })
  return answer.status
}

function row(page: Page, seat: string) {
  return page.getByRole("row", { name: seat })
}

async function expectFree(port: number): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, "127.0.0.1", resolve)
  })
  await new Promise((resolve) => server.close(resolve))
}
