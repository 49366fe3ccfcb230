import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import {
  embeddedPostgresUrl,
  named,
  openDatabase,
  startEmbeddedPostgres,
  waitForDatabase,
  type Database,
  type EmbeddedPostgres,
} from "../src/index.ts"
import { newFolder, recordingLogger, removeFolders, until } from "./test-server.ts"

describe("the embedded server", () => {
  let folder: string
  let logger: ReturnType<typeof recordingLogger>
  let servers: EmbeddedPostgres[] = []
  const start = async () => {
    const server = await startEmbeddedPostgres({ folder, logger, isDurable: false })
    servers.push(server)
    return server
  }
  const using = async <T>(url: string, work: (database: Database) => Promise<T>) => {
    const database = openDatabase({ url, logger, applicationName: "test" })
    try {
      return await work(database)
    } finally {
      await database.end()
    }
  }
  const ask = (url: string, text: string) =>
    using(url, async (database) => (await database.query<Record<string, unknown>>(text)).rows)
  const postmasterPid = async () =>
    Number.parseInt(await readFile(join(folder, "data", "postmaster.pid"), "utf8"), 10)
  const messages = () => logger.lines.map(({ message }) => message)

  /** One cluster is made, and copied for each test: making one takes most of the time. */
  let made: string
  beforeAll(async () => {
    folder = made = join(await newFolder(), "postgres")
    logger = recordingLogger()
    await (await start()).stop()
    await rm(join(made, "server.json"))
  })
  afterAll(removeFolders)
  beforeEach(async () => {
    folder = join(await newFolder(), "postgres")
    execFileSync("cp", ["-a", made, folder])
    logger = recordingLogger()
  })
  afterEach(async () => {
    for (const server of servers) await server.stop()
    servers = []
  })

  it("keeps its data and its address from start to start", async () => {
    const first = await start()
    await ask(first.url, "create table kept (n int); insert into kept values (5)")
    await first.stop()
    await first.stop()
    expect(await embeddedPostgresUrl(folder)).toBeNull()
    const second = await start()
    expect(second.url).toBe(first.url)
    expect(await embeddedPostgresUrl(folder)).toBe(first.url)
    expect(await ask(second.url, "select n from kept")).toEqual([{ n: 5 }])
  })

  it("listens on loopback only, and keeps its password in a file of its owner", async () => {
    const { url } = await start()
    const [row] = await ask(
      url,
      `select current_setting('listen_addresses') as listen,
        current_setting('max_connections') as max,
        current_setting('unix_socket_directories') as sockets,
        (select string_agg(distinct auth_method, ',') from pg_hba_file_rules) as auth`,
    )
    expect(row).toEqual({ listen: "127.0.0.1", max: "900", sockets: "", auth: "scram-sha-256" })
    expect((await stat(join(folder, "password"))).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, "data"))).mode & 0o777).toBe(0o700)
    const files = await readdir(folder)
    expect(files.toSorted()).toEqual(["data", "password", "postgres.log", "server.json"])
  })

  it("starts again by itself on the same port when it is killed", async () => {
    const { url } = await start()
    await using(url, async (database) => {
      await named(database, { name: "one", text: "select 1" })
      process.kill(await postmasterPid(), "SIGKILL")
      await until(() => messages().includes("the database runs again"))
      await waitForDatabase(database, { logger, timeoutMs: 10_000 })
    })
    expect(messages()).toContain("the database ended unexpectedly and is started again")
  })

  it("ends what a killed owner left running, and keeps every committed row", async () => {
    const script = fileURLToPath(new URL("server-owner.ts", import.meta.url))
    const owner = spawn(
      process.execPath,
      ["--conditions=@gir/source", "--import", "tsx", script, folder],
      { stdio: ["ignore", "pipe", "inherit"] },
    )
    let output = ""
    owner.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()))
    await until(() => output.endsWith("\n"))
    const url = output.trim()
    const shared = await start()
    expect(shared.url).toBe(url)
    await shared.stop()
    await ask(url, "create table kept (n int); insert into kept values (6)")
    const leftOver = await postmasterPid()
    const exited = once(owner, "exit")
    owner.kill("SIGKILL")
    await exited
    const server = await start()
    expect(messages()).toContain("ended a database that was left behind")
    expect(await postmasterPid()).not.toBe(leftOver)
    expect(await ask(server.url, "select n from kept")).toEqual([{ n: 6 }])
  })

  it("is not misled by a stale pid file whose number is another process's now", async () => {
    const stale = [process.pid, join(folder, "data"), 0, 1, "", "127.0.0.1", "", "ready"]
    await writeFile(join(folder, "data", "postmaster.pid"), `${stale.join("\n")}\n`)
    const server = await start()
    expect(await ask(server.url, "select 1 as one")).toEqual([{ one: 1 }])
  })

  it("begins again after a kill in the middle of its first start", async () => {
    await rename(join(folder, "data"), join(folder, "data.unfinished"))
    await writeFile(join(folder, "start.lock"), JSON.stringify({ pid: 2 ** 22 + 1, startTicks: 1 }))
    const { url } = await start()
    expect(await ask(url, "select 1 as one")).toEqual([{ one: 1 }])
  })

  it("moves to another port when its own was taken meanwhile", async () => {
    const first = await start()
    await first.stop()
    const port = Number(new URL(first.url).port)
    const squatter = createServer().listen(port, "127.0.0.1")
    await once(squatter, "listening")
    const second = await start()
    expect(new URL(second.url).port).not.toBe(String(port))
    expect(await ask(second.url, "select 1 as one")).toEqual([{ one: 1 }])
    squatter.close()
  })

  it("shares one server between two that start at the same time", async () => {
    const [first, second] = await Promise.all([start(), start()])
    expect(first.url).toBe(second.url)
    expect(await ask(first.url, "select 1 as one")).toEqual([{ one: 1 }])
  })

  it("says what is wrong when the password file is gone", async () => {
    await rm(join(folder, "password"))
    await expect(start()).rejects.toMatchObject({
      code: "ERR_DATABASE_EMBEDDED",
      where: join(folder, "password"),
    })
  })

  it("says what the server said when it does not start", async () => {
    await writeFile(join(folder, "data", "PG_VERSION"), "11\n")
    await expect(start()).rejects.toMatchObject({
      code: "ERR_DATABASE_EMBEDDED",
      message: expect.stringContaining("incompatible") as string,
    })
  })
})
