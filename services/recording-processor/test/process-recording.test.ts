import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Readable } from "node:stream"
import { pathToFileURL } from "node:url"
import type { ProcessRecording, RecordingMetadata } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { openMemoryJobs, type Jobs } from "@gir/queue"
import { silentLogger, type Service } from "@gir/service-kit"
import { noFaults, systemClock } from "@gir/sim"
import { openStorageDestination, type StorageDestination } from "@gir/storage"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { buildRecordingProcessor, type RecordingProcessorConfig } from "../src/app.ts"
import { describeRecording } from "../src/describe-recording.ts"
import { CIPHERTEXT, recordedCall } from "./recorded-call.ts"
import { SERVICE_TOKEN, stubRws, type StubRws } from "./stub-rws.ts"

let folder: string
let rws: StubRws
let jobs: Jobs
let storage: StorageDestination
let processor: Service

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gir-processor-"))
  rws = await stubRws()
  jobs = openMemoryJobs()
  storage = ciphertextUnread(openStorageDestination(pathToFileURL(folder).href))
  processor = await buildRecordingProcessor(
    config(rws.url),
    { name: "recording-processor-1", clock: systemClock, faults: noFaults, logger: silentLogger },
    { jobs, storage, release: async () => {} },
  )
  await processor.start()
})
afterEach(async () => {
  await processor.close()
  await rws.close()
  await rm(folder, { recursive: true, force: true })
})

/** The Recording Processor may look at objects, and never into them. */
function ciphertextUnread(destination: StorageDestination): StorageDestination {
  return { ...destination, get: () => Promise.reject(new Error("ciphertext was read")) }
}

async function stored(number: number): Promise<ProcessRecording> {
  const payload = recordedCall(number)
  await storage.put(payload.media.storageKey, Readable.from([CIPHERTEXT]))
  return payload
}

async function outcomeOf(payload: ProcessRecording) {
  const { id } = await jobs.add("process-recording", payload)
  return jobs.waitFor("process-recording", id, { timeoutMs: 20_000 })
}

describe("a stored call", () => {
  it("is posted with its whole metadata, and the job tells where it lies", async () => {
    const payload = await stored(1)
    const { mediaId, storageKey, storedBytes } = payload.media
    expect(await outcomeOf(payload)).toEqual({
      status: "done",
      result: { mediaId, storageKey, storedBytes },
    })
    expect(rws.posted[0]).toEqual(describeRecording(payload))
  })

  it("that is delivered twice is posted with the same metadata", async () => {
    const payload = await stored(1)
    await outcomeOf(payload)
    expect(new Set(rws.posted.map((metadata) => JSON.stringify(metadata))).size).toBe(1)
  })

  it("whose metadata were there before is answered with the media file that won", async () => {
    const payload = await stored(1)
    const winner = { ...payload.media, storageKey: "another/attempt" }
    const withWinner = (metadata: RecordingMetadata): RecordingMetadata => ({
      ...metadata,
      mediaFiles: metadata.mediaFiles.map((file) => ({ ...file, receipt: winner })),
    })
    rws.answers.push(withWinner, withWinner)
    expect(await outcomeOf(payload)).toMatchObject({ result: { storageKey: "another/attempt" } })
  })

  it("waits while rws is away", async () => {
    const payload = await stored(1)
    rws.answers.push(new GirError("ERR_SERVICE_UNAVAILABLE", "starting"))
    rws.answers.push(new GirError("ERR_DATABASE_UNAVAILABLE", "starting"))
    expect(await outcomeOf(payload)).toMatchObject({ status: "done" })
    expect(rws.posted.length).toBeGreaterThanOrEqual(3)
  })

  it("is given up when its recording was deleted", async () => {
    const payload = await stored(1)
    rws.answers.push(new GirError("ERR_RWS_RECORDING_DELETED", "gone"))
    expect(await outcomeOf(payload)).toMatchObject({
      status: "failed",
      code: "ERR_RWS_RECORDING_DELETED",
      willRetry: false,
    })
  })

  it("is not posted when its object is missing", async () => {
    expect(await outcomeOf(recordedCall(2))).toMatchObject({
      status: "failed",
      code: "ERR_PROCESSOR_OBJECT_MISSING",
      willRetry: false,
    })
    expect(rws.posted).toEqual([])
  })

  it("is not posted when its object has another size", async () => {
    const payload = await stored(1)
    const cut = { ...payload, media: { ...payload.media, storedBytes: 1 } }
    expect(await outcomeOf(cut)).toMatchObject({
      status: "failed",
      code: "ERR_PROCESSOR_OBJECT_SIZE",
    })
    expect(rws.posted).toEqual([])
  })
})

describe("the service", () => {
  it("is ready, and answers nobody but probes", async () => {
    expect((await processor.app.inject({ url: "/readyz" })).statusCode).toBe(200)
    expect((await processor.app.inject({ url: "/recordings" })).statusCode).toBe(404)
  })

  it("may be closed twice", async () => {
    await processor.close()
    await expect(processor.close()).resolves.toBeUndefined()
  })
})

function config(rwsUrl: string): RecordingProcessorConfig {
  return {
    host: "127.0.0.1",
    port: 0,
    nodeName: "recording-processor-1",
    serviceToken: SERVICE_TOKEN,
    logLevel: "silent",
    databaseUrl: "postgresql://unused",
    redisUrl: null,
    storageDestination: "file:///unused",
    storageAccess: { endpoint: null, region: null, credentials: null },
    nodeRoot: null,
    configServerUrl: null,
    rwsUrl,
    rcsUrl: null,
    gaxUrl: null,
    concurrency: 2,
  }
}
