import { existsSync } from "node:fs"
import { mkdir, writeFile } from "node:fs/promises"
import { createServer, type Server } from "node:net"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { until } from "../harness/await-condition.ts"
import { freePortBase, takenPorts } from "../harness/free-port-base.ts"
import { processesOn } from "../harness/processes.ts"
import {
  EACH_PROCESS,
  ONE_PROCESS,
  runGir,
  startGir,
  type GirRun,
  type RunningGir,
} from "../harness/run-gir.ts"
import { printedRandom } from "../harness/seed.ts"
import { tempFolder } from "../harness/temp-folder.ts"

interface NodeState {
  readonly name: string
  readonly pid: number
  readonly state: string
}

/** Moments of a start, each with the sign by which it is known. */
const MOMENTS = {
  "before anything is started": ({ running }: Site) => running.stderr().includes("starting"),
  "while PostgreSQL starts": ({ state }: Site) => existsSync(join(state, "postgres", "password")),
  "while the services start": ({ state }: Site) => existsSync(join(state, "logs", "mcp-1.log")),
  "when it is up": ({ running }: Site) => isUp(running),
}
type Moment = keyof typeof MOMENTS

interface Site {
  readonly running: RunningGir
  readonly state: string
}

describe("gir up", () => {
  const random = printedRandom("up")
  let folder: Awaited<ReturnType<typeof tempFolder>>
  let portBase: number
  const started: RunningGir[] = []

  beforeAll(async () => {
    folder = await tempFolder()
    portBase = await freePortBase(random)
  })
  afterEach(async () => {
    for (const running of started.splice(0)) {
      running.kill("SIGTERM")
      await running.ended
    }
  })
  afterAll(() => folder?.remove())

  const env = (processes = EACH_PROCESS): Record<string, string> => ({
    ...processes,
    GIR_PORT_BASE: String(portBase),
  })
  const gir = (...args: string[]): Promise<GirRun> =>
    runGir(args, { folder: folder.path, env: env() })
  const up = (state: string, processes = EACH_PROCESS): Site => {
    const running = startGir(["up", "--state", state], { folder: folder.path, env: env(processes) })
    started.push(running)
    return { running, state: join(folder.path, state) }
  }
  const upAndReady = async (state: string, processes = EACH_PROCESS): Promise<Site> => {
    const site = up(state, processes)
    await until("the installation is up", () => isUp(site.running))
    return site
  }
  const nothingIsLeft = async (): Promise<void> => {
    expect(await processesOn(folder.path)).toEqual([])
    expect(await takenPorts(portBase)).toEqual([])
  }
  const states = async (state = "one"): Promise<NodeState[]> => {
    const { stdout } = await gir("status", "--state", state, "--json")
    return (JSON.parse(stdout) as { nodes: NodeState[] }).nodes
  }

  describe.each<[Moment, NodeJS.Signals]>([
    ["before anything is started", "SIGINT"],
    ["while PostgreSQL starts", "SIGTERM"],
    ["while the services start", "SIGINT"],
    ["when it is up", "SIGINT"],
  ])("%s, %s", (moment, signal) => {
    it("ends everything, and says nothing of an error", async () => {
      // A state of its own: signs of an earlier start would be taken for this one's.
      const site = up(stateName(moment, signal))
      await until(moment, () => MOMENTS[moment](site))
      site.running.kill(signal)
      const { exitCode, stderr } = await site.running.ended
      expect(exitCode).toBe(moment === "when it is up" ? 0 : 130)
      expect(stderr).not.toContain("error[")
      await nothingIsLeft()
    })
  })

  it("works again on a state whose first start was interrupted", async () => {
    const state = stateName("while PostgreSQL starts", "SIGTERM")
    await upAndReady(state, ONE_PROCESS)
    expect(await gir("status", "--state", state)).toMatchObject({ exitCode: 0 })
  })

  describe.each<[Moment, number]>([
    ["while PostgreSQL starts", random.integer(0, 300)],
    ["while the services start", random.integer(0, 600)],
    ["when it is up", random.integer(0, 300)],
  ])("kill -9 of the supervisor %s and %i ms", (moment, laterMs) => {
    it("ends every service, and the next start takes over what is left", async () => {
      const state = stateName(moment, "SIGKILL")
      const site = up(state)
      await until(moment, () => MOMENTS[moment](site))
      await wait(laterMs)
      site.running.kill("SIGKILL")
      await site.running.ended
      await until("only PostgreSQL is left", async () =>
        (await processesOn(folder.path)).every(isPostgres),
      )
      expect(await takenPorts(portBase)).toEqual([])
      expect(await gir("status", "--state", state)).toMatchObject({ exitCode: 3 })

      // The other way to run takes it over just as well.
      await upAndReady(state, ONE_PROCESS)
      expect((await states(state)).every((node) => node.state === "ready")).toBe(true)
      const postmasters = (await processesOn(folder.path)).filter(({ command }) =>
        /bin\/postgres .*-D/.test(command),
      )
      expect(postmasters).toHaveLength(1)
      expect(await gir("down", "--state", state)).toMatchObject({ exitCode: 0 })
      await nothingIsLeft()
    })
  })

  it("keeps recordings over a kill -9 of the supervisor", async () => {
    const site = await upAndReady("one")
    const recorded = await gir("record", "--state", "one", "--count", "2")
    expect(recorded).toMatchObject({ exitCode: 0, stderr: "" })
    site.running.kill("SIGKILL")
    await site.running.ended
    await until("only PostgreSQL is left", async () =>
      (await processesOn(folder.path)).every(isPostgres),
    )
    await upAndReady("one", ONE_PROCESS)
    const verified = await gir("verify", "--state", "one")
    expect(verified.stdout).toContain("2 of 2 play")
    expect(verified.exitCode).toBe(0)
  })

  it("restarts one node, shows all of them, and ends with gir down", async () => {
    const site = await upAndReady("one")
    const before = await states()
    expect(await gir("restart", "mcp-1", "--state", "one")).toMatchObject({ exitCode: 0 })
    const after = await states()
    expect(after.every((node) => node.state === "ready")).toBe(true)
    const changed = after.filter(
      ({ name, pid }) => pid !== before.find((node) => node.name === name)?.pid,
    )
    expect(changed.map(({ name }) => name)).toEqual(["mcp-1"])
    const table = await gir("status", "--state", "one")
    expect(table.exitCode).toBe(0)
    for (const { name } of before) expect(table.stdout).toContain(name)

    const unknown = await gir("restart", "mcp-9", "--state", "one")
    expect(unknown.exitCode).toBe(2)
    expect(unknown.stderr).toContain("error[ERR_CLI_UNKNOWN_NODE]")

    const second = await gir("up", "--state", "one")
    expect(second.exitCode).toBe(2)
    expect(second.stderr).toContain("error[ERR_CLI_ALREADY_RUNNING]")

    const other = await gir("up", "--state", "two")
    expect(other.exitCode).toBe(3)
    expect(other.stderr).toContain("error[ERR_CLI_PORT_TAKEN]")
    expect(other.stderr).toContain("GIR_PORT_BASE")
    expect(existsSync(join(folder.path, "two"))).toBe(false)

    expect(await gir("down", "--state", "one")).toMatchObject({ exitCode: 0, stdout: "stopped\n" })
    expect(await site.running.ended).toMatchObject({ exitCode: 0 })
    await nothingIsLeft()
  })

  it("says that nothing runs, with exit code 3", async () => {
    for (const command of ["status", "down", "record"]) {
      const { exitCode, stderr } = await gir(command, "--state", "one")
      expect(exitCode).toBe(3)
      expect(stderr).toContain("error[ERR_CLI_NOT_RUNNING]")
    }
  })

  it("names the port that a stranger holds", async () => {
    const stranger = await listenOn(portBase + 10)
    const { exitCode, stderr } = await gir("up", "--state", "one")
    stranger.close()
    expect(exitCode).toBe(3)
    expect(stderr).toContain(
      `error[ERR_CLI_PORT_TAKEN]: port ${portBase + 10}, which mcp-1 needs, is taken`,
    )
  })

  it("gives up early on a node that dies at once, and quotes the node's own line", async () => {
    const rcs = join(folder.path, "broken", "nodes", "rcs", "RCS")
    await mkdir(rcs, { recursive: true })
    await writeFile(join(rcs, "rcs.properties"), "port=none\n")
    const { exitCode, stderr } = await gir("up", "--state", "broken")
    expect(exitCode).toBe(3)
    // Not after its time-out, which would say what the node last answered.
    const said = "rcs-1 is not ready: it ended 3 times while it started"
    expect(stderr).toContain(`error[ERR_CLI_NODE_NOT_READY]: ${said}`)
    expect(stderr).toContain("--> error[ERR_RCS_PROPERTIES_INVALID]")
    expect(stderr).toMatch(/^next: /m)
    await nothingIsLeft()
  })
})

function stateName(moment: Moment, signal: NodeJS.Signals): string {
  return `${moment} ${signal}`.replaceAll(" ", "-")
}

function isUp(running: RunningGir): boolean {
  return running.stdout().includes("npx gir status")
}

function isPostgres({ command }: { readonly command: string }): boolean {
  return command.includes("postgres")
}

function listenOn(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen({ port, host: "127.0.0.1" }, () => resolve(server))
  })
}
