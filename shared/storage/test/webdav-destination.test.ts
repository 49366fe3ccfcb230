import { chown, mkdir, mkdtemp, readdir, rename, utimes, writeFile } from "node:fs/promises"
import { join, basename } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { noFaults } from "@gir/sim"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { openStorageDestination, type StorageDestination } from "../src/index.ts"
import { answeringProxy, type AnsweringProxy } from "./answering-proxy.ts"
import { isApacheInstalled, startApache, type ApacheServer } from "./apache-server.ts"
import { collect, storageConformance } from "./conformance.ts"
import { cuttingRelay } from "./cutting-relay.ts"

if (!isApacheInstalled) {
  process.stdout.write("left out: WebDAV on apache2; to run it: apt-get install apache2-bin\n")
}

describe.skipIf(!isApacheInstalled)("WebDAV on apache2", () => {
  let server: ApacheServer
  beforeAll(async () => {
    server = await startApache()
  })
  afterAll(() => server.close())

  /** A folder on the server that is a destination of its own. */
  const newRoot = async () => {
    const root = await mkdtemp(join(server.files, "root-"))
    // apache2 gives up its rights when root starts it.
    if (process.getuid?.() === 0) await chown(root, 33, 33)
    return root
  }
  const open = (root: string, { url = server.url, credentials = server.credentials } = {}) =>
    openStorageDestination(`webdav+${url}/${basename(root)}`, noFaults, {
      endpoint: null,
      region: null,
      credentials,
    })

  /** Files only: empty folders stay. */
  const filesIn = async (root: string) => {
    const entries = await readdir(root, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
  }

  storageConformance("WebDAV", {
    async open() {
      const root = await newRoot()
      let isAway = false
      return {
        storage: open(root),
        reopen: () => open(root),
        async everything() {
          // apache2 removes the file of a connection that broke a moment later.
          while ((await filesIn(root)).some((name) => name.startsWith(".davfs.tmp"))) await delay(5)
          return filesIn(root)
        },
        async takeAway() {
          isAway = true
          await server.stop()
        },
        close: async () => (isAway ? server.start() : undefined),
      }
    },
  })

  const bytes = (size: number) => [Buffer.alloc(size, 7)] as unknown as AsyncIterable<Uint8Array>
  const unavailable = { code: "ERR_STORAGE_UNAVAILABLE", retryable: true }

  it("shows nothing of an object whose connection is cut, and takes it at the next try", async () => {
    const root = await newRoot()
    const relay = await cuttingRelay(server.url, 1_000_000)
    const cut = open(root, { url: relay.url })
    const chunks = Array.from({ length: 100 }, () => Buffer.alloc(65_536, 7))
    const body = () => chunks as unknown as AsyncIterable<Uint8Array>
    await expect(cut.put("a/b", body())).rejects.toMatchObject(unavailable)
    expect(relay.cuts()).toBe(1)
    expect(await open(root).head("a/b")).toBeNull()
    expect(await collect(open(root).list(""))).toEqual([])
    relay.mend()
    expect(await cut.put("a/b", body())).toEqual({ storedBytes: 6_553_600 })
    await relay.close()
  })

  it("fails a reader whose connection is cut with a code", async () => {
    const root = await newRoot()
    await open(root).put("a/b", bytes(3_000_000))
    const relay = await cuttingRelay(server.url, 1_000_000, "down")
    const stream = await open(root, { url: relay.url }).get("a/b")
    await expect(stream.toArray()).rejects.toMatchObject(unavailable)
    await relay.close()
  })

  describe("behind a proxy that answers in its place", () => {
    let proxy: AnsweringProxy
    let storage: StorageDestination
    let root: string
    beforeEach(async () => {
      root = await newRoot()
      proxy = await answeringProxy(server.url)
      storage = open(root, { url: proxy.url })
    })
    afterEach(() => proxy.close())

    it.each([507, 413])("is full when the answer is %d, and leaves nothing", async (status) => {
      proxy.next("PUT", status)
      const full = { code: "ERR_STORAGE_FULL", retryable: true }
      await expect(storage.put("a/b", bytes(10))).rejects.toMatchObject(full)
      expect(await filesIn(root)).toEqual([])
      proxy.next("PUT", status)
      await expect(storage.check()).rejects.toMatchObject(full)
    })

    it("asks again what may be asked twice", async () => {
      for (const method of ["PROPFIND", "MKCOL", "MOVE"]) proxy.next(method, 503)
      expect(await storage.put("a/b", bytes(10))).toEqual({ storedBytes: 10 })
      proxy.next("GET", 503)
      expect(await (await storage.get("a/b")).toArray()).toEqual([Buffer.alloc(10, 7)])
    })

    it("knows its own object again when the answer to the move was lost", async () => {
      proxy.next("MOVE", null)
      expect(await storage.put("a/b", bytes(10))).toEqual({ storedBytes: 10 })
      expect(await filesIn(root)).toEqual(["b"])
    })

    it("does not move what the server holds only in part", async () => {
      proxy.next("PUT", 201)
      await expect(storage.put("a/b", bytes(10))).rejects.toMatchObject(unavailable)
      expect(await storage.head("a/b")).toBeNull()
    })

    it("refuses a range of a server that answers with everything", async () => {
      await storage.put("a/b", bytes(10))
      proxy.next("GET", 200)
      const range = storage.get("a/b", { from: 2, to: 4 })
      await expect(range).rejects.toMatchObject({ ...unavailable, fields: { reason: "NoRanges" } })
    })

    it("loses to what came between its look and its move", async () => {
      const other = open(root)
      const putting = (async function* () {
        yield Buffer.alloc(10)
        await other.put("a/b", bytes(5))
      })()
      await expect(storage.put("a/b", putting)).rejects.toMatchObject({
        code: "ERR_STORAGE_EXISTS",
      })
      expect(await storage.head("a/b")).toEqual({ storedBytes: 5 })
      expect(await readdir(join(root, ".incoming"))).toEqual([])
    })
  })

  it("is unavailable to a wrong password, which no error repeats", async () => {
    const storage = open(await newRoot(), { credentials: "gir\nnot the password" })
    const error = (await storage.check().catch((thrown: unknown) => thrown)) as Error
    expect(error).toMatchObject({ ...unavailable, fields: { status: 401 } })
    expect(JSON.stringify([error, error.message, error.stack])).not.toContain("not the password")
  })

  it("is unavailable, not empty, when its root is missing, and does not make it", async () => {
    const root = await newRoot()
    const storage = open(root)
    await rename(root, `${root}-away`)
    const uses: ((s: StorageDestination) => Promise<unknown>)[] = [
      (s) => s.head("a/b"),
      (s) => s.delete("a/b"),
      (s) => s.put("a/b", bytes(1)),
      (s) => s.check(),
      (s) => collect(s.list("")),
    ]
    for (const use of uses) await expect(use(storage)).rejects.toMatchObject(unavailable)
    expect(await readdir(server.files)).not.toContain(basename(root))
  })

  it("does not take a folder for an object, nor remove it", async () => {
    const storage = open(await newRoot())
    await storage.put("a/b", bytes(3))
    expect(await storage.head("a")).toBeNull()
    expect(await storage.delete("a")).toBe(false)
    await expect(storage.get("a")).rejects.toMatchObject({ code: "ERR_STORAGE_NOT_FOUND" })
    expect(await storage.head("a/b")).toEqual({ storedBytes: 3 })
  })

  it("removes in its check what nothing was added to for an hour", async () => {
    const root = await newRoot()
    const incoming = join(root, ".incoming")
    await open(root).check()
    await writeFile(join(incoming, "new"), "half")
    await writeFile(join(incoming, "old"), "half")
    await mkdir(join(incoming, "claim-old"))
    const long = Date.now() / 1_000 - 3_700
    for (const name of ["old", "claim-old"]) await utimes(join(incoming, name), long, long)
    await open(root).check()
    expect(await readdir(incoming)).toEqual(["new"])
  })
})
