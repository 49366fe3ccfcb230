import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { buffer } from "node:stream/consumers"
import { pathToFileURL } from "node:url"
import { noFaults, openFaults, type FaultName } from "@gir/sim"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { openStorageDestination } from "../src/index.ts"

const ID = "0A1B2C3D4E5F60718293A4B5C6D7E8F9"
const KEY = `${ID}/0011aabb/call.wav.p7m`
const CONTENT = Buffer.alloc(100_000, 0xa5)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gir-storage-faults-"))
  await open(null).put(KEY, Readable.from([CONTENT]))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function open(fault: FaultName | null, seed = 1) {
  const faults = fault === null ? noFaults : openFaults({ seed, remembered: [{ name: fault }] })
  return openStorageDestination(pathToFileURL(folder).href, faults)
}

function differentBits(left: Buffer, right: Buffer): number[] {
  return [...left.keys()].flatMap((at) => {
    const different = (left[at] ?? 0) ^ (right[at] ?? 0)
    return [...Array(8).keys()].filter((bit) => (different >> bit) & 1).map((bit) => at * 8 + bit)
  })
}

describe("a Storage Destination with faults", () => {
  it("flips one bit, the same one at every reading of the object", async () => {
    const storage = open("storage.bit-flip")
    const whole = await buffer(await storage.get(KEY))
    const [bit = -1, ...others] = differentBits(CONTENT, whole)
    expect([bit >= 0, others]).toEqual([true, []])
    const at = Math.floor(bit / 8)
    const part = await buffer(await storage.get(KEY, { from: at, to: at + 1 }))
    expect(part).toEqual(whole.subarray(at, at + 1))
    const beside = await buffer(await storage.get(KEY, { from: at + 1, to: CONTENT.length }))
    expect(beside).toEqual(CONTENT.subarray(at + 1))
    expect(
      differentBits(CONTENT, await buffer(await open("storage.bit-flip", 2).get(KEY))),
    ).not.toEqual([bit])
  })

  it("ends a reading too early", async () => {
    const cut = await buffer(await open("storage.truncated-read").get(KEY))
    expect(cut.length).toBeLessThan(CONTENT.length)
    expect(cut).toEqual(CONTENT.subarray(0, cut.length))
  })

  it.each([
    ["storage.full", "ERR_STORAGE_FULL"],
    ["storage.unavailable", "ERR_STORAGE_UNAVAILABLE"],
  ] as const)("stores nothing under %s, and lets go of what it was given", async (fault, code) => {
    const body = Readable.from([CONTENT])
    const storage = open(fault)
    await expect(storage.put(`${ID}/22/call.wav`, body)).rejects.toMatchObject({ code })
    await expect(storage.check()).rejects.toMatchObject({ code })
    expect(body.destroyed).toBe(true)
    expect(await open(null).head(`${ID}/22/call.wav`)).toBeNull()
  })

  it("gives nothing while it is unavailable", async () => {
    const storage = open("storage.unavailable")
    const code = "ERR_STORAGE_UNAVAILABLE"
    for (const asked of [storage.get(KEY), storage.head(KEY), storage.delete(KEY)]) {
      await expect(asked).rejects.toMatchObject({ code })
    }
    expect(await open(null).head(KEY)).not.toBeNull()
  })

  it("names its subjects by what is the same in every run", async () => {
    const faults = openFaults({ seed: 1, remembered: [{ name: "storage.bit-flip" }] })
    const storage = openStorageDestination(pathToFileURL(folder).href, faults)
    for (const name of ["20261101_screen.mp4.p7m", "20261101_mux.mp4.p7m"]) {
      await open(null).put(`${ID}/33/${name}`, Readable.from([CONTENT]))
      await buffer(await storage.get(`${ID}/33/${name}`))
    }
    await buffer(await storage.get(KEY))
    const subjects = faults.history().map(({ subject }) => subject)
    expect(subjects).toEqual([`${ID}-call`, `${ID}-mux`, `${ID}-screen`])
  })
})
