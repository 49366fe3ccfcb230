import type { JobPayload, JobResult } from "@gir/contracts"
import { GirError, isGirError } from "@gir/errors"
import { currentTrace, inSpan } from "@gir/trace"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { defineWorkers, type JobContext, type Jobs, type Workers } from "../src/index.ts"
import { newMux, stored } from "./samples.ts"
import { until } from "./servers.ts"

type Mux = JobPayload<"mux-recording">
type Handler = (payload: Mux, context: JobContext) => Promise<JobResult<"mux-recording">>

export interface QueueUnderTest {
  /** Empty jobs: no ledger row, no queue entry. */
  open(): Promise<{ readonly jobs: Jobs; close(): Promise<void> }>
  /** How often a job that succeeds is delivered: 2 where every job is delivered twice once. */
  readonly deliveries: 1 | 2
}

const WAIT = { timeoutMs: 20_000 }
const again = () => new GirError("ERR_SERVICE_UNAVAILABLE", "rcs does not answer")

/** What every queue must do, whatever holds it. */
export function queueConformance(name: string, queue: QueueUnderTest): void {
  describe(`job queue conformance: ${name}`, () => {
    let opened: Awaited<ReturnType<QueueUnderTest["open"]>>
    let jobs: Jobs
    let running: Workers[] = []
    const start = (handler: Handler, concurrency = 2): Workers => {
      const workers = defineWorkers({ jobs, handlers: { "mux-recording": handler }, concurrency })
      running.push(workers)
      workers.start()
      return workers
    }
    const failCode = async (id: string) => {
      const outcome = await jobs.waitFor("mux-recording", id, WAIT)
      return outcome.status === "failed" ? outcome.code : outcome.status
    }
    beforeEach(async () => {
      opened = await queue.open()
      jobs = opened.jobs
    })
    afterEach(async () => {
      await Promise.all(running.map((workers) => workers.close()))
      running = []
      await opened.close()
    })

    it("runs a job and keeps its result", async () => {
      const mux = newMux()
      start(async ({ recordingId }) => stored(recordingId))
      const { id, isNew } = await jobs.add("mux-recording", mux)
      expect({ id, isNew }).toEqual({ id: mux.recordingId, isNew: true })
      const outcome = await jobs.waitFor("mux-recording", id, WAIT)
      expect(outcome).toEqual({ status: "done", result: stored(id) })
      expect(await jobs.outcome("mux-recording", id)).toEqual(outcome)
      expect(await jobs.payload("mux-recording", id)).toEqual(mux)
    })

    it("delivers every job as often as it promises, and to the end", async () => {
      const runs = new Map<string, number>()
      start(async ({ recordingId }) => {
        runs.set(recordingId, (runs.get(recordingId) ?? 0) + 1)
        return stored(recordingId)
      })
      const all = Array.from({ length: 20 }, newMux)
      await Promise.all(all.map((mux) => jobs.add("mux-recording", mux)))
      const ids = all.map(({ recordingId }) => recordingId)
      await Promise.all(ids.map((id) => jobs.waitFor("mux-recording", id, WAIT)))
      expect(ids.map((id) => runs.get(id))).toEqual(ids.map(() => queue.deliveries))
    })

    it("runs every try of a job in the trace of whoever added it first", async () => {
      const mux = newMux()
      const tried: (string | undefined)[] = []
      const add = () =>
        inSpan({ name: "producer", parent: null }, async () => {
          await jobs.add("mux-recording", mux)
          return currentTrace()?.traceId
        })
      const producer = await add()
      await add()
      start(async ({ recordingId }, { attempt }) => {
        tried.push(currentTrace()?.traceId)
        if (attempt === 1) throw again()
        return stored(recordingId)
      })
      await jobs.waitFor("mux-recording", mux.recordingId, WAIT)
      expect(tried.length).toBeGreaterThanOrEqual(2)
      expect(new Set(tried)).toEqual(new Set([producer]))
      expect(await jobs.payload("mux-recording", mux.recordingId)).toEqual(mux)
    })

    it("takes a job that is added twice as one", async () => {
      const mux = newMux()
      const added = await Promise.all([
        jobs.add("mux-recording", mux),
        jobs.add("mux-recording", mux),
      ])
      expect(added.filter(({ isNew }) => isNew)).toHaveLength(1)
      expect(await jobs.counts()).toMatchObject({ "mux-recording": { waiting: 1 } })
    })

    it("does not run a job again that is done, and leaves nothing of it in the queue", async () => {
      const mux = newMux()
      let runs = 0
      start(async ({ recordingId }) => {
        runs += 1
        return stored(recordingId)
      })
      const { id } = await jobs.add("mux-recording", mux)
      await jobs.waitFor("mux-recording", id, WAIT)
      expect(await jobs.add("mux-recording", mux)).toEqual({ id, isNew: false })
      const marker = await jobs.add("mux-recording", newMux())
      await jobs.waitFor("mux-recording", marker.id, WAIT)
      expect(runs).toBe(2 * queue.deliveries)
      await until(async () => {
        const { waiting, active, delayed } = (await jobs.counts())["mux-recording"]
        return waiting + active + delayed === 0
      })
    })

    it("refuses a payload that does not fit, before anything is acknowledged", async () => {
      const adding = jobs.add("mux-recording", { recordingId: "short" })
      await expect(adding).rejects.toMatchObject({ code: "ERR_BAD_REQUEST" })
      expect(await jobs.payload("mux-recording", "short")).toBeNull()
      expect(await jobs.outcome("mux-recording", "short")).toBeNull()
    })

    it("tries a job again after a transient fault, and counts the tries", async () => {
      const attempts: number[] = []
      start(async ({ recordingId }, { attempt }) => {
        attempts.push(attempt)
        if (attempt < 3) throw again()
        return stored(recordingId)
      })
      const { id } = await jobs.add("mux-recording", newMux())
      expect(await failCode(id)).toBe("done")
      expect(attempts.slice(0, 3)).toEqual([1, 2, 3])
    })

    it("fails a job at once, with its code, when trying again is of no use", async () => {
      let runs = 0
      start(async () => {
        runs += 1
        throw new GirError("ERR_NOT_FOUND", "the recording was deleted")
      })
      const { id } = await jobs.add("mux-recording", newMux())
      expect(await jobs.waitFor("mux-recording", id, WAIT)).toEqual({
        status: "failed",
        code: "ERR_NOT_FOUND",
        message: "the recording was deleted",
        willRetry: false,
      })
      expect(runs).toBe(1)
      expect(await jobs.counts()).toMatchObject({ "mux-recording": { failed: 1 } })
    })

    it("takes a foreign error for a bug of the handler", async () => {
      start(async () => {
        throw new TypeError("undefined is not a function")
      })
      const { id } = await jobs.add("mux-recording", newMux())
      expect(await failCode(id)).toBe("ERR_INTERNAL")
    })

    it("fails a job whose result does not fit its schema", async () => {
      start(async () => ({ mediaId: "no media id", storageKey: "k", storedBytes: 1 }))
      const { id } = await jobs.add("mux-recording", newMux())
      expect(await failCode(id)).toBe("ERR_QUEUE_RESULT_INVALID")
    })

    it("offers a failed job again on request, and no other", async () => {
      let isRepaired = false
      start(async ({ recordingId }) => {
        if (!isRepaired) throw new GirError("ERR_NOT_FOUND", "no such recording")
        return stored(recordingId)
      })
      const { id } = await jobs.add("mux-recording", newMux())
      expect(await failCode(id)).toBe("ERR_NOT_FOUND")
      isRepaired = true
      expect(await jobs.retry("mux-recording", id)).toBe(true)
      await until(async () => (await jobs.outcome("mux-recording", id))?.status === "done")
      expect(await jobs.retry("mux-recording", id)).toBe(false)
      const unknown = jobs.retry("mux-recording", "X".repeat(32))
      await expect(unknown).rejects.toMatchObject({ code: "ERR_QUEUE_JOB_UNKNOWN" })
    })

    it("tells what failed, alike in one line, and offers all of it again", async () => {
      let isRepaired = false
      start(async ({ recordingId }) => {
        if (!isRepaired) throw new GirError("ERR_MUX_MIXED_PROTECTION", "the screen is clear")
        return stored(recordingId)
      })
      const added = [await jobs.add("mux-recording", newMux())]
      added.push(await jobs.add("mux-recording", newMux()))
      for (const { id } of added) expect(await failCode(id)).toBe("ERR_MUX_MIXED_PROTECTION")
      const since = (await jobs.endedSince("mux-recording", { since: new Date(0), limit: 9 }))[1]
      expect(await jobs.failures()).toMatchObject([
        {
          name: "mux-recording",
          code: "ERR_MUX_MIXED_PROTECTION",
          count: 2,
          resting: 0,
          lastAt: since?.endedAt,
          lastMessage: "the screen is clear",
        },
      ])
      isRepaired = true
      expect(await jobs.retryAll("mux-recording")).toBe(2)
      expect(await jobs.retryAll("record-call")).toBe(0)
      for (const { id } of added) expect(await failCode(id)).toBe("done")
      expect(await jobs.failures()).toEqual([])
      const span = { since: since?.endedAt ?? new Date(0), limit: 9 }
      const ended = await jobs.endedSince("mux-recording", span)
      expect(new Set(ended.map(({ id }) => id))).toEqual(new Set(added.map(({ id }) => id)))
      expect(ended[0]?.outcome.status).toBe("done")
      expect(await jobs.endedSince("mux-recording", { ...span, limit: 1 })).toHaveLength(1)
    })

    it("waits for a job that is added later", async () => {
      start(async ({ recordingId }) => stored(recordingId))
      const mux = newMux()
      const waiting = jobs.waitFor("mux-recording", mux.recordingId, WAIT)
      await jobs.add("mux-recording", mux)
      expect((await waiting).status).toBe("done")
    })

    it("tells the last fault of a job when the wait for it is over", async () => {
      start(async () => {
        throw again()
      })
      const { id } = await jobs.add("mux-recording", newMux())
      const code = await jobs
        .waitFor("mux-recording", id, { timeoutMs: 400 })
        .catch((error: unknown) => isGirError(error) && [error.code, error.fields["lastCode"]])
      expect([
        ["ERR_QUEUE_WAIT_TIMEOUT", "ERR_SERVICE_UNAVAILABLE"],
        restingOutcome,
      ]).toContainEqual(code)
    })

    it("lets running jobs end when it is closed, and takes no more", async () => {
      const started: string[] = []
      let release = () => undefined as void
      const gate = new Promise<void>((resolve) => (release = resolve))
      const workers = start(async ({ recordingId }) => {
        started.push(recordingId)
        await gate
        return stored(recordingId)
      }, 1)
      const first = await jobs.add("mux-recording", newMux())
      await until(() => started.length === 1)
      const second = await jobs.add("mux-recording", newMux())
      const closed = workers.close()
      release()
      await closed
      expect(new Set(started)).toEqual(new Set([first.id]))
      expect(await jobs.outcome("mux-recording", second.id)).toBeNull()
      start(async ({ recordingId }) => stored(recordingId))
      for (const { id } of [first, second]) expect(await failCode(id)).toBe("done")
    })

    it("aborts a job that does not end within the grace time, and runs it again", async () => {
      let isStarted = false
      const workers = start(async (_payload, { signal }) => {
        isStarted = true
        return new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new Error("aborted")))
        })
      })
      const { id } = await jobs.add("mux-recording", newMux())
      await until(() => isStarted)
      await workers.close({ graceMs: 1 })
      expect(await jobs.outcome("mux-recording", id)).toBeNull()
      start(async ({ recordingId }) => stored(recordingId))
      expect(await failCode(id)).toBe("done")
    })

    it("refuses no handler, an unknown job and a second handler", () => {
      const handler: Handler = async ({ recordingId }) => stored(recordingId)
      const define = (handlers: object) => () =>
        void running.push(defineWorkers({ jobs, handlers, concurrency: 1 }))
      const refusal = expect.objectContaining({ code: "ERR_QUEUE_HANDLER" })
      expect(define({})).toThrow(refusal)
      expect(define({ "mux-recording": undefined })).toThrow(refusal)
      expect(define({ "mux-recordings": handler })).toThrow(refusal)
      define({ "mux-recording": handler })()
      expect(define({ "mux-recording": handler })).toThrow(refusal)
    })

    it("answers a readiness check", async () => {
      expect(await jobs.check()).toMatchObject({ warnings: [] })
    })
  })
}

/** Without delays between the tries, the memory queue comes to the end of them first. */
const restingOutcome = {
  status: "failed",
  code: "ERR_SERVICE_UNAVAILABLE",
  message: "rcs does not answer",
  willRetry: true,
}
