import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { GirError } from "@gir/errors"
import { manualClock } from "@gir/sim"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import {
  inTransaction,
  isUniqueViolation,
  migrate,
  named,
  oncePerInterval,
  openDatabase,
  toDatabaseError,
  waitForDatabase,
  type Database,
} from "../src/index.ts"
import { newFolder, recordingLogger, removeFolders, startTestServer } from "./test-server.ts"

let server: Awaited<ReturnType<typeof startTestServer>>
let database: Database
const logger = recordingLogger()
const nowhere = "postgresql://gir:secret@127.0.0.1:9/gir"

beforeAll(async () => {
  server = await startTestServer()
  database = openDatabase({ url: server.url, logger, applicationName: "rws-1", poolSize: 3 })
  await database.query("create table shelf (id int primary key, note text)")
})
afterAll(async () => {
  await database.end()
  await server.stop()
  await removeFolders()
})

describe("a named statement", () => {
  it("gives each kind of column a form that loses nothing", async () => {
    const [row] = await named<Record<string, unknown>>(database, {
      name: "column-kinds",
      text: `select 9007199254740991::bigint as exact, 1.10::numeric as amount,
        date '2026-03-01' as day, timestamptz '2026-03-01T00:00:00+02' as instant,
        '{"a":[1]}'::jsonb as document, null::bigint as nothing`,
    })
    expect(row).toEqual({
      exact: 9_007_199_254_740_991,
      amount: "1.10",
      day: "2026-03-01",
      instant: new Date("2026-02-28T22:00:00.000Z"),
      document: { a: [1] },
      nothing: null,
    })
  })

  it("refuses a bigint that a number cannot hold, and goes on working", async () => {
    const asked = named(database, { name: "big", text: "select 9007199254740993::bigint as big" })
    await expect(asked).rejects.toMatchObject({ code: "ERR_DATABASE_NUMBER_RANGE" })
    const [row] = await named(database, { name: "one", text: "select 1 as one" })
    expect(row).toEqual({ one: 1 })
  })

  it("is parsed once per connection", async () => {
    await inTransaction(database, async (transaction) => {
      for (const id of [1, 2, 3]) {
        await named(transaction, { name: "parsed-once", text: "select $1::int", values: [id] })
      }
      const rows = await named<{ uses: number }>(transaction, {
        name: "prepared",
        text: `select generic_plans + custom_plans as uses from pg_prepared_statements
          where name = 'parsed-once'`,
      })
      expect(rows).toEqual([{ uses: 3 }])
    })
  })

  it("leaves a violated constraint to the one who wrote the statement", async () => {
    const insert = { name: "shelf-insert", text: "insert into shelf (id) values (7)" }
    await named(database, insert)
    const error: unknown = await named(database, insert).catch((reason: unknown) => reason)
    expect(isUniqueViolation(error)).toBe(true)
    expect(error).not.toBeInstanceOf(GirError)
  })

  it("names its node in the server's list of connections", async () => {
    const [row] = await named(database, {
      name: "application-name",
      text: "select current_setting('application_name') as name",
    })
    expect(row).toEqual({ name: "rws-1" })
  })
})

describe("a transaction", () => {
  const count = async (id: number) => {
    const text = "select count(*) as n from shelf where id = $1"
    const [row] = await named<{ n: number }>(database, { name: "count", text, values: [id] })
    return row?.n
  }
  const insert = (id: number) => ({
    name: "insert",
    text: "insert into shelf (id) values ($1)",
    values: [id],
  })

  it("keeps all of the work, or nothing of it", async () => {
    const result = await inTransaction(database, async (transaction) => {
      await named(transaction, insert(20))
      return "kept"
    })
    const failure = new GirError("ERR_CONFLICT", "changed meanwhile")
    const failing = inTransaction(database, async (transaction) => {
      await named(transaction, insert(21))
      throw failure
    })
    await expect(failing).rejects.toBe(failure)
    expect([result, await count(20), await count(21)]).toEqual(["kept", 1, 0])
  })

  it("survives the loss of its connection, and the pool does too", async () => {
    const losing = inTransaction(database, async (transaction) => {
      await named(transaction, insert(22))
      await transaction.query("select pg_terminate_backend(pg_backend_pid())")
    })
    await expect(losing).rejects.toMatchObject({ code: "ERR_DATABASE_UNAVAILABLE" })
    expect(await count(22)).toBe(0)
  })
})

