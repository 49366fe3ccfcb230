import { spawn } from "node:child_process"
import { once } from "node:events"
import * as nodeFs from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { setTimeout as delay } from "node:timers/promises"
import { fileURLToPath, pathToFileURL } from "node:url"
import { manualClock } from "@gir/sim"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { openFileDestination } from "../src/file/file-destination.ts"
import type { FileSystem } from "../src/file/file-system.ts"
import { openStorageDestination, type StorageDestination } from "../src/index.ts"
import { collect, storageConformance } from "./conformance.ts"

const newFolder = () => nodeFs.mkdtemp(join(tmpdir(), "gir-storage-test-"))
const remove = (folder: string) => nodeFs.rm(folder, { recursive: true, force: true })

const read = async (storage: StorageDestination) => buffer(await storage.get("a/b"))
const keysOf = async (storage: StorageDestination) =>
  (await collect(storage.list(""))).map(({ key }) => key)

async function everythingIn(folder: string): Promise<readonly string[]> {
  const names = await nodeFs.readdir(folder, { recursive: true })
  return names.filter((name) => name !== ".incoming")
}

storageConformance("a folder", {
  async open() {
    const folder = await newFolder()
    const uri = pathToFileURL(folder).href
    return {
      storage: openStorageDestination(uri),
      reopen: () => openStorageDestination(uri),
      everything: () => everythingIn(folder),
      takeAway: () => remove(folder),
      close: () => remove(folder),
    }
  },
})

