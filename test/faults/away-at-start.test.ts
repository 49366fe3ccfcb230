import { freePorts } from "@gir/simulator"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { startExternalPostgres, type ExternalPostgres } from "../harness/external-postgres.ts"
import { processesOn } from "../harness/processes.ts"
import { runGir } from "../harness/run-gir.ts"
import { tempFolder } from "../harness/temp-folder.ts"

/** Nobody waits longer than this for a line that says what is wrong. */
const BOUND_MS = 20_000

describe.each(["demo", "up"])("gir %s with a part of the user's own that is away", (command) => {
  let folder: Awaited<ReturnType<typeof tempFolder>>
  let postgres: ExternalPostgres
  let closedPort: number

  beforeAll(async () => {
    folder = await tempFolder()
    postgres = await startExternalPostgres(folder.path)
    closedPort = (await freePorts(1))[0] ?? 0
  })
  afterAll(async () => {
    await postgres?.stop()
    await folder?.remove()
  })

  const start = async (env: Record<string, string>) => {
    const { path, remove } = await tempFolder()
    const beginMs = performance.now()
    const run = await runGir([command], { folder: path, env })
    const tookMs = performance.now() - beginMs
    const left = await processesOn(path)
    await remove()
    return { ...run, tookMs, left }
  }

  it.each([
    [
      "PostgreSQL",
      () => ({ GIR_DATABASE_URL: `postgresql://gir:secret@127.0.0.1:${closedPort}/gir` }),
      { code: "ERR_DATABASE_UNAVAILABLE", exit: 3 },
    ],
    [
      "Redis, on the embedded PostgreSQL",
      () => ({ GIR_REDIS_URL: `redis://:secret@127.0.0.1:${closedPort}` }),
      { code: "ERR_QUEUE_UNAVAILABLE", exit: 3 },
    ],
    [
      "Redis, on a PostgreSQL of the user's own",
      () => ({
        GIR_DATABASE_URL: postgres.url,
        GIR_REDIS_URL: `redis://:secret@127.0.0.1:${closedPort}`,
      }),
      { code: "ERR_QUEUE_UNAVAILABLE", exit: 3 },
    ],
    [
      // Present, but addressed with a wrong password: the words typed are at fault, not the machine.
      "access to PostgreSQL",
      () => ({ GIR_DATABASE_URL: postgres.url.replace(/:[^:@/]+@/, ":wrong@") }),
      { code: "ERR_DATABASE_ACCESS", exit: 2 },
    ],
  ])("%s: one coded block, and nothing left", async (_name, env, { code, exit }) => {
    const { exitCode, stderr, tookMs, left } = await start(env())
    expect(stderr.match(/^error\[/gm)).toHaveLength(1)
    expect(stderr).toContain(`error[${code}]: `)
    expect(stderr).toMatch(/^why: +\S/m)
    expect(stderr).toMatch(/^next: +\S/m)
    expect(stderr).not.toMatch(/secret|\n {4}at /)
    expect(exitCode).toBe(exit)
    expect(tookMs).toBeLessThan(BOUND_MS)
    expect(left).toEqual([])
  })

  it("says the same in the document of --json", async () => {
    const url = `postgresql://gir:secret@127.0.0.1:${closedPort}/gir`
    const run = await runGir(command === "demo" ? ["demo", "--json"] : ["status", "--json"], {
      folder: folder.path,
      env: { GIR_DATABASE_URL: url },
    })
    const document = JSON.parse(run.stdout) as { exitCode: number; errors: { next: string }[] }
    expect(document.exitCode).toBe(3)
    expect(document.errors).toHaveLength(1)
    expect(document.errors[0]?.next).toMatch(/\S/)
    expect(run.exitCode).toBe(3)
  })
})