describe("errors of the database", () => {
  const codeOf = async (url: string) => {
    const other = openDatabase({ url, logger, applicationName: "test" })
    try {
      await named(other, { name: "one", text: "select 1" })
      return "answered"
    } catch (error) {
      return error instanceof GirError ? [error.code, error.retryable] : error
    } finally {
      await other.end()
    }
  }

  it("tells a server that is away from one that refuses", async () => {
    const unavailable = ["ERR_DATABASE_UNAVAILABLE", true]
    const refused = ["ERR_DATABASE_ACCESS", false]
    expect(await codeOf(nowhere)).toEqual(unavailable)
    expect(await codeOf("postgresql://gir:x@no-such-host.invalid/gir")).toEqual(unavailable)
    expect(await codeOf(server.url.replace(/:[0-9a-f]+@/, ":wrong@"))).toEqual(refused)
    expect(await codeOf(server.url.replace(/gir$/, "no_such_database"))).toEqual(refused)
  })

  it("keeps the password out of its messages", async () => {
    const error = await waitForDatabase(
      openDatabase({ url: nowhere, logger, applicationName: "test" }),
      { logger, timeoutMs: 1 },
    ).catch((reason: unknown) => reason)
    expect(JSON.stringify([error, logger.lines])).not.toContain("secret")
  })

  it("knows a deadlock, a time limit and a full disk as things that pass", () => {
    for (const code of ["40P01", "57014", "53100", "53300"]) {
      const error = Object.assign(new Error("server says"), { code })
      expect(toDatabaseError(error)).toMatchObject({ code: "ERR_DATABASE_BUSY", retryable: true })
    }
  })

  it("leaves other errors as they are", () => {
    for (const error of [new TypeError("x"), Object.assign(new Error("y"), { code: "42601" }), 5]) {
      expect(toDatabaseError(error)).toBe(error)
    }
  })
})

describe("waiting for the database", () => {
  it("says that it waits once per interval, and not once per try", async () => {
    const other = openDatabase({ url: nowhere, logger, applicationName: "test" })
    const log = recordingLogger()
    const waiting = waitForDatabase(other, { logger: log, timeoutMs: 700 })
    await expect(waiting).rejects.toMatchObject({ code: "ERR_DATABASE_UNAVAILABLE" })
    expect(log.lines.map(({ message }) => message)).toEqual(["waiting for the database"])
    await other.end()
  })

  it("ends when it is aborted", async () => {
    const other = openDatabase({ url: nowhere, logger, applicationName: "test" })
    const signal = AbortSignal.timeout(20)
    await expect(waitForDatabase(other, { logger, signal })).rejects.toThrow()
    await other.end()
  })

  it("does not wait for a wrong password to become right", async () => {
    const url = server.url.replace(/:[0-9a-f]+@/, ":wrong@")
    const other = openDatabase({ url, logger, applicationName: "test" })
    const waiting = waitForDatabase(other, { logger })
    await expect(waiting).rejects.toMatchObject({ code: "ERR_DATABASE_ACCESS" })
    await other.end()
  })
})

describe("a log that is said once per interval", () => {
  it("counts what it leaves out, per topic", () => {
    const clock = manualClock(new Date(0))
    const quietLog = oncePerInterval({ clock, intervalMs: 1_000 })
    const said: string[] = []
    const say = (topic: string) =>
      quietLog.say(topic, (leftOut) => said.push(`${topic} ${leftOut}`))
    for (let index = 0; index < 100; index += 1) say("a")
    say("b")
    clock.advance(1_000)
    say("a")
    expect(said).toEqual(["a 0", "b 0", "a 99"])
  })
})

describe("migration", () => {
  const newDatabase = async (name: string) => {
    await database.query(`create database ${name}`)
    return server.url.replace(/gir$/, name)
  }
  const withFiles = async (files: Record<string, string>) => {
    const folder = join(await newFolder(), "migrations")
    await mkdir(folder)
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    return folder
  }
  const query = async (url: string, text: string) => {
    const other = openDatabase({ url, logger, applicationName: "test" })
    try {
      return (await other.query<Record<string, unknown>>(text)).rows
    } finally {
      await other.end()
    }
  }

  it("makes our schema on an empty database, once, when two do it at once", async () => {
    const url = await newDatabase("ours")
    const log = recordingLogger()
    await Promise.all([1, 2, 3].map(() => migrate({ url, logger: log })))
    expect(log.lines.map(({ message }) => message)).toEqual(["schema migrated"])
    const tables = await query(url, "select count(*) as n from job_ledger")
    expect(tables).toEqual([{ n: 0 }])
    const [row] = await query(
      url,
      "select count(*) as n, count(distinct name) as d from schema_migrations",
    )
    expect(row?.["n"]).toBe(row?.["d"])
  })

  it("runs each file once, in the order of the names, and only the new ones later", async () => {
    const url = await newDatabase("growing")
    const first = { "0001_a.sql": "-- Up Migration\ncreate table a (n int);", "README.md": "no" }
    await migrate({ url, logger, folder: await withFiles(first) })
    const second = { ...first, "0002_b.sql": "-- Up Migration\ninsert into a values (1);" }
    const folder = await withFiles(second)
    await migrate({ url, logger, folder })
    await migrate({ url, logger, folder })
    expect(await query(url, "select n from a")).toEqual([{ n: 1 }])
  })

  it("keeps nothing of a failed one, and says which statement failed", async () => {
    const url = await newDatabase("failing")
    const folder = await withFiles({
      "0001_a.sql": "-- Up Migration\ncreate table a (n int);",
      "0002_b.sql": "-- Up Migration\ncreate table b (n no_such_type);",
    })
    await expect(migrate({ url, logger, folder })).rejects.toMatchObject({
      code: "ERR_DATABASE_MIGRATION",
      message: expect.stringContaining("no_such_type") as string,
    })
    const tables = await query(url, "select 1 from pg_tables where tablename in ('a', 'b')")
    expect(tables).toEqual([])
  })

  it("says so when the database is away", async () => {
    const migrating = migrate({ url: nowhere, logger })
    await expect(migrating).rejects.toMatchObject({ code: "ERR_DATABASE_UNAVAILABLE" })
  })
})