describe("a folder as Storage Destination", () => {
  let folder: string
  beforeEach(async () => {
    folder = await newFolder()
  })
  afterEach(() => remove(folder))

  const withCalls = (calls: Partial<FileSystem>) =>
    openFileDestination({ root: folder, fileSystem: { ...nodeFs, ...calls } })
  const failing = (code: string) => async (): Promise<never> => {
    throw Object.assign(new Error(code), { code, syscall: "test" })
  }
  const body = () => Readable.from([Buffer.from("0123456789")])

  /** Opens real files whose writes fail, after `goodWrites` of them. */
  const openWithFullDisk = (goodWrites: number): FileSystem["open"] => {
    let writes = 0
    return async (...args) => {
      const handle = await nodeFs.open(...args)
      const write = handle.write.bind(handle)
      const failingWrite = async (...written: Parameters<typeof write>) => {
        if (writes++ >= goodWrites) return failing("ENOSPC")()
        return write(...written)
      }
      return Object.assign(handle, { write: failingWrite })
    }
  }

  it("is full when the disk is, says so as something that passes, and leaves nothing", async () => {
    const storage = withCalls({ open: openWithFullDisk(1) })
    const chunks = Readable.from([Buffer.alloc(10), Buffer.alloc(10)])
    await expect(storage.put("a/b", chunks)).rejects.toMatchObject({
      code: "ERR_STORAGE_FULL",
      retryable: true,
    })
    expect(await everythingIn(folder)).toEqual([])
  })

  it("tells a full disk in its check", async () => {
    const storage = withCalls({ open: openWithFullDisk(0) })
    await expect(storage.check()).rejects.toMatchObject({ code: "ERR_STORAGE_FULL" })
    expect(await everythingIn(folder)).toEqual([])
  })

  it("is unavailable when it is read-only, or knows no links", async () => {
    for (const code of ["EROFS", "EPERM", "EIO"]) {
      const storage = withCalls({ link: failing(code) })
      const unavailable = { code: "ERR_STORAGE_UNAVAILABLE", fields: { errno: code } }
      await expect(storage.put("a/b", body())).rejects.toMatchObject(unavailable)
      await expect(storage.check()).rejects.toMatchObject(unavailable)
    }
    expect((await everythingIn(folder)).filter((name) => name.includes("b"))).toEqual([])
  })

  it("takes an object back whose folder cannot be made durable", async () => {
    const open: FileSystem["open"] = async (...args) =>
      args[1] === "r" ? failing("EIO")() : nodeFs.open(...args)
    const storage = withCalls({ open })
    await expect(storage.put("b", body())).rejects.toMatchObject({
      code: "ERR_STORAGE_UNAVAILABLE",
    })
    expect(await everythingIn(folder)).toEqual([])
  })

  it("makes file and folders durable before it answers", async () => {
    const synced: string[] = []
    const open: FileSystem["open"] = async (...args) => {
      const handle = await nodeFs.open(...args)
      const sync = handle.sync.bind(handle)
      const recorded = async () => {
        synced.push(args[1] === "r" ? String(args[0]).slice(folder.length) : "the file")
        await sync()
      }
      return Object.assign(handle, { sync: recorded })
    }
    await withCalls({ open }).put("a/b/c", body())
    expect(synced).toEqual(["the file", "/a/b", "/a", ""])
  })

  it("stores files that only their owner can read", async () => {
    await openFileDestination({ root: folder }).put("a/b", body())
    expect((await nodeFs.stat(join(folder, "a/b"))).mode & 0o777).toBe(0o600)
    expect((await nodeFs.stat(join(folder, "a"))).mode & 0o777).toBe(0o700)
  })

  it("follows no symbolic link out of its root", async () => {
    await nodeFs.symlink("/etc/passwd", join(folder, "link"))
    const storage = openFileDestination({ root: folder })
    expect(await storage.head("link")).toBeNull()
    await expect(storage.get("link")).rejects.toMatchObject({ code: "ERR_STORAGE_NOT_FOUND" })
    expect(await collect(storage.list(""))).toEqual([])
  })

  it("removes what a killed process left half-written, when it is opened again", async () => {
    const script = fileURLToPath(new URL("endless-put.ts", import.meta.url))
    const uri = pathToFileURL(folder).href
    const child = spawn(
      process.execPath,
      ["--conditions=@gir/source", "--import", "tsx", script, uri],
      { stdio: ["ignore", "ignore", "inherit"] },
    )
    while ((await everythingIn(folder)).length === 0) await delay(10)
    await openStorageDestination(uri).check()
    expect(await everythingIn(folder)).toHaveLength(1)
    const exited = once(child, "exit")
    child.kill("SIGKILL")
    await exited
    await openStorageDestination(uri).put("a", body())
    expect(await everythingIn(folder)).toEqual(["a"])
  })

  it("leaves the half-written file of another machine alone for an hour", async () => {
    const clock = manualClock(new Date())
    const storage = openFileDestination({ root: folder, clock })
    await storage.check()
    await nodeFs.writeFile(join(folder, ".incoming", "other-host.1.0011223344556677"), "half")
    clock.advance(3_500_000)
    await storage.check()
    expect(await everythingIn(folder)).toHaveLength(1)
    clock.advance(200_000)
    await storage.check()
    expect(await everythingIn(folder)).toEqual([])
  })

  /** The first look at one path fails as it does while the disk is away; all else goes through. */
  const awayOnce = (path: string): Partial<FileSystem> => {
    let isAway = true
    const away = (call: (...args: never[]) => unknown) => (asked: string, option: never) => {
      if (!isAway || asked !== path) return call(asked as never, option)
      isAway = false
      return failing("ENOENT")()
    }
    const { lstat, open, readdir, unlink } = nodeFs
    const calls = { lstat, open, readdir, unlink }
    const broken = Object.entries(calls).map(([name, call]) => [name, away(call)])
    return Object.fromEntries(broken) as typeof calls
  }

  it.each([
    ["head", "a/b", (storage: StorageDestination) => storage.head("a/b"), { storedBytes: 10 }],
    ["get", "a/b", async (storage: StorageDestination) => (await read(storage)).length, 10],
    ["delete", "a/b", (storage: StorageDestination) => storage.delete("a/b"), true],
    ["list", "a/b", keysOf, ["a/b"]],
    ["list, in a folder,", "a/", keysOf, ["a/b"]],
  ])("does not take an object for missing in %s when the disk was away", async (...row) => {
    const [, path, use, expected] = row
    await withCalls({}).put("a/b", body())
    expect(await use(withCalls(awayOnce(join(folder, path))))).toEqual(expected)
  })

  it("is unavailable, not empty, when the disk goes away in the middle of a listing", async () => {
    const storage = withCalls({
      readdir: (async (path: string, options: never) => {
        const entries = await nodeFs.readdir(path, options)
        await nodeFs.rename(folder, `${folder}.away`)
        return entries
      }) as unknown as FileSystem["readdir"],
    })
    await withCalls({}).put("a/b", body())
    await expect(keysOf(storage)).rejects.toMatchObject({ code: "ERR_STORAGE_UNAVAILABLE" })
    await nodeFs.rename(`${folder}.away`, folder)
  })

  it("does not make a root that is missing", async () => {
    const uri = pathToFileURL(join(folder, "not mounted")).href
    await expect(openStorageDestination(uri).put("a/b", body())).rejects.toMatchObject({
      code: "ERR_STORAGE_UNAVAILABLE",
    })
    expect(await everythingIn(folder)).toEqual([])
  })

  it.each(["s3://bucket/x", "/srv/recordings", "file://host/share", ""])(
    "refuses %j as an address, without repeating it",
    (uri) => {
      const code = "ERR_STORAGE_DESTINATION_INVALID"
      expect(() => openStorageDestination(uri)).toThrow(expect.objectContaining({ code }))
    },
  )
})
