import { Transform, type Readable } from "node:stream"
import { GirError } from "@gir/errors"
import type { Faults } from "@gir/sim"
import type { ByteRange, StorageDestination } from "./storage-destination.ts"

/** The subject of a check, which is for no object. */
const CHECK = "check"

/** A Storage Destination that fails as the faults tell it. */
export function faultyDestination(storage: StorageDestination, faults: Faults): StorageDestination {
  const assertThere = (subject: string): void => {
    if (faults.fires("storage.unavailable", subject) === null) return
    throw new GirError("ERR_STORAGE_UNAVAILABLE", "the Storage Destination cannot be used", {
      where: subject,
    })
  }
  const assertRoom = (subject: string): void => {
    if (faults.fires("storage.full", subject) === null) return
    throw new GirError("ERR_STORAGE_FULL", "the Storage Destination is full", { where: subject })
  }
  return {
    put: async (key, body) => {
      try {
        assertThere(subjectOf(key))
        assertRoom(subjectOf(key))
      } catch (error) {
        // As the real one does: a stream that nobody reads would keep its source waiting.
        if ("destroy" in body) (body as Readable).destroy()
        throw error
      }
      return storage.put(key, body)
    },
    get: async (key, range) => {
      assertThere(subjectOf(key))
      return damaged(await storage.get(key, range), { key, range, storage, faults })
    },
    head: async (key) => {
      assertThere(subjectOf(key))
      return storage.head(key)
    },
    delete: async (key) => {
      assertThere(subjectOf(key))
      return storage.delete(key)
    },
    list: (prefix) => storage.list(prefix),
    check: async () => {
      assertThere(CHECK)
      assertRoom(CHECK)
      await storage.check()
    },
  }
}

/**
 * The media id in a key `<recording id>/<attempt>/<file name>`: attempt and file name are others in
 * every run, and the same seed must strike the same recordings.
 */
function subjectOf(key: string): string {
  const [recordingId = key] = key.split("/", 1)
  if (/_mux\.mp4(\.p7m)?$/.test(key)) return `${recordingId}-mux`
  return `${recordingId}-${/\.mp4(\.p7m)?$/.test(key) ? "screen" : "call"}`
}

interface Reading {
  readonly key: string
  readonly range: ByteRange | undefined
  readonly storage: StorageDestination
  readonly faults: Faults
}

async function damaged(
  bytes: Readable,
  { key, range, storage, faults }: Reading,
): Promise<Readable> {
  const subject = subjectOf(key)
  const flip = faults.fires("storage.bit-flip", subject)
  const cut = faults.fires("storage.truncated-read", subject)
  if (flip === null && cut === null) return bytes
  const storedBytes = (await storage.head(key))?.storedBytes ?? 0
  const from = range?.from ?? 0
  const stages: Transform[] = []
  if (flip !== null) stages.push(flipBit(Math.floor(flip.where * storedBytes * 8), from))
  if (cut !== null) stages.push(cutAt(Math.floor(cut.where * storedBytes), from))
  return stages.reduce<Readable>(passThrough, bytes)
}

/** `pipe` alone leaves a source open whose reader has gone, and hides its failure. */
function passThrough(source: Readable, stage: Transform): Readable {
  source.once("error", (error) => stage.destroy(error))
  stage.once("close", () => source.destroy())
  return source.pipe(stage)
}

/** @param bit counted from the object's beginning, like `from`, the first byte that is read. */
function flipBit(bit: number, from: number): Transform {
  const target = Math.floor(bit / 8)
  let at = from
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const offset = target - at
      at += chunk.length
      if (offset < 0 || offset >= chunk.length) return done(null, chunk)
      const copy = Buffer.from(chunk)
      copy[offset] = (copy[offset] ?? 0) ^ (1 << (bit % 8))
      done(null, copy)
    },
  })
}

function cutAt(end: number, from: number): Transform {
  let left = Math.max(0, end - from)
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const kept = chunk.subarray(0, left)
      left -= kept.length
      done(null, kept)
    },
  })
}
