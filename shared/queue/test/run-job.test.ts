import type { JobName } from "@gir/contracts"
import { GirError } from "@gir/errors"
import { manualClock, noFaults, openFaults } from "@gir/sim"
import { describe, expect, it } from "vitest"
import { createJobs } from "../src/create-jobs.ts"
import { defineWorkers } from "../src/index.ts"
import type { JobLedger } from "../src/job-ledger.ts"
import type { JobQueue, TakeJobsOptions } from "../src/job-queue.ts"
import { memoryLedger } from "../src/memory/memory-ledger.ts"
import { retryDelayMs } from "../src/retry-delay.ts"
import { runJob, type JobTry } from "../src/run-job.ts"
import { sweep } from "../src/sweep.ts"
import { silentLogger } from "./process-jobs.ts"
import { newMux, stored } from "./samples.ts"
import { until } from "./servers.ts"

const tries: JobTry[] = []
const watched = {
  clock: manualClock(new Date(0)),
  onTry: (ended: JobTry) => void tries.push(ended),
}
const name: JobName = "mux-recording"
const newLedger = () => {
  const clock = manualClock(new Date(0))
  return { clock, ledger: memoryLedger({ clock, losesFirstFinish: false }) }
}
const deliver = (ledger: JobLedger, id: string, handler: () => Promise<unknown>) =>
  runJob({
    name,
    id,
    handler: handler as never,
    ledger,
    logger: silentLogger,
    faults: noFaults,
    signal: new AbortController().signal,
    ...watched,
  })

describe("the delivery of a job", () => {
  it("does nothing for a job that the ledger does not know", async () => {
    const { ledger } = newLedger()
    const verdict = await deliver(ledger, "unknown", () => Promise.reject(new Error("ran")))
    expect(verdict).toEqual({ kind: "done" })
  })

  it("fails a stored job that no longer fits its schema, as our own fault", async () => {
    const { ledger } = newLedger()
    await ledger.insert({ name, id: "a", payload: { recordingId: "of another release" } })
    const verdict = await deliver(ledger, "a", () => Promise.reject(new Error("ran")))
    expect(verdict).toEqual({ kind: "failed", code: "ERR_QUEUE_PAYLOAD_INVALID" })
    expect(tries.at(-1)).toEqual({ job: name, seconds: 0, code: "ERR_QUEUE_PAYLOAD_INVALID" })
  })

  it("comes twice when queue.duplicate-delivery strikes, and is noted once", async () => {
    const { ledger } = newLedger()
    const payload = newMux()
    const id = payload.recordingId
    await ledger.insert({ name, id, payload })
    const faults = openFaults({ seed: 1, remembered: [{ name: "queue.duplicate-delivery" }] })
    let runs = 0
    const handler = async () => {
      runs += 1
      return stored(id)
    }
    const { signal } = new AbortController()
    const given = {
      ...watched,
      name,
      id,
      handler: handler as never,
      ledger,
      logger: silentLogger,
      faults,
    }
    const verdict = await runJob({ ...given, signal })
    expect([verdict.kind, runs]).toEqual(["done", 2])
    expect(await ledger.find({ name, id })).toMatchObject({ status: "done" })
    expect(faults.history()).toMatchObject([{ subject: `mux-recording ${id}` }])
  })

  it("comes late when queue.slow-delivery strikes, and not at all once it is given up", async () => {
    const { ledger } = newLedger()
    const payload = newMux()
    const id = payload.recordingId
    await ledger.insert({ name, id, payload })
    const slow = { name: "queue.slow-delivery", attributes: { delayMs: 60_000 } }
    const handler = () => Promise.reject(new Error("ran"))
    const faults = openFaults({ seed: 1, remembered: [slow] })
    const given = { ...watched, name, id, handler, ledger, logger: silentLogger, faults }
    const verdict = await runJob({ ...given, signal: AbortSignal.abort() })
    expect(verdict.kind).toBe("later")
  })

  it("notes the end of a job when the database is back, and runs it once", async () => {
    const { ledger } = newLedger()
    const payload = newMux()
    const id = payload.recordingId
    await ledger.insert({ name, id, payload })
    let refusals = 2
    let runs = 0
    const flaky: JobLedger = {
      ...ledger,
      async finish(job) {
        if (refusals-- > 0) throw new GirError("ERR_DATABASE_UNAVAILABLE", "restarting")
        await ledger.finish(job)
      },
    }
    const verdict = await deliver(flaky, id, async () => {
      runs += 1
      return stored(id)
    })
    expect(verdict).toEqual({ kind: "done" })
    expect(runs).toBe(1)
    expect(await ledger.find({ name, id })).toMatchObject({ status: "done" })
  })

  it("lets a job rest after its last try, and offers it again later", async () => {
    const { clock, ledger } = newLedger()
    const payload = newMux()
    const id = payload.recordingId
    await ledger.insert({ name, id, payload })
    const fail = () => Promise.reject(new GirError("ERR_STORAGE_FULL", "no space left"))
    const verdicts: string[] = []
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      verdicts.push((await deliver(ledger, id, fail)).kind)
    }
    expect(verdicts).toEqual([...Array.from({ length: 19 }, () => "later"), "failed"])
    const resting = { status: "failed", code: "ERR_STORAGE_FULL", willRetry: true }
    expect(await ledger.find({ name, id })).toMatchObject(resting)
    clock.advance(59_000)
    expect(await ledger.claimDue(name, 10)).toEqual([])
    clock.advance(2_000)
    expect(await ledger.claimDue(name, 10)).toEqual([id])
    expect(await ledger.find({ name, id })).toMatchObject({ status: "open", attempts: 0 })
  })

  it("doubles the delay between tries up to the job's own limit", () => {
    const delays = [1, 2, 3, 4, 5, 6, 20, 1_000].map((tries) => retryDelayMs(name, tries))
    expect(delays).toEqual([200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000])
  })
})

