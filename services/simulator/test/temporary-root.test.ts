import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, mkdir, readdir, readFile, realpath, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { makeTemporaryRoot, removeRoot } from "../src/installation/temporary-root.ts"

const OWNER = fileURLToPath(new URL("root-owner.ts", import.meta.url))
const hasRedis = spawnSync("redis-server", ["--version"]).status === 0

interface OwnedRoot {
  readonly owner: ChildProcess
  readonly root: string
  /** Of PostgreSQL, and of Redis where the machine has one. */
  readonly servers: readonly number[]
}

async function rootOfAnotherProcess(parent: string): Promise<OwnedRoot> {
  const args = ["--conditions=@gir/source", "--import", "tsx", OWNER, parent]
  const owner = spawn(process.execPath, [...args, hasRedis ? "redis" : "none"], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const [line] = (await once(createInterface(owner.stdout), "line")) as [string]
  const { root, pid } = JSON.parse(line) as { root: string; pid: number | null }
  const file = await readFile(join(root, "postgres", "data", "postmaster.pid"), "utf8")
  return { owner, root, servers: [Number.parseInt(file, 10), ...(pid === null ? [] : [pid])] }
}

/** A killed server stays a zombie for as long as nobody collects it: then it has no memory. */
async function runs(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "")
  return status.includes("VmRSS")
}

describe("a temporary root", () => {
  let parent: string

  beforeEach(async () => {
    parent = await realpath(await mkdtemp(join(tmpdir(), "gir-root-test-")))
  })
  afterEach(() => rm(parent, { recursive: true }))

  it("of a killed process is removed by the next one, with the servers that it left", async () => {
    const { owner, root, servers } = await rootOfAnotherProcess(parent)
    const first = await makeTemporaryRoot(parent, "load-")
    expect(await readdir(parent), "its owner lives").toContain(root.slice(parent.length + 1))
    expect(await Promise.all(servers.map(runs))).not.toContain(false)
    owner.kill("SIGKILL")
    await once(owner, "exit")
    expect(await Promise.all(servers.map(runs)), "they outlive their owner").not.toContain(false)

    const second = await makeTemporaryRoot(parent, "load-")
    expect((await readdir(parent)).toSorted()).toEqual(
      [first, second].map((one) => one.slice(parent.length + 1)).toSorted(),
    )
    expect(await Promise.all(servers.map(runs))).not.toContain(true)
    await removeRoot(first)
    await removeRoot(second)
  })

  it("leaves alone what has another name, and what nobody has claimed yet", async () => {
    await mkdir(join(parent, "load-being-made"))
    await mkdir(join(parent, "demo"))
    await removeRoot(await makeTemporaryRoot(parent, "load-"))
    expect((await readdir(parent)).toSorted()).toEqual(["demo", "load-being-made"])
  })
})
