import { once } from "node:events"
import { createServer, type AddressInfo, type Server } from "node:net"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { inTransaction, openDatabase, openPool, type Database } from "../src/index.ts"
import { recordingLogger } from "./test-server.ts"

/** One message of PostgreSQL's protocol 3.0: its type, its length, its content. */
function message(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(content.length + 4)
  return Buffer.concat([Buffer.from(type), length, content])
}

const AUTHENTICATED = message("R", Buffer.alloc(4))
const READY = message("Z", Buffer.from("I"))
const SHUTDOWN = message(
  "E",
  Buffer.from("SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0"),
)

/** Lets everybody in, and in the same packet out again. */
async function closingServer(): Promise<Server> {
  const server = createServer((socket) => {
    socket.once("data", () => socket.end(Buffer.concat([AUTHENTICATED, READY, SHUTDOWN])))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return server
}

describe("a server that shuts down in the moment in which a connection is made", () => {
  let server: Server
  let url: string
  const uncaught: Error[] = []
  const remember = (error: Error): void => void uncaught.push(error)

  beforeEach(async () => {
    server = await closingServer()
    url = `postgresql://gir:x@127.0.0.1:${(server.address() as AddressInfo).port}/gir`
    process.prependListener("uncaughtExceptionMonitor", remember)
  })
  afterEach(() => {
    process.off("uncaughtExceptionMonitor", remember)
    server.close()
    expect(uncaught).toEqual([])
  })

  it("fails the transaction, and not the process", async () => {
    const database: Database = openDatabase({
      url,
      logger: recordingLogger(),
      applicationName: "test",
    })
    const work = inTransaction(database, async () => "done")
    await expect(work).rejects.toMatchObject({ code: "ERR_DATABASE_UNAVAILABLE" })
    expect(database.totalCount).toBe(0)
    await database.end()
  })

  it("tells of it whoever listens once he has the connection", async () => {
    const pool = openPool({ connectionString: url }, () => undefined)
    const client = await pool.connect()
    const [error] = (await once(client, "error")) as [Error]
    expect(error.message).toBe("terminating connection due to administrator command")
    client.release(error)
    await pool.end()
  })
})
