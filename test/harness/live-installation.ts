import { spawn, type ChildProcess } from "node:child_process"
import { randomInt } from "node:crypto"
import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { openDatabase } from "@gir/database"
import { openJobs } from "@gir/queue"
import { silentLogger } from "@gir/service-kit"
import { seededRandom, systemClock } from "@gir/sim"
import { stateFolder } from "@gir/simulator"
import { until } from "./await-condition.ts"
import { freePortBase } from "./free-port-base.ts"
import { placeCaFile } from "./provision.ts"
import { ONE_PROCESS } from "./run-gir.ts"
import { tempFolder } from "./temp-folder.ts"
import type { Site } from "./world.ts"

/** What `gir up` started, seen from another terminal and from a test. */
export interface LiveInstallation extends Site {
  /** Where a person types `gir record`. */
  readonly folder: string
  /** DBID of the profile that the installation started with: it has no certificate. */
  readonly ivrProfileDbid: number
  /** Interrupts `gir up`, as Ctrl-C does, and removes the folder. */
  remove(): Promise<void>
}

interface RunFile extends Pick<Site, "nodes" | "secrets"> {
  readonly ivrProfileDbid: number
}

const BIN = fileURLToPath(new URL("../../services/simulator/bin/gir.js", import.meta.url))

/** Runs `gir up` on ports of its own. */
export async function startLiveInstallation(): Promise<LiveInstallation> {
  const folder = await tempFolder()
  const state = stateFolder(join(folder.path, ".gir"))
  const ca = await placeCaFile({ rcs: state.nodeRoot("rcs"), mcps: [state.nodeRoot("mcp-1")] })
  const { up, run } = await startUp(folder.path, state.runFile)
  const databaseUrl = (await readFile(run.secrets.databaseUrlFile, "utf8")).trim()
  const database = openDatabase({
    url: databaseUrl,
    logger: silentLogger,
    applicationName: "test",
    poolSize: 4,
  })
  const jobs = await openJobs({
    database,
    databaseUrl,
    redisUrl: null,
    logger: silentLogger,
    clock: systemClock,
  })
  return {
    ...run,
    state,
    jobs,
    ca,
    folder: folder.path,
    remove: async () => {
      await jobs.close()
      await database.end()
      up.kill("SIGINT")
      if (up.exitCode === null) await once(up, "exit")
      await folder.remove()
    },
  }
}

async function startUp(
  folder: string,
  runFile: string,
): Promise<{ up: ChildProcess; run: RunFile }> {
  const portBase = await freePortBase(seededRandom(randomInt(2 ** 32)))
  const env = { ...ONE_PROCESS, PATH: process.env["PATH"], GIR_PORT_BASE: String(portBase) }
  const up = spawn(process.execPath, [BIN, "up"], { cwd: folder, env, stdio: "ignore" })
  const text = await until("gir up is ready", async () => {
    if (up.exitCode !== null) throw new Error(`gir up ended with exit code ${up.exitCode}`)
    return readFile(runFile, "utf8").catch(() => null)
  })
  return { up, run: JSON.parse(text) as RunFile }
}