describe("the sweep", () => {
  const offers: string[] = []
  const queueOf = (waiting: number): JobQueue => ({
    backend: "memory",
    offer: async (_name, ids) => void offers.push(...ids),
    counts: async () => ({ waiting, active: 0, delayed: 0 }),
    takeJobs: () => Promise.reject(new Error("not here")),
    check: async () => [],
    close: async () => undefined,
  })

  it("leaves a long queue alone when none of its jobs is missing", async () => {
    const { clock, ledger } = newLedger()
    for (const id of ["a", "b"]) await ledger.insert({ name, id, payload: {} })
    clock.advance(60_000)
    expect(await sweep(name, { ledger, queue: queueOf(2) })).toBe(0)
    expect(await sweep(name, { ledger, queue: queueOf(1) })).toBe(2)
    expect(offers).toEqual(["a", "b"])
  })

  it("leaves a job alone that was added a moment ago", async () => {
    const { ledger } = newLedger()
    await ledger.insert({ name, id: "c", payload: {} })
    expect(await sweep(name, { ledger, queue: queueOf(0) })).toBe(0)
  })
})

describe("a job that kills every process", () => {
  it("fails with a code of its own", async () => {
    const { clock, ledger } = newLedger()
    const taken: TakeJobsOptions[] = []
    const queue: JobQueue = {
      backend: "memory",
      offer: async () => undefined,
      counts: async () => ({ waiting: 1, active: 0, delayed: 0 }),
      takeJobs: async (options) => {
        taken.push(options)
        return { close: async () => undefined, abort: () => undefined }
      },
      check: async () => [],
      close: async () => undefined,
    }
    const jobs = createJobs({ ledger, queue, logger: silentLogger, clock, faults: noFaults })
    const handlers = { "mux-recording": async () => stored("x") }
    const workers = defineWorkers({ jobs, handlers, concurrency: 1 })
    workers.start()
    const { id } = await jobs.add(name, newMux())
    await until(() => taken.length > 0)
    taken[0]?.onStalledOut(id)
    const outcome = await jobs.waitFor(name, id, { timeoutMs: 5_000 })
    expect(outcome).toMatchObject({ status: "failed", code: "ERR_QUEUE_STALLED", willRetry: false })
    await workers.close()
  })
})
